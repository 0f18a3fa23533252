"""Turns a release into other formats: JSON for each table, two workbooks and a database; leaves out no row.

These files are the site's downloads and no part of the package: the package's own CSV files stay the one copy that
is reviewed, and two of the formats cannot be read as a difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..cache import program_key
from ..files import json_bytes, sha256, write_if_changed
from ..model import Release
from .database import database_bytes
from .formulas import formula_problems
from .json_tables import table_document
from .sheets import workbook

__all__ = ["export_files", "formula_problems"]

# Modules that decide what stands in a workbook or a database.
MADE_BY = ("export", "study")
BULKY = ("xlsx", "ods", "sqlite")


def export_files(release: Release, cache: Path) -> Mapping[str, bytes]:
    """Every download beside the package: path in its folder -> content.

    Args:
        release: what may be shown.
        cache: folder with earlier workbooks and databases; those of the same content and code come from there.
    """
    documents = {f"{table.id}.json": json_bytes(table_document(table, release)) for table in release.tables}
    return {**documents, **_bulky(release, cache)}


def _bulky(release: Release, cache: Path) -> dict[str, bytes]:
    sealed = cache / f"{release.study.card.id}.key"
    names = {ending: f"{release.study.card.id}.{ending}" for ending in BULKY}
    key = sha256(repr((release.audit.seen, program_key(MADE_BY, ("xlsxwriter",)))).encode())
    stored = _stored(sealed, list(names.values()), key)
    if stored is not None:
        return stored
    # Imports that a rebuild without a changed table must not pay.
    from .ods import ods_bytes  # noqa: PLC0415
    from .xlsx import xlsx_bytes  # noqa: PLC0415

    sheets = workbook(release)
    made = {
        names["xlsx"]: xlsx_bytes(sheets, release.study.card),
        names["ods"]: ods_bytes(sheets, release.study.card),
        names["sqlite"]: database_bytes(release),
    }
    for name, content in made.items():
        write_if_changed(cache / name, content)
    # Last, and with what the files must be: neither a write that was cut off nor an edit leaves a key that fits.
    write_if_changed(sealed, _sealed(key, made))
    return made


def _stored(sealed: Path, names: list[str], key: str) -> dict[str, bytes] | None:
    """Earlier files; None where they are missing, changed or of another release."""
    try:
        found = {name: sealed.with_name(name).read_bytes() for name in names}
        is_same = sealed.read_bytes() == _sealed(key, found)
    except OSError:
        return None
    return found if is_same else None


def _sealed(key: str, contents: Mapping[str, bytes]) -> bytes:
    return "\n".join([key, *(f"{sha256(content)}  {name}" for name, content in contents.items()), ""]).encode()

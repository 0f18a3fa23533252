"""Turns the package's files into what the site offers for download; changes no byte of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date

from ..model import StudyCard

# Below docs/: the package's own folder on the site, at addresses that stay the same.
FOLDER = "data"


def downloads(package: Mapping[str, bytes], card: StudyCard) -> Mapping[str, bytes]:
    """Address below docs/ -> content: each file of the package, and all of them as one zip."""
    files = {f"{FOLDER}/{path}": content for path, content in package.items() if path != "README.md"}
    return {**files, f"{FOLDER}/{card.id}.zip": _zip(package, card)}


def _zip(package: Mapping[str, bytes], card: StudyCard) -> bytes:
    """The same bytes for the same package: dated by the release, in order, with plain permissions."""
    released = date.fromisoformat(card.released)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, content in sorted(package.items()):
            entry = zipfile.ZipInfo(f"{card.id}/{path}", (released.year, released.month, released.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()

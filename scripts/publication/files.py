"""Turns published rows and records into one fixed sequence of bytes, and puts a folder of them in place.

Same input, same bytes: no clock, sorted keys, LF line ends, one number format.
Never leaves a half-written file, and never writes a file that did not change.
"""

from __future__ import annotations

import atexit
import csv
import errno
import hashlib
import io
import json
import os
import re
import secrets
import shutil
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from safetables.policy import SHORTEST_KEY

from .errors import MOST_DIGITS, PageRefused, Problem, StudyRefused
from .model import Table, Value

CHANGELOG = "CHANGELOG.md"
STAGING = ".staging"
KEY = "SAFETABLES_KEY"
_COMPLETE = ".complete"
_STAGED: set[Path] = set()
# The heading of a release: its version and its day.
_RELEASE = re.compile(r"^## \[?\d+\.\d+\.\d+\]?[^\n]*?\d{4}-\d{2}-\d{2}\s*$", re.MULTILINE)


def cell_text(value: Value) -> str:
    """A value as it stands in every text format; empty for no value."""
    match value:
        case None:
            return ""
        case bool():
            # In capitals, since R takes no others for truth values.
            return "TRUE" if value else "FALSE"
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)


def csv_bytes(table: Table) -> bytes:
    """A table as UTF-8 CSV with a header row and LF line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows([cell_text(value) for value in row] for row in table.rows)
    return text.getvalue().encode()


def json_bytes(document: object) -> bytes:
    """A JSON document in the order in which it was built, indented, ending in LF."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def json_of(content: bytes) -> Any:
    """The document of a JSON file from elsewhere.

    Raises:
        ValueError: it is no JSON, has a key twice (another reader would see the other value), or no end of digits.
    """
    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_int=_whole)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key that stands twice")
    return dict(pairs)


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise ValueError(f"a number of {len(text)} digits")
    return int(text)


def page_json(document: object) -> str:
    """A JSON document as it may stand in a script element of a page: nothing in it can end the element."""
    return json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")


def zip_bytes(files: Mapping[str, bytes], released: str, plain: Collection[str] = ()) -> bytes:
    """A zip archive of `files`, in their order, with plain permissions.

    Every entry bears the ISO date `released`; the paths in `plain` are not compressed.
    """
    day = date.fromisoformat(released)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compresslevel=9) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if path in plain else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def sha256(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_pages(docs: Path) -> dict[str, str]:
    """Hand-written pages: address below `docs` -> Markdown, sorted.

    Raises:
        StudyRefused: pages that are no UTF-8 text.
    """
    pages: dict[str, str] = {}
    problems = []
    for path in sorted(docs.rglob("*.md")):
        address = path.relative_to(docs).as_posix()
        try:
            pages[address] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            what = f"not UTF-8 at byte {error.start}"
            problems.append(Problem(f"docs/{address}", what, "save the file as UTF-8"))
    if problems:
        raise StudyRefused(problems)
    return pages


def read_changelog(root: Path) -> str:
    """The changelog of a project.

    Raises:
        PageRefused: there is none, or it tells of no release.
    """
    try:
        text = (root / CHANGELOG).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        problem = Problem(CHANGELOG, "missing, or no UTF-8 text", "write one; see keepachangelog.com")
        raise PageRefused([problem]) from None
    if not _RELEASE.search(text):
        remedy = "begin one with a heading such as `## 1.0.0 - 2026-01-31`"
        raise PageRefused([Problem(CHANGELOG, "no release with a version and a day", remedy)])
    return text


def secret_key(beside: Path) -> bytes:
    """The key by which decoys are chosen: from the environment, or from a file beside true counts, made on first use.

    Raises:
        StudyRefused: it is too short, or cannot be read or written.
    """
    path = beside.with_name(f"{beside.name}.key")
    text = os.environ.get(KEY, "")
    try:
        if not text and not path.exists():
            path.touch(mode=0o600, exist_ok=False)
            path.write_text(f"{secrets.token_hex(32)}\n", encoding="ascii")
        text = text or path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        remedy = f"let the folder be written to, or give a key in the variable {KEY}"
        raise StudyRefused(
            [Problem(str(path), "the key for the choice of cells cannot be kept there", remedy)]
        ) from None
    if len(text.strip()) < SHORTEST_KEY:
        remedy = f"give {SHORTEST_KEY} characters or more, or delete it for a new one"
        raise StudyRefused([Problem(str(path), "the key is easy to guess", remedy)])
    return text.strip().encode()


def write_if_changed(path: Path, content: bytes) -> bool:
    """Writes `content` in one step where the file differs; returns whether it did."""
    if _holds(path, content):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        _write(part, content)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return True


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        # A full disk does not say what was being written.
        error.filename = error.filename or str(path)
        raise


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def differs(folder: Path, wanted: Mapping[str, bytes], keep: Iterable[str]) -> tuple[str, ...]:
    """Names below `folder` whose content is not the wanted one, stale files among them.

    Top-level names in `keep` are not generated.
    """
    changed = {name for name, content in wanted.items() if not _holds(folder / name, content)}
    return tuple(sorted(changed | _stale(folder, wanted, keep)))


def stage(folder: Path, wanted: Mapping[str, bytes]) -> Path:
    """Writes `wanted` into a fresh staging folder inside `folder` and returns that."""
    staging = folder / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    to_clear(staging)
    for name, content in wanted.items():
        path = staging / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, content)
    return staging


def to_clear(staging: Path) -> None:
    """Has a staging folder removed when this process ends, where it was not put in place by then."""
    if not _STAGED:
        atexit.register(clear_staged)
    _STAGED.add(staging)


def clear_staged() -> None:
    """Removes what is staged and not on its way into place; the next build completes what is."""
    for staging in _STAGED:
        if not (staging / _COMPLETE).is_file():
            shutil.rmtree(staging, ignore_errors=True)
    _STAGED.clear()


def put_in_place(folder: Path, keep: Iterable[str]) -> None:
    """Moves what is staged in `folder` over its last content and removes what is no longer generated.

    A kill before this call leaves the last content whole; a kill within it is made good by `finish`.
    """
    (folder / STAGING / _COMPLETE).touch()
    finish(folder, keep)


def replace_folder(folder: Path, new: Path) -> None:
    """Moves `new`, which lies beside it, into the place of `folder`; what stood there is gone only after that."""
    restore_folder(folder)
    last = _last(folder)
    if folder.is_file():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    if folder.is_dir():
        folder.rename(last)
    try:
        new.rename(folder)
    finally:
        restore_folder(folder)


def restore_folder(folder: Path) -> None:
    """Puts back what stood in the place of a folder before a replacement that was cut off; clears up after others."""
    last = _last(folder)
    if last.is_dir() and not folder.exists():
        last.rename(folder)
    shutil.rmtree(last, ignore_errors=True)


def _last(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.last")


def finish(folder: Path, keep: Iterable[str]) -> None:
    """Completes a move that was cut off, or discards a staging folder that never was complete."""
    staging = folder / STAGING
    listing = staging / _COMPLETE
    if not listing.is_file():
        shutil.rmtree(staging, ignore_errors=True)
        return
    # The names are fixed before the first move, so that a second run knows what belongs to the new content.
    if not listing.read_text():
        names = sorted(_names(staging) - {_COMPLETE})
        part = listing.with_name(f"{_COMPLETE}.part")
        part.write_text("\n".join(names), encoding="utf-8")
        part.replace(listing)
    names = listing.read_text(encoding="utf-8").splitlines()
    for name in names:
        if (staging / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (staging / name).replace(folder / name)
    for name in _stale(folder, names, keep):
        (folder / name).unlink()
    shutil.rmtree(staging)


def _stale(folder: Path, wanted: Iterable[str], keep: Iterable[str]) -> set[str]:
    kept = {*keep, STAGING}
    return {name for name in _names(folder) - set(wanted) if name.split("/")[0] not in kept}


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def place_problems(out: Path, *given: Path) -> list[Problem]:
    """Folders that a package must not replace."""
    is_inside = any(path.resolve().is_relative_to(out.resolve()) for path in given)
    is_ours = (out / "datapackage.json").is_file() or (out / STAGING).is_dir()
    if not is_inside and (is_ours or not out.is_dir() or not any(out.iterdir())):
        return []
    return [Problem(str(out), "holds other files than a package", "name an empty folder, or that of the last package")]

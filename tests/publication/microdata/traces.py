"""Searches everything that a build wrote or said for what nobody may read."""

from __future__ import annotations

import gzip
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

# Runs in every Python process of a build: keeps a copy of each file before it is removed or written over.
KEEPER = """
import itertools, os, shutil, sys

kept, numbers = os.environ["KEPT"], itertools.count()

def keep(event, arguments):
    if event not in ("os.remove", "os.rename", "shutil.rmtree"):
        return
    for path in map(os.fsdecode, arguments[: 2 if event == "os.rename" else 1]):
        files = [os.path.join(at, name) for at, _, names in os.walk(path) for name in names] or [path]
        for file in files:
            if os.path.isfile(file) and not file.startswith(kept):
                with open(file, "rb") as read, open(os.path.join(kept, f"{next(numbers)}-{os.getpid()}"), "wb") as to:
                    to.write(read.read())

sys.addaudithook(keep)
"""
"""Content of a `sitecustomize.py`."""


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yields every file below a folder, opened as far as it can be: archives, workbooks, databases."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from opened(path.relative_to(folder).as_posix(), path.read_bytes())


def opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from opened(f"{name}/{inner}", archive.read(inner))
    elif content.startswith(b"SQLite format 3"):
        database = sqlite3.connect(":memory:")
        database.deserialize(content)
        yield f"{name} (dump)", "\n".join(database.iterdump()).encode()
        database.close()
    elif content.startswith(b"\x1f\x8b"):
        yield f"{name} (unpacked)", gzip.decompress(content)


def traces(texts: Iterable[tuple[str, bytes]], canaries: Mapping[str, str]) -> list[str]:
    """Where a canary stands: name of the text and what the canary is; never more than once each.

    Args:
        texts: name -> content.
        canaries: text or whole number -> what it is.
    """
    patterns = {what: re.compile(_pattern(canary)) for canary, what in canaries.items()}
    return sorted(
        {
            f"{name}: {what}"
            for name, content in texts
            for what, pattern in patterns.items()
            if pattern.search(content.decode("utf-8", errors="replace"))
        }
    )


def _pattern(canary: str) -> str:
    if not canary.isdigit():
        return re.escape(canary)
    # With any sign between the thousands, and not as a part of a longer number, word or fraction.
    written = canary[:-3] + "[,. \u00a0\u202f_']?" + canary[-3:]
    return rf"(?<![0-9A-Za-z.]){written}(?:\.0+)?(?![0-9A-Za-z]|\.[0-9])"

"""Turns a built site into a zip file to be read from a disk, scripts or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..files import sha256, write_if_changed, zip_bytes

# Addresses that a server answers with the page inside the folder, and a disk with a list of files.
_FOLDER = re.compile(r'\bhref="(?![a-z]+:|//|/|#)(?P<folder>[^"#?]*?)(?P<rest>[#?][^"]*)?"')
_AHEAD = re.compile(r'<link rel="preload"[^>]*>\n?')
_HOST_ONLY = ("404.html", "robots.txt", "sitemap.xml", "feed.xml", "assets/cards/")


def offline_zip(folder: Path, name: str, released: str, cache: Path) -> bytes:
    """The site as a zip file whose pages lead to each other by the names of files.

    Args:
        folder: the built site.
        name: the one folder that the zip file unpacks to.
        released: date that the files in it bear, ISO 8601.
        cache: folder for the last result; taken where nothing has changed.
    """
    files = dict(_files(folder))
    key = sha256(repr([(path, sha256(content)) for path, content in files.items()] + [name, released]).encode())
    path = cache / "offline.zip"
    stamp = cache / "offline.key"
    if path.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == key:
        return path.read_bytes()
    content = zip_bytes({f"{name}/{path}": content for path, content in files.items()}, released)
    write_if_changed(path, content)
    write_if_changed(stamp, key.encode())
    return content


def with_file_names(page: str) -> str:
    """HTML whose links to folders of the site name the page in them."""

    def named(match: re.Match[str]) -> str:
        folder = match["folder"]
        if folder in (".", "..") or folder.endswith(("/", "/.", "/..")):
            folder = f"{folder.rstrip('/')}/index.html"
        return f'href="{folder}{match["rest"] or ""}"'

    # A disk refuses fonts that are fetched ahead, and has them at hand anyway.
    return _FOLDER.sub(named, _AHEAD.sub("", page))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or name.startswith(_HOST_ONLY):
            continue
        content = path.read_bytes()
        yield name, with_file_names(content.decode()).encode() if path.suffix == ".html" else content

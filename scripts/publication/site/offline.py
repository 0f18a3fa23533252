"""Turns a built site into a zip file to be read from a disk, scripts or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..cache import Step, cached
from ..files import sha256, zip_bytes

# Addresses that a server answers with the page inside the folder, and a disk with a list of files.
_FOLDER = re.compile(r'\bhref="(?![a-z]+:|//|/|#)(?P<folder>[^"#?]*?)(?P<rest>[#?][^"]*)?"')
_AHEAD = re.compile(r'<link rel="preload"[^>]*>\n?')
OFFLINE = Step("offline", 1)
_HOST_ONLY = ("404.html", "robots.txt", "sitemap.xml", "assets/cards/")


def offline_zip(folder: Path, name: str, released: str, cache: Path) -> bytes:
    """The site as a zip file that unpacks to one folder; its pages lead to each other by the names of files."""
    files = dict(_files(folder))
    key = ([(path, sha256(content)) for path, content in files.items()], name, released)
    packed = {f"{name}/{path}": content for path, content in files.items()}
    return cached(cache, OFFLINE, "site.zip", key, bytes, lambda: zip_bytes(packed, released))


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

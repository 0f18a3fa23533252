"""Copies what a build reads into a folder of its own, builds the site there once, and reads its pages."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.sharing import in_turn, shared_folder

ROOT = Path(__file__).parents[2]
INPUTS = ("docs", "datapackage", "mkdocs.yml", "CHANGELOG.md")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """A start tag with what stands inside it."""

    tag: str
    attrs: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Element]:
        """Elements below this one, of these tags or of any, in document order."""
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def has_class(self, name: str) -> bool:
        return name in self.attrs.get("class", "").split()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        # An end tag closes what was left open inside its element, as browsers do for paragraphs and list items.
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_comment(self, data: str) -> None:
        del data
        self.open[-1].children.append(Element("!--", {}))

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_html(text: str) -> Element:
    """The tree of a page."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.root


@dataclass(frozen=True)
class Publication:
    """A built site and the folder that it was built from."""

    root: Path

    @property
    def site(self) -> Path:
        return self.root / "site"

    @cached_property
    def pages(self) -> dict[str, Element]:
        """Path below the site -> its tree; without the pages that stand in other sites' frames."""
        return {name: page for name, page in self._read.items() if not name.startswith("embed/")}

    @cached_property
    def embeds(self) -> dict[str, Element]:
        """Path below the site -> tree of each page that is made for the frames of other sites."""
        return {name: page for name, page in self._read.items() if name not in self.pages}

    @cached_property
    def _read(self) -> dict[str, Element]:
        found = sorted(self.site.rglob("*.html"))
        return {path.relative_to(self.site).as_posix(): read_html(path.read_text(encoding="utf-8")) for path in found}

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads((self.site / "data/datapackage.json").read_bytes())
        return document

    @property
    def tables(self) -> list[str]:
        return [resource["name"] for resource in self.descriptor["resources"] if resource["path"].endswith(".csv")]

    def page(self, address: str) -> Element:
        """The page at an address such as `data/`."""
        return self.pages[f"{address}index.html"]

    def copy_to(self, root: Path) -> Publication:
        """The same folder with its built site, free to be spoiled."""
        shutil.copytree(self.root, root, dirs_exist_ok=True)
        return Publication(root)

    def build(
        self, *options: str, python: tuple[str, ...] = (), site_url: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """One run of `mkdocs build`, in a process of its own."""
        command = [sys.executable, *python, "-m", "mkdocs", "build", *options]
        surroundings = environment() | {"SITE_URL": site_url}
        return subprocess.run(
            command, cwd=self.root, env=surroundings, capture_output=True, text=True, timeout=400, check=False
        )


def environment() -> dict[str, str]:
    """The environment of a build, without Material's advertisement."""
    return {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": ""}


def contents(folder: Path) -> dict[str, bytes]:
    """Path below the folder -> bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def mtimes(folder: Path) -> dict[str, int]:
    """Path below the folder -> time of the last write, in nanoseconds."""
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def publication_in(factory: pytest.TempPathFactory) -> Publication:
    """The site of this checkout, built once for all tests of a run."""
    return _built(shared_folder(factory, "publication"))


@cache
def _built(root: Path) -> Publication:
    done = root.with_name("publication.built")
    with in_turn(root):
        publication = Publication(root) if done.is_file() else _newly_built(root)
        done.touch()
    return publication


def _newly_built(root: Path) -> Publication:
    for name in INPUTS:
        source, target = ROOT / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns(".staging", "__pycache__"))
        else:
            shutil.copy2(source, target)
    if (ROOT / ".cache").is_dir():
        # Each part says of what it was made; other tests draw, protect and audit anew.
        shutil.copytree(ROOT / ".cache", root / ".cache")
    publication = Publication(root)
    done = publication.build("--strict")
    if done.returncode:
        pytest.fail(f"mkdocs build --strict fails:\n{done.stdout}{done.stderr}", pytrace=False)
    return publication

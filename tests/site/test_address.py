"""Where the site lives: said once, and nowhere in the package."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from .publication import Publication, contents

ELSEWHERE = "https://elsewhere.example.net/"
# The page of a figure is cited with its address, and without one says below which it lies.
_CITED = re.compile(
    rb"\. https://elsewhere\.example\.net/(data/figures/\w+/)</p></blockquote> <p>This page keeps its address\.</p>"
)
_CREDIT = re.compile(rb"\. https://elsewhere\.example\.net/(?!\w)")
_BELOW = b" below the address of this site.</p>"
# A page for lost readers that does not know where its site lies brings a script that finds out.
_FINDS_ITS_SITE = re.compile(rb'<script src="(\.\./)*assets/lost\.js" defer></script>')


def test_another_address_changes_nothing_but_the_address(publication: Publication, tmp_path: Path) -> None:
    copy = publication.copy_to(tmp_path)
    done = copy.build("--strict", site_url=ELSEWHERE)
    assert done.returncode == 0, done.stderr
    assert "Address:" not in done.stderr
    cited = f" {ELSEWHERE}data/figures/training_none/</p></blockquote> <p>This page keeps its address.</p>"
    assert cited.encode() in dict(_texts(copy))["data/figures/training_none/index.html"]
    moved = {
        name: _CITED.sub(rb".</p></blockquote> <p>This page keeps its address: <code>\1</code>" + _BELOW, content)
        for name, content in _texts(copy)
    }
    # How to credit the publication ends with its address, where it has one; so it does in the search.
    moved = {name: _CREDIT.sub(b".", content) for name, content in moved.items()}
    moved = {name: content.replace(ELSEWHERE.encode(), b"https://example.org/") for name, content in moved.items()}
    here = dict(_texts(publication))
    assert _FINDS_ITS_SITE.search(here["404.html"])
    here["404.html"] = _FINDS_ITS_SITE.sub(b"", here["404.html"])
    assert moved.pop("404.html").split() == here.pop("404.html").split()
    assert moved.keys() == here.keys()
    # A picture of a chart bears the address, drawn: where there is none, it has a line less.
    pictures = [name for name in here if re.search(r"data/charts/[^/]+\.png$", name)]
    assert pictures
    for name in pictures:
        assert _height(moved.pop(name)) > _height(here.pop(name)), name
    assert moved == here
    assert contents(copy.root / "datapackage") == contents(publication.root / "datapackage")


def test_a_site_without_an_address_says_so_and_keeps_the_example_out_of_the_package(publication: Publication) -> None:
    pages = [page.attrs["href"] for page in publication.page("data/").all("link") if page.attrs["rel"] == "canonical"]
    assert pages == ["https://example.org/data/"]
    package = contents(publication.root / "datapackage")
    assert [name for name, content in package.items() if b"example.org" in content] == []


def _height(png: bytes) -> int:
    return int.from_bytes(png[20:24], "big")


def _texts(publication: Publication) -> list[tuple[str, bytes]]:
    """Every file, those of the zip for reading offline among them: packed, an address cannot be replaced."""
    files = contents(publication.site)
    with zipfile.ZipFile(io.BytesIO(files.pop("site.zip"))) as archive:
        packed = [(f"site.zip/{name}", archive.read(name)) for name in archive.namelist()]
    return [*files.items(), *packed]

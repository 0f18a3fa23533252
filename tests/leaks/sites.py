"""Reads a built site back: every page, the search, the descriptions and each file below its data."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from publication.address import EXAMPLE, site_at
from publication.build import Built
from publication.charts.drawing import as_png, signed
from publication.model import ChartFile
from publication.pages.generated_pages import generated_pages

from . import file_leaks
from .cells import Leak
from .documents import description_leaks
from .drawings import chart_leaks
from .pages import Pages, picture_leaks

# Beside the files of a release: its descriptions for catalogues and reference managers, and the list of releases.
_DESCRIPTIONS = ("croissant.json", "dcat.jsonld")
_WORDS = ("citation.bib", "citation.ris", "citation.csl.json", "changelog.json")
_PICTURE = re.compile(r"charts/([a-z0-9_-]+)\.png")
# Pages are read as such; a release that was made was read when it was made.
_APART = re.compile(r".*\.html|(v\d[^/]*|latest)(/.*|\.zip)")
UNKNOWN = "a file that no release has"


def _signed(drawing: Path, site: Path) -> str:
    """The drawing with the address of the site in its foot, where the site says one."""
    address = (site / "robots.txt").read_text(encoding="utf-8").partition("Sitemap: ")[2].strip()
    base = address.removesuffix("sitemap.xml")
    theme = "dark" if drawing.stem.endswith("-dark") else "light"
    file = ChartFile(theme, "", drawing.read_text(encoding="utf-8"))
    return signed(file, "" if base.startswith(EXAMPLE) else base)


def site_leaks(site: Path, releases: Mapping[str, Built], pages: Sequence[str] | None = None) -> Iterator[Leak]:
    """What a built site says beyond its releases.

    Args:
        site: the folder as it was written.
        releases: folder below the site -> the release whose data are there, the main one first.
        pages: the pages to read, as paths below the site; all of them where None.
    """
    for home, built in releases.items():
        yield from _below(site, home, built)
        yield from chart_leaks(built.charts, built.release.tables)
    own = [(built.release.study, built.release.tables) for built in releases.values()]
    sizes = {path.stat().st_size for home in releases for path in (site / home).rglob("*") if path.is_file()}
    checks = Pages(own, sizes, EXAMPLE)
    names = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    for name in names if pages is None else pages:
        yield from checks.page_leaks(name, (site / name).read_text(encoding="utf-8"))
    yield from checks.index_leaks((site / "assets/search-index.js").read_text(encoding="utf-8"))
    main = next(iter(releases))
    for name in _DESCRIPTIONS:
        yield from description_leaks(f"{main}{name}", (site / main / name).read_bytes(), checks.texts)


def card_leaks(site: Path, built: Built) -> Iterator[Leak]:
    """What the pictures that stand for generated pages say beyond them."""
    for address, text in generated_pages(built.release, built.quotations, site_at(None)).items():
        picture = (yaml.safe_load(text.split("---\n")[1]) or {}).get("picture", {})
        if picture:
            page = site / address.removesuffix(".md") / "index.html"
            yield from picture_leaks(address, " ".join(picture.values()), page.read_text(encoding="utf-8"))


def _below(site: Path, home: str, built: Built) -> Iterator[Leak]:
    """What the files below a home of data say that their release does not."""
    card, packed, read = built.release.study.card, {}, {}
    for path in sorted((site / home).rglob("*")):
        name = path.relative_to(site / home).as_posix()
        if not path.is_file() or _APART.fullmatch(name) or (home == "data/" and name in (*_DESCRIPTIONS, *_WORDS)):
            continue
        content, picture = path.read_bytes(), _PICTURE.fullmatch(name)
        drawing = path.with_suffix(".svg")
        if name == f"{card.id}.zip":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                packed = {entry: archive.read(entry) for entry in archive.namelist()}
            if packed != {f"{card.id}/{own}": text for own, text in built.package.items()}:
                yield "all", f"{home}{name}", "holds other files than the package"
        elif picture and drawing.is_file():
            if content != as_png(_signed(drawing, site), 4):
                yield "all", f"{home}{name}", "another picture than the drawing"
        elif name in built.package:
            if content != built.package[name]:
                yield "all", f"{home}{name}", UNKNOWN
        else:
            read[name] = content
    for table, where, what in file_leaks({**built.package, **read}, built.release.study, built.release.tables):
        yield table, f"{home}{where}", what

"""Turns a site whose pages are written into one that readers find, share and open quickly.

Names the order in which search, audit, style sheet, pictures, icons, feed and headers come; makes none of them itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

from ..address import Site
from ..charts import Card, as_ico, draw_cards, draw_icons
from ..files import write_if_changed
from ..model import DrawnChart, StudyCard
from ..project import Prepared
from ..reach import HEADERS, host_headers, release_feed, robots
from .addresses import LIBRARY
from .finishing import FinishedPage
from .offline import offline_zip
from .search import search_index
from .styles import Sheets, style_sheet

STYLE_SHEET, INDEX, CARDS = "assets/site.css", "assets/search-index.js", "assets/cards"
FEED, CHANGELOG, ALONG = "feed.xml", "about/changelog/", "site.zip"
_TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_NOISE = re.compile(r'<a class="headerlink".*?</a>|<[^>]+>', re.DOTALL)
_CHART = re.compile(r'\bid="chart-([a-z0-9_]+)"')


@dataclass(frozen=True)
class Carried:
    """What a site is made of, beside its pages.

    Attributes:
        pages: in the order of the menu.
        prepared: the packages that it shows.
        name: what the site is called.
        styles: style sheets, in the order of the cascade.
        mark: SVG file of the mark.
        changelog: Markdown.
        site: where it lives.
    """

    pages: Sequence[FinishedPage]
    prepared: Prepared
    name: str
    styles: Sequence[Path]
    mark: Path
    changelog: str
    site: Site

    @property
    def study(self) -> StudyCard:
        """Whose site it is."""
        return self.prepared.main.release.study.card

    @property
    def charts(self) -> Sequence[DrawnChart]:
        """Every drawn chart that a page may be known by."""
        return self.prepared.main.charts

    @property
    def versions(self) -> list[str]:
        """The releases that have an address of their own."""
        return [release.version for release in self.prepared.history]


def carry(folder: Path, carried: Carried, cache: Path) -> None:
    """Writes into the folder of a site what its pages need to be light, found and shared.

    Args:
        folder: where the pages have been written.
        carried: what the site is made of.
        cache: folder for what need not be made again; may be emptied at any time.
    """
    mark = carried.mark.read_text(encoding="utf-8")
    icons = draw_icons(mark, cache / "cards")
    author = str(carried.study.contributors[0]["title"])
    index = search_index(carried.pages, carried.study.synonyms)
    files = {
        STYLE_SHEET: _style(folder, carried.styles, cache).encode(),
        INDEX: index,
        FEED: release_feed(carried.changelog, carried.site, carried.name, author, CHANGELOG),
        "robots.txt": robots(carried.site),
        HEADERS: host_headers(_texts(folder, "*.html"), carried.versions),
        "favicon.ico": as_ico(icons[32], 32),
        "assets/icon-180.png": icons[180],
    }
    cards = draw_cards(_cards(carried, mark), cache / "cards")
    files.update({f"{CARDS}/{name}.png": content for name, content in cards.items()})
    for name, content in files.items():
        write_if_changed(folder / name, content)
    # It repeats the site map, and holds the time at which it was made.
    (folder / "sitemap.xml.gz").unlink(missing_ok=True)
    study = carried.study
    write_if_changed(folder / ALONG, offline_zip(folder, study.id, study.released, cache))


def card_name(address: str) -> str:
    """The name of the picture that stands for the page at an address."""
    return address.strip("./").replace("/", "-") or "home"


def _style(folder: Path, styles: Sequence[Path], cache: Path) -> str:
    sheets = [path.read_text(encoding="utf-8") for path in styles]
    return style_sheet(Sheets(sheets, _texts(folder, "*.html"), _texts(folder, "*.js")), cache / "styles.json")


def _texts(folder: Path, pattern: str) -> list[str]:
    paths = [path for path in sorted(folder.rglob(pattern)) if path != folder / LIBRARY]
    return [path.read_text(encoding="utf-8") for path in paths]


def _cards(carried: Carried, mark: str) -> list[Card]:
    # No two pages share a picture: the later one leaves out a chart, and names its part before a title, of an earlier.
    cards: list[Card] = []
    pages = [page for page in carried.pages if page.is_listed or page.picture]
    for page in pages:
        card = _card(page, carried, mark)
        if card.drawing in {earlier.drawing for earlier in cards}:
            card = replace(card, drawing="")
        if not card.drawing and card.title in {earlier.title for earlier in cards}:
            card = replace(card, title=": ".join([*page.trail[-1:], card.title]))
        cards.append(card)
    return cards


def _card(page: FinishedPage, carried: Carried, mark: str) -> Card:
    title = _TITLE.search(page.html)
    words = " ".join(unescape(_NOISE.sub("", title[1])).split()) if title else page.title
    wanted = _CHART.search(page.html)
    drawings = {chart.spec.id: chart.files[0].svg for chart in carried.charts}
    drawing = drawings.get(wanted[1], "") if wanted else ""
    return Card(card_name(page.address), words, carried.name, mark, drawing, **page.picture)

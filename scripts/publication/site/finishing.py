"""Adds to a site whose pages are written what they need to be found, shared and opened quickly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

from ..address import Site
from ..build import Publication
from ..charts.cards import Card, as_ico, draw_cards, draw_icons
from ..charts.dots import Drawing
from ..files import write_if_changed
from ..wording import figure_wordings
from .offline import offline_zip
from .page import FinishedPage
from .search import search_index
from .styles import Sheets, style_sheet

STYLE_SHEET, INDEX, CARDS = "assets/site.css", "assets/search-index.js", "assets/cards"
HEADERS, OFFLINE = "_headers", "site.zip"
_TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_NOISE = re.compile(r'<a class="headerlink".*?</a>|<[^>]+>', re.DOTALL)
_DOTS = re.compile(r'<svg\b[^>]*class="pub-dots".*?</svg>', re.DOTALL)
_CHART = re.compile(r'\bid="chart-([a-z0-9_]+)"')


@dataclass(frozen=True)
class WrittenSite:
    """A site whose pages MkDocs has written."""

    folder: Path
    pages: Sequence[FinishedPage]  # in the order of the menu
    publication: Publication
    name: str
    styles: Sequence[Path]  # in the order of the cascade
    mark: Path  # SVG
    address: Site

    def texts(self, pattern: str) -> list[str]:
        """The files of a kind."""
        return [path.read_text(encoding="utf-8") for path in sorted(self.folder.rglob(pattern))]


def finish_site(site: WrittenSite, cache: Path) -> None:
    """Writes search index, style sheet, icons, pictures, robots.txt, headers and offline copy into a site."""
    study = site.publication.main.release.study.card
    mark = site.mark.read_text(encoding="utf-8")
    icons = draw_icons(mark, cache)
    styles = [path.read_text(encoding="utf-8") for path in site.styles]
    sheets = Sheets(styles, site.texts("*.html"), site.texts("*.js"))
    files = {
        STYLE_SHEET: style_sheet(sheets, cache).encode(),
        INDEX: search_index(site.pages, study.synonyms),
        "robots.txt": f"User-agent: *\nAllow: /\n\nSitemap: {site.address.absolute('sitemap.xml')}\n".encode(),
        HEADERS: _headers(site),
        "favicon.ico": as_ico(icons[32], 32),
        "assets/icon-180.png": icons[180],
    }
    files.update({f"{CARDS}/{name}.png": content for name, content in draw_cards(_cards(site, mark), cache).items()})
    for name, content in files.items():
        write_if_changed(site.folder / name, content)
    # It repeats the site map, and holds the time at which it was made.
    (site.folder / "sitemap.xml.gz").unlink(missing_ok=True)
    write_if_changed(site.folder / OFFLINE, offline_zip(site.folder, study.id, study.released, cache))


def _headers(site: WrittenSite) -> bytes:
    """The theme's headers for a host; a release that was made never changes."""
    rules = "".join(
        f"\n/data/v{release.version}/*\n  Cache-Control: public, max-age=31536000, immutable\n"
        for release in site.publication.history
    )
    return (site.folder / HEADERS).read_bytes() + rules.encode()


def card_name(address: str) -> str:
    """The name of the picture that stands for the page at an address."""
    return address.strip("./").replace("/", "-") or "home"


def _cards(site: WrittenSite, mark: str) -> list[Card]:
    # No two pages share a picture: the later one leaves out a chart, and names its part before a title, of an earlier.
    charts = {chart.spec.id: chart for chart in site.publication.main.charts}
    cards: list[Card] = []
    for page in site.pages:
        if not (page.is_listed or page.picture):
            continue
        title, wanted, dots = (pattern.search(page.html) for pattern in (_TITLE, _CHART, _DOTS))
        words = " ".join(unescape(_NOISE.sub("", title[1])).split()) if title else page.title
        drawn = {**page.picture, "drawing": dots[0]} if page.picture and dots else page.picture
        if wanted and (chart := charts.get(wanted[1])):
            drawn = {"drawing": chart.wide_svg, "note": f"Base: {chart.spec.base}."}
            if len(chart.spec.rows) == 1:
                figure = site.publication.main.release.figure(chart.spec.rows[0])
                drawn |= {"drawing": Drawing.of(figure).svg(), "value": figure_wordings(figure.cited)[0]}
        card = Card(card_name(page.address), words, site.name, mark, **drawn)
        if card.drawing and not card.value and card.drawing in {earlier.drawing for earlier in cards}:
            card = replace(card, drawing="", note="")
        if not card.drawing and card.title in {earlier.title for earlier in cards}:
            card = replace(card, title=": ".join([*page.trail[-1:], card.title]))
        cards.append(card)
    return cards

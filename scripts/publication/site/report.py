"""Turns the pages of a publication into one long page, to be printed or read through.

Each page becomes a section: its ids get a prefix, its headings go one level down, its links to pages that are in the
report too lead there, and a region whose name an earlier page has taken gets a number. How programs read a table stands
there once. The filters of tables are left
out: fields to fill in make browsers lay out everything around them, however far from the screen.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from .page import FinishedPage

_HEADING = re.compile(r"(</?h)([1-5])\b")
_HEADERLINK = re.compile(r'<a class="headerlink"[^>]*>.*?</a>', re.DOTALL)
_TOOLS = re.compile(r'<p class="pub-table-tools">.*?</p>', re.DOTALL)
# Attributes that name one or more ids of the same page.
_NAMING = re.compile(r'\b(id|for|headers|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"')
_PAINT = re.compile(r"url\(#([^)]+)\)")
_REGION = re.compile(r'(role="region" tabindex="0" aria-label="[^"]*)"')
# How programs read a table: the same for every one, but for its name.
_SNIPPETS = re.compile(r'<h3 id="[^"]*-how-to-read-it">.*?(?=<h[23]\b|</section>)', re.DOTALL)
_LINK = re.compile(r'\b(href|src|action)="([^"]*)"')


def report_pages(pages: Sequence[FinishedPage], wanted: Sequence[str]) -> list[FinishedPage]:
    """The pages of a report.

    Wanted are files below docs/, in order; one that ends in `/` stands for every page below it, and one that begins
    with `!` for a page that is left out all the same.
    """
    return [
        page
        for source in wanted
        for page in pages
        if page.source == source or (source.endswith("/") and page.source.startswith(source))
        if f"!{page.source}" not in wanted
    ]


def report_html(pages: Sequence[FinishedPage], place: str) -> str:
    """All `pages` as one, as HTML for the address `place` on the site, such as `report/`."""
    sections = {page.address or "./": _prefix(page.address) for page in pages}
    names: Counter[str] = Counter()

    def numbered(match: re.Match[str]) -> str:
        names[match[1]] += 1
        again = f", {names[match[1]]}" if names[match[1]] > 1 else ""
        return f'{match[1]}{again}"'

    snippets: Counter[str] = Counter()

    def first(match: re.Match[str]) -> str:
        snippets["shown"] += 1
        return match.group() if snippets["shown"] == 1 else ""

    bound = "\n".join(
        f'<section class="pub-chapter" id="{_prefix(page.address)}">\n{_chapter(page, sections, place)}\n</section>'
        for page in pages
    )
    return _REGION.sub(numbered, _SNIPPETS.sub(first, bound))


def report_contents(pages: Sequence[FinishedPage]) -> str:
    """The list of what a report holds, as HTML."""
    lines = []
    for page in pages:
        # The first page of a part is called like the part.
        names = [*page.trail, page.title]
        name = " › ".join(name for name, before in zip(names, ["", *names], strict=False) if name != before)
        lines.append(f'<li><a href="#{_prefix(page.address)}">{html.escape(name)}</a></li>')
    return f'<ol class="pub-report__contents">{"".join(lines)}</ol>'


def _prefix(address: str) -> str:
    return "-".join(["part", *address.strip("./").split("/")]).rstrip("-")


def _chapter(page: FinishedPage, sections: dict[str, str], place: str) -> str:
    own = _prefix(page.address)

    def renamed(match: re.Match[str]) -> str:
        return f'{match[1]}="{" ".join(f"{own}-{id}" for id in match[2].split())}"'

    def redirected(match: re.Match[str]) -> str:
        address = _address(html.unescape(match[2]), page.address, sections, place)
        return f'{match[1]}="{html.escape(address)}"'

    text = _TOOLS.sub("", _HEADERLINK.sub("", page.html))
    text = _HEADING.sub(lambda match: f"{match[1]}{int(match[2]) + 1}", text)
    text = _NAMING.sub(renamed, text)
    text = _PAINT.sub(rf"url(#{own}-\1)", text)
    return _LINK.sub(redirected, text)


def _address(address: str, page: str, sections: dict[str, str], place: str) -> str:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return address
    target = posixpath.normpath(posixpath.join(page or "./", unquote(parts.path))) if parts.path else page.rstrip("/")
    section = sections.get("./" if target in (".", "") else f"{target}/")
    if section:
        return f"#{section}-{parts.fragment}" if parts.fragment else f"#{section}"
    relative = posixpath.relpath(target, place.rstrip("/")) + ("/" if parts.path.endswith("/") else "")
    return relative + (f"#{parts.fragment}" if parts.fragment else "")

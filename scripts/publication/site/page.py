"""Turns what is known of a page into what its frame, the search and the report need."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

from ..model import SYNTHETIC, StudyCard
from ..prose import plain
from .generated import PRACTICE

# What readers look for first: findings and help, then method, then data, then how the site is made.
_RANKS = (
    *((place, 1.6) for place in ("findings/", "who-took-part.md", "help.md")),
    *((place, 1.25) for place in ("method/", "trust.md")),
    ("about/", 0.8),
    ("decisions/", 0.35),
)


_LINKED = re.compile(r'<h([1-6])\b([^>]*)>((?:(?!</h[1-6]>).)*?)<a class="headerlink"', re.DOTALL)
_LETTERS = "<div data-letters></div>"
_TERMS = re.compile(r'<h3 id="([^"]+)"[^>]*>(.*?)</h3>', re.DOTALL)


@dataclass(frozen=True)
class FinishedPage:
    """A page whose words are final.

    Attributes:
        source: its file below docs/.
        address: on the site.
        title: as the menu has it.
        trail: titles of the parts that it stands in, from the top.
        terms: other words by which readers search for it.
        boost: by how much it comes before others in the search; 0 where the search leaves it out.
        is_listed: whether the menu leads to it.
        is_searched: whether the search knows its text, and not its title and terms alone.
        first: words by which the page comes first in the search, whatever else they mean.
        mark: a word before each title of it in the search.
        picture: what a picture of the page says, as `value` and `note`; a page that is not listed and has none shares
            the picture of the home page.
    """

    source: str
    address: str
    title: str
    trail: Sequence[str]
    html: str
    terms: Sequence[str] = ()
    boost: float = 1.0
    is_listed: bool = True
    mark: str = ""
    picture: Mapping[str, str] = field(default_factory=dict)
    first: Sequence[str] = ()
    is_searched: bool = True


def front_matter(source: str, given: Mapping[str, Any], *, is_draft: bool = False) -> dict[str, Any]:
    """The front matter of a page without bindings; practice pages and drafts are kept from search engines."""
    made: dict[str, Any] = {name: plain(str(given[name])) for name in ("title", "description") if name in given}
    if is_draft:
        made["robots"] = "noindex"
    if source.startswith(PRACTICE):
        # No machine that looks for findings shall come upon them; see docs/decisions/0007.
        made |= {"robots": "noindex"}
    return {**given, **made}


def finished_page(
    source: str, address: str, title: str, trail: Sequence[str], html: str, meta: Mapping[str, Any], *, is_listed: bool
) -> FinishedPage:
    """A page with what its front matter says of search and pictures."""
    search = meta.get("search", {})
    rank = next((rank for place, rank in _RANKS if source.startswith(place)), 1.0)
    boost = 0 if search.get("exclude") is True else rank * search.get("boost", 1)
    mark = SYNTHETIC if source.startswith(PRACTICE) else ""
    terms, picture = search.get("terms", ()), meta.get("picture", {})
    return FinishedPage(
        source,
        address,
        title,
        list(trail),
        html,
        terms,
        boost,
        is_listed,
        mark,
        picture,
        first=[str(word) for word in search.get("first", ())],
        is_searched=search.get("exclude") != "text",
    )


def quiet_permalinks(page: str) -> str:
    """HTML whose headings are called by their text alone, without the sign of the link to them."""

    def named(match: re.Match[str]) -> str:
        text = " ".join(unescape(re.sub(r"<[^>]+>", "", match[3])).split())
        return f'<h{match[1]}{match[2]} aria-label="{escape(text)}">{match[3]}<a class="headerlink"'

    return _LINKED.sub(named, page)


def with_letters(page: str) -> str:
    """HTML with an index of its headings of the third level, by letter, where it asks for one."""
    if _LETTERS not in page:
        return page
    named = [(re.sub(r"<a class=\"headerlink\".*?</a>|<[^>]+>", "", text), id) for id, text in _TERMS.findall(page)]
    lines, letter = [], ""
    for text, id in sorted(named, key=lambda term: term[0].lower()):
        first = text[:1].upper()
        lines.append(f'<li><b>{first if first != letter else ""}</b><a href="#{id}">{text}</a></li>')
        letter = first
    return page.replace(_LETTERS, f'<ul class="pub-letters" data-search-exclude>{"".join(lines)}</ul>')


def countries_by_zone(card: StudyCard) -> str:
    """JSON by which a page begins with its reader's own country.

    An entry holds the country's name, how a sentence says to be there, the id of its heading on the page of help, and
    its time zones.
    """
    zoned = [country for country in card.countries if country.zones]
    entries = [[country.name, country.within, _heading_id(country.name), country.zones] for country in zoned]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":"))


def _heading_id(name: str) -> str:
    # As MkDocs makes it of a heading.
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", name.lower())).strip("-")

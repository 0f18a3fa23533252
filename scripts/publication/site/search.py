"""Turns finished pages into the index of the search: an entry for each page, passage and named row of a table.

What is marked `data-search-exclude`, drawn or scripted is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from .page import FinishedPage

_HEADINGS = ("h1", "h2", "h3")
_SILENT = ("svg", "script", "style", "template")
_INLINE = {"a", "abbr", "b", "code", "em", "i", "mark", "span", "strong", "sub", "sup"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Words that no question is about.
IGNORED = (
    "a an and are as at be been by can could did do does for from get had has have how i if in is it its many me much "
    "my of on or our she should that the their them there they this to was we were what when where which who whom "
    "whose why will with would you your"
)

# Words that ask for practice data.
PRACTICE = "practice practise synthetic fake dummy exercise teaching"


@dataclass
class Entry:
    """What the search can find; the script of the search reads it by these names."""

    location: str  # address on the site, with the anchor
    title: str
    trail: str  # where it stands, in words
    terms: str = ""  # other words by which readers look for it
    text: str = ""
    boost: float = 1.0
    apart: bool = False  # found by those alone who ask for practice data


def search_index(pages: Iterable[FinishedPage], synonyms: Mapping[str, Sequence[str]]) -> bytes:
    """The index as a script, which a browser may load from a disk too.

    Pages are in the order of the menu; synonyms are word -> words or phrases that mean the same to a reader.
    """
    pages = list(pages)
    entries = [vars(entry) for page in pages if page.boost for entry in _entries(page)]
    first = [(page.address, page.first) for page in pages if page.first]
    document = {"entries": entries, "synonyms": sorted(synonyms.items()), "first": first, "ignored": [IGNORED]}
    document["practice"] = [PRACTICE]
    return f"publicationIndex({json.dumps(document, ensure_ascii=False, separators=(',', ':'))})\n".encode()


def _entries(page: FinishedPage) -> list[Entry]:
    reader = _Reader(page)
    reader.feed(page.html if page.is_searched else "")
    reader.close()
    for entry in reader.entries:
        for name in ("title", "terms", "text"):
            setattr(entry, name, " ".join(getattr(entry, name).split()))
    named = [entry for entry in reader.entries if entry.title]
    for entry in named:
        entry.apart = bool(page.mark)
    for entry in named:
        if page.mark not in entry.title:
            entry.title = f"{page.mark}: {entry.title}"
    return named


@dataclass
class _Reader(HTMLParser):
    page: FinishedPage
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        page, terms = self.page, "".join(f"{term}; " for term in self.page.terms)
        self._page = Entry(page.address, page.title, " › ".join(page.trail), terms, boost=1.5 * page.boost)
        self.entries.append(self._page)
        self._passage = self._page
        self._open: list[str] = []
        self._silent_from: int | None = None
        self._is_heading = False
        self._row: Entry | None = None
        self._n_cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        given = {name: value or "" for name, value in attrs}
        self._open.append(tag)
        if self._silent_from is not None:
            return
        id = given.get("id", "")
        if tag in _SILENT or "data-search-exclude" in given or "headerlink" in given.get("class", ""):
            self._silent_from = len(self._open)
        elif tag in _HEADINGS:
            self._is_heading = True
            if tag != "h1" and id:
                self._passage = self._new_entry(id)
        elif tag == "tr" and id:
            self._row, self._n_cells = self._new_entry(id), 0
            self._row.terms = " ".join(re.split(r"[_.]", id))
        elif tag in ("td", "th"):
            self._n_cells += 1

    def _new_entry(self, id: str) -> Entry:
        trail = " › ".join([*self.page.trail, self.page.title])
        entry = Entry(f"{self.page.address}#{id}", "", trail, boost=self.page.boost)
        self.entries.append(entry)
        return entry

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            return
        if tag not in _INLINE:
            self._passage.text += " "
        closed = ""
        while closed != tag:
            closed = self._open.pop()
            if self._silent_from is not None and len(self._open) < self._silent_from:
                self._silent_from = None
            if closed in _HEADINGS:
                self._is_heading = False
            if closed == "tr":
                self._row = None

    def handle_data(self, data: str) -> None:
        if self._silent_from is not None:
            return
        if self._row and self._n_cells == 1:
            self._row.title += data
        elif self._row:
            self._row.text += f" {data}"
        elif self._is_heading and self._passage is self._page:
            # The headline of a page says what it finds; the title names it in the menu.
            self._page.terms += data
        elif self._is_heading:
            self._passage.title += data
        else:
            self._passage.text += data

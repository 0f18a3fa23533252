"""Compares the pages of a site, and the index of its search, with the tables that were audited; reads them as written.

A table of data on a page says by `data-table` which one it is of; one that has the columns of a table of counts and
does not say so is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

from ...model import Column, Finding, Origin, Study, Table, Value
from ...wording import written_unit
from .documents import described_findings
from .known import Known
from .rows import REMEDY, reason, row_key
from .saying import Naming, numbers_of
from .search import index_findings

_TABLE = re.compile(r"<table\b([^>]*)>(.*?)</table>", re.DOTALL)
_OF = re.compile(r'\bdata-table="([^"]*)"')
_ROW = re.compile(r"<tr\b([^>]*)>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<(td|th)\b[^>]*>(.*?)</\1>", re.DOTALL)
_ID = re.compile(r'\bid="([^"]*)"')
_MARK = re.compile(r'<span class="pub-mark-of-row">[^<]*</span>')
_TAG = re.compile(r"<[^>]*>")
# Tags within a table of data, in one of counts without a link; another attribute could hold what no reader sees.
_PLAIN = re.compile(r'</?[a-z]+(?: (?:class="[a-z _-]*"|scope="[a-z]+"|id="[^"<>]*"))*>')
_LINKED = re.compile(r'</?[a-z]+(?: (?:class="[a-z _-]*"|scope="[a-z]+"|(?:id|href)="[^"<>]*"))*>')
_HEAD = re.compile(r"<thead>(.*?)</thead>", re.DOTALL)
_DESCRIBED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_PAGE_OF = re.compile(r"(?:^|/)tables/([^/]+)/index\.html$")


@dataclass
class _Released:
    """What pages are compared with: the tables of all releases of a site."""

    tables: Mapping[str, Table]
    naming: Naming
    known: Known
    keys: dict[str, dict[str, tuple[Value, ...]]] = field(default_factory=dict)

    def rows(self, table: Table) -> Mapping[str, tuple[Value, ...]]:
        """The rows of a table by their keys."""
        if table.id not in self.keys:
            self.keys[table.id] = {row_key(table, row): row for row in table.rows}
        return self.keys[table.id]


def shown_findings(
    pages: Mapping[str, str],
    index: str,
    descriptions: Mapping[str, bytes],
    releases: Sequence[tuple[Study, tuple[Table, ...]]],
    sizes: Collection[int],
    address: str,
) -> Iterator[Finding]:
    """What the pages of a site, its search and its descriptions say beyond the tables.

    Args:
        pages: name of a file on the site -> HTML.
        index: the index of the search.
        descriptions: name of a file on the site -> JSON.
        releases: each study that the site shows with its tables as they were audited; descriptions are of the first.
        sizes: of the files that the site offers, in bytes.
        address: where the site lives.
    """
    by_id = {table.id: table for _, tables in releases for table in tables}
    released = _Released(by_id, Naming(releases), Known(*releases[0], sizes, address))
    for name, page in pages.items():
        yield from _page_findings(name, page, released)
    for name, content in descriptions.items():
        yield from described_findings(name, content, released.known)
    yield from index_findings(index, released.tables, released.rows, released.naming)


def pictured_findings(pictures: Iterable[tuple[str, str, str]]) -> Iterator[Finding]:
    """What pictures that stand for pages elsewhere say beyond their pages.

    Args:
        pictures: of each its page, the words that are set in it, and the page's HTML; a drawing in it is one of those
            that are compared with their tables.
    """
    for name, words, page in pictures:
        # A page says a number as often as it likes.
        if numbers_of(words).keys() - numbers_of(_text(page)).keys():
            yield Finding("all", f"picture of {name}", "a number that its page does not show", REMEDY)


def _page_findings(address: str, page: str, released: _Released) -> Iterator[Finding]:
    for attributes, content in _TABLE.findall(page):
        named = _OF.search(attributes)
        table = released.tables.get(named[1]) if named else None
        if table is not None:
            yield from _table_findings(address, table, content, released)
        elif named or _looks_counted(content, released):
            yield Finding("all", f"page {address}", "a table of counts that does not say of which", REMEDY)
    owner = _PAGE_OF.search(address)
    of = released.tables.get(owner[1]) if owner else None
    for document in _DESCRIBED.findall(page):
        if of is not None and of.origin is Origin.PRACTICE:
            yield Finding(of.id, f"page {address}", "synthetic numbers described as data", REMEDY)
        yield from described_findings(f"page {address}", document, released.known, of.id if of else "all")


def _table_findings(address: str, table: Table, content: str, released: _Released) -> Iterator[Finding]:
    where = f"page {address}"
    head = _HEAD.search(content)
    columns = _columns(table, [_text(cell) for _, cell in _CELL.findall(head[1])] if head else [])
    if columns is None or head is None:
        yield Finding(table.id, where, "other columns than the table's", REMEDY)
        return
    tags = {*_TAG.findall(content[head.start() :])}
    if "<!--" in content or not all(map((_PLAIN if table.cube else _LINKED).fullmatch, tags)):
        yield Finding(table.id, where, "something in the table that no reader sees", REMEDY)
    for attributes, row in _ROW.findall(content[head.end() :]):
        cells = [_text(cell) for _, cell in _CELL.findall(row)]
        found = _ID.search(attributes)
        yield from _row_findings(where, table, columns, cells, unescape(found[1]) if found else "", released)
    # What stands between the cells would be shown above the table.
    between = _text(_CELL.sub("", content[: head.start()].partition("</caption>")[2] + content[head.end() :]))
    if between:
        yield Finding(table.id, where, "a text outside the cells", REMEDY)


def _columns(table: Table, titles: Sequence[str]) -> tuple[Column, ...] | None:
    """The columns that a header names; those of one title in their order."""
    left = list(table.columns)
    found = []
    for title in titles:
        column = next((own for own in left if title in (own.title, f"{own.title} ({written_unit(own.unit)})")), None)
        if column is None:
            return None
        left.remove(column)
        found.append(column)
    return tuple(found)


def _row_findings(
    where: str, table: Table, columns: Sequence[Column], cells: Sequence[str], id: str, released: _Released
) -> Iterator[Finding]:
    rows = released.rows(table)
    if len(cells) != len(columns):
        yield Finding(table.id, f"{where}, {_first(cells)}", "a cell beside the table", REMEDY)
        return
    key = id if id in rows else max((key for key in rows if id.endswith(f"-{key}")), key=len, default="")
    if id and not key:
        yield Finding(table.id, f"{where}, {_first(cells)}", "a row that the table does not have", REMEDY)
        return
    places = {column.name: place for place, column in enumerate(table.columns)}
    shown = [(cell, own, places[own.name]) for cell, own in zip(cells, columns, strict=True)]
    is_counted = table.cube is not None

    def wrong(values: tuple[Value, ...]) -> Iterator[tuple[Column, str]]:
        for cell, own, place in shown:
            if not released.naming.is_said(cell, values[place], own, is_counted=is_counted):
                yield own, reason(cell, values[place], own)

    if not key:
        # A row without a name is one of the table's: the one that it differs from least.
        if any(next(wrong(values), None) is None for values in table.rows):
            return
        key = min(rows, key=lambda key: len(list(wrong(rows[key]))))
    for column, rule in wrong(rows[key]):
        yield Finding(table.id, f"{where}, {key}: {column.name}", rule, REMEDY)


def _first(cells: Sequence[str]) -> str:
    """How a row that no table has is named: by the letters of its first cell."""
    return "row " + "".join(character for character in "".join(cells[:1]) if not character.isdigit())


def _text(cell: str) -> str:
    return " ".join(unescape(_TAG.sub("", _MARK.sub("", cell))).split())


def _looks_counted(content: str, released: _Released) -> bool:
    """Whether a header has all dimensions and the counts of some table."""
    head = _HEAD.search(content)
    titles = {_text(cell) for _, cell in _CELL.findall(head[1])} if head else set()
    for table in released.tables.values():
        if table.cube is not None:
            names = [*(part.variable for part in table.cube.dimensions), table.cube.count]
            wanted = [table.column(name) for name in names]
            if all({own.title, own.name, f"{own.title} ({written_unit(own.unit)})"} & titles for own in wanted):
                return True
    return False

"""Finds tables of counts that somebody typed into a page, where nothing holds their numbers to the data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from ..errors import Problem
from ..model import Table
from ..wording import written_unit

_CODE = re.compile(r"^(```+|~~~+).*?^\1", re.DOTALL | re.MULTILINE)
_HTML = re.compile(r"<table\b([^>]*)>(.*?)(?:</thead>|</table>|\Z)", re.DOTALL | re.IGNORECASE)
_NAMED = re.compile(r"""\bdata-table\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_CELL = re.compile(r"<(t[dh])\b[^>]*>(.*?)(?=</\1>|<t[dhr]\b|\Z)", re.DOTALL | re.IGNORECASE)
_MARKDOWN = re.compile(r"^([^\n]*\|[^\n]*)\n[ \t|:-]*-[ \t|:-]*$", re.MULTILINE)
_MARKUP = re.compile(r"<[^>]*>|[*`]")


def typed_table_problems(address: str, text: str, tables: Iterable[Table]) -> Iterator[Problem]:
    """The tables of a hand-written page that are, or have the columns of, a table of counts.

    Args:
        address: of the page below docs/.
        text: Markdown.
        tables: as they will be published.
    """
    text = _CODE.sub(lambda match: "\n" * match.group().count("\n"), text)
    headers = {match.start(): _texts(cell for _, cell in _CELL.findall(match[2])) for match in _HTML.finditer(text)}
    headers |= {match.start(): _texts(match[1].split("|")) for match in _MARKDOWN.finditer(text)}
    named = {match.start(): own[1] for match in _HTML.finditer(text) if (own := _NAMED.search(match[1]))}
    counted = [table for table in tables if table.cube is not None]
    for start, titles in sorted(headers.items()):
        like = named.get(start) or next((table.id for table in counted if _has_columns_of(table, titles)), "")
        if like:
            where = f"docs/{address}:{text.count(chr(10), 0, start) + 1}"
            yield Problem(where, "a table of counts that is typed by hand", f"bind it: [caption](table:{like})")


def _texts(cells: Iterable[str]) -> set[str]:
    return {" ".join(unescape(_MARKUP.sub("", cell)).split()) for cell in cells}


def _has_columns_of(table: Table, titles: set[str]) -> bool:
    """Whether titles name all dimensions and the counts of a table."""
    assert table.cube is not None
    names = [*(dimension.variable for dimension in table.cube.dimensions), table.cube.count]
    columns = [table.column(name) for name in names]
    return all({own.name, own.title, f"{own.title} ({written_unit(own.unit)})"} & titles for own in columns)

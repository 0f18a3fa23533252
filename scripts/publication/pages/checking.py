"""Finds what a page asks for and the release does not have, and tables of counts that somebody typed into a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from urllib.parse import parse_qsl

from ..errors import Problem
from ..model import Country, Figure, Measure, Table
from ..prose import bindings_in
from ..study import STUDY_FILES
from ..wording import written_unit
from .blocks import rows_and_columns

_CODE = re.compile(r"^(```+|~~~+).*?^\1", re.DOTALL | re.MULTILINE)
_HTML = re.compile(r"<table\b([^>]*)>(.*?)(?:</thead>|</table>|\Z)", re.DOTALL | re.IGNORECASE)
_NAMED = re.compile(r"""\bdata-table\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_CELL = re.compile(r"<(t[dh])\b[^>]*>(.*?)(?=</\1>|<t[dhr]\b|\Z)", re.DOTALL | re.IGNORECASE)
_MARKDOWN = re.compile(r"^([^\n]*\|[^\n]*)\n[ \t|:-]*-[ \t|:-]*$", re.MULTILINE)
_MARKUP = re.compile(r"<[^>]*>|[*`]")


def block_problems(
    pages: Mapping[str, str], tables: Iterable[Table], figures: Iterable[Figure], countries: Iterable[Country] = ()
) -> list[Problem]:
    """Tables, columns, values and lists that a page asks for and that are not, and tables that are typed by hand."""
    by_id = {table.id: table for table in tables}
    shares = {figure.id for figure in figures if figure.cited.measure is Measure.SHARE}
    spoken = [country.code for country in countries if country.language]
    problems: list[Problem] = []
    for address, text in sorted(pages.items()):
        problems += _typed_tables(address, text, by_id.values())
        for binding in bindings_in(text):
            where = f"docs/{address}:{text.count(chr(10), 0, binding.start) + 1}"
            if binding.scheme == "list":
                problems += _list_problems(where, parse_qsl(binding.target.partition("?")[2]), (shares, by_id, spoken))
            elif binding.scheme == "table" and binding.id in by_id:
                problems += _table_problems(where, by_id[binding.id], binding.target)
    return problems


def _list_problems(
    where: str, wanted: list[tuple[str, str]], known_ids: tuple[Iterable[str], Iterable[str], Iterable[str]]
) -> Iterator[Problem]:
    shares, tables, countries = known_ids
    known = {
        "figure": (shares, "marks of {!r}, which is no share", "name a figure that is a share"),
        "table": (tables, "unknown table {!r}", "name a table of tables.yml"),
        "country": (countries, "{!r}, which is no country with a language", "give it one under countries in study.yml"),
        "file": (STUDY_FILES, "unknown study file {!r}", f"name one of {', '.join(STUDY_FILES)}"),
    }
    for kind, (ids, what, remedy) in known.items():
        yield from (Problem(where, what.format(id), remedy) for name, id in wanted if name == kind and id not in ids)


def _table_problems(where: str, table: Table, target: str) -> Iterator[Problem]:
    filters, rows, columns = rows_and_columns(table, target)
    names = {column.name for column in table.columns}
    unknown = [name for name in (*filters, *columns) if name not in names]
    for name in unknown:
        yield Problem(where, f"table {table.id} has no column {name!r}", f"use one of {', '.join(sorted(names))}")
    if not unknown and not list(rows):
        yield Problem(where, f"no row of table {table.id} fits {target!r}", "correct the filter")


def _typed_tables(address: str, text: str, tables: Iterable[Table]) -> Iterator[Problem]:
    """The tables of a hand-written page that are, or have the columns of, a table of counts."""
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

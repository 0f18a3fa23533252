"""Compares the entries of the search with the rows that they stand for."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote

from ...model import Finding, Table, Value
from .rows import NUMBERS, REMEDY, unreadable
from .saying import Naming, has_digit, numbers_of

_ROW = re.compile(r"(?:.*/)?tables/([^/#]+)/#(.+)")
_SAYING = ("title", "trail", "terms", "text")


def index_findings(
    index: str, tables: Mapping[str, Table], rows: Callable[[Table], Mapping[str, tuple[Value, ...]]], naming: Naming
) -> Iterator[Finding]:
    """What the search tells of rows that their tables do not show.

    Args:
        index: the script that holds the index.
        tables: tables by id.
        rows: table -> its rows by their keys.
        naming: the names that stand for values.
    """
    try:
        entries = json.loads(index[index.index("(") + 1 : index.rindex(")")])["entries"]
    except (ValueError, KeyError, TypeError):
        yield unreadable("all", "the index of the search")
        return
    for entry in entries:
        place = _ROW.fullmatch(entry["location"])
        table = tables.get(place[1]) if place else None
        key = unquote(place[2]) if place else ""
        if table is None or key not in rows(table):
            continue
        told = " ".join(entry[part] for part in _SAYING)
        if not has_digit(told):
            continue
        values = rows(table)[key]
        allowed = Counter(numbers_of(key)) + numbers_of(table.title)
        for value, column in zip(values, table.columns, strict=True):
            allowed += naming.numbers(value, column)
        if numbers_of(told) - allowed:
            absent = [
                column.name
                for value, column in zip(values, table.columns, strict=True)
                if value is None and column.type in NUMBERS
            ]
            where = f"search, {key}" + (f": {', '.join(absent)}" if absent else "")
            what = "a number where the table shows none" if absent else "a number that the row does not show"
            yield Finding(table.id, where, what, REMEDY)

"""Compares rows that were read back with those of a table, cell by cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from publication.model import Column, Table, Value

Leak = tuple[str, str, str]
Form = Callable[[Value, Column, Table, Sequence[Value]], object]
"""What a cell of a table is in a file: from its value, its column, its table and its row."""

NUMBERS = ("integer", "number")
_EXACT = 15  # digits that a floating-point number keeps
UNREADABLE = "cannot be read back"
COLUMNS = "other columns than the table's"
LOOSE = "a number that no table has"
NONE = "a number where the table shows none"


def row_leaks(where: str, table: Table, rows: Sequence[Sequence[object]], form: Form) -> Iterator[Leak]:
    """What rows, as read from a file in the order of the table's columns, say that the table does not."""
    for row, values in zip(rows, table.rows, strict=False):
        place = f"{where}, {row_key(table, values)}"
        if len(row) != len(table.columns):
            yield table.id, place, "a cell beside the table"
            continue
        for found, value, column in zip(row, values, table.columns, strict=True):
            if not _is_same(found, form(value, column, table, values)):
                yield table.id, f"{place}: {column.name}", reason(found, value, column)
    if len(rows) > len(table.rows):
        yield table.id, f"{where}, row {len(table.rows) + 1}", "a row that the table does not have"
    if len(rows) < len(table.rows):
        yield table.id, where, "rows are left out"


def row_key(table: Table, values: Sequence[Value]) -> str:
    """How a row is named by its anchor on a page: by its key."""
    places = [column.name for column in table.columns]
    return ".".join(str(values[places.index(name)]) for name in table.primary_key)


def typed(value: Value) -> object:
    """A value as a file with types holds it: any number is a Decimal."""
    if isinstance(value, str):
        return str(value)
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def reason(found: object, value: Value, column: Column) -> str:
    """Why a cell that differs is refused."""
    is_told = value is None and column.type in NUMBERS and re.search(r"\d", str(found))
    return NONE if is_told else "another value than the table's"


def _is_same(found: object, wanted: object) -> bool:
    if type(found) is not type(wanted):
        return False
    if isinstance(found, Decimal) and isinstance(wanted, Decimal) and len(wanted.as_tuple().digits) > _EXACT:
        return float(found) == float(wanted)
    return found == wanted


def csv_leaks(path: str, content: bytes, table: Table) -> Iterator[Leak]:
    """What a CSV file says that its table does not."""
    try:
        header, *rows = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
    except (UnicodeDecodeError, csv.Error, ValueError):
        yield table.id, path, UNREADABLE
        return
    if header != [column.name for column in table.columns]:
        yield table.id, path, COLUMNS
        return
    yield from row_leaks(path, table, rows, _in_csv)


def _in_csv(value: Value, column: Column, table: Table, values: Sequence[Value]) -> str:
    del column, table, values
    if value is None or isinstance(value, bool):
        return {None: "", True: "TRUE", False: "FALSE"}[value]
    return format(value, "f") if isinstance(value, Decimal) else str(value)

"""Compares rows that were read back with those of a table, cell by cell; never repeats a value in what it finds."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from ...model import Column, Finding, Table, Value

Stored = str | bool | Decimal | tuple[str, ...] | None
"""A value of a file: any number is a Decimal."""
Form = Callable[[Value, Column, Table, Sequence[Value]], Stored]

NUMBERS = ("integer", "number")
REMEDY = "offer what the table shows"
_EXACT = 15  # digits that a floating-point number keeps


def stored(value: Value) -> str | bool | Decimal | None:
    """A value as a file with types holds it."""
    if isinstance(value, str):
        return str(value)  # a name of ours is a text too
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def row_findings(where: str, table: Table, rows: Sequence[Sequence[Stored]], form: Form) -> Iterator[Finding]:
    """What rows say that the table does not.

    Args:
        where: the file, and the part of it.
        table: the table that they are the rows of.
        rows: as read, a cell for each column, in the order of the table.
        form: what a cell of the table should be in the file.
    """
    for row, values in zip(rows, table.rows, strict=False):
        place = f"{where}, {row_key(table, values)}"
        if len(row) != len(table.columns):
            yield Finding(table.id, place, "a cell beside the table", REMEDY)
            continue
        for found, value, column in zip(row, values, table.columns, strict=True):
            if not is_same(found, form(value, column, table, values)):
                yield Finding(table.id, f"{place}: {column.name}", reason(found, value, column), REMEDY)
    if len(rows) > len(table.rows):
        yield Finding(table.id, f"{where}, row {len(table.rows) + 1}", "a row that the table does not have", REMEDY)
    if len(rows) < len(table.rows):
        yield Finding(table.id, where, "rows are left out", REMEDY)


def row_key(table: Table, values: Sequence[Value]) -> str:
    """How a row is named in findings and by its anchor on a page: by its key."""
    places = [column.name for column in table.columns]
    return ".".join(str(values[places.index(name)]) for name in table.primary_key)


def is_same(found: Stored, wanted: Stored) -> bool:
    """Whether a value is the wanted one, of the same type."""
    if type(found) is not type(wanted):
        return False
    if isinstance(found, Decimal) and isinstance(wanted, Decimal) and len(wanted.as_tuple().digits) > _EXACT:
        return float(found) == float(wanted)
    return found == wanted


def reason(found: object, value: Value, column: Column) -> str:
    """Why a cell that differs is refused."""
    has_number = any(character.isdigit() for character in str(found))
    if value is None and column.type in NUMBERS and has_number:
        return "a number where the table shows none"
    return "another value than the table's"


def csv_findings(path: str, content: bytes, table: Table) -> Iterator[Finding]:
    """What a CSV file says that its table does not."""
    try:
        header, *rows = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
    except (UnicodeDecodeError, csv.Error, ValueError):
        yield unreadable(table.id, path)
        return
    if header != [column.name for column in table.columns]:
        yield Finding(table.id, path, "other columns than the table's", REMEDY)
        return
    yield from row_findings(path, table, rows, _in_csv)


def unreadable(table: str, path: str) -> Finding:
    """The finding of a file that cannot be read back."""
    return Finding(table, path, "cannot be read back", "build again; report it where that does not help")


def _in_csv(value: Value, column: Column, table: Table, values: Sequence[Value]) -> Stored:
    del column, table, values
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    return format(value, "f") if isinstance(value, Decimal) else str(value)

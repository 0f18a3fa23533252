"""Compares the sheets of a workbook with the tables: cells, symbols, and whatever else a sheet shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ...model import Column, Finding, Table, Value
from .known import Known
from .rows import NUMBERS, REMEDY, Stored, row_findings, stored

# Sheets of words that stand before those of tables.
_CODES = "Codes"
_WORDS = ("Cover", "Contents", "Notes", _CODES)
_ABSENT = "[x]"
_NAMED = 28  # characters of a table's name that its sheet keeps, whatever other sheets are called


@dataclass(frozen=True)
class Sheet:
    """A sheet as read: a row for each line, without the empty cells at its end."""

    name: str
    rows: tuple[tuple[Stored, ...], ...]


@dataclass(frozen=True)
class Book:
    """A workbook as read.

    Attributes:
        sheets: in their order.
        findings: what stands in the file and is no cell of a sheet: what is hidden, computed or attached.
    """

    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...]


def hidden(path: str, part: str, what: str) -> Finding:
    """The finding of something in a workbook that is no cell to read."""
    return Finding("all", f"{path}, {part}", what, "offer tables and words alone, all of them to be seen")


def workbook_findings(path: str, book: Book, tables: tuple[Table, ...], known: Known) -> Iterator[Finding]:
    """What a workbook says that the tables do not."""
    yield from book.findings
    waiting = list(tables)
    for number, sheet in enumerate(book.sheets):
        if number < len(_WORDS) and sheet.name == _WORDS[number]:
            yield from _word_findings(path, sheet, tables, known)
        elif waiting and _is_of(sheet, waiting[0]):
            yield from _table_findings(path, sheet, waiting.pop(0), known)
        else:
            yield hidden(path, f"sheet {number + 1}", "a sheet of no table")
    for table in waiting:
        yield Finding(table.id, path, "the table has no sheet", REMEDY)


def _is_of(sheet: Sheet, table: Table) -> bool:
    plain = re.sub(r"[\[\]:*?/\\]", "_", table.id)
    is_named = sheet.name == plain[:31] or re.fullmatch(rf"{re.escape(plain[:_NAMED])}_\d+", sheet.name)
    return bool(is_named) and sheet.rows[:1] == ((table.title,),)


def _word_findings(path: str, sheet: Sheet, tables: tuple[Table, ...], known: Known) -> Iterator[Finding]:
    """A sheet of words has the release's own texts, and of each table the number of its rows."""
    lengths = {table.title: len(table.rows) for table in tables}
    for number, row in enumerate(sheet.rows, start=1):
        counts = {lengths[cell] for cell in row if isinstance(cell, str) and cell in lengths}
        for cell in row:
            if isinstance(cell, Decimal) and cell not in counts:
                yield _loose("all", path, sheet, number)
            if isinstance(cell, str) and known.says_more(cell, is_code=sheet.name == _CODES):
                yield _loose("all", path, sheet, number)


def _loose(table: str, path: str, sheet: Sheet, number: int) -> Finding:
    return Finding(table, f"{path}, sheet {sheet.name}, row {number}", "a number that no table has", REMEDY)


def _table_findings(path: str, sheet: Sheet, table: Table, known: Known) -> Iterator[Finding]:
    width = len(table.columns)
    top = next((number for number, row in enumerate(sheet.rows) if _is_header(row, table)), None)
    if top is None:
        yield Finding(table.id, f"{path}, sheet {sheet.name}", "other columns than the table's", REMEDY)
        return
    for number, row in enumerate(sheet.rows[:top], start=1):
        if len(row) > 1 or any(not isinstance(cell, str) or known.says_more(cell) for cell in row):
            yield _loose(table.id, path, sheet, number)
    # A row whose last cells are empty is as long as the table all the same.
    rows = [(*row, *[None] * (width - len(row))) for row in sheet.rows[top + 1 :]]
    yield from row_findings(path, table, rows, _in_sheet)


def _is_header(row: Sequence[Stored], table: Table) -> bool:
    return len(row) == len(table.columns) and all(map(_is_title, row, table.columns))


def _is_title(cell: Stored, column: Column) -> bool:
    title = f"{column.title} ({column.unit})" if column.unit else column.title
    return cell in (title, f"{title} [{column.name}]")


def _in_sheet(value: Value, column: Column, table: Table, values: Sequence[Value]) -> Stored:
    """A symbol stands where there is no number: the row's marker, or that there is none to have."""
    if value is not None or column.type not in NUMBERS:
        return None if value == "" else stored(value)
    marker = None
    if table.cube is not None:
        marker = values[[own.name for own in table.columns].index(table.cube.marker)]
    return str(marker or _ABSENT)

"""Turns a release into the sheets of a workbook, built as statistical offices are asked to; knows no file format.

One table a sheet, its title in A1, what a reader must know above it, a symbol where a number is missing, and no merged,
hidden or unexplained cell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ..model import Column, Release, Table, Value
from ..wording import ORIGIN_WORDS, capitalised, written_edition

NOT_AVAILABLE = "[x]"
_LONGEST_NAME = 31  # of a sheet, in every spreadsheet program
_NARROWEST, _WIDEST = 10, 60
_FILTER = 4  # characters that the button of a filter covers
TEXT_WIDTH = 100  # of a sheet without a table, in characters


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet; one of numbers may hold symbols in place of some."""

    title: str
    width: int  # in characters
    is_number: bool = False
    number_format: str = ""  # in the words of spreadsheet programs; empty for numbers as they are
    name: str = ""  # as in the CSV file, in a row of its own below the titles; empty where no file has the table


@dataclass(frozen=True)
class Sheet:
    """One sheet: lines of text, the first a title, and at most one table below them."""

    name: str
    lines: tuple[str, ...]
    columns: tuple[SheetColumn, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()
    leads_to: tuple[str, ...] = ()  # for each row the sheet that its first cell leads to; empty where none does

    @property
    def headers(self) -> tuple[tuple[str, ...], ...]:
        """The header rows, of which the last one is the table's own: programs read and filter by it."""
        titles, names = (tuple(column.title for column in self.columns), tuple(column.name for column in self.columns))
        return (titles, names) if any(names) else (titles,) if titles else ()

    @property
    def top(self) -> int:
        """How many rows stand above the first row of the table; they stay in sight."""
        return len(self.lines) + len(self.headers)

    def height(self, row: Sequence[Value]) -> int:
        """How many lines a row needs when its texts are wrapped."""
        widths = [column.width for column in self.columns]
        return max(lines_needed(str(value), width) for value, width in zip(row, widths, strict=True))


def lines_needed(text: str, width: int) -> int:
    """How many lines of `width` characters a wrapped text needs; not every program finds that out by itself."""
    # Wrapped lines are seldom full.
    return 1 if len(text) <= width else math.ceil(len(text) * 1.1 / width)


def workbook(release: Release) -> tuple[Sheet, ...]:
    """The sheets of a release: cover, contents, notes, columns, and one for each table."""
    names = _sheet_names(release.tables)
    tables = tuple(_table_sheet(table, names[table.id], release) for table in release.tables)
    return (_cover(release), *(make(release.tables, names) for make in (_contents, _notes, _codes)), *tables)


def _cover(release: Release) -> Sheet:
    card = release.study.card
    lines = (
        card.title,
        card.description,
        card.independence,
        f"{capitalised(written_edition(card))}.",
        f"Licence: {card.licence.title}, {card.licence.path}",
        card.sources_terms,
        f"By: {'; '.join(str(contributor['title']) for contributor in card.contributors)}.",
        "The sheet Contents lists the tables. The sheet Notes explains the symbols and the columns.",
    )
    return Sheet("Cover", tuple(line for line in lines if line))


def _contents(tables: Iterable[Table], names: dict[str, str]) -> Sheet:
    rows = [(names[table.id], table.title, table.description, len(table.rows), table.origin.value) for table in tables]
    lines = ("Contents", "One row for each table; the name of a sheet leads to it.")
    header = ("Sheet", "Title", "What it tells", "Rows", "Origin")
    return _sheet("Contents", lines, header, rows, leads_to=tuple(row[0] for row in rows))


def _notes(tables: Sequence[Table], names: dict[str, str]) -> Sheet:
    rows, origins = [], {table.origin for table in tables}
    symbols: dict[str, str] = {}
    for table in tables:
        for column in table.columns:
            unit = column.unit or None
            meant = column.missing[0].label if column.missing else None
            about = (column.name, _title(column), column.description, column.type, unit, meant)
            rows.append((names[table.id], *about))
            if table.cube is not None and column.name == table.cube.marker:
                symbols |= {option.value: option.label for option in column.options}
    symbol_lines = [f"{symbol} in place of a number means: {label}." for symbol, label in sorted(symbols.items())]
    lines = (
        "Notes",
        *symbol_lines,
        f"{NOT_AVAILABLE} in place of a number means: not available. "
        "An empty cell means that there is no text. The last column below says why, column by column.",
        "A zero is a true zero.",
        *(f"{origin.value}: {words}." for origin, words in ORIGIN_WORDS.items() if origin in origins),
    )
    header = ("Sheet", "Column", "Label", "What it means", "Type", "Unit", f"{NOT_AVAILABLE} or empty means")
    return _sheet("Notes", lines, header, rows)


def _codes(tables: Iterable[Table], names: dict[str, str]) -> Sheet:
    rows = [
        (names[table.id], column.name, option.value, option.label)
        for table in tables
        for column in table.columns
        for option in column.options
    ]
    lines = ("Codes", "What the codes mean that stand in the tables.")
    return _sheet("Codes", lines, ("Sheet", "Column", "Code", "What it means"), rows)


def _table_sheet(table: Table, name: str, release: Release) -> Sheet:
    universe = release.study.label("universes", table.universe) if table.universe else ""
    rows = [tuple(_shown(record, column, table) for column in table.columns) for record in table.records()]
    numbers = [column.name for column in table.columns if column.datatype.is_number]
    has_symbols = any(record[name] is None for record in table.records() for name in numbers)
    lines = (
        table.title,
        table.description,
        f"Origin: {table.origin.value} ({ORIGIN_WORDS[table.origin]})."
        + (f" Universe: {universe}." if universe else ""),
        *(["Symbols in square brackets stand where there is no number; the sheet Notes explains them."] * has_symbols),
    )
    sheet = _sheet(name, lines, [_title(column) for column in table.columns], rows)
    columns = [
        replace(
            described,
            width=max(described.width, len(column.name) + _FILTER),
            is_number=column.datatype.is_number,
            number_format=_number_format(column, position, table),
            name=column.name,
        )
        for position, (column, described) in enumerate(zip(table.columns, sheet.columns, strict=True))
    ]
    return replace(sheet, columns=tuple(columns))


def _shown(record: dict[str, Value], column: Column, table: Table) -> Value:
    value = record[column.name]
    if value is not None or not column.datatype.is_number:
        return value
    marker = record[table.cube.marker] if table.cube is not None else None
    return marker or NOT_AVAILABLE


def _number_format(column: Column, position: int, table: Table) -> str:
    if not column.datatype.is_number or not column.unit:
        return ""
    numbers = [row[position] for row in table.rows]
    decimals = max((-int(value.as_tuple().exponent) for value in numbers if isinstance(value, Decimal)), default=0)
    return "#,##0" + ("." + "0" * decimals if decimals > 0 else "")


def _title(column: Column) -> str:
    return f"{column.title} ({column.unit})" if column.unit else column.title


def _sheet(
    name: str,
    lines: tuple[str, ...],
    titles: Sequence[str],
    rows: Sequence[tuple[Value, ...]],
    leads_to: tuple[str, ...] = (),
) -> Sheet:
    columns = []
    for position, title in enumerate(titles):
        longest = max((len(str(row[position])) for row in rows if row[position] is not None), default=0)
        width = min(max(longest, len(title) * 2 // 3, _NARROWEST), _WIDEST) + 2
        columns.append(SheetColumn(title, width, is_number=any(isinstance(row[position], int) for row in rows)))
    return Sheet(name, lines, tuple(columns), tuple(rows), leads_to)


def _sheet_names(tables: Iterable[Table]) -> dict[str, str]:
    names: dict[str, str] = {}
    taken = {"cover", "contents", "notes", "codes"}
    for table in tables:
        plain = re.sub(r"[\[\]:*?/\\]", "_", table.id)
        name, number = plain[:_LONGEST_NAME], 1
        while name.lower() in taken:
            number += 1
            name = f"{plain[: _LONGEST_NAME - 3]}_{number}"
        taken.add(name.lower())
        names[table.id] = name
    return names

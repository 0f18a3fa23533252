"""Turns a release into one SQLite file: its tables with their keys, and tables that say what all of it means.

An empty cell is NULL; what NULL means in a column stands in the dictionary, and where a marker says more, beside it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from decimal import Decimal

from ..model import Column, FiguresSpec, Release, Table, Value

_DICTIONARY = {
    "dictionary_package": "name value",
    "dictionary_tables": "table_name title description origin universe n_rows",
    "dictionary_columns": "table_name position column_name title description type unit null_means",
    "dictionary_codes": "table_name column_name code label",
}

# Bytes 96 to 99 of the header name the library that wrote the file; nothing reads them.
_WRITER = slice(96, 100)


def database_bytes(release: Release) -> bytes:
    """The SQLite file: the same bytes for the same release."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute("PRAGMA page_size = 4096")
        base.execute("BEGIN")
        for name, columns in _DICTIONARY.items():
            base.execute(f"CREATE TABLE {name} ({', '.join(map(_quoted, columns.split()))})")
        parts = _parts(release)
        for table in release.tables:
            base.execute(_view(table, parts[table.id]) if table.id in parts else _create(table, parts))
        for name, row in _described(release):
            _insert(base, name, row)
        for table in release.tables:
            for values in table.rows if table.id not in parts else ():
                _insert(base, table.id, [_stored(value) for value in values])
        base.execute("COMMIT")
        content = bytearray(base.serialize())
    content[_WRITER] = bytes(4)
    return bytes(content)


def _parts(release: Release) -> dict[str, tuple[Table, ...]]:
    """The table of all figures -> the tables that hold each of them once; empty where no table repeats others."""
    whole = release.study.all_figures
    others = [spec for spec in release.study.tables if isinstance(spec, FiguresSpec) and spec is not whole]
    if whole is None or Counter(whole.series) != Counter(name for spec in others for name in spec.series):
        return {}
    return {whole.id: tuple(release.table(spec.id) for spec in others)}


def _view(table: Table, parts: Iterable[Table]) -> str:
    """A view of the tables that hold its rows; where one lacks a column, none of its rows would fill it."""
    selected = []
    for part in parts:
        own = {column.name for column in part.columns}
        names = [_quoted(column.name) for column in table.columns]
        columns = [name if name[1:-1] in own else f"NULL AS {name}" for name in names]
        selected.append(f"SELECT {', '.join(columns)} FROM {_quoted(part.id)}")  # noqa: S608 - quoted
    return f"CREATE VIEW {_quoted(table.id)} AS\n  " + "\n  UNION ALL ".join(selected)


def _create(table: Table, views: Collection[str]) -> str:
    parts = [_column(column) for column in table.columns]
    parts.append(f"PRIMARY KEY ({', '.join(map(_quoted, table.primary_key))})")
    for column in table.columns:
        # A key cannot lead to a view.
        if (to := column.reference) is not None and to.table not in views:
            target = f"{_quoted(to.table or table.id)} ({_quoted(to.column)})"
            parts.append(f"FOREIGN KEY ({_quoted(column.name)}) REFERENCES {target}")
    return f"CREATE TABLE {_quoted(table.id)} (\n  " + ",\n  ".join(parts) + "\n)"


def _column(column: Column) -> str:
    name = _quoted(column.name)
    text = f"{name} {column.datatype.sql}"
    if column.is_required:
        text += " NOT NULL"
    if column.type == "boolean":
        text += f" CHECK ({name} IN (0, 1))"
    if column.options:
        codes = ", ".join("'" + option.value.replace("'", "''") + "'" for option in column.options)
        text += f" CHECK ({name} IN ({codes}))"
    return text


def _described(release: Release) -> Iterator[tuple[str, Sequence[str | int | None]]]:
    card = release.study.card
    facts = (
        ("id", card.id),
        ("title", card.title),
        ("description", card.description),
        ("version", card.version),
        ("released", "not yet" if card.is_unreleased else card.released),
        ("licence", card.licence.title),
        ("licence_path", card.licence.path),
        ("independence", card.independence),
    )
    yield from (("dictionary_package", fact) for fact in facts)
    for table in release.tables:
        universe = release.study.label("universes", table.universe) if table.universe else None
        about = (table.id, table.title, table.description, table.origin.value, universe, len(table.rows))
        yield "dictionary_tables", about
        for position, column in enumerate(table.columns, start=1):
            meant = column.missing[0].label if column.missing else None
            named = (table.id, position, column.name, column.title, column.description, column.type)
            yield "dictionary_columns", (*named, column.unit or None, meant)
            for option in column.options:
                yield "dictionary_codes", (table.id, column.name, option.value, option.label)


def _stored(value: Value) -> str | int | float | None:
    if isinstance(value, Decimal):
        return float(value)
    return int(value) if isinstance(value, bool) else value


def _insert(base: sqlite3.Connection, table: str, row: Sequence[str | int | float | None]) -> None:
    places = ", ".join("?" * len(row))
    base.execute(f"INSERT INTO {_quoted(table)} VALUES ({places})", row)  # noqa: S608 - quoted, and values are bound


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'

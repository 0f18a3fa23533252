"""Reads an SQLite file back with SQL."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from decimal import Decimal

from publication.model import Column, Table, Value

from .cells import COLUMNS, LOOSE, UNREADABLE, Leak, row_leaks, typed
from .texts import Texts

_DICTIONARY = re.compile(r"dictionary_(package|tables|columns|codes)")


def database_leaks(path: str, content: bytes, tables: tuple[Table, ...], texts: Texts) -> Iterator[Leak]:
    """What a database says that the tables do not."""
    try:
        with closing(sqlite3.connect(":memory:")) as base:
            base.deserialize(content)
            found = list(_leaks(path, base, len(content), tables, texts))
    except (sqlite3.Error, MemoryError):  # a file without a byte is a want of memory to SQLite
        found = [("all", path, UNREADABLE)]
    yield from found


def _leaks(path: str, base: sqlite3.Connection, length: int, tables: tuple[Table, ...], texts: Texts) -> Iterator[Leak]:
    by_id = {table.id: table for table in tables}
    made = base.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
    for kind, name, sql in made:
        is_own = (kind == "table" and _DICTIONARY.fullmatch(name)) or (kind in ("table", "view") and name in by_id)
        if not is_own and not (kind == "index" and name.startswith("sqlite_autoindex_")):
            yield "all", f"{path}, {kind}", "something that is no table of the release"
        if is_own and texts.has_loose_number(_bare(sql, by_id.get(name), tables if kind == "view" else ())):
            yield name, f"{path}, definition", LOOSE
    # Pages that a reader does not see keep what was deleted from them.
    for pragma in ("freelist_count", "user_version", "application_id"):
        if base.execute(f"PRAGMA {pragma}").fetchone() != (0,):
            yield "all", f"{path}, {pragma}", LOOSE
    (pages,), (size,) = (base.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
    if length != pages * size:
        yield "all", path, "something behind the pages that are read"
    names = {name for kind, name, _ in made if kind in ("table", "view")}
    views = {name for kind, name, _ in made if kind == "view"}
    for table in tables:
        if table.id not in names:
            yield table.id, path, "the table is missing"
        elif [row[1] for row in base.execute(f'PRAGMA table_xinfo("{table.id}")')] != [c.name for c in table.columns]:
            yield table.id, path, COLUMNS
        else:
            rows = base.execute(f'SELECT * FROM "{table.id}"' + " ORDER BY rowid" * (table.id not in views))
            read = [[_read(value) for value in row] for row in rows]
            yield from row_leaks(path, table, _in_order_of(table, read) if table.id in views else read, _in_database)
    for name in sorted(names - by_id.keys()):
        for number, row in enumerate(base.execute(f'SELECT * FROM "{name}"'), start=1):
            if _says_more(name, row, by_id.get(str(row[0])), texts):
                yield "all", f"{path}, {name}, row {number}", LOOSE


def _in_order_of(table: Table, rows: list[list[object]]) -> list[list[object]]:
    """The rows of a view, which has no order of its own, in that of a table's keys; others come last."""
    place = {str(values[0]): number for number, values in enumerate(table.rows)}
    return sorted(rows, key=lambda row: place.get(str(row[0]), len(place)))


def _bare(sql: str, table: Table | None, others: Iterable[Table] = ()) -> str:
    """A definition without the names and codes that are in it, and without those of the tables that it shows."""
    for other in others:
        sql = sql.replace(f'"{other.id}"', "")
    for column in table.columns if table else ():
        for text in (f'"{column.name}"', *(f"'{option.value}'" for option in column.options)):
            sql = sql.replace(text, "")
        if column.type == "boolean":
            sql = sql.replace("IN (0, 1)", "", 1)
    return sql.replace(f'"{table.id}"', "") if table else sql


def _read(value: object) -> object:
    return Decimal(repr(value)) if isinstance(value, int | float) else value


def _in_database(value: Value, column: Column, table: Table, values: Sequence[Value]) -> object:
    del column, table, values
    return Decimal(value) if isinstance(value, bool) else typed(value)


def _says_more(name: str, row: tuple[object, ...], table: Table | None, texts: Texts) -> bool:
    """A table that describes others has the release's own texts, numbers of rows and places of columns."""
    allowed: list[object] = []
    if table is not None and name == "dictionary_tables":
        allowed = [len(table.rows)]
    elif table is not None and name == "dictionary_columns":
        allowed = [number for number, own in enumerate(table.columns, start=1) if own.name == row[2]]
    told = [value for value in row if isinstance(value, str)]
    is_code = name == "dictionary_codes"
    others = [value for value in row if value is not None and not isinstance(value, str)]
    return others != allowed or any(texts.has_loose_number(text, is_code=is_code) for text in told)

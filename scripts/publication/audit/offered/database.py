"""Reads an SQLite file back with SQL, and compares its tables with those that were audited."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from decimal import Decimal

from ...model import Column, Finding, Table, Value
from .known import Known
from .rows import REMEDY, Stored, row_findings, stored, unreadable

_DICTIONARY = re.compile(r"dictionary_(package|tables|columns|codes)")
_HIDDEN = "offer tables and words alone, all of them to be seen"


def database_findings(path: str, content: bytes, tables: tuple[Table, ...], known: Known) -> Iterator[Finding]:
    """What a database says that the tables do not."""
    try:
        with closing(sqlite3.connect(":memory:")) as base:
            base.deserialize(content)
            # Read to the end within: an error may come with any row.
            found = list(_findings(path, base, tables, known))
    except (sqlite3.Error, MemoryError):  # a file without a byte is a want of memory to SQLite
        found = [unreadable("all", path)]
    yield from found


def _findings(path: str, base: sqlite3.Connection, tables: tuple[Table, ...], known: Known) -> Iterator[Finding]:
    by_id = {table.id: table for table in tables}
    made = base.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
    for kind, name, sql in made:
        is_own = kind == "table" and (name in by_id or _DICTIONARY.fullmatch(name))
        if not is_own and not (kind == "index" and name.startswith("sqlite_autoindex_")):
            yield Finding("all", f"{path}, {kind}", "something that is no table of the release", _HIDDEN)
        if is_own and _says_more(sql, by_id.get(name), known):
            yield Finding(name, f"{path}, definition", "a number that no table has", _HIDDEN)
    # Pages that a reader does not see keep what was deleted from them.
    for pragma in ("freelist_count", "user_version", "application_id"):
        if base.execute(f"PRAGMA {pragma}").fetchone() != (0,):
            yield Finding("all", f"{path}, {pragma}", "a number that no table has", _HIDDEN)
    names = {name for kind, name, _ in made if kind == "table"}
    for table in tables:
        if table.id not in names:
            yield Finding(table.id, path, "the table is missing", REMEDY)
            continue
        columns = [row[1] for row in base.execute(f"PRAGMA table_xinfo({_quoted(table.id)})")]
        if columns != [column.name for column in table.columns]:
            yield Finding(table.id, path, "other columns than the table's", REMEDY)
            continue
        rows = base.execute(f"SELECT * FROM {_quoted(table.id)} ORDER BY rowid")  # noqa: S608 - quoted
        yield from row_findings(path, table, [tuple(map(_read, row)) for row in rows], _in_database)
    for name in sorted(names - by_id.keys()):
        yield from _word_findings(path, name, base, by_id, known)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _says_more(sql: str, table: Table | None, known: Known) -> bool:
    """Whether a definition holds a number beside names and codes."""
    for column in table.columns if table else ():
        for text in (f'"{column.name}"', *(f"'{option.value}'" for option in column.options)):
            sql = sql.replace(text, "")
        if column.type == "boolean":
            sql = sql.replace("IN (0, 1)", "", 1)
    return known.says_more(sql.replace(_quoted(table.id), "") if table else sql)


def _read(value: object) -> Stored:
    match value:
        case None | str():
            return value
        case int() | float():
            return Decimal(repr(value))
    # Bytes, which no column of ours holds, are no value that any cell could be.
    return ("",)


def _in_database(value: Value, column: Column, table: Table, values: Sequence[Value]) -> Stored:
    del column, table, values
    return Decimal(value) if isinstance(value, bool) else stored(value)


def _word_findings(
    path: str, name: str, base: sqlite3.Connection, tables: dict[str, Table], known: Known
) -> Iterator[Finding]:
    """A table that describes others has the release's own texts, numbers of rows and places of columns."""
    for number, row in enumerate(base.execute(f"SELECT * FROM {_quoted(name)}"), start=1):  # noqa: S608 - quoted
        table = tables.get(str(row[0]))
        counts = [value for value in row if value is not None and not isinstance(value, str)]
        allowed: list[object] = []
        if table is not None and name == "dictionary_tables":
            allowed = [len(table.rows)]
        elif table is not None and name == "dictionary_columns":
            names = [column.name for column in table.columns]
            allowed = [names.index(row[2]) + 1] if row[2] in names else []
        texts = [value for value in row if isinstance(value, str)]
        is_code = name == "dictionary_codes"
        if counts != allowed or any(known.says_more(text, is_code=is_code) for text in texts):
            yield Finding("all", f"{path}, {name}, row {number}", "a number that no table has", REMEDY)

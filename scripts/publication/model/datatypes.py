"""What each type of column is called in every format: a type is a line here, and stands nowhere else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Datatype:
    """A type of column, in the words of Table Schema, SQLite, CSV on the Web and Croissant."""

    table_schema: str
    sql: str
    csvw: str
    croissant: str
    is_number: bool = False


DATATYPES = {
    "string": Datatype("string", "TEXT", "string", "sc:Text"),
    "list": Datatype("string", "TEXT", "string", "sc:Text"),
    "date": Datatype("date", "TEXT", "date", "sc:Date"),
    "boolean": Datatype("boolean", "INTEGER", "boolean", "sc:Boolean"),
    "integer": Datatype("integer", "INTEGER", "integer", "sc:Integer", is_number=True),
    "number": Datatype("number", "REAL", "decimal", "sc:Float", is_number=True),
}

"""Turns a release into the formats that the site offers beside the package: JSON, two workbooks and a database.

They are no part of the package: its CSV files stay the one copy that is reviewed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..cache import Step, cached
from ..errors import Problem
from ..files import json_bytes
from ..model import Column, Release, Table, Value
from ..study import split_list
from .database import database_bytes
from .sheets import workbook

DOWNLOADS = Step("downloads", 4, ("xlsxwriter",))
# A telephone number or a negative number is no formula.
_FORMULA = re.compile(r"[=@\t\r]|[+\-](?![\d\s().,/-]*$)")


@dataclass(frozen=True)
class Format:
    """What catalogues must know of a format that the site offers."""

    media_type: str  # of IANA
    holds: str
    file_type: str = ""  # its code in the European authority table; empty where that has none


# By the ending of a file's name.
FORMATS = {
    "csv": Format("text/csv", "The table as comma-separated text.", "CSV"),
    "json": Format("application/json", "The table with the meaning of its columns, as JSON.", "JSON"),
    "zip": Format("application/zip", "The whole package in one file.", "ZIP"),
    "xlsx": Format(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "All tables as a workbook for Excel, with contents and notes.",
        "XLSX",
    ),
    "ods": Format(
        "application/vnd.oasis.opendocument.spreadsheet",
        "All tables as an OpenDocument workbook, with contents and notes.",
        "ODS",
    ),
    "sqlite": Format("application/vnd.sqlite3", "All tables as an SQLite database, with their keys and a dictionary."),
}


def export_files(release: Release, cache: Path) -> Mapping[str, bytes]:
    """Every download beside the package: path in its folder -> content."""
    documents = {f"{table.id}.json": json_bytes(table_document(table, release)) for table in release.tables}
    name, seen = release.study.card.id, release.audit.seen
    files = cached(cache, DOWNLOADS, f"{name}.json", seen, dict[str, bytes], lambda: _written(release))
    return documents | {f"{name}.{ending}": content for ending, content in files.items()}


def _written(release: Release) -> dict[str, bytes]:
    # Imports that a rebuild without a changed table must not pay.
    from .ods import ods_bytes  # noqa: PLC0415
    from .xlsx import xlsx_bytes  # noqa: PLC0415

    sheets, card = workbook(release), release.study.card
    return {"xlsx": xlsx_bytes(sheets, card), "ods": ods_bytes(sheets, card), "sqlite": database_bytes(release)}


def table_document(table: Table, release: Release) -> dict[str, Any]:
    """A table as JSON; null where there is no value, and the column's `missing` says why."""
    card = release.study.card
    universe = {"universe": release.study.label("universes", table.universe)} if table.universe else {}
    return {
        "name": table.id,
        "title": table.title,
        "description": table.description,
        "origin": table.origin.value,
        "package": card.id,
        "version": card.version,
        "released": None if card.is_unreleased else card.released,
        "licence": {"name": card.licence.name, "path": card.licence.path},
        "primaryKey": table.primary_key,
        "fields": [_field(column) for column in table.columns],
        "rows": [
            {column.name: _json_value(value, column) for column, value in zip(table.columns, row, strict=True)}
            for row in table.rows
        ],
        **universe,
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "title": column.title,
        "description": column.description,
        "type": column.type,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.options:
        field["values"] = {option.value: option.label for option in column.options}
    if column.missing:
        field["missing"] = column.missing[0].label
    return field


def _json_value(value: Value, column: Column) -> str | int | float | bool | tuple[str, ...] | None:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return split_list(value) if isinstance(value, str) and column.type == "list" else value


def formula_problems(tables: Iterable[Table]) -> list[Problem]:
    """A problem for every text that a spreadsheet would run as a formula when it opens the CSV file.

    To put an apostrophe before it would hide the danger in one program and change the data in all others.
    """
    return [problem for table in tables for problem in _formulas(table)]


def _formulas(table: Table) -> Iterator[Problem]:
    for record in table.records():
        for name, value in record.items():
            if isinstance(value, str) and _FORMULA.match(value):
                row = " + ".join(str(record[key]) for key in table.primary_key)
                what = f"the text begins with {value[0]!r}, and a spreadsheet would run it as a formula"
                remedy = "begin it with a word, or write a minus sign (−) for a hyphen"
                yield Problem(f"table {table.id}: {row}: {name}", what, remedy)

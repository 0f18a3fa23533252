"""Turns a table into one JSON document: what it is, what its columns mean, and its rows as objects."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..model import Column, Release, Table, Value
from ..study import split_list


def table_document(table: Table, release: Release) -> dict[str, Any]:
    """A table as JSON; null where there is no value, and the column's `missing` says why."""
    card = release.study.card
    document: dict[str, Any] = {
        "name": table.id,
        "title": table.title,
        "description": table.description,
        "origin": table.origin.value,
        "package": card.id,
        "version": card.version,
        "released": card.released,
        "licence": {"name": card.licence.name, "path": card.licence.path},
        "primaryKey": list(table.primary_key),
        "fields": [_field(column) for column in table.columns],
        "rows": [
            {column.name: _json_value(value, column) for column, value in zip(table.columns, row, strict=True)}
            for row in table.rows
        ],
    }
    if table.universe:
        document["universe"] = release.study.label("universes", table.universe)
    return document


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


def _json_value(value: Value, column: Column) -> str | int | float | bool | list[str] | None:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, str) and column.type == "list":
        return list(split_list(value))
    return value

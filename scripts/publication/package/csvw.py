"""Turns a release into CSV on the Web descriptions: one for each table, and one of all that is found by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ..files import cell_text
from ..model import Column, StudyCard, Table

# The name under which the recommendation lets a reader look for the description of any file of a folder.
GROUP = "csv-metadata.json"
_SPECIAL = re.compile(r"[.\\+*?\[^\]$(){}|]")
_JSON = dict[str, Any]


def table_metadata(table: Table, card: StudyCard, universe: str) -> _JSON:
    """The description of one table, by itself; `universe` is what its universe is called."""
    return {"@context": _context(card), **_table(table, universe), **_terms(card)}


def group_metadata(card: StudyCard, tables: Iterable[tuple[Table, str]]) -> _JSON:
    """The description of all tables, each with what its universe is called, and the keys that lead to others."""
    return {
        "@context": _context(card),
        "dc:title": card.title,
        "dc:description": card.description,
        "dc:subject": card.keywords,
        **_terms(card),
        "tables": [_table(table, universe, has_keys=True) for table, universe in tables],
    }


def _context(card: StudyCard) -> list[Any]:
    return ["http://www.w3.org/ns/csvw", {"@language": card.languages[0]}]


def _terms(card: StudyCard) -> _JSON:
    return {
        "dc:license": {"@id": card.licence.path},
        "dc:publisher": [str(contributor["title"]) for contributor in card.contributors],
        **({} if card.is_unreleased else {"dc:issued": {"@value": card.released, "@type": "xsd:date"}}),
        "schema:version": card.version,
    }


def _table(table: Table, universe: str, *, has_keys: bool = False) -> _JSON:
    schema: _JSON = {"columns": [_column(column) for column in table.columns], "primaryKey": table.primary_key}
    if any(column.name == "label" for column in table.columns):
        schema["rowTitles"] = ["label"]
    # A validator of the recommendation counts an empty reference as a broken one.
    leads = {column.name: column.reference for column in table.columns if column.reference and column.is_required}
    keys = [
        {
            "columnReference": name,
            "reference": {"resource": f"{to.table or table.id}.csv", "columnReference": to.column},
        }
        for name, to in leads.items()
    ]
    if has_keys and keys:
        schema["foreignKeys"] = keys
    return {
        "url": f"{table.id}.csv",
        "dc:title": table.title,
        "dc:description": table.description,
        "dc:type": table.origin.value,
        **({"dc:coverage": universe} if universe else {}),
        "tableSchema": schema,
    }


def _column(column: Column) -> _JSON:
    described: _JSON = {
        "name": column.name,
        "titles": [column.name, column.title] if column.title != column.name else column.name,
        "dc:description": column.description,
        "datatype": _datatype(column),
        "required": column.is_required,
    }
    if column.type == "list":
        described["separator"] = " | "
    if column.unit:
        described["schema:unitText"] = column.unit
    if column.missing:
        described["null"] = column.missing[0].marker
        described["rdfs:comment"] = f"Empty: {column.missing[0].label}."
    return described


def _datatype(column: Column) -> str | _JSON:
    limits: _JSON = dict(column.limits)
    if column.type == "boolean":
        limits["format"] = "|".join(map(cell_text, (True, False)))
    elif column.options:
        # Each code as a pattern that fits nothing else.
        limits["format"] = "|".join(_SPECIAL.sub(r"\\\g<0>", option.value) for option in column.options)
    return {"base": column.datatype.csvw, **limits} if limits else column.datatype.csvw

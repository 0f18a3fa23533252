"""Turns a release into CSV on the Web descriptions: one for each table, and one of all that is found by its name."""

from __future__ import annotations

import re
from typing import Any

from ..files import cell_text
from ..model import Column, Release, Table

# The name under which the recommendation lets a reader look for the description of any file of a folder.
GROUP = "csv-metadata.json"
_SPECIAL = re.compile(r"[.\\+*?\[^\]$(){}|]")
_JSON = dict[str, Any]


def table_metadata(table: Table, release: Release) -> _JSON:
    """The description of one table, by itself."""
    return {"@context": _context(release), **_table(table, release), **_terms(release)}


def group_metadata(release: Release) -> _JSON:
    """The description of all tables, with the keys that lead from one to another."""
    card = release.study.card
    return {
        "@context": _context(release),
        "dc:title": card.title,
        "dc:description": card.description,
        "dc:subject": card.keywords,
        **_terms(release),
        "tables": [_table(table, release, has_keys=True) for table in release.tables],
    }


def _context(release: Release) -> list[Any]:
    return ["http://www.w3.org/ns/csvw", {"@language": release.study.card.languages[0]}]


def _terms(release: Release) -> _JSON:
    card = release.study.card
    return {
        "dc:license": {"@id": card.licence.path},
        "dc:publisher": [str(contributor["title"]) for contributor in card.contributors],
        **({} if card.is_unreleased else {"dc:issued": {"@value": card.released, "@type": "xsd:date"}}),
        "schema:version": card.version,
    }


def _table(table: Table, release: Release, *, has_keys: bool = False) -> _JSON:
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
        **({"dc:coverage": release.study.label("universes", table.universe)} if table.universe else {}),
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

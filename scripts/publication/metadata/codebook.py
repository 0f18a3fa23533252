"""Turns a release into a DDI-Codebook 2.5 document, which survey archives read; holds no address of this site."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ..files import csv_bytes, sha256
from ..model import Column, Release, Table
from .shared import agents, own_publications

_EMPTY = re.compile(r"<(\w+)([^<>]*)></\1>")


def codebook(release: Release) -> bytes:
    """The codebook: study, files and variables, in the order that the schema prescribes."""
    environment = Environment(
        loader=PackageLoader("publication.metadata"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - every text is escaped by what follows, as XML asks and no further
        finalize=lambda value: value if isinstance(value, Markup) else escape(str(value)),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["attributes"] = _attributes
    card = release.study.card
    # The groups that whole tables are about; those of single figures stand in the rows.
    universes = dict.fromkeys(table.universe for table in release.tables if table.universe)
    text = environment.get_template("codebook.xml").render(
        card=card,
        version=f"{card.version}, in preparation, not yet released" if card.is_unreleased else card.version,
        dated={} if card.is_unreleased else {"date": card.released},
        authors=agents(card),
        distributors=agents(card, "publisher"),
        universes=[release.study.label("universes", id) for id in universes],
        cited=own_publications(release, release.tables),
        tables=[(table, sha256(csv_bytes(table))) for table in release.tables],
        variables=[_variable(column, table) for table in release.tables for column in table.columns],
    )
    return _EMPTY.sub(r"<\1\2 />", text).encode()


def _variable(column: Column, table: Table) -> dict[str, Any]:
    # What is not said is discrete and counts in whole numbers, by the schema's own defaults.
    is_continuous = column.type == "number"
    units = {"UNITS": "REAL"} if is_continuous else {}
    return {
        "column": column,
        "attributes": {
            "ID": f"V_{table.id}_{column.name}",
            "name": column.name,
            "files": f"F_{table.id}",
            **({"intrvl": "contin"} if is_continuous else {}),
            **({"measUnit": column.unit} if column.unit else {}),
        },
        "range": {**units, **{name[:3]: limit for name, limit in column.limits.items()}} if column.limits else {},
        "categories": [(option.value, option.label, {}) for option in column.options]
        + [(value.marker, value.label, {"missing": "Y"}) for value in column.missing],
        "format": {
            "type": "numeric" if column.datatype.is_number else "character",
            **({"category": "date"} if column.type == "date" else {}),
        },
    }


def _attributes(given: dict[str, object]) -> Markup:
    return Markup("".join(f' {name}="{escape(str(value), {chr(34): "&quot;"})}"' for name, value in given.items()))  # noqa: S704 - escaped

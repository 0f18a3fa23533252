"""Turns a release into a DDI-Codebook 2.5 document, which survey archives read; holds no address of this site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ..files import csv_bytes, sha256
from ..model import Column, StudyCard, Table
from .shared import agents

_EMPTY = re.compile(r"<(\w+)([^<>]*)></\1>")


def codebook(card: StudyCard, tables: Sequence[Table], universes: Iterable[str], cited: Sequence[str]) -> bytes:
    """The codebook: study, files and variables, in the order that the schema prescribes.

    Args:
        card: what the study says of itself.
        tables: as they are published.
        universes: what the groups are called that whole tables are about; those of single figures stand in the rows.
        cited: citations of the survey's own publications.
    """
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
    text = environment.get_template("codebook.xml").render(
        card=card,
        version=f"{card.version}, in preparation, not yet released" if card.is_unreleased else card.version,
        dated={} if card.is_unreleased else {"date": card.released},
        authors=agents(card),
        distributors=agents(card, "publisher"),
        universes=list(dict.fromkeys(universes)),
        cited=cited,
        tables=[(table, sha256(csv_bytes(table))) for table in tables],
        variables=[_variable(column, table) for table in tables for column in table.columns],
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

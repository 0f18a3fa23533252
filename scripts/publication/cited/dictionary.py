"""Turns the survey's variables and the published columns into a table that says what each of them means.

One row for each variable, category, table, column, code and meaning of an empty cell; adds no meaning of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model import Column, Figure, MissingValue, Option, Reference, Study, Table, TableSpec, Value
from .tables import Given, framed, published

_NONE = (MissingValue("", "none"),)
_COLUMNS = (
    Column("id", "Identifier", "Permanent identifier of what is explained.", is_required=True),
    Column(
        "kind",
        "Kind",
        "What is explained.",
        is_required=True,
        options=(
            Option("variable", "variable of the survey"),
            Option("category", "category of a variable"),
            Option("table", "published table"),
            Option("column", "column of a table"),
            Option("code", "code in a column"),
            Option("empty", "empty cell of a column"),
        ),
    ),
    Column("name", "Name", "How it stands in the files.", missing=(MissingValue("", "an empty cell"),)),
    Column("label", "Label", "How it is called in words.", is_required=True),
    Column("meaning", "Meaning", "What it means.", missing=(MissingValue("", "what its label says"),)),
    Column("type", "Type", "Type of its values.", missing=(MissingValue("", "no values of its own"),)),
    Column("unit", "Unit", "Units of its numbers, separated by ` | `.", "list", missing=_NONE),
    Column(
        "universe",
        "Universe",
        "Identifier of the group of people or things that it is about.",
        reference=Reference("universes", "id"),
        missing=(MissingValue("", "does not apply"),),
    ),
    Column(
        "source",
        "Source",
        "Identifier of the source that names it.",
        reference=Reference("sources", "id"),
        missing=(MissingValue("", "this publication"),),
    ),
    Column("locator", "Locator", "Where in the source it stands.", missing=(MissingValue("", "does not apply"),)),
    Column(
        "quote",
        "Words of the source",
        "The source’s own words around its numbers, separated by ` | `.",
        "list",
        missing=(MissingValue("", "none held"),),
    ),
    Column("used_in", "Used in", "Figures or tables that use it, separated by ` | `.", "list", missing=_NONE),
    Column("note", "Note", "What is open or does not fit.", missing=_NONE),
)
_Row = dict[str, str]


def dictionary(spec: TableSpec, given: Given, tables: tuple[Table, ...]) -> Table:
    """What everything in the package means.

    Args:
        spec: the entry of tables.yml.
        given: study and figures.
        tables: every other table, as it is published.
    """
    study = given.study
    columns = published(_COLUMNS, study)
    own = framed(spec, columns, (), ("id",), set())
    rows = [*_survey_rows(study, given.figures)]
    for table in sorted((*tables, own), key=lambda table: [entry.id for entry in study.tables].index(table.id)):
        rows += _table_rows(table)
    names = [column.name for column in columns]
    values: list[tuple[Value, ...]] = [tuple(row.get(name) or None for name in names) for row in rows]
    sources = {record["source"] for record in study.file("variables").records if record["source"]}
    return framed(spec, columns, tuple(values), ("id",), sources)


def _survey_rows(study: Study, figures: tuple[Figure, ...]) -> Iterator[_Row]:
    for variable in study.file("variables").records:
        about = [figure for figure in figures if figure.cited.variable == variable["id"]]
        place = {
            "universe": variable["universe"],
            "source": variable["source"],
            "locator": variable["locator"],
        }
        yield {
            "id": f"variable.{variable['id']}",
            "kind": "variable",
            "name": variable["id"],
            "label": variable["label"],
            "meaning": variable["question"],
            "type": variable["type"],
            "note": variable["note"],
            **place,
            **_used(about),
        }
        for category in study.file("categories").records:
            if category["variable"] == variable["id"]:
                yield {
                    "id": f"category.{variable['id']}.{category['code']}",
                    "kind": "category",
                    "name": category["code"],
                    "label": f"{variable['label']}: {category['label']}",
                    "note": category["note"],
                    **place,
                    **_used(figure for figure in about if figure.cited.category == category["code"]),
                }


def _used(figures: Iterable[Figure]) -> _Row:
    used = list(figures)
    return {
        "unit": _listed(figure.cited.unit for figure in used),
        "quote": _listed(figure.cited.quote for figure in used),
        "used_in": _listed(figure.id for figure in used),
    }


def _listed(texts: Iterable[str]) -> str:
    # A quote may hold the sign that separates; a dictionary's values never do.
    return " | ".join(dict.fromkeys(text.replace("|", "/") for text in texts if text))


def _table_rows(table: Table) -> Iterator[_Row]:
    shared = {"used_in": table.id, "universe": table.universe}
    yield {
        "id": f"table.{table.id}",
        "kind": "table",
        "name": table.id,
        "label": table.title,
        "meaning": table.description,
        **shared,
    }
    for column in table.columns:
        path = f"{table.id}.{column.name}"
        yield {
            "id": f"column.{path}",
            "kind": "column",
            "name": column.name,
            "label": column.title,
            "meaning": column.description,
            "type": column.type,
            "unit": column.unit,
            **shared,
        }
        for option in column.options:
            yield {
                "id": f"code.{path}.{option.value}",
                "kind": "code",
                "name": option.value,
                "label": f"{column.title}: {option.label}",
                **shared,
            }
        for value in column.missing:
            yield {
                "id": f"empty.{path}" + (f".{value.marker}" if value.marker else ""),
                "kind": "empty",
                "name": value.marker,
                "label": f"{column.title}: {value.label}",
                **shared,
            }

"""Turns the survey's variables and the published columns into a table that says what each of them means.

One row for each variable, category, table, column, code and meaning of an empty cell; adds no meaning of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model import Column, Figure, Study, Table, TableSpec, Value
from .tables import Given, framed, published

DICTIONARY_COLUMNS = (
    Column.of("id", "Permanent identifier of what is explained.", title="Identifier"),
    Column.of(
        "kind",
        "What is explained.",
        codes={
            "variable": "variable of the survey",
            "category": "category of a variable",
            "table": "published table",
            "column": "column of a table",
            "code": "code in a column",
            "empty": "empty cell of a column",
        },
    ),
    Column.of("name", "How it stands in the files.", "an empty cell"),
    Column.of("label", "How it is called in words."),
    Column.of("meaning", "What it means.", "what its label says"),
    Column.of("type", "Type of its values.", "no values of its own"),
    Column.of("unit", "Units of its numbers, separated by a bar between spaces.", "none", type="list"),
    Column.of(
        "universe",
        "Identifier of the group of people or things that it is about.",
        "does not apply",
        names="universes",
    ),
    Column.of("source", "Identifier of the source that names it.", "this publication", names="sources"),
    Column.of("locator", "Where in the source it stands.", "does not apply"),
    Column.of(
        "quote",
        "The source’s own words around its numbers, separated by a bar between spaces.",
        "none held",
        title="Words of the source",
        type="list",
    ),
    Column.of("used_in", "Figures or tables that use it, separated by a bar between spaces.", "none", type="list"),
    Column.of("note", "What is open or does not fit.", "none"),
)
_Row = dict[str, str]


def dictionary(spec: TableSpec, given: Given, tables: tuple[Table, ...]) -> Table:
    """What everything in the package means; `tables` are all the others, as they are published."""
    study = given.study
    columns = published(DICTIONARY_COLUMNS, study)
    own = framed(spec, columns, (), ("id",), set())
    rows = [*_survey_rows(study, given.figures)]
    for table in sorted((*tables, own), key=lambda table: [entry.id for entry in study.tables].index(table.id)):
        rows += _table_rows(table)
    values: list[tuple[Value, ...]] = [tuple(row.get(column.name) or None for column in columns) for row in rows]
    sources = {record["source"] for record in study.file("variables").records if record["source"]}
    return framed(spec, columns, tuple(values), ("id",), sources)


def _row(kind: str, id: str, name: str, label: str, **more: str) -> _Row:
    return {"id": f"{kind}.{id}", "kind": kind, "name": name, "label": label, **more}


def _survey_rows(study: Study, figures: tuple[Figure, ...]) -> Iterator[_Row]:
    for variable in study.file("variables").records:
        id, label = variable["id"], variable["label"]
        about = [figure for figure in figures if figure.cited.variable == id]
        place = {name: variable[name] for name in ("universe", "source", "locator")}
        own = {"meaning": variable["question"], "type": variable["type"], "note": variable["note"]}
        yield _row("variable", id, id, label, **own, **place, **_used(about))
        for category in study.categories(id):
            code = category["code"]
            used = _used(figure for figure in about if figure.cited.category == code)
            words = f"{label}: {category['label']}"
            yield _row("category", f"{id}.{code}", code, words, note=category["note"], **place, **used)


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
    yield _row("table", table.id, table.id, table.title, meaning=table.description, **shared)
    for described in table.columns:
        path, title = f"{table.id}.{described.name}", described.title
        own = {"meaning": described.description, "type": described.type, "unit": described.unit}
        yield _row("column", path, described.name, title, **own, **shared)
        for option in described.options:
            yield _row("code", f"{path}.{option.value}", option.value, f"{title}: {option.label}", **shared)
        for value in described.missing:
            marked = f"{path}.{value.marker}" if value.marker else path
            yield _row("empty", marked, value.marker, f"{title}: {value.label}", **shared)

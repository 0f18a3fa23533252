"""Turns variables, categories, codes and columns into pages that say what each means."""

from __future__ import annotations

from collections.abc import Mapping

from ..address import table_page
from ..model import Column, Record, Release, Table
from ..wording import figure_wordings
from .cells import variable_page
from .filling import block, filled

SYMBOLS = "data/symbols.md"


def dictionary_pages(release: Release) -> Mapping[str, str]:
    """Address below docs/ -> Markdown: the dictionary, a page for each variable, and one for codes and symbols."""
    records = release.study.file("variables").records
    variables = [(variable_page(record["id"]), record["label"]) for record in records]
    coded = block("symbols.html", columns=_coded(release), table_page=table_page)
    pages = {
        "data/dictionary.md": filled(
            "dictionary.md",
            tables=[(table, columns_block(table)) for table in release.tables],
            variables=block("page_links.html", pages=variables) if variables else "",
            symbols=SYMBOLS.rpartition("/")[2],
        ),
        SYMBOLS: filled("symbols.md", coded=coded, empty=_empty(release)),
    }
    return pages | {variable_page(record["id"]): _variable(record, release) for record in records}


def columns_block(table: Table) -> str:
    """What the columns of a table mean, as one block of HTML."""
    return block("columns.html", table=table)


def _variable(variable: Record, release: Release) -> str:
    study, id = release.study, variable["id"]
    about = [figure for figure in release.figures if figure.cited.variable == id]
    # By category; under an empty code those that are of none.
    named: dict[str, list[tuple[str, str, str]]] = {}
    for figure in about:
        cited = figure.cited
        named.setdefault(cited.category, []).append((figure.id, figure_wordings(cited)[0], cited.label))
    categories = [record for record in study.file("categories").records if record["variable"] == id]
    labels = {record["code"]: record["label"] for record in categories}
    type_column = next(column for column in study.file("variables").columns if column.name == "type")
    using = [
        (table_page(table.id), table.title)
        for table in release.tables
        if id in {column.name for column in table.columns}
        or (table.cube is not None and id in {part.variable for part in table.cube.dimensions})
    ]
    return filled(
        "variable_page.md",
        variable=variable,
        facts=block(
            "variable_facts.html",
            variable=variable,
            type=next(option.label for option in type_column.options if option.value == variable["type"]),
            universe=study.label("universes", variable["universe"]) if variable["universe"] else "all who answered",
            source=study.label("sources", variable["source"], "title") if variable["source"] else "",
            units=list(dict.fromkeys(figure.cited.unit for figure in about)),
            quotes=list(dict.fromkeys(figure.cited.quote for figure in about if figure.cited.quote)),
        ),
        categories=[
            (
                record,
                block(
                    "category.html",
                    category=record,
                    whole=labels.get(record["maps_to"], ""),
                    figures=named.get(record["code"], []),
                ),
            )
            for record in categories
        ],
        is_counted=bool(about),
        others=block("figure_links.html", figures=named.get("", [])),
        tables=block("page_links.html", pages=using) if using else "",
    )


def _coded(release: Release) -> list[tuple[Column, list[Table]]]:
    """Columns that hold codes, each once, with the tables that use it."""
    found: dict[tuple[object, ...], tuple[Column, list[Table]]] = {}
    for table in release.tables:
        for column in table.columns:
            if column.options:
                found.setdefault((column.name, column.options), (column, []))[1].append(table)
    return list(found.values())


def _empty(release: Release) -> str:
    """What empty cells and markers mean, each meaning once, with the columns that use it."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for table in release.tables:
        for column in table.columns:
            for value in column.missing:
                found.setdefault((value.marker, value.label), {})[column.name] = None
    return block("empty.html", meanings=[(marker, label, list(names)) for (marker, label), names in found.items()])

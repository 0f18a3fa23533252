"""Turns variables, categories, codes and columns into pages that say what each means; explains nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping

from ..model import Column, Record, Release, Table
from ..wording import figure_wordings
from .cells import table_page, variable_page
from .markdown import block, environment

SYMBOLS = "data/symbols.md"


def dictionary_pages(release: Release) -> Mapping[str, str]:
    """Address below docs/ -> Markdown: the dictionary, a page for each variable, and one for codes and symbols."""
    variables = release.study.file("variables").records
    pages = {
        "data/dictionary.md": _dictionary(release),
        SYMBOLS: environment()
        .get_template("symbols.md")
        .render(coded=block("symbols.html", columns=_coded(release), table_page=table_page), empty=_empty(release)),
    }
    return pages | {variable_page(record["id"]): _variable(record, release) for record in variables}


def columns_block(table: Table) -> str:
    """What the columns of a table mean, as one block of HTML."""
    return block("columns.html", table=table)


def _dictionary(release: Release) -> str:
    variables = [(variable_page(record["id"]), record["label"]) for record in release.study.file("variables").records]
    return (
        environment()
        .get_template("dictionary.md")
        .render(
            tables=[(table, columns_block(table)) for table in release.tables],
            variables=block("page_links.html", pages=variables) if variables else "",
            symbols=SYMBOLS.rpartition("/")[2],
        )
    )


def _variable(variable: Record, release: Release) -> str:
    study = release.study
    about = [figure for figure in release.figures if figure.cited.variable == variable["id"]]
    named = [(figure.id, figure_wordings(figure.cited)[0], figure.cited.label) for figure in about]
    codes = {figure.id: figure.cited.category for figure in about}
    categories = [record for record in study.file("categories").records if record["variable"] == variable["id"]]
    using = [
        table
        for table in release.tables
        if variable["id"] in {column.name for column in table.columns}
        or (table.cube is not None and variable["id"] in {part.variable for part in table.cube.dimensions})
    ]
    return (
        environment()
        .get_template("variable_page.md")
        .render(
            variable=variable,
            facts=block(
                "variable_facts.html",
                variable=variable,
                type=_label(study.file("variables").columns, "type", variable["type"]),
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
                        whole=next((own["label"] for own in categories if own["code"] == record["maps_to"]), ""),
                        figures=[entry for entry in named if codes[entry[0]] == record["code"]],
                    ),
                )
                for record in categories
            ],
            is_counted=bool(named),
            others=block("figure_links.html", figures=[entry for entry in named if not codes[entry[0]]]),
            tables=block("page_links.html", pages=[(table_page(table.id), table.title) for table in using])
            if using
            else "",
        )
    )


def _label(columns: tuple[Column, ...], name: str, value: str) -> str:
    column = next(column for column in columns if column.name == name)
    return next(option.label for option in column.options if option.value == value)


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

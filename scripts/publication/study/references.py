"""Finds names in one study file that no other study file knows; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Problem
from ..model import BreakdownSpec, CountsSpec, RecordFile, RecordsSpec, Study
from .counted import category_problems, counted_references, ids_in, universe_problems, unknown
from .records import split_list
from .weights import weight_problems


def reference_problems(study: Study) -> list[Problem]:
    """Every reference between the files of a study that leads nowhere, and every source that nothing cites."""
    return [
        *(problem for file in study.files for problem in _column_references(study, file)),
        *_category_references(study),
        *_check_references(study),
        *_table_references(study),
        *_chart_references(study),
        *_uncited_sources(study),
        *category_problems(study),
        *universe_problems(study),
        *weight_problems(study),
    ]


def _column_references(study: Study, file: RecordFile) -> Iterator[Problem]:
    for column in file.columns:
        if column.reference is None:
            continue
        known = ids_in(study, column.reference.table, column.reference.column)
        for record in file.records:
            text = record[column.name]
            for id in split_list(text) if column.type == "list" else filter(None, [text]):
                if id not in known:
                    where = f"study/{file.name}.csv:{record.row}:{column.name}"
                    yield unknown(where, f"{column.title.lower()} {id!r}", f"{column.reference.table}.csv")


def _category_references(study: Study) -> Iterator[Problem]:
    """Figures that count a category which their variable does not have."""
    known = {(record["variable"], record["code"]) for record in study.file("categories").records}
    for figure in study.figures:
        if figure.category and (figure.variable, figure.category) not in known:
            where = f"study/figures.csv:{figure.row}:category"
            yield unknown(where, f"category {figure.category!r} of {figure.variable!r}", "categories.csv")


def _check_references(study: Study) -> Iterator[Problem]:
    known = ids_in(study, "figures", "id")
    earlier: set[str] = set()
    for check in study.checks:
        for role, ids in check.inputs.items():
            for id in ids:
                if id not in known and id.partition(".")[0] not in earlier:
                    yield unknown(
                        f"study/checks.yml: {check.id}.{role}", f"figure or earlier check {id!r}", "figures.csv"
                    )
        earlier.add(check.id)


def _table_references(study: Study) -> Iterator[Problem]:
    files = {file.name for file in study.files}
    figures = ids_in(study, "figures", "id")
    checks = {check.id for check in study.checks}
    for table in study.tables:
        where = f"study/tables.yml: {table.id}"
        if table.universe and table.universe not in ids_in(study, "universes", "id"):
            yield unknown(where, f"universe {table.universe!r}", "universes.csv")
        if isinstance(table, RecordsSpec) and table.file not in files:
            yield Problem(where, f"unknown study file {table.file!r}", f"use one of {', '.join(sorted(files))}")
        if isinstance(table, CountsSpec):
            yield from counted_references(study, table, where)
        if not isinstance(table, BreakdownSpec):
            continue
        dimension = table.dimension
        if dimension not in ids_in(study, "variables", "id"):
            yield unknown(where, f"variable {dimension!r}", "variables.csv")
        codes = {record["code"] for record in study.categories(dimension)}
        for code in table.categories:
            if code not in codes:
                yield unknown(where, f"category {code!r} of {dimension!r}", "categories.csv")
        if table.total and table.total not in figures:
            yield unknown(where, f"figure {table.total!r}", "figures.csv")
        if table.remainder is not None and table.remainder.result.partition(".")[0] not in checks:
            yield unknown(where, f"check result {table.remainder.result!r}", "checks.yml")


def _chart_references(study: Study) -> Iterator[Problem]:
    tables = {table.id for table in study.tables}
    for chart in study.charts:
        if chart.table not in tables:
            yield unknown(f"study/charts.yml: {chart.id}", f"table {chart.table!r}", "tables.yml")


def _uncited_sources(study: Study) -> Iterator[Problem]:
    cited = {
        id
        for file in study.files
        for column in file.columns
        if column.reference is not None and column.reference.table == "sources"
        for record in file.records
        for id in split_list(record[column.name])
    }
    for record in study.file("sources").records:
        if record["id"] not in cited:
            yield Problem(
                f"study/sources.csv:{record.row}:id", f"nothing cites {record['id']!r}", "cite it, or remove the row"
            )

"""Finds what the files of a study say of each other that cannot be: unknown names, cycles, contradicting conditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from safetables.tables import TOTAL

from ..errors import Problem
from ..model import BreakdownSpec, CountsSpec, RecordFile, RecordsSpec, Study, split_list
from .weights import weight_problems, weighted_table_problems

# Columns of counted tables beside their dimensions.
RESERVED = ("marker", "origin", "share_pct", "weighted_share_pct", "base_count")


def reference_problems(study: Study) -> list[Problem]:
    """Every reference between the files of a study that leads nowhere, and every source that nothing cites."""
    return [
        *(problem for file in study.files for problem in _column_references(study, file)),
        *(problem for file in study.files for problem in _one_sided_relations(file)),
        *_category_references(study),
        *_check_references(study),
        *_table_references(study),
        *_chart_references(study),
        *_uncited_sources(study),
        *_category_problems(study),
        *_reserved_names(study),
        *_universe_problems(study),
        *weight_problems(study),
    ]


def _ids(study: Study, file: str, column: str) -> set[str]:
    return {record[column] for record in study.file(file).records}


def _unknown(where: str, what: str, file: str) -> Problem:
    return Problem(where, f"unknown {what}", f"add it to {file}, or correct the id")


def _column_references(study: Study, file: RecordFile) -> Iterator[Problem]:
    for column in file.columns:
        if column.reference is None:
            continue
        known = _ids(study, column.reference.table, column.reference.column)
        for record in file.records:
            text = record[column.name]
            for id in split_list(text) if column.type == "list" else filter(None, [text]):
                if id not in known:
                    where = f"study/{file.name}.csv:{record.row}:{column.name}"
                    yield _unknown(where, f"{column.title.lower()} {id!r}", f"{column.reference.table}.csv")


def _one_sided_relations(file: RecordFile) -> Iterator[Problem]:
    """Rows that name another row of their file as one that they conflict with or differ from, which does not name them.

    A reader may come to either of them first.
    """
    records = {record[file.primary_key[0]]: record for record in file.records}
    for column in file.columns:
        if column.type != "list" or column.reference is None or column.reference.table != file.name:
            continue
        named = {id: split_list(record[column.name]) for id, record in records.items()}
        for id, others in named.items():
            for other in others:
                if other == id or id not in named.get(other, (id,)):
                    where = f"study/{file.name}.csv:{records[other].row}:{column.name}"
                    what = f"{id} names itself" if other == id else f"{id} names {other}, which does not name it"
                    yield Problem(where, what, "remove it" if other == id else f"add {id!r} here, or remove it there")


def _category_references(study: Study) -> Iterator[Problem]:
    known = {(record["variable"], record["code"]) for record in study.file("categories").records}
    for figure in study.figures:
        if figure.category and (figure.variable, figure.category) not in known:
            where = f"study/figures.csv:{figure.row}:category"
            yield _unknown(where, f"category {figure.category!r} of {figure.variable!r}", "categories.csv")


def _check_references(study: Study) -> Iterator[Problem]:
    known = _ids(study, "figures", "id")
    earlier: set[str] = set()
    for check in study.checks:
        for role, ids in check.inputs.items():
            for id in ids:
                if id not in known and id.partition(".")[0] not in earlier:
                    yield _unknown(
                        f"study/checks.yml: {check.id}.{role}", f"figure or earlier check {id!r}", "figures.csv"
                    )
        earlier.add(check.id)


def _table_references(study: Study) -> Iterator[Problem]:
    files = {file.name for file in study.files}
    figures = _ids(study, "figures", "id")
    checks = {check.id for check in study.checks}
    for table in study.tables:
        where = f"study/tables.yml: {table.id}"
        if table.universe and table.universe not in _ids(study, "universes", "id"):
            yield _unknown(where, f"universe {table.universe!r}", "universes.csv")
        if isinstance(table, RecordsSpec) and table.file not in files:
            yield Problem(where, f"unknown study file {table.file!r}", f"use one of {', '.join(sorted(files))}")
        if isinstance(table, CountsSpec):
            yield from _counted_references(study, table, where)
        if not isinstance(table, BreakdownSpec):
            continue
        dimension = table.dimension
        if dimension not in _ids(study, "variables", "id"):
            yield _unknown(where, f"variable {dimension!r}", "variables.csv")
        codes = {record["code"] for record in study.categories(dimension)}
        for code in table.categories:
            if code not in codes:
                yield _unknown(where, f"category {code!r} of {dimension!r}", "categories.csv")
        if table.total and table.total not in figures:
            yield _unknown(where, f"figure {table.total!r}", "figures.csv")
        if table.remainder is not None and table.remainder.result.partition(".")[0] not in checks:
            yield _unknown(where, f"check result {table.remainder.result!r}", "checks.yml")


def _chart_references(study: Study) -> Iterator[Problem]:
    tables = {table.id for table in study.tables}
    for chart in study.charts:
        if chart.table not in tables:
            yield _unknown(f"study/charts.yml: {chart.id}", f"table {chart.table!r}", "tables.yml")


def _uncited_sources(study: Study) -> Iterator[Problem]:
    cited = {id for file in study.files for id in file.ids_of("sources")}
    for record in study.file("sources").records:
        if record["id"] not in cited:
            where, what = f"study/sources.csv:{record.row}:id", f"nothing cites {record['id']!r}"
            yield Problem(where, what, "cite it, or remove the row")


def _counted_references(study: Study, table: CountsSpec, where: str) -> Iterator[Problem]:
    dimensions = table.dimensions
    for dimension in dimensions:
        if dimension not in _ids(study, "variables", "id"):
            yield _unknown(where, f"variable {dimension!r}", "variables.csv")
        elif study.variable_type(dimension) == "weight":
            yield Problem(where, f"{dimension!r} is a weight", "count by categories")
        elif not study.categories(dimension):
            yield Problem(where, f"{dimension!r} has no categories", "add them to categories.csv")
    for name, _ in study.conditions(table.universe):
        if name in dimensions:
            what = f"everybody in {table.universe!r} has one category of {name!r}"
            yield Problem(where, what, "drop the dimension, or count another universe")
    for name in table.shares_of or ():
        if name not in dimensions:
            yield Problem(where, f"shares of {name!r}, which is no dimension", f"use some of {', '.join(dimensions)}")
    mean_of = table.mean_of
    if mean_of and mean_of not in _ids(study, "variables", "id"):
        yield _unknown(where, f"variable {mean_of!r}", "variables.csv")
    elif mean_of and study.variable_type(mean_of) != "numeric":
        yield Problem(where, f"{mean_of!r} is no numeric variable", "take means of numbers only")
    yield from weighted_table_problems(study, table, where)
    if study.policy is None:
        yield Problem(where, "counts without a policy", "add protection.yml with the threshold and its reasons")


def _reserved_names(study: Study) -> Iterator[Problem]:
    """Variables and codes that a counted table gives to columns and totals of its own."""
    used = {name: table for table in study.counts for name in table.dimensions}
    for record in study.file("variables").records:
        table = used.get(record["id"])
        if table is not None and record["id"] in (*RESERVED, f"{table.unit}_count"):
            what = f"{record['id']!r} is a column that every table of counts has"
            remedy = f"give the variable another id, such as {record['id']}_answer"
            yield Problem(f"study/variables.csv:{record.row}:id", what, remedy)
    for record in study.file("categories").records:
        if record["variable"] in used and record["code"] == TOTAL:
            what, remedy = f"{TOTAL!r} stands for everybody in tables of counts", "give the category another code"
            yield Problem(f"study/categories.csv:{record.row}:code", what, remedy)


def _category_problems(study: Study) -> Iterator[Problem]:
    for variable in sorted(_ids(study, "variables", "id")):
        records = {record["code"]: record for record in study.categories(variable)}
        above = {code: record["maps_to"] for code, record in records.items()}
        is_multiple = study.variable_type(variable) == "multiple"
        for code, record in records.items():
            where = f"study/categories.csv:{record.row}"
            if above[code] and above[code] not in above:
                yield _unknown(f"{where}:maps_to", f"category {above[code]!r} of {variable!r}", "categories.csv")
            elif above[code] and is_multiple:
                what = "an answer that is part of another, where a respondent may give several"
                yield Problem(f"{where}:maps_to", what, "count them side by side, or as a variable of their own")
            elif code in _ancestry(above, above[code]):
                yield Problem(f"{where}:maps_to", f"{code!r} is part of itself", "correct what it is part of")
            if record["excludes"] and not is_multiple:
                what = "an answer that excludes others, where nobody may give several"
                yield Problem(f"{where}:excludes", what, "leave it empty")


def _ancestry(above: Mapping[str, str], code: str) -> list[str]:
    """A category and all that it is part of, each once."""
    line: list[str] = []
    while code and code not in line:
        line.append(code)
        code = above.get(code, "")
    return line


def _universe_problems(study: Study) -> Iterator[Problem]:
    records = {record["id"]: record for record in study.file("universes").records}
    for record in records.values():
        where = f"study/universes.csv:{record.row}"
        if bool(record["part_of"]) != bool(record["where"]):
            yield Problem(where, "part_of without where, or where without part_of", "fill in both or neither")
        if record["part_of"] and record["part_of"] in records and records[record["part_of"]]["part_of"]:
            what = "a part of a universe that is a part itself"
            yield Problem(f"{where}:part_of", what, "name the whole, and the conditions of both")
        conditions = study.conditions(record["id"])
        for name, code in conditions:
            if code not in {category["code"] for category in study.categories(name)}:
                what = f"category {code!r} of variable {name!r}"
                yield _unknown(f"{where}:where", what, "variables.csv and categories.csv")
        for name, times in Counter(name for name, _ in conditions).items():
            if times > 1:
                remedy = "name one category, or one that the others are part of"
                yield Problem(f"{where}:where", f"{times} conditions on {name!r}", remedy)

"""Finds what keeps a study's tables from being counted: names that lead nowhere, universes cut out by nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from ..errors import Problem
from ..model import CountsSpec, Study
from .weights import weighted_table_problems


def ids_in(study: Study, file: str, column: str) -> set[str]:
    """All values of a column of a study file."""
    return {record[column] for record in study.file(file).records}


def unknown(where: str, what: str, file: str) -> Problem:
    """A name that leads nowhere."""
    return Problem(where, f"unknown {what}", f"add it to {file}, or correct the id")


def counted_references(study: Study, table: CountsSpec, where: str) -> Iterator[Problem]:
    """What a table of kind `counts` names and the study does not have."""
    dimensions = table.dimensions
    for dimension in dimensions:
        if dimension not in ids_in(study, "variables", "id"):
            yield unknown(where, f"variable {dimension!r}", "variables.csv")
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
    if mean_of and mean_of not in ids_in(study, "variables", "id"):
        yield unknown(where, f"variable {mean_of!r}", "variables.csv")
    elif mean_of and study.variable_type(mean_of) != "numeric":
        yield Problem(where, f"{mean_of!r} is no numeric variable", "take means of numbers only")
    yield from weighted_table_problems(study, table, where)
    if study.policy is None:
        yield Problem(where, "counts without a policy", "add protection.yml with the threshold and its reasons")


def category_problems(study: Study) -> Iterator[Problem]:
    """Categories that are part of nothing, or of themselves, and answers that cannot be part of others."""
    for variable in sorted(ids_in(study, "variables", "id")):
        records = {record["code"]: record for record in study.categories(variable)}
        above = {code: record["maps_to"] for code, record in records.items()}
        is_multiple = study.variable_type(variable) == "multiple"
        for code, record in records.items():
            where = f"study/categories.csv:{record.row}"
            if above[code] and above[code] not in above:
                yield unknown(f"{where}:maps_to", f"category {above[code]!r} of {variable!r}", "categories.csv")
            elif above[code] and is_multiple:
                what = "an answer that is part of another, where a respondent may give several"
                yield Problem(f"{where}:maps_to", what, "count them side by side, or as a variable of their own")
            elif code in _line(above, above[code]):
                yield Problem(f"{where}:maps_to", f"{code!r} is part of itself", "correct what it is part of")
            if record["excludes"] and not is_multiple:
                what = "an answer that excludes others, where nobody may give several"
                yield Problem(f"{where}:excludes", what, "leave it empty")


def _line(above: Mapping[str, str], code: str) -> list[str]:
    """A category and all that it is part of, each once."""
    line: list[str] = []
    while code and code not in line:
        line.append(code)
        code = above.get(code, "")
    return line


def universe_problems(study: Study) -> Iterator[Problem]:
    """Universes that are cut out by conditions which the study does not know."""
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
                yield unknown(f"{where}:where", what, "variables.csv and categories.csv")
        for name, times in Counter(name for name, _ in conditions).items():
            if times > 1:
                remedy = "name one category, or one that the others are part of"
                yield Problem(f"{where}:where", f"{times} conditions on {name!r}", remedy)

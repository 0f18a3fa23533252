"""Turns respondents into counted tables: counts once, by all variables together, and sums from there.

What it makes holds true counts; it publishes nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace

from safetables.counting import cells_of, with_totals
from safetables.sums import Sum
from safetables.tables import Codes, CountedTable, Magnitude

from ..errors import Problem, StudyRefused
from ..model import Respondents, Study
from .counts import empty_table
from .cross_classification import CrossClassification, cross_classified
from .routing import routing_problems


def tabulate(respondents: Respondents, study: Study) -> tuple[CountedTable, ...]:
    """Counts respondents for every table of kind `counts`, with all its totals.

    Raises:
        StudyRefused: a mean is wanted of respondents of whom some have no whole number, or answers in one table can be
            told from those in another.
    """
    people = cross_classified(respondents, sorted({spec.mean_of for spec in study.counts} - {""}))
    tables = []
    problems = []
    for spec in study.counts:
        table = _filled(empty_table(spec, study), people)
        if variable := spec.mean_of:
            sums = _sums(people, table, variable)
            if sums is None:
                what = f"some who are counted have no {variable!r}, or none that is whole and not below zero"
                remedy = (
                    f"give {variable!r} a category in categories.csv that holds all its numbers, and count a universe "
                    f"where {variable} has it; or drop the means"
                )
                problems.append(Problem(f"study/tables.yml: {spec.id}", what, remedy))
                continue
            table = replace(table, magnitude=Magnitude(variable, sums))
        tables.append(table)
    if study.policy is not None:
        problems += routing_problems(people, tables, study.policy)
    if problems:
        raise StudyRefused(problems)
    return tuple(tables)


def _filled(empty: CountedTable, people: CrossClassification) -> CountedTable:
    everybody = with_totals(people.over(empty.all_dimensions), empty.all_dimensions)
    if empty.subpopulation is None:
        return replace(empty, counts=everybody)
    end = tuple(code for _, code in empty.conditions)
    size = len(empty.dimensions)
    counts = {codes[:size]: count for codes, count in everybody.items() if codes[size:] == end}
    return replace(empty, counts=counts, around=everybody)


def _sums(people: CrossClassification, table: CountedTable, variable: str) -> dict[Codes, Sum] | None:
    """What the people of each cell add up to; None where somebody has no whole number."""
    end = tuple(code for _, code in table.conditions)
    size = len(table.dimensions)
    found = dict.fromkeys(table.every_code(), Sum(0, 0, 0))
    for answers, number, count in people.numbers(variable, table.all_dimensions):
        cells = [cell[:size] for cell in cells_of(answers, table.all_dimensions) if cell[size:] == end]
        if cells and not re.fullmatch(r"[0-9]+(\.0*)?", number):
            return None
        for cell in cells:
            value = int(number.partition(".")[0])
            found[cell] = found[cell].and_also(Sum(value * count, value, value if count > 1 else 0))
    return found

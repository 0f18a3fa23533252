"""Turns records into counted tables: counts once over the finest cross-classification and sums from there.

The only step that meets every respondent. It publishes nothing, and what it makes holds true counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from safetables.sums import Measured, Sum
from safetables.tables import TOTAL, Codes, CountedTable, Dimension

from ...errors import Problem, StudyRefused
from ...model import Origin, Records, Study
from ..counts import counted_table
from .finest import Answers, Finest, counted
from .following import following_problems

if TYPE_CHECKING:
    from narwhals.typing import EagerAllowed

__all__ = ["tabulate"]


def tabulate(
    records: Records, study: Study, origin: Origin, backend: EagerAllowed = "pandas"
) -> tuple[CountedTable, ...]:
    """Counts respondents for every table of kind `counts`, with all its totals.

    Args:
        records: the respondents.
        study: its tables, variables, categories and universes.
        origin: which kind of number the counts are.
        backend: library of data frames that counts, by its name in Narwhals.

    Raises:
        StudyRefused: a mean is wanted of respondents of whom some have no whole number, or an answer in one table
            follows from another table's.
    """
    finest = counted(records, sorted({spec.mean_of for spec in study.counts} - {""}), backend)
    tables = []
    problems = []
    for spec in study.counts:
        table = _filled(counted_table(spec, study, origin, {}), finest)
        if variable := spec.mean_of:
            sums = _sums(finest, table, variable)
            if sums is None:
                what = f"some who are counted have no {variable!r}, or none that is whole and not below zero"
                remedy = "count a universe of those who have one, or drop the means"
                problems.append(Problem(f"study/tables.yml: {spec.id}", what, remedy))
                continue
            table = replace(table, measured=Measured(variable, study.label("variables", variable), sums))
        tables.append(table)
    if study.policy is not None:
        problems += following_problems(finest, tables, study.policy)
    if problems:
        raise StudyRefused(problems)
    return tuple(tables)


def _filled(empty: CountedTable, finest: Finest) -> CountedTable:
    if empty.within is None:
        return replace(empty, counts=_summed(finest, empty.dimensions))
    conditions = empty.within.conditions
    around = _summed(finest, (*empty.dimensions, *(dimension for dimension, _ in conditions)))
    end = tuple(code for _, code in conditions)
    size = len(empty.dimensions)
    counts = {codes[:size]: count for codes, count in around.items() if codes[size:] == end}
    return replace(empty, counts=counts, around=around)


def _summed(finest: Finest, dimensions: tuple[Dimension, ...]) -> dict[Codes, int]:
    """Counts by all combinations of categories and totals; who may be in several is counted in each."""
    above = [_above(dimension) for dimension in dimensions]
    found: Counter[Codes] = Counter()
    for answers, count in finest.over(dimensions):
        for cell in _cells(answers, above):
            found[cell] += count
    return {codes: found[codes] for codes in _every(dimensions)}


def _sums(finest: Finest, table: CountedTable, variable: str) -> dict[Codes, Sum] | None:
    """What the people of each cell add up to; None where somebody has no whole number."""
    conditions = table.within.conditions if table.within else ()
    dimensions = (*table.dimensions, *(dimension for dimension, _ in conditions))
    end = tuple(code for _, code in conditions)
    above = [_above(dimension) for dimension in dimensions]
    size = len(table.dimensions)
    found = dict.fromkeys(_every(table.dimensions), Sum(0, 0, 0))
    for answers, number, count in finest.numbers(variable, dimensions):
        cells = [cell[:size] for cell in _cells(answers, above) if cell[size:] == end]
        if cells and not re.fullmatch(r"[0-9]+(\.0*)?", number):
            return None
        for cell in cells:
            value = int(number.partition(".")[0])
            found[cell] = found[cell].and_also(Sum(value * count, value, value if count > 1 else 0))
    return found


def _cells(answers: Answers, above: list[dict[str, tuple[str, ...]]]) -> Iterator[Codes]:
    """The cells that count a respondent with these answers."""
    yield from product(
        *(
            {code for answer in codes for code in parents[answer]} | {TOTAL}
            for codes, parents in zip(answers, above, strict=True)
        )
    )


def _every(dimensions: tuple[Dimension, ...]) -> Iterator[Codes]:
    yield from product(*([*(category.code for category in d.categories), TOTAL] for d in dimensions))


def _above(dimension: Dimension) -> dict[str, tuple[str, ...]]:
    """Each category with all that it is part of, itself first."""
    parents = {category.code: category.parent for category in dimension.categories}
    above = {}
    for code in parents:
        line = [code]
        while parent := parents[line[-1]]:
            line.append(parent)
        above[code] = tuple(line)
    return above

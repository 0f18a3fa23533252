"""Turns records into counted tables: counts once over the finest cross-classification and sums from there.

The only step that meets every respondent. It publishes nothing, and what it makes holds true counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from ..counts import counted_table
from ..model import TOTAL, Codes, CountedTable, Dimension, Origin, Records, Study
from .finest import Finest, counted

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
    """
    finest = counted(records, backend)
    return tuple(
        _filled(counted_table(spec, study, origin, {}), finest) for spec in study.tables if spec.kind == "counts"
    )


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
        ways = [
            {code for answer in codes for code in parents[answer]} | {TOTAL}
            for codes, parents in zip(answers, above, strict=True)
        ]
        for cell in product(*ways):
            found[cell] += count
    every = product(*([*(category.code for category in d.categories), TOTAL] for d in dimensions))
    return {codes: found[codes] for codes in every}


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

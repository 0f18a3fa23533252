"""Finds answers that follow from others, as not being asked follows from another answer; names variables alone.

Whoever knows the questions knows such a rule, and can then subtract across tables that seem to have nothing in common.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..errors import Problem
from ..model import CountedTable, Dimension, Policy
from .finest import Finest


def following_problems(finest: Finest, tables: Sequence[CountedTable], policy: Policy) -> Iterator[Problem]:
    """Variables of one table from which an answer in another table follows, where no table has both.

    Args:
        finest: the respondents.
        tables: all counted tables of the release.
        policy: answers of fewer people than its threshold may agree by chance.
    """
    together = [{d.variable for d in _every(table)} for table in tables]
    told: set[tuple[str, str]] = set()
    for other in tables:
        for table in tables:
            for one in _single(other):
                for dimension in _single(table):
                    pair = (one.variable, dimension.variable)
                    if pair in told or any(own.issuperset(pair) for own in together) or pair[0] == pair[1]:
                        continue
                    if _follows(finest, one, dimension, _conditions(table, other), policy.threshold):
                        told.add(pair)
                        what = f"some answers to {pair[1]!r} follow from those to {pair[0]!r}"
                        remedy = f"count who was asked, by a universe that {pair[0]} cuts out, or both in one table"
                        yield Problem(f"study/tables.yml: {table.id}", what, remedy)


def _single(table: CountedTable) -> list[Dimension]:
    return [dimension for dimension in table.dimensions if not dimension.is_multiple]


def _every(table: CountedTable) -> list[Dimension]:
    return [*table.dimensions, *(dimension for dimension, _ in (table.within.conditions if table.within else ()))]


def _conditions(*tables: CountedTable) -> list[tuple[Dimension, str]]:
    return [condition for table in tables if table.within for condition in table.within.conditions]


def _follows(
    finest: Finest, one: Dimension, other: Dimension, conditions: list[tuple[Dimension, str]], threshold: int
) -> bool:
    """Whether everybody who gave an answer to the other gave some answers to the one, and nobody else gave these."""
    both: Counter[tuple[str, str]] = Counter()
    for answers, count in finest.over((one, other, *(dimension for dimension, _ in conditions))):
        if all(code in _line(d, own) for (d, code), own in zip(conditions, answers[2:], strict=True)):
            both[answers[0][0], answers[1][0]] += count
    alone, counted = Counter[str](), Counter[str]()
    for (mine, yours), count in both.items():
        alone[mine] += count
        counted[yours] += count
    everybody = counted.total()
    return any(
        threshold <= count <= everybody - threshold
        and all(both[mine, yours] in (0, size) for mine, size in alone.items())
        for yours, count in counted.items()
    )


def _line(dimension: Dimension, codes: tuple[str, ...]) -> set[str]:
    """The categories that count a respondent: what he answered, and all that it is part of."""
    parents = {category.code: category.parent for category in dimension.categories}
    found: set[str] = set()
    for answer in codes:
        code = answer
        while code:
            found.add(code)
            code = parents[code]
    return found

"""Finds answers that follow from others, as not being asked follows from another answer; names variables alone.

Whoever knows the questions knows such a rule, and can then subtract across tables that seem to have nothing in common.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from safetables.policy import Policy
from safetables.tables import CountedTable, Dimension

from ...errors import Problem
from .chance import Counts, is_equal, is_rule
from .finest import Finest

Conditions = frozenset[tuple[str, str]]


@dataclass(frozen=True, eq=False)
class _Variable:
    """A question with one answer, or one answer to a question with several, which is ticked or not.

    Attributes:
        name: the question, or question and answer.
        answers: for each row of the finest counts, the place of its answer among all answers.
        groups: which answers make up each group that readers may think of, as 0 and 1; shape (n_groups, n_answers).
    """

    name: str
    question: str
    answers: NDArray[np.intp] = field(repr=False)
    groups: Counts = field(repr=False)

    @property
    def is_item(self) -> bool:
        return self.name != self.question


def following_problems(finest: Finest, tables: Sequence[CountedTable], policy: Policy) -> Iterator[Problem]:
    """Variables of one table from which an answer in another table follows, where no table has both.

    Args:
        finest: the respondents.
        tables: all counted tables of the release.
        policy: answers of fewer people than its threshold may agree by chance.
    """
    counts = np.array([count for _, count in finest.rows], dtype=np.int64)
    variables = {v.name: v for d in _dimensions(tables) for v in _variables(finest, d)}
    together = [set(_names(table)) for table in tables]
    people: dict[Conditions, NDArray[np.bool_]] = {}
    homes: dict[tuple[str, Conditions], str] = {}
    for table in tables:
        cut = table.conditions
        asked = [(name, cut) for name in _names(table, has_conditions=False)]
        # What cuts its people out is told by their number, among all whom it is not the only one to cut out.
        asked += [(_name(*one), tuple(other for other in cut if other is not one)) for one in cut]
        for name, conditions in asked:
            people.setdefault(_conditions(conditions), _counted(finest, conditions))
            homes.setdefault((name, _conditions(conditions)), table.id)
    told: set[tuple[str, str]] = set()
    looked: set[tuple[str, str, Conditions]] = set()
    for first, asked_first in homes:
        for (second, asked_second), home in homes.items():
            one, other = variables[first], variables[second]
            questions = (one.question, other.question)
            look = (first, second, asked_first | asked_second)
            if one.question == other.question or questions in told or look in looked:
                continue
            looked.add(look)
            if any(first in names and second in names for names in together):
                continue
            both = _both(one, other, counts * (people[asked_first] & people[asked_second]))
            if both.any() and (is_equal(both, policy.threshold) or is_rule(both, one.groups)):
                told.add(questions)
                what = f"some answers to {second!r} follow from those to {first!r}"
                remedy = f"count who was asked, by a universe that {first} cuts out, or both in one table"
                if one.is_item:
                    remedy = f"put {one.question} and {other.question} in one table"
                yield Problem(f"study/tables.yml: {home}", what, remedy)


def _dimensions(tables: Sequence[CountedTable]) -> list[Dimension]:
    conditions = [dimension for table in tables for dimension, _ in table.conditions]
    asked = [dimension for table in tables for dimension in table.dimensions]
    return list({dimension.variable: dimension for dimension in (*asked, *conditions)}.values())


def _variables(finest: Finest, dimension: Dimension) -> Iterator[_Variable]:
    given = finest.answers(dimension)
    codes = [category.code for category in dimension.categories]
    if dimension.is_multiple:
        for code in codes:
            ticked = np.array([code in answers for answers in given], dtype=np.intp)
            yield _Variable(f"{dimension.variable}.{code}", dimension.variable, ticked, np.eye(2, dtype=np.int64))
        return
    places = {code: place for place, code in enumerate(codes)}
    above = [_line(dimension, (part,)) for part in codes]
    # Everybody in a category, or in none but it; readers put no others together.
    kinds = dict.fromkeys(tuple((code in line) is is_in for line in above) for code in codes for is_in in (True, False))
    groups = np.array(list(kinds), dtype=np.int64)
    answers = np.array([places[code] for (code,) in given], dtype=np.intp)
    yield _Variable(dimension.variable, dimension.variable, answers, groups)


def _names(table: CountedTable, *, has_conditions: bool = True) -> list[str]:
    """The variables that a table has; of several answers that cut out its people, these alone."""
    cut = table.conditions if has_conditions else ()
    asked = [(d, category.code) for d in table.dimensions for category in d.categories] + list(cut)
    return list(dict.fromkeys(_name(dimension, code) for dimension, code in asked))


def _name(dimension: Dimension, code: str) -> str:
    return f"{dimension.variable}.{code}" if dimension.is_multiple else dimension.variable


def _conditions(conditions: Sequence[tuple[Dimension, str]]) -> Conditions:
    return frozenset((dimension.variable, code) for dimension, code in conditions)


def _counted(finest: Finest, conditions: Sequence[tuple[Dimension, str]]) -> NDArray[np.bool_]:
    """Which rows of the finest counts are of people who are cut out so."""
    found = np.ones(len(finest.rows), dtype=np.bool_)
    for dimension, code in conditions:
        found &= np.array([code in _line(dimension, answers) for answers in finest.answers(dimension)], dtype=np.bool_)
    return found


def _both(one: _Variable, other: _Variable, counts: Counts) -> Counts:
    """How many gave each answer to the one and each to the other."""
    shape = (one.groups.shape[1], other.groups.shape[1])
    found = np.bincount(one.answers * shape[1] + other.answers, weights=counts, minlength=shape[0] * shape[1])
    return found.astype(np.int64).reshape(shape)


def _line(dimension: Dimension, codes: tuple[str, ...]) -> set[str]:
    """The categories that count a respondent: what he answered, and all that it is part of."""
    return {code for answer in codes for code in dimension.with_ancestors(answer)}

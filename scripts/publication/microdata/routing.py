"""Finds routing and structural zeros: answers that can be told from answers in another table; names variables alone.

Whoever knows the questionnaire knows that who gave one answer was not asked another question, or cannot have given
some other answer, and can then subtract across tables that seem to have nothing in common.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import comb, exp, lgamma

import numpy as np
from numpy.typing import NDArray

from safetables.policy import Policy
from safetables.tables import CountedTable, Dimension

from ..errors import Problem
from .cross_classification import CrossClassification

# Respondents whose answers break a rule, by a slip of theirs or of the file; readers know the rule all the same.
SLIPS = 2
# Fewer than these are absent by habit as well as by rule: people who refuse one answer may refuse another.
ABSENT = 10
# A release compares some ten thousand answers; all of them unrelated, one release in ten thousand is refused for it.
CHANCE = 1e-9

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Question:
    """A question with one answer, or one item of a question with several answers, which is ticked or not.

    Attributes:
        name: the variable, or variable and item.
        answers: for each row of the cross-classification, the place of its answer among all answers.
        groups: which answers make up each group that readers may think of, as 0 and 1; shape (n_groups, n_answers).
    """

    name: str
    variable: str
    answers: NDArray[np.intp] = field(repr=False)
    groups: Counts = field(repr=False)


def routing_problems(people: CrossClassification, tables: Sequence[CountedTable], policy: Policy) -> Iterator[Problem]:
    """Variables of one table that tell an answer in another table, where no table has both.

    Answers of fewer people than the policy's threshold may agree by chance.
    """
    counts = np.array([count for _, count in people.rows], dtype=np.int64)
    dimensions = {dimension.variable: dimension for table in tables for dimension in table.all_dimensions}
    questions = {question.name: question for own in dimensions.values() for question in _questions(people, own)}
    crossed = [{_name(*item) for item in (*_items(table), *table.conditions)} for table in tables]
    in_part: dict[frozenset[tuple[str, str]], NDArray[np.bool_]] = {}
    counted: dict[tuple[str, frozenset[tuple[str, str]]], str] = {}
    for table in tables:
        among = [(item, table.conditions) for item in _items(table)]
        # The total of a table counts each condition among those who satisfy the others.
        among += [(one, tuple(other for other in table.conditions if other != one)) for one in table.conditions]
        for item, conditions in among:
            part = frozenset((dimension.variable, code) for dimension, code in conditions)
            if part not in in_part:
                in_part[part] = _are_in(people, conditions)
            counted.setdefault((_name(*item), part), table.id)
    found: set[tuple[str, str]] = set()
    compared = set()
    for (first, first_part), ((second, second_part), table_id) in product(counted, counted.items()):
        one, other = questions[first], questions[second]
        variables = (one.variable, other.variable)
        comparison = (first, second, first_part | second_part)
        if one.variable == other.variable or variables in found or comparison in compared:
            continue
        compared.add(comparison)
        if any(first in names and second in names for names in crossed):
            continue
        both = _two_way(one, other, counts * (in_part[first_part] & in_part[second_part]))
        if both.any() and (is_equal(both, policy.threshold) or is_rule(both, one.groups)):
            found.add(variables)
            what = f"some answers to {second!r} follow from those to {first!r}"
            remedy = f"count who was asked, by a universe that {first} cuts out, or both in one table"
            if one.name != one.variable:
                remedy = f"put {one.variable} and {other.variable} in one table"
            yield Problem(f"study/tables.yml: {table_id}", what, remedy)


def _questions(people: CrossClassification, dimension: Dimension) -> Iterator[_Question]:
    given = people.answers(dimension)
    codes = list(dimension.parents)
    if dimension.is_multiple:
        for code in codes:
            ticked = np.array([code in answers for answers in given], dtype=np.intp)
            yield _Question(_name(dimension, code), dimension.variable, ticked, np.eye(2, dtype=np.int64))
        return
    places = {code: place for place, code in enumerate(codes)}
    lines = [dimension.with_ancestors(code) for code in codes]
    # Everybody in a category, or in none but it; readers put no others together.
    groups = dict.fromkeys(
        tuple((code in line) is is_in for line in lines) for code in codes for is_in in (True, False)
    )
    answers = np.array([places[code] for (code,) in given], dtype=np.intp)
    yield _Question(dimension.variable, dimension.variable, answers, np.array(list(groups), dtype=np.int64))


def _name(dimension: Dimension, code: str) -> str:
    return f"{dimension.variable}.{code}" if dimension.is_multiple else dimension.variable


def _items(table: CountedTable) -> list[tuple[Dimension, str]]:
    return [(dimension, code) for dimension in table.dimensions for code in dimension.parents]


def _are_in(people: CrossClassification, conditions: Sequence[tuple[Dimension, str]]) -> NDArray[np.bool_]:
    """Whether the people of each row of the cross-classification satisfy all conditions."""
    found = np.ones(len(people.rows), dtype=np.bool_)
    for dimension, code in conditions:
        given = people.answers(dimension)
        is_in = [any(code in dimension.with_ancestors(answer) for answer in answers) for answers in given]
        found &= np.array(is_in, dtype=np.bool_)
    return found


def _two_way(one: _Question, other: _Question, counts: Counts) -> Counts:
    """How many gave each answer to the one and each to the other."""
    shape = (one.groups.shape[1], other.groups.shape[1])
    found = np.bincount(one.answers * shape[1] + other.answers, weights=counts, minlength=shape[0] * shape[1])
    return found.astype(np.int64).reshape(shape)


def is_equal(both: Counts, threshold: int) -> bool:
    """Whether an answer of the columns was given by exactly those who gave some answers of the rows.

    Args:
        both: how many gave an answer to the one and to the other; shape (n_answers_one, n_answers_other).
        threshold: answers of fewer people, or of all but fewer, may agree by chance.
    """
    counted = both.sum(axis=0)
    is_whole = ((both == 0) | (both == both.sum(axis=1, keepdims=True))).all(axis=0)
    return bool((is_whole & (counted >= threshold) & (counted <= counted.sum() - threshold)).any())


def is_rule(both: Counts, groups: Counts) -> bool:
    """Whether nearly nobody of a group gave some answers that, by chance, many of them would have given.

    Args:
        both: as for `is_equal`, with at least one respondent.
        groups: which answers of the rows make up each group, as 0 and 1; shape (n_groups, n_answers_one).
    """
    both = both[:, both.sum(axis=0) > 0]
    counted = both.sum(axis=0)
    everybody = int(counted.sum())
    inside = groups @ both
    most = ((inside <= SLIPS) * counted).sum(axis=1) * inside.sum(axis=1)
    for own in inside[most >= ABSENT * everybody]:
        size = int(own.sum())
        n_inside = n_given = 0
        for number, place in enumerate(np.lexsort((-counted, own)), 1):
            n_inside += int(own[place])
            n_given += int(counted[place])
            if n_inside > SLIPS:
                break
            # As many sets of answers could have been chosen.
            ways = comb(len(counted), number)
            is_expected = size * n_given >= ABSENT * everybody
            if is_expected and ways * chance(n_inside, size, n_given, everybody) < CHANCE:
                return True
    return False


def chance(most: int, size: int, marked: int, everybody: int) -> float:
    """The probability that `size` of `everybody` hold at most `most` of the `marked` (hypergeometric)."""
    return sum(
        exp(_log_comb(marked, n) + _log_comb(everybody - marked, size - n) - _log_comb(everybody, size))
        for n in range(min(most, size, marked) + 1)
        if size - n <= everybody - marked
    )


def _log_comb(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)

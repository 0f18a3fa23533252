"""Turns respondents into a full cross-classification: how many gave each combination of answers to all questions.

It is the only step that meets every respondent, and knows no table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safetables.tables import Dimension

from ..model import Coded, Respondents

Answers = tuple[tuple[str, ...], ...]
"""For each of some dimensions, the codes that a respondent gave."""

_FEW = 1 << 20
"""Combinations that are counted without being sorted."""


@dataclass(frozen=True)
class CrossClassification:
    """How many respondents gave each combination of answers that somebody gave.

    Attributes:
        columns: variable, and the answer where a respondent may give several (empty otherwise); numbers stand under no
            variable, with their own as the answer.
        rows: for each combination its values, in the order of `columns`, and the number of respondents.
    """

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[tuple[Any, ...], int], ...] = field(repr=False)

    def over(self, dimensions: tuple[Dimension, ...]) -> Iterator[tuple[Answers, int]]:
        """Yields each combination of answers to some dimensions, and how many respondents gave it."""
        for answers, _, count in self._grouped(dimensions):
            yield answers, count

    def answers(self, dimension: Dimension) -> list[tuple[str, ...]]:
        """The answers to one dimension, in the order of `rows`."""
        own = [place for place, _ in self._places(dimension)]
        rows = (tuple([values[place] for place in own]) for values, _ in self.rows)
        return [codes for (codes,) in self._answers((dimension,), rows)]

    def numbers(self, variable: str, dimensions: tuple[Dimension, ...]) -> Iterator[tuple[Answers, str, int]]:
        """Yields answers, the number given with them (empty for none), and how many respondents gave both."""
        for answers, (number,), count in self._grouped(dimensions, self.columns.index(("", variable))):
            yield answers, number, count

    def _grouped(self, dimensions: tuple[Dimension, ...], *also: int) -> Iterator[tuple[Answers, tuple[Any, ...], int]]:
        """Yields answers with the values at other places, and how many respondents gave all of them."""
        own = [place for dimension in dimensions for place, _ in self._places(dimension)]
        found: Counter[tuple[Any, ...]] = Counter()
        for values, count in self.rows:
            found[tuple([values[place] for place in (*own, *also)])] += count
        answers = self._answers(dimensions, [values[: len(own)] for values in found])
        for (values, count), given in zip(found.items(), answers, strict=True):
            yield given, values[len(own) :], count

    def _places(self, dimension: Dimension) -> list[tuple[int, str]]:
        return [(place, item) for place, (name, item) in enumerate(self.columns) if name == dimension.variable]

    def _answers(self, dimensions: tuple[Dimension, ...], rows: Iterable[tuple[Any, ...]]) -> Iterator[Answers]:
        """The answers in rows of the values of some dimensions alone."""
        columns, at = [], 0
        for dimension in dimensions:
            items = [item for _, item in self._places(dimension)]
            columns.append(list(enumerate(items, start=at)))
            at += len(items)
        for values in rows:
            yield tuple(
                tuple(str(item or values[place]) for place, item in own if not item or values[place]) for own in columns
            )


def cross_classified(respondents: Respondents, measured: Iterable[str]) -> CrossClassification:
    """Counts respondents by all variables together, and by each number of the `measured` variables."""
    data: dict[tuple[str, str], Coded[Any]] = {(name, ""): codes for name, codes in respondents.answers.items()}
    data |= {(name, item): ticked for name, items in respondents.ticks.items() for item, ticked in items.items()}
    data |= {("", name): _written(respondents.numbers[name]) for name in measured}
    columns = tuple(sorted(data))
    if not columns:
        return CrossClassification((), (((), respondents.n_respondents),))
    combinations, counts = _combinations([data[own] for own in columns])
    values = [data[own].values for own in columns]
    rows = [tuple(map(tuple.__getitem__, values, row)) for row in combinations.tolist()]
    return CrossClassification(columns, tuple(sorted(zip(rows, counts.tolist(), strict=True))))


def _written(numbers: Coded[Decimal | None]) -> Coded[str]:
    """Numbers as text, empty for none; numbers written alike are one."""
    texts = ["" if number is None else format(number, "f") for number in numbers.values]
    distinct = dict.fromkeys(texts)
    places = {text: place for place, text in enumerate(distinct)}
    return Coded(tuple(distinct), np.array([places[text] for text in texts], dtype=np.int32)[numbers.places])


def _combinations(columns: list[Coded[Any]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places of the values in each combination that somebody gave, and how many respondents gave it.

    The number of a combination so far is numbered anew wherever it would not fit into a whole number of 64 bits.
    """
    first, *others = columns
    numbers = first.places.astype(np.int64)
    known = np.arange(len(first.values), dtype=np.int64)[:, np.newaxis]
    for column in others:
        size = len(column.values)
        numbers = numbers * size + column.places
        if len(known) * size > _FEW:
            distinct, numbers = np.unique(numbers, return_inverse=True)
        else:
            distinct = np.arange(len(known) * size, dtype=np.int64)
        known = np.column_stack([known[distinct // size], distinct % size])
    counts = np.bincount(numbers, minlength=len(known))
    return known[counts > 0], counts[counts > 0]

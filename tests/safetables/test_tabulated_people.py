"""What is counted of respondents: the two largest values of a cell, and the people among whom a rule is looked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from publication.errors import StudyRefused
from publication.microdata.tabulate import tabulate
from publication.model import CountsSpec, Respondents, Study
from publication.model.study import Coded
from publication.study import read_study
from safetables.sums import Sum
from tests.publication.microdata.conftest import SURVEY


def study_with(*wanted: tuple[str, str, str]) -> Study:
    """The invented survey with tables of one dimension: dimension, universe, and the variable of their means."""
    study, _ = read_study(SURVEY / "study")
    assert study is not None
    (spec, *_) = study.counts
    tables: tuple[CountsSpec, ...] = tuple(
        replace(spec, id=f"{name}_of_{universe}", dimensions=(name,), universe=universe, shares_of=None, mean_of=mean)
        for name, universe, mean in wanted
    )
    return replace(study, tables=tables)


def records(people: list[tuple[str, str, str, int]]) -> Respondents:
    """Side, barrel and size of the barrel of each, and how many litres it holds."""
    sides, barrels, sizes, litres = zip(*people, strict=True)
    answers = {name: coded(given) for name, given in (("side", sides), ("barrel", barrels), ("litres", sizes))}
    numbers: list[Decimal | None] = [Decimal(number) for number in litres]
    return Respondents("people", len(people), answers, {}, {"litres": coded(numbers)})


def coded(given: Iterable[Any]) -> Coded[Any]:
    """Each value as a distinct one of its own."""
    values = tuple(given)
    return Coded(values, np.arange(len(values)))


@pytest.mark.parametrize("second", [900, 899])
def test_the_two_largest_values_of_a_cell_may_be_equal(second: int) -> None:
    people = [("hill", "yes", "large", litres) for litres in (900, 1, 1, second)]
    people += [("south", "yes", "large", 7)]
    (table,) = tabulate(records(people), study_with(("side", "owners", "litres")))
    assert table.magnitude is not None
    assert table.magnitude.sums["hill",] == Sum(902 + second, 900, second)
    assert table.magnitude.sums["south",] == Sum(7, 7, 0)
    assert table.magnitude.sums["total",] == Sum(909 + second, 900, second)


def refused(people: list[tuple[str, str, str, int]], *wanted: tuple[str, str, str]) -> list[str]:
    try:
        tabulate(records(people), study_with(*wanted))
    except StudyRefused as stopped:
        return [problem.what for problem in stopped.problems]
    return []


def following(barrel: str) -> list[tuple[str, str, str, int]]:
    """Among those with this answer, the size follows from the side; among the others, each has every size."""
    return [
        (side, own, size, 0)
        for own in ("yes", "no")
        for side in ("hill", "south")
        for size in ("small", "large")
        for _ in range(40)
        if own != barrel or (side == "hill") == (size == "small")
    ]


TABLES = (("side", "owners", ""), ("litres", "owners", ""))


def test_an_answer_that_follows_within_a_universe_alone_is_refused_in_tables_of_it() -> None:
    assert refused(following("yes"), *TABLES) == [
        "some answers to 'litres' follow from those to 'side'",
        "some answers to 'side' follow from those to 'litres'",
    ]


def test_an_answer_that_follows_outside_a_universe_alone_is_no_rule_in_tables_of_it() -> None:
    assert refused(following("no"), *TABLES) == []

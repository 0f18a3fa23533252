"""Arithmetic checks: what contradicts itself is said not to fit, and never given as a number."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from publication.cited import run_checks, with_bounds
from publication.model import CheckResult, CheckSpec, CitedFigure, Interval, Measure, Outcome
from tests.publication.cited.test_bounds import cited, interval


def named(id: str, figure: CitedFigure) -> CitedFigure:
    return replace(figure, id=id)


def count(id: str, value: int) -> CitedFigure:
    return named(id, cited(str(value), measure=Measure.COUNT, unit="people"))


def results(spec: CheckSpec, *figures: CitedFigure) -> dict[str, CheckResult]:
    found, problems = run_checks((spec,), with_bounds(figures))
    assert not problems
    return {result.id: result for result in found}


def check(kind: str, **roles: str) -> CheckSpec:
    inputs = {role: tuple(ids.split()) for role, ids in roles.items()}
    return CheckSpec("c", kind, "?", ".", inputs)


def test_a_share_that_no_whole_number_makes_of_its_base_does_not_fit() -> None:
    found = results(check("count_from_share", share="s", bases="b"), named("s", cited("61")), count("b", 3))
    assert found["c.of_b"].outcome is Outcome.DOES_NOT_FIT
    assert found["c.of_b"].interval == Interval(None, None)


def test_a_count_that_no_base_makes_its_share_does_not_fit() -> None:
    spec = check("share_of_base", count="n", share="s", bases="b")
    found = results(spec, count("n", 1), named("s", cited("67")), count("b", 2))
    assert found["c.bases"].outcome is Outcome.DOES_NOT_FIT


def test_shares_without_a_common_base_do_not_fit() -> None:
    spec = check("common_base", counts="n m", shares="s t", bases="b")
    figures = (count("n", 10), count("m", 10), named("s", cited("10")), named("t", cited("20")), count("b", 100))
    assert {id: result.outcome for id, result in results(spec, *figures).items()} == {"c.fits": Outcome.DOES_NOT_FIT}


def test_a_base_may_be_as_large_as_a_country() -> None:
    spec = check("common_base", counts="n", shares="s", bases="b")
    found = results(spec, count("n", 30_000_000), named("s", cited("50")), count("b", 60_000_000))
    assert found["c.fits_b"].outcome is Outcome.FITS


def test_an_open_share_gives_one_end_only() -> None:
    spec = check("count_from_share", share="s", bases="b")
    over = results(spec, named("s", cited("20", "over")), count("b", 1401))["c.of_b"]
    assert over.interval == Interval(Fraction(281), None)
    nearly = results(spec, named("s", cited("40", "nearly")), count("b", 100))["c.of_b"]
    assert nearly.interval == Interval(None, Fraction(39))


def test_a_count_with_a_word_takes_no_part_in_exact_arithmetic() -> None:
    over = named("n", cited("930", "over", Measure.COUNT, unit="people"))
    _, problems = run_checks((check("left_over", parts="n", bases="b"),), with_bounds((over, count("b", 1000))))
    assert [problem.what for problem in problems] == ["n is not an exact count above zero"]


@pytest.mark.parametrize(
    ("word", "value", "possible"),
    [
        ("over", "25", "[26, -)"),
        ("at_least", "25", "[25, -)"),
        ("under", "25", "[0, 24]"),
        ("nearly", "25", "(-, 24]"),
        ("exact", "25", "[25, 25]"),
    ],
)
def test_a_share_that_is_a_whole_number_of_its_base_takes_that_number_in_or_leaves_it_out(
    word: str, value: str, possible: str
) -> None:
    found = results(check("count_from_share", share="s", bases="b"), named("s", cited(value, word)), count("b", 100))
    assert found["c.of_b"].interval == interval(possible)


@pytest.mark.parametrize(
    ("minuend", "subtrahend", "difference"),
    [
        (("62", "exact"), ("40", "over"), "[-38.5, 22.5)"),
        (("62", "exact"), ("5", "under"), "(56.5, 62.5]"),
        (("62", "exact"), ("40", "nearly"), "(21.5, -)"),
        (("62", "exact"), ("40", "about"), "(-, -)"),
        (("40", "over"), ("62", "exact"), "(-22.5, 38.5]"),
        (("5", "under"), ("62", "exact"), "[-62.5, -56.5)"),
        (("40", "nearly"), ("62", "exact"), "(-, -21.5)"),
        (("40", "over"), ("40", "over"), "(-60, 60)"),
        (("10", "at_least"), ("20", "at_least"), "[-90, 80]"),
    ],
)
def test_a_difference_has_an_open_end_where_either_number_has_one(
    minuend: tuple[str, str], subtrahend: tuple[str, str], difference: str
) -> None:
    spec = check("difference", minuend="m", subtrahend="s")
    found = results(spec, named("m", cited(*minuend)), named("s", cited(*subtrahend)))
    assert found["c.difference"].interval == interval(difference)

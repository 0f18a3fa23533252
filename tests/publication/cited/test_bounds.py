"""One rule for each word that a source puts before a number."""

from __future__ import annotations

from fractions import Fraction

import pytest

from publication.model import CitedFigure, Interval, Measure, Qualifier, Series


def cited(
    value: str, qualifier: str = "exact", measure: Measure = Measure.SHARE, decimals: int = 0, unit: str = "percent"
) -> CitedFigure:
    return CitedFigure(
        id="f",
        series=Series.FINAL,
        topic="t",
        label="l",
        headline="",
        measure=measure,
        value=Fraction(value),
        unit=unit,
        qualifier=Qualifier(qualifier),
        decimals=decimals,
        is_fraction=False,
        wordings=("{value}",),
        universe="u",
        base="",
        variable="",
        category="",
        source="s",
        locator="",
        quote="",
        conflicts_with=(),
        another_measure_than=(),
        note="",
        row=2,
    )


def interval(text: str) -> Interval:
    """An interval as mathematics writes it: "[60.5, 61.5]", "(40, 100]", "(-, 40)"."""
    low, high = text[1:-1].split(", ")
    return Interval(
        None if low == "-" else Fraction(low),
        None if high == "-" else Fraction(high),
        is_lower_open=text[0] == "(" and low != "-",
        is_upper_open=text[-1] == ")" and high != "-",
    )


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (cited("61"), "[60.5, 61.5]"),
        (cited("61.1", decimals=1), "[61.05, 61.15]"),
        (cited("100"), "[99.5, 100]"),
        (cited("0"), "[0, 0.5]"),
        (cited("40", "over"), "(40, 100]"),
        (cited("50", "majority"), "(50, 100]"),
        (cited("10", "at_least"), "[10, 100]"),
        (cited("5", "under"), "[0, 5)"),
        (cited("40", "nearly"), "(-, 40)"),
        (cited("75", "about"), "(-, -)"),
        (cited("1401", measure=Measure.COUNT, unit="people"), "[1401, 1401]"),
        (cited("930", "over", Measure.COUNT, unit="people"), "(930, -)"),
        (cited("930", "at_least", Measure.COUNT, unit="people"), "[930, -)"),
        (cited("18.98", measure=Measure.MEAN, decimals=2, unit="years"), "[18.975, 18.985]"),
        (cited("43", measure=Measure.MEAN, unit="years"), "[42.5, 43.5]"),
    ],
    ids=lambda value: f"{value.qualifier} {value.value} {value.unit}" if isinstance(value, CitedFigure) else value,
)
def test_a_number_and_its_word_leave_these_values_possible(figure: CitedFigure, expected: str) -> None:
    assert figure.bounds == interval(expected)

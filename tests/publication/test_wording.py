"""Numbers in English: found in every form that a text may give them, and written in one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from publication.model import Interval, Qualifier
from publication.wording import bounds_wording, decimal, digits, has_qualifier, numbers_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,401 officers", [("1401", False)]),
        ("18.98 years", [("18.98", False)]),
        ("61%, 61 %, 61 per cent, 61 percent", [("61", True)] * 4),
        ("sixty-one per cent", [("61", True)]),
        ("nearly 2/5", [("40", True)]),
        ("two fifths and three-quarters", [("40", True), ("75", True)]),
        ("two in five, 2 in 5, one in every four", [("40", True), ("40", True), ("25", True)]),
        ("a third, one half, half of them", [("100/3", True), ("50", True), ("50", True)]),
        ("the majority", [("50", True)]),
        ("½ and ⅔", [("50", True), ("200/3", True)]),
        ("a dozen, a hundred", [("12", False), ("100", False)]),
        ("Seventeen sides", [("17", False)]),
        ("one of the sources, the first one, someone", []),
        ("weight, often, attend, fourth", []),
        ("3/0", []),
    ],
)
def test_each_number_of_a_text_is_found_with_its_value(text: str, found: list[tuple[str, bool]]) -> None:
    assert [(number.value, number.is_share) for number in numbers_in(text)] == [
        (Fraction(value), is_share) for value, is_share in found
    ]


def test_a_number_is_found_where_it_stands() -> None:
    (number,) = numbers_in("Of all, sixty-one per cent.")
    assert (number.text, number.start) == ("sixty-one per cent", 8)


@pytest.mark.parametrize(
    ("phrase", "qualifier"),
    [
        ("61%", Qualifier.EXACT),
        ("around 60 per cent", Qualifier.ABOUT),
        ("about 60 per cent", Qualifier.ABOUT),
        ("approximately 60 per cent", Qualifier.ABOUT),
        ("over two in five", Qualifier.OVER),
        ("more than two in five", Qualifier.OVER),
        ("At least 10", Qualifier.AT_LEAST),
        ("fewer than 5", Qualifier.UNDER),
        ("less than 5%", Qualifier.UNDER),
        ("under 5%", Qualifier.UNDER),
        ("nearly 2/5", Qualifier.NEARLY),
        ("almost 2/5", Qualifier.NEARLY),
        ("the majority", Qualifier.MAJORITY),
        ("more than half", Qualifier.OVER),
    ],
)
def test_a_phrase_carries_one_qualifier_and_no_other(phrase: str, qualifier: Qualifier) -> None:
    assert [other for other in Qualifier if has_qualifier(phrase, other)] == [qualifier]


@pytest.mark.parametrize("phrase", ["nearly over 40%", "about at least 5"])
def test_a_phrase_with_two_qualifiers_carries_none(phrase: str) -> None:
    assert not [other for other in Qualifier if has_qualifier(phrase, other)]


@pytest.mark.parametrize("phrase", ["moreover 40", "understood 40", "roundabout 40"])
def test_a_word_that_holds_a_qualifier_is_none(phrase: str) -> None:
    assert has_qualifier(phrase, Qualifier.EXACT)


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [("1401", 0, "1,401"), ("1/3", 4, "0.3333"), ("2.5", 0, "3"), ("-2.5", 0, "-3"), ("0.005", 2, "0.01")],
)
def test_a_number_is_written_in_one_way_and_ties_go_away_from_zero(value: str, decimals: int, written: str) -> None:
    assert digits(Fraction(value), decimals) == written


def test_a_decimal_keeps_its_digits() -> None:
    assert str(decimal(Fraction(47), 1)) == "47.0"


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (Interval(Fraction(100, 3), Fraction(100), is_lower_open=True), "more than 33⅓%"),
        (Interval(Fraction(50), Fraction(100), is_lower_open=True), "more than 50%"),
        (Interval(None, Fraction(200, 3), is_upper_open=True), "under 66⅔%"),
        (Interval(Fraction("99.5"), Fraction(100)), "99.5 to 100.0%"),
    ],
)
def test_the_ends_of_a_share_are_said_as_a_person_would(interval: Interval, words: str) -> None:
    assert bounds_wording(interval, "percent") == words

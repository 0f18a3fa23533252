"""Interval algebra and the arithmetic of shares, against brute force."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from publication.cited.checks import bases_for, counts_within
from publication.model import Interval, Measure, Qualifier
from tests.drawing import examples
from tests.publication.cited.test_bounds import cited

ends = st.none() | st.fractions(min_value=0, max_value=100, max_denominator=8)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    lower, upper = draw(ends), draw(ends)
    return Interval(
        lower,
        upper,
        is_lower_open=lower is not None and draw(st.booleans()),
        is_upper_open=upper is not None and draw(st.booleans()),
    )


values = st.fractions(min_value=-5, max_value=105, max_denominator=16)


@given(intervals(), intervals(), values)
def test_a_meeting_holds_what_both_hold(one: Interval, other: Interval, value: Fraction) -> None:
    assert one.meet(other).holds(value) == (one.holds(value) and other.holds(value))


@given(intervals(), intervals(), intervals())
def test_meeting_is_idempotent_commutative_and_associative(one: Interval, two: Interval, three: Interval) -> None:
    assert one.meet(one) == one
    assert one.meet(two) == two.meet(one)
    assert one.meet(two).meet(three) == one.meet(two.meet(three))


@given(intervals(), values)
def test_an_empty_interval_holds_nothing_and_another_holds_something(interval: Interval, value: Fraction) -> None:
    if interval.is_empty:
        assert not interval.holds(value)
    elif interval.lower is not None and interval.upper is not None:
        assert interval.holds((interval.lower + interval.upper) / 2)


@given(values, values)
def test_a_point_holds_itself_alone(value: Fraction, other: Fraction) -> None:
    assert Interval.point(value).is_point
    assert Interval.point(value).holds(other) == (value == other)


@given(
    st.integers(0, 10**6),
    st.integers(0, 4),
    st.sampled_from(sorted(Qualifier)),
    st.sampled_from([Measure.SHARE, Measure.MEAN]),
)
def test_bounds_hold_the_printed_value_or_end_at_it(
    digits: int, decimals: int, qualifier: Qualifier, measure: Measure
) -> None:
    value = Fraction(digits, 10**decimals)
    assume(measure is Measure.MEAN or 0 < value < 100)
    assume(qualifier is not Qualifier.UNDER or value > 0)
    bounds = cited(str(value), qualifier, measure, decimals, "x").bounds
    assert not bounds.is_empty
    is_limit = value in (bounds.lower, bounds.upper)
    if qualifier in (Qualifier.EXACT, Qualifier.ABOUT, Qualifier.AT_LEAST):
        assert bounds.holds(value)
    else:
        assert is_limit
        assert not bounds.holds(value)
    if qualifier is Qualifier.EXACT:
        assert bounds.lower is not None
        assert bounds.upper is not None
        assert bounds.upper - bounds.lower <= Fraction(1, 10**decimals)


def whole(interval: Interval, top: int) -> set[int]:
    assert interval.lower is not None
    assert interval.upper is not None
    return set(range(int(interval.lower), min(int(interval.upper), top) + 1))


@examples(60)
@given(intervals(), st.integers(1, 200))
def test_counts_within_are_those_that_trying_all_finds(share: Interval, base: int) -> None:
    assume(not share.is_empty)
    tried = {count for count in range(base + 1) if share.holds(Fraction(100 * count, base))}
    assert whole(counts_within(share, base), base) == tried


some_share = st.fractions(min_value=Fraction(1, 8), max_value=100, max_denominator=8)


@examples(60)
@given(some_share, some_share, st.booleans(), st.booleans(), st.integers(1, 200))
def test_bases_are_those_that_trying_all_finds(
    one: Fraction, other: Fraction, is_lower_open: bool, is_upper_open: bool, count: int
) -> None:
    share = Interval(min(one, other), max(one, other), is_lower_open, is_upper_open)
    assume(not share.is_empty)
    tried = {base for base in range(count, 201) if share.holds(Fraction(100 * count, base))}
    assert whole(bases_for(count, share), 200) == tried

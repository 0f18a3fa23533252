"""Turns declared arithmetic questions into derived results with intervals; never into a printed figure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..errors import Problem
from ..model import CheckResult, CheckSpec, Figure, Interval, Outcome


@dataclass(frozen=True)
class _Quantity:
    """A figure or an earlier result that takes part in a check."""

    id: str
    label: str
    interval: Interval
    unit: str

    @property
    def count(self) -> int:
        """The count itself.

        Raises:
            ValueError: it is not an exact count.
        """
        lower = self.interval.lower
        if not self.interval.is_point or lower is None or lower.denominator != 1 or lower < 1:
            raise ValueError(f"{self.id} is not an exact count above zero")
        return int(lower)

    @property
    def share(self) -> Interval:
        """Its share in per cent, with 0 and 100 where the wording states no end."""
        if self.unit != "percent":
            raise ValueError(f"{self.id} is not a share")
        return self.interval.meet(Interval(Fraction(0), Fraction(100)))


_Known = dict[str, _Quantity]


def run_checks(
    specs: tuple[CheckSpec, ...], figures: tuple[Figure, ...]
) -> tuple[tuple[CheckResult, ...], list[Problem]]:
    """Runs every check in order; a later one may use the results of an earlier one.

    Returns:
        The results, and a problem for each check that its inputs do not allow.
    """
    known: _Known = {
        figure.id: _Quantity(figure.id, figure.cited.label, figure.interval, figure.cited.unit) for figure in figures
    }
    results: list[CheckResult] = []
    problems: list[Problem] = []
    for spec in specs:
        try:
            found = list(_KINDS[spec.kind](spec, known))
        except KeyError as error:
            problems.append(
                Problem(f"study/checks.yml: {spec.id}", f"unknown figure or result {error}", "correct the id")
            )
        except ValueError as error:
            problems.append(Problem(f"study/checks.yml: {spec.id}", str(error), f"give {spec.kind} other inputs"))
        else:
            results += found
            known |= {result.id: _Quantity(result.id, result.label, result.interval, result.unit) for result in found}
    return tuple(results), problems


def _roles(spec: CheckSpec, known: _Known, role: str) -> list[_Quantity]:
    return [known[id] for id in spec.inputs[role]]


def _only(spec: CheckSpec, known: _Known, role: str) -> _Quantity:
    quantities = _roles(spec, known, role)
    if len(quantities) != 1:
        raise ValueError(f"{role} takes one id")
    return quantities[0]


def _result(
    spec: CheckSpec,
    name: str,
    label: str,
    interval: Interval,
    unit: str,
    inputs: list[_Quantity],
    decimals: int = 0,
    outcome: Outcome = Outcome.VALUE,
) -> CheckResult:
    ids = tuple(quantity.id for quantity in inputs)
    if interval.is_empty:
        # No number is possible: the printed ones contradict each other, and that is the result.
        interval, unit, outcome = Interval(None, None), "", Outcome.DOES_NOT_FIT
    return CheckResult(f"{spec.id}.{name}", spec.id, label, interval, unit, decimals, outcome, ids)


def _suffix(base: _Quantity) -> str:
    return base.id.replace(".", "_")


def _of(base: _Quantity) -> str:
    return f"of {base.count:,}"


def _verdict(fits: bool) -> Outcome:
    return Outcome.FITS if fits else Outcome.DOES_NOT_FIT


def counts_within(share: Interval, base: int) -> Interval:
    """The whole numbers that are `share` (per cent) of `base`; empty where none is."""
    lower, upper = share.lower or Fraction(0), share.upper if share.upper is not None else Fraction(100)
    low, high = lower * base / 100, upper * base / 100
    smallest = math.floor(low) + 1 if share.is_lower_open else math.ceil(low)
    largest = math.ceil(high) - 1 if share.is_upper_open else math.floor(high)
    return Interval(Fraction(smallest), Fraction(largest))


def bases_for(count: int, share: Interval) -> Interval:
    """The whole numbers of which `count` is `share` (per cent).

    Raises:
        ValueError: the share states no lower end above zero, so that any large base fits.
    """
    if not share.lower or share.upper is None:
        raise ValueError("a share without a lower and an upper end fits any large base")
    low, high = 100 * count / share.upper, 100 * count / share.lower
    smallest = math.floor(low) + 1 if share.is_upper_open else math.ceil(low)
    largest = math.ceil(high) - 1 if share.is_lower_open else math.floor(high)
    return Interval(Fraction(max(smallest, count)), Fraction(largest))


def _share_of(part: int, base: int) -> Interval:
    return Interval.point(Fraction(100 * part, base))


def _sum_of_parts(spec: CheckSpec, known: _Known) -> Iterator[CheckResult]:
    parts, total = _roles(spec, known, "parts"), _only(spec, known, "total")
    added = sum(part.count for part in parts)
    gap = Fraction(total.count - added)
    inputs = [*parts, total]
    yield _result(spec, "sum", "Sum of the parts", Interval.point(Fraction(added)), total.unit, parts)
    yield _result(spec, "gap", "Difference from the total", Interval.point(gap), total.unit, inputs)
    gap_share = Interval.point(100 * gap / total.count)
    yield _result(spec, "gap_share", f"Difference {_of(total)}", gap_share, "percent", inputs, 2)
    yield _result(spec, "fits", "Parts and total", Interval(None, None), "", inputs, outcome=_verdict(gap == 0))


def _share_of_base(spec: CheckSpec, known: _Known) -> Iterator[CheckResult]:
    count, share = _only(spec, known, "count"), _only(spec, known, "share")
    for base in _roles(spec, known, "bases"):
        exact = _share_of(count.count, base.count)
        inputs = [count, share, base]
        label = f"{count.count:,} {_of(base)}"
        yield _result(spec, f"of_{_suffix(base)}", label, exact, "percent", [count, base], 2)
        fits = exact.lower is not None and share.interval.holds(exact.lower)
        outcome = _verdict(fits)
        yield _result(spec, f"fits_{_suffix(base)}", label, Interval(None, None), "", inputs, outcome=outcome)
    possible = bases_for(count.count, share.share)
    yield _result(spec, "bases", "Bases that fit", possible, count.unit, [count, share])


def _common_base(spec: CheckSpec, known: _Known) -> Iterator[CheckResult]:
    counts, shares = _roles(spec, known, "counts"), _roles(spec, known, "shares")
    if len(counts) != len(shares):
        raise ValueError("counts and shares go in pairs")
    possible = Interval(Fraction(1), None)
    for count, share in zip(counts, shares, strict=True):
        possible = possible.meet(bases_for(count.count, share.share))
    inputs = [*counts, *shares]
    if possible.is_empty:
        yield _result(spec, "fits", "Any one base", Interval(None, None), "", inputs, outcome=Outcome.DOES_NOT_FIT)
        return
    yield _result(spec, "bases", "Bases that fit all", possible, counts[0].unit, inputs)
    for base in _roles(spec, known, "bases"):
        outcome = _verdict(possible.holds(Fraction(base.count)))
        label = f"A common base of {base.count:,}"
        yield _result(spec, f"fits_{_suffix(base)}", label, Interval(None, None), "", [*inputs, base], outcome=outcome)


def _combined_share(spec: CheckSpec, known: _Known) -> Iterator[CheckResult]:
    parts, claim = _roles(spec, known, "parts"), _only(spec, known, "claim")
    added = sum(part.count for part in parts)
    yield _result(spec, "sum", "Sum of the parts", Interval.point(Fraction(added)), parts[0].unit, parts)
    for base in _roles(spec, known, "bases"):
        exact = _share_of(added, base.count)
        label = f"{added:,} {_of(base)}"
        yield _result(spec, f"of_{_suffix(base)}", label, exact, "percent", [*parts, base], 1)
        fits = exact.lower is not None and claim.interval.holds(exact.lower)
        inputs = [*parts, base, claim]
        outcome = _verdict(fits)
        yield _result(spec, f"fits_{_suffix(base)}", label, Interval(None, None), "", inputs, outcome=outcome)


def _count_from_share(spec: CheckSpec, known: _Known) -> Iterator[CheckResult]:
    share = _only(spec, known, "share")
    for base in _roles(spec, known, "bases"):
        counts = counts_within(share.share, base.count)
        # An open wording gives its one end only: the other is the base itself or nobody, which says nothing.
        if share.interval.upper is None or share.interval.upper == 100:
            counts = Interval(counts.lower, None)
        if share.interval.lower is None:
            counts = Interval(None, counts.upper)
        yield _result(spec, f"of_{_suffix(base)}", f"Count {_of(base)}", counts, base.unit, [share, base])


def _share_of_rest(spec: CheckSpec, known: _Known) -> Iterator[CheckResult]:
    """A share of those whom another share leaves out, brought to the whole: never more than the ends allow."""
    left_out, share = _only(spec, known, "left_out"), _only(spec, known, "share")
    inputs = [left_out, share]
    low, high = left_out.share.lower, left_out.share.upper
    top = share.share.upper
    if low is None or high is None or top is None:
        raise ValueError("left_out and share need their ends")
    rest = Interval(100 - high, 100 - low)
    yield _result(spec, "rest", "Those left out, if everybody answered", rest, "percent", inputs[:1], 1)
    middle = (rest.lower or Fraction(0)) / 2 + (rest.upper or Fraction(0)) / 2
    central = Interval(None, middle * top / 100, is_upper_open=True)
    yield _result(spec, "of_all_central", "Share of all, at the printed share", central, "percent", inputs, 1)
    widest = Interval(None, (100 - low) * top / 100, is_upper_open=True)
    yield _result(spec, "of_all", "Share of all, at the widest", widest, "percent", inputs, 1)
    for base in _roles(spec, known, "bases"):
        trained = counts_within(rest, base.count)
        label = f"Those left out {_of(base)}"
        yield _result(spec, f"rest_of_{_suffix(base)}", label, trained, base.unit, [left_out, base])
        most = counts_within(share.share, int(trained.upper or 0)).upper
        at_most = Interval(None, most)
        yield _result(spec, f"of_{_suffix(base)}", f"Count {_of(base)}", at_most, base.unit, [*inputs, base])


def _difference(spec: CheckSpec, known: _Known) -> Iterator[CheckResult]:
    one, other = _only(spec, known, "minuend"), _only(spec, known, "subtrahend")
    if one.unit != other.unit:
        raise ValueError(f"{one.unit} less {other.unit}")
    low, high = one.interval, other.interval
    lower = None if low.lower is None or high.upper is None else low.lower - high.upper
    upper = None if low.upper is None or high.lower is None else low.upper - high.lower
    is_lower_open = lower is not None and (low.is_lower_open or high.is_upper_open)
    is_upper_open = upper is not None and (low.is_upper_open or high.is_lower_open)
    decimals = 0 if (lower is None or lower.denominator == 1) and (upper is None or upper.denominator == 1) else 1
    interval = Interval(lower, upper, is_lower_open, is_upper_open)
    yield _result(spec, "difference", "Difference", interval, one.unit, [one, other], decimals)


def _shares_of_pool(spec: CheckSpec, known: _Known) -> Iterator[CheckResult]:
    for base in _roles(spec, known, "bases"):
        for part in _roles(spec, known, "parts"):
            share = _share_of(part.count, base.count)
            label = f"{part.label} {_of(base)}"
            yield _result(spec, f"{_suffix(part)}_of_{_suffix(base)}", label, share, "percent", [part, base], 1)


def _left_over(spec: CheckSpec, known: _Known) -> Iterator[CheckResult]:
    parts = _roles(spec, known, "parts")
    added = sum(part.count for part in parts)
    for base in _roles(spec, known, "bases"):
        rest = Interval.point(Fraction(base.count - added))
        yield _result(spec, f"of_{_suffix(base)}", f"Left over {_of(base)}", rest, base.unit, [*parts, base])


_KINDS: dict[str, Callable[[CheckSpec, _Known], Iterator[CheckResult]]] = {
    "sum_of_parts": _sum_of_parts,
    "share_of_base": _share_of_base,
    "common_base": _common_base,
    "combined_share": _combined_share,
    "count_from_share": _count_from_share,
    "share_of_rest": _share_of_rest,
    "difference": _difference,
    "shares_of_pool": _shares_of_pool,
    "left_over": _left_over,
}

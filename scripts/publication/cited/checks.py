"""Turns declared arithmetic questions into derived results with intervals; never into a printed figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..errors import Problem
from ..model import CheckResult, CheckSpec, Figure, Interval, Outcome

_NOT_STATED = Interval(None, None)
_SHARES = Interval(Fraction(0), Fraction(100))


@dataclass(frozen=True)
class _Quantity:
    """A figure or an earlier result that takes part in a check."""

    id: str
    label: str
    interval: Interval
    unit: str

    @property
    def count(self) -> int:
        lower = self.interval.lower
        if not self.interval.is_point or lower is None or lower.denominator != 1 or lower < 1:
            raise ValueError(f"{self.id} is not an exact count above zero")
        return int(lower)

    @property
    def share(self) -> Interval:
        """In per cent, with 0 and 100 where the wording states no end."""
        if self.unit != "percent":
            raise ValueError(f"{self.id} is not a share")
        return self.interval.meet(_SHARES)

    @property
    def suffix(self) -> str:
        return self.id.replace(".", "_")

    @property
    def of(self) -> str:
        return f"of {self.count:,}"


@dataclass(frozen=True)
class _Check:
    spec: CheckSpec
    known: Mapping[str, _Quantity]

    def all(self, name: str) -> list[_Quantity]:
        return [self.known[id] for id in self.spec.inputs[name]]

    def one(self, name: str) -> _Quantity:
        quantities = self.all(name)
        if len(quantities) != 1:
            raise ValueError(f"{name} takes one id")
        return quantities[0]

    def sum(self, name: str) -> int:
        return sum(part.count for part in self.all(name))

    def result(
        self, name: str, label: str, interval: Interval, unit: str, inputs: Sequence[_Quantity], decimals: int = 0
    ) -> CheckResult:
        # Where no value is possible, the printed numbers contradict each other.
        if interval.is_empty:
            return self.verdict(name, label, False, inputs)
        ids = tuple(quantity.id for quantity in inputs)
        id = f"{self.spec.id}.{name}"
        return CheckResult(id, self.spec.id, label, interval, unit, decimals, Outcome.VALUE, ids)

    def verdict(self, name: str, label: str, fits: bool, inputs: Sequence[_Quantity]) -> CheckResult:
        outcome = Outcome.FITS if fits else Outcome.DOES_NOT_FIT
        ids = tuple(quantity.id for quantity in inputs)
        return CheckResult(f"{self.spec.id}.{name}", self.spec.id, label, _NOT_STATED, "", 0, outcome, ids)


_Results = Iterator[CheckResult]


def run_checks(
    specs: tuple[CheckSpec, ...], figures: tuple[Figure, ...]
) -> tuple[tuple[CheckResult, ...], list[Problem]]:
    """Runs every check in order; a later one may use the results of an earlier one.

    Returns:
        The results, and a problem for each check that its inputs do not allow.
    """
    known = {
        figure.id: _Quantity(figure.id, figure.cited.label, figure.interval, figure.cited.unit) for figure in figures
    }
    results: list[CheckResult] = []
    problems: list[Problem] = []
    for spec in specs:
        where = f"study/checks.yml: {spec.id}"
        try:
            found = list(_KINDS[spec.kind](_Check(spec, known)))
        except KeyError as error:
            problems.append(Problem(where, f"unknown figure or result {error}", "correct the id"))
        except ValueError as error:
            problems.append(Problem(where, str(error), f"give {spec.kind} other inputs"))
        else:
            results += found
            known |= {result.id: _Quantity(result.id, result.label, result.interval, result.unit) for result in found}
    return tuple(results), problems


def counts_within(share: Interval, base: int) -> Interval:
    """The whole numbers that are `share` (per cent) of `base`; empty where none is."""
    return share.meet(_SHARES).times(Fraction(base, 100)).whole_numbers()


def bases_for(count: int, share: Interval) -> Interval:
    """The whole numbers of which `count` is `share` (per cent).

    Raises:
        ValueError: the share states no lower end above zero, so that any large base fits.
    """
    if not share.lower or share.upper is None:
        raise ValueError("a share without a lower and an upper end fits any large base")
    bases = Interval(100 * count / share.upper, 100 * count / share.lower, share.is_upper_open, share.is_lower_open)
    return bases.whole_numbers().meet(Interval(Fraction(count), None))


def _share(part: int, base: int) -> Fraction:
    return Fraction(100 * part, base)


def _sum_of_parts(check: _Check) -> _Results:
    parts, total, added = check.all("parts"), check.one("total"), check.sum("parts")
    gap = Fraction(total.count - added)
    inputs = [*parts, total]
    yield check.result("sum", "Sum of the parts", Interval.point(Fraction(added)), total.unit, parts)
    yield check.result("gap", "Difference from the total", Interval.point(gap), total.unit, inputs)
    gap_share = Interval.point(100 * gap / total.count)
    yield check.result("gap_share", f"Difference {total.of}", gap_share, "percent", inputs, 2)
    yield check.verdict("fits", "Parts and total", gap == 0, inputs)


def _share_of_base(check: _Check) -> _Results:
    count, share = check.one("count"), check.one("share")
    for base in check.all("bases"):
        exact, label = _share(count.count, base.count), f"{count.count:,} {base.of}"
        yield check.result(f"of_{base.suffix}", label, Interval.point(exact), "percent", [count, base], 2)
        yield check.verdict(f"fits_{base.suffix}", label, share.interval.holds(exact), [count, share, base])
    yield check.result("bases", "Bases that fit", bases_for(count.count, share.share), count.unit, [count, share])


def _common_base(check: _Check) -> _Results:
    counts, shares = check.all("counts"), check.all("shares")
    if len(counts) != len(shares):
        raise ValueError("counts and shares go in pairs")
    possible = Interval(Fraction(1), None)
    for count, share in zip(counts, shares, strict=True):
        possible = possible.meet(bases_for(count.count, share.share))
    inputs = [*counts, *shares]
    if possible.is_empty:
        yield check.verdict("fits", "Any one base", False, inputs)
        return
    yield check.result("bases", "Bases that fit all", possible, counts[0].unit, inputs)
    for base in check.all("bases"):
        label = f"A common base of {base.count:,}"
        yield check.verdict(f"fits_{base.suffix}", label, possible.holds(Fraction(base.count)), [*inputs, base])


def _combined_share(check: _Check) -> _Results:
    parts, claim, added = check.all("parts"), check.one("claim"), check.sum("parts")
    yield check.result("sum", "Sum of the parts", Interval.point(Fraction(added)), parts[0].unit, parts)
    for base in check.all("bases"):
        exact, label = _share(added, base.count), f"{added:,} {base.of}"
        yield check.result(f"of_{base.suffix}", label, Interval.point(exact), "percent", [*parts, base], 1)
        yield check.verdict(f"fits_{base.suffix}", label, claim.interval.holds(exact), [*parts, base, claim])


def _count_from_share(check: _Check) -> _Results:
    share = check.one("share")
    for base in check.all("bases"):
        counts = counts_within(share.share, base.count)
        # An open wording gives its one end only: the other is the base itself or nobody, which says nothing.
        if share.interval.upper is None or share.interval.upper == 100:
            counts = Interval(counts.lower, None)
        if share.interval.lower is None:
            counts = Interval(None, counts.upper)
        yield check.result(f"of_{base.suffix}", f"Count {base.of}", counts, base.unit, [share, base])


def _share_of_rest(check: _Check) -> _Results:
    """A share of those whom another share leaves out, brought to the whole: never more than the ends allow."""
    left_out, share = check.one("left_out"), check.one("share")
    inputs = [left_out, share]
    low, high, top = left_out.share.lower, left_out.share.upper, share.share.upper
    if low is None or high is None or top is None:
        raise ValueError("left_out and share need their ends")
    rest = Interval(100 - high, 100 - low)
    yield check.result("rest", "Those left out, if everybody answered", rest, "percent", inputs[:1], 1)
    central = Interval(None, (100 - (low + high) / 2) * top / 100, is_upper_open=True)
    yield check.result("of_all_central", "Share of all, at the printed share", central, "percent", inputs, 1)
    widest = Interval(None, (100 - low) * top / 100, is_upper_open=True)
    yield check.result("of_all", "Share of all, at the widest", widest, "percent", inputs, 1)
    for base in check.all("bases"):
        trained = counts_within(rest, base.count)
        label = f"Those left out {base.of}"
        yield check.result(f"rest_of_{base.suffix}", label, trained, base.unit, [left_out, base])
        most = Interval(None, counts_within(share.share, int(trained.upper or 0)).upper)
        yield check.result(f"of_{base.suffix}", f"Count {base.of}", most, base.unit, [*inputs, base])


def _difference(check: _Check) -> _Results:
    one, other = check.one("minuend"), check.one("subtrahend")
    if one.unit != other.unit:
        raise ValueError(f"{one.unit} less {other.unit}")
    interval = one.interval.less(other.interval)
    is_whole = all(end is None or end.denominator == 1 for end in (interval.lower, interval.upper))
    yield check.result("difference", "Difference", interval, one.unit, [one, other], 0 if is_whole else 1)


def _shares_of_pool(check: _Check) -> _Results:
    for base in check.all("bases"):
        for part in check.all("parts"):
            share, label = Interval.point(_share(part.count, base.count)), f"{part.label} {base.of}"
            yield check.result(f"{part.suffix}_of_{base.suffix}", label, share, "percent", [part, base], 1)


def _left_over(check: _Check) -> _Results:
    parts, added = check.all("parts"), check.sum("parts")
    for base in check.all("bases"):
        rest = Interval.point(Fraction(base.count - added))
        yield check.result(f"of_{base.suffix}", f"Left over {base.of}", rest, base.unit, [*parts, base])


_KINDS: dict[str, Callable[[_Check], _Results]] = {
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

"""Compares tables of cited figures with the figures behind them; reads the tables as published, not as meant.

Shares no code with the steps that made the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from ..model import CheckResult, Derivation, Figure, Finding, Measure, Qualifier, Table, Value
from ..wording import decimal, has_qualifier, numbers_in

RULES = (
    "Each printed number is the value of a figure, in its words, with its universe, base, source and place.",
    "Each derived number is the result of a declared arithmetic check, and says that it is derived.",
    "What is computed from rounded or open figures is an interval, never one number.",
    "The bounds of a figure follow from its value, its qualifier and its printed digits.",
    "Each count and share of a category is a figure that is linked to this category.",
    "No share is printed together with its complement.",
    "The rows of a table that has a total add up to it, and no row stands in a table more than once.",
    "Each row names its origin, and that is the table's own.",
)

# What a table of figures repeats of each figure, word for word.
_REPEATED = ("topic", "label", "unit", "universe", "source")
_OPTIONAL = ("base", "variable", "category", "locator", "quote", "note")
_UNFOUNDED = ("the bounds do not follow from the wording", "derive them by rule")
_NO_VALUE = ("a value is given where the number has a qualifier, or none is", "give one where the qualifier is exact")

_Bounds = tuple[Value | Fraction, Value | Fraction, Value, Value]
"""Lower and upper end, and whether each is open."""


def cited_findings(
    tables: tuple[Table, ...], figures: tuple[Figure, ...], results: tuple[CheckResult, ...]
) -> Iterator[Finding]:
    """What must not be published of cited figures, of their checks and of the tables made of both."""
    yield from _complement_findings(figures)
    yield from _result_findings(figures, results)
    for table in tables:
        yield from _row_findings(table)
        if table.kind == "figures":
            yield from _figure_findings(table, figures)
        elif table.kind == "checks":
            yield from _check_findings(table, results)
        elif table.kind == "breakdown":
            yield from _number_findings(table, figures, results)
            yield from _sum_findings(table)


def written_findings(tables: tuple[Table, ...]) -> Iterator[Finding]:
    """What can be checked of cited figures from written tables alone: bounds, sums, rows."""
    for table in tables:
        names = {column.name for column in table.columns}
        yield from _row_findings(table)
        if {"part", "derivation"} <= names:
            yield from _sum_findings(table)
        if {"qualifier", "measure", "printed_value", "decimals", "lower", "upper"} <= names:
            for record in table.records():
                value = _fraction(record["printed_value"])
                if value is None or _shown_bounds(record) != _bounds(record, value):
                    yield Finding(table.id, _row_key(table, record), *_UNFOUNDED)
                if not _has_own_value(record):
                    yield Finding(table.id, _row_key(table, record), *_NO_VALUE)


def _fraction(value: Value) -> Fraction | None:
    return Fraction(value) if isinstance(value, Decimal | int) and not isinstance(value, bool) else None


def _is_shown_as(behind: Fraction | None, shown: Fraction | None) -> bool:
    """Whether a number is published as it is, or with four digits where seven do not write it exactly."""
    if behind is None or shown is None:
        return behind is shown
    if (behind * 10**7).denominator == 1:
        return shown == behind
    return abs(behind - shown) <= Fraction(1, 20_000) and (shown * 10**4).denominator == 1


def _row_key(table: Table, record: dict[str, Value]) -> str:
    return "row " + " + ".join(str(record[name]) for name in table.primary_key)


def _figure_findings(table: Table, figures: tuple[Figure, ...]) -> Iterator[Finding]:
    by_id = {figure.id: figure for figure in figures}
    for record in table.records():
        key = _row_key(table, record)
        figure = by_id.get(str(record["id"]))
        value = _fraction(record["printed_value"])
        if figure is None or value is None:
            yield Finding(table.id, key, "no figure with a source stands behind the row", "add it to figures.csv")
            continue
        cited = figure.cited
        if not _is_shown_as(cited.value, value):
            yield Finding(table.id, key, "the value is not the figure's", "publish it as figures.csv has it")
            continue
        said = (record["series"], record["measure"], record["qualifier"])
        differing = [name for name in _REPEATED if record[name] != getattr(cited, name)]
        differing += [name for name in _OPTIONAL if (record.get(name) or "") != getattr(cited, name)]
        differing += ["decimals"] if record["decimals"] != (None if cited.is_fraction else cited.decimals) else []
        if said != (cited.series, cited.measure, cited.qualifier) or differing:
            what = f"{', '.join(differing) or 'series, measure or qualifier'} differ from the figure"
            yield Finding(table.id, key, what, "publish it as figures.csv has it")
            continue
        wording = str(record["wording"])
        numbers = list(numbers_in(wording))
        if not has_qualifier(wording, cited.qualifier) or any(not _is_shown_as(n.value, value) for n in numbers):
            yield Finding(table.id, key, "the wording does not say the value", "word it as figures.csv does")
        if _shown_bounds(record) != _bounds(record, value):
            yield Finding(table.id, key, *_UNFOUNDED)
        if not _has_own_value(record):
            yield Finding(table.id, key, *_NO_VALUE)
        ends = {"lower": figure.interval.lower, "upper": figure.interval.upper}
        if not all(_is_shown_as(end, _fraction(record[name])) for name, end in ends.items()):
            yield Finding(table.id, key, "the bounds are not the figure's", "derive them by rule")


def _complement_findings(figures: tuple[Figure, ...]) -> Iterator[Finding]:
    """Pairs of exact shares of one universe that make up the whole: no source printed both."""
    shares = [figure.cited for figure in figures if figure.cited.measure is Measure.SHARE]
    exact = [share for share in shares if share.qualifier is Qualifier.EXACT]
    for one, other in combinations(exact, 2):
        same = (one.series, one.universe, one.topic) == (other.series, other.universe, other.topic)
        if same and one.value + other.value == 100:
            rule = f"the complement of {one.id}, as if a source had printed it"
            yield Finding("figures", other.id, rule, "remove the figure; what is left over is not one group")


def _shown_bounds(record: dict[str, Value]) -> _Bounds:
    return _fraction(record["lower"]), _fraction(record["upper"]), record["is_lower_open"], record["is_upper_open"]


def _has_own_value(record: dict[str, Value]) -> bool:
    is_exact = record["qualifier"] == Qualifier.EXACT
    return record["value"] == (record["printed_value"] if is_exact else None)


def _bounds(record: dict[str, Value], value: Fraction) -> _Bounds:
    """The bounds that a published number, its qualifier and its digits allow, as a table shows them."""
    return _stated(*_possible(record, value))


def _stated(lower: Fraction | None, upper: Fraction | None, is_lower_open: bool, is_upper_open: bool) -> _Bounds:
    """Ends, and whether each is open; of an end that is not stated nothing more is said."""
    return lower, upper, None if lower is None else is_lower_open, None if upper is None else is_upper_open


def _possible(record: dict[str, Value], value: Fraction) -> tuple[Fraction | None, Fraction | None, bool, bool]:
    digits = record["decimals"]
    top = Fraction(100) if record["measure"] == Measure.SHARE else None
    match Qualifier(str(record["qualifier"])):
        case Qualifier.EXACT if record["measure"] == Measure.COUNT:
            return value, value, False, False
        case Qualifier.EXACT if digits is not None:
            half = Fraction(1, 2 * 10 ** int(str(digits)))
            return max(value - half, Fraction(0)), min(value + half, top) if top else value + half, False, False
        case Qualifier.EXACT | Qualifier.ABOUT:
            return None, None, False, False
        case Qualifier.OVER | Qualifier.MAJORITY:
            return value, top, True, False
        case Qualifier.AT_LEAST:
            return value, top, False, False
        case Qualifier.UNDER:
            return Fraction(0), value, False, True
        case Qualifier.NEARLY:
            return None, value, False, True


def _result_findings(figures: tuple[Figure, ...], results: tuple[CheckResult, ...]) -> Iterator[Finding]:
    """A derived number may be exact only where everything that it comes from is."""
    exact = {figure.id for figure in figures if figure.interval.is_point}
    for result in results:
        if result.interval.is_point and exact.issuperset(result.inputs):
            exact.add(result.id)
        elif result.interval.is_point:
            rule = "one number computed from rounded or open figures"
            yield Finding("results", result.id, rule, "publish it as an interval")


def _check_findings(table: Table, results: tuple[CheckResult, ...]) -> Iterator[Finding]:
    by_id = {result.id: result for result in results}
    for record in table.records():
        key = _row_key(table, record)
        result = by_id.get(str(record["id"]))
        if result is None:
            yield Finding(table.id, key, "no check gives this result", "declare it in checks.yml")
            continue
        interval = result.interval
        ends = {"lower": interval.lower, "upper": interval.upper}
        for name, end in ends.items():
            if not _is_shown_as(end, _fraction(record[name])):
                rule = f"the {name} end is not the check's"
                yield Finding(table.id, key, rule, "publish results as they are computed")
        is_open = _stated(ends["lower"], ends["upper"], interval.is_lower_open, interval.is_upper_open)[2:]
        rounded = {Fraction(decimal(end, result.decimals)) for end in ends.values() if end is not None}
        if any(number.value not in rounded for number in numbers_in(str(record["wording"]))):
            yield Finding(table.id, key, "the wording does not say the result", "word it as it is computed")
        if (record["is_lower_open"], record["is_upper_open"]) != is_open:
            yield Finding(table.id, key, "an end is open or closed against the check", "publish results as they are")
        said = (record["derivation"], record["outcome"], record["check"], record["label"], record["unit"] or "")
        if said != (Derivation.DERIVED, result.outcome, result.check, result.label, result.unit):
            yield Finding(table.id, key, "what it says of itself is not the check's", "publish results as they are")


def _number_findings(table: Table, figures: tuple[Figure, ...], results: tuple[CheckResult, ...]) -> Iterator[Finding]:
    """Traces each number of a breakdown to the figure or result that it says it is."""
    values = {figure.id: figure.cited.value for figure in figures}
    derived = {result.id: result.interval.lower for result in results if result.interval.is_point}
    pairs = {figure.id: (figure.cited.variable, figure.cited.category) for figure in figures}
    complements = {100 - figure.cited.value for figure in figures if figure.cited.measure is Measure.SHARE}
    for record in table.records():
        key = _row_key(table, record)
        is_printed = record["derivation"] == Derivation.PRINTED
        for column in table.columns:
            number = _fraction(record[column.name])
            if number is None:
                continue
            behind = str(record["share_figure" if column.unit == "percent" else "figure"])
            if is_printed and values.get(behind) != number:
                rule = f"{column.name} is not what {behind!r} says"
                if column.unit == "percent" and number in complements:
                    rule = "a complement published as printed"
                yield Finding(table.id, key, rule, "publish printed numbers only as figures.csv has them")
            pair = (table.primary_key[0], record[table.primary_key[0]])
            if record["part"] == "category" and pairs.get(behind) != pair:
                rule = f"{behind!r} is not the figure of this category"
                yield Finding(table.id, key, rule, "link figure and category in figures.csv")
            if not is_printed and derived.get(behind) != number:
                rule = f"{column.name} is not what the check {behind!r} gives"
                yield Finding(table.id, key, rule, "derive it by a check")


def _sum_findings(table: Table) -> Iterator[Finding]:
    """Parts, and what is left over, make up the whole where both are published."""
    by_part: dict[str, list[Fraction]] = {}
    for record in table.records():
        for column in table.columns:
            number = _fraction(record[column.name])
            if number is not None and column.name.endswith("_count"):
                by_part.setdefault(str(record["part"]), []).append(number)
    totals = by_part.get("total", [])
    if totals and "remainder" in by_part and sum(by_part.get("category", []) + by_part["remainder"]) != totals[0]:
        yield Finding(table.id, "row total", "the parts do not add up to it", "publish every part and what is left")


def _row_findings(table: Table) -> Iterator[Finding]:
    seen: set[str] = set()
    for record in table.records():
        key = _row_key(table, record)
        if record.get("origin") != table.origin:
            yield Finding(table.id, key, "the row does not name the table's origin", "mark each row")
        if key in seen:
            yield Finding(table.id, key, "the row stands in the table twice", "publish it once")
        seen.add(key)

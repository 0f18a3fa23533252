"""Turns what is about to be published into a report of what must not be; reads tables as published, not as meant.

Shares no code with the steps that made the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from .model import AuditReport, CheckResult, Derivation, Figure, Finding, Measure, Qualifier, Table, Value

RULES = (
    "Each printed number is the value of a figure that has a source.",
    "Each derived number is the result of a declared arithmetic check, and says that it is derived.",
    "What is computed from rounded or open figures is an interval, never one number.",
    "The bounds of a figure follow from its value, its qualifier and its printed digits.",
    "A share's complement is not published as if a source had printed it.",
    "Each row names its origin, and that is the table's own.",
)


def audit_cited(
    tables: tuple[Table, ...], figures: tuple[Figure, ...], results: tuple[CheckResult, ...]
) -> AuditReport:
    """Audits tables of cited figures.

    Args:
        tables: all tables of the release, as they will be published.
        figures: the figures with the bounds that will be published.
        results: the results of the arithmetic checks.

    Returns:
        The report; a release accepts it only without findings.
    """
    findings = [
        *_bounds_findings(tables, figures),
        *_result_findings(figures, results),
        *(finding for table in tables for finding in _check_findings(table, results)),
        *(finding for table in tables for finding in _number_findings(table, figures, results)),
        *(finding for table in tables for finding in _origin_findings(table)),
    ]
    return AuditReport(frozenset(table.fingerprint for table in tables), RULES, tuple(findings))


def _fraction(value: Value) -> Fraction | None:
    return Fraction(value) if isinstance(value, Decimal | int) and not isinstance(value, bool) else None


def _row_key(table: Table, record: dict[str, Value]) -> str:
    return "row " + " + ".join(str(record[name]) for name in table.primary_key)


def _bounds_findings(tables: tuple[Table, ...], figures: tuple[Figure, ...]) -> Iterator[Finding]:
    """Recomputes what each published bound may be from the published value, qualifier and digits alone."""
    values = {figure.id: figure.cited.value for figure in figures}
    for table in tables:
        if not {"qualifier", "lower", "upper", "value", "decimals"} <= {column.name for column in table.columns}:
            continue
        for record in table.records():
            value, lower, upper = (_fraction(record[name]) for name in ("value", "lower", "upper"))
            key = _row_key(table, record)
            behind = values.get(str(record["id"]))
            if behind is None or value is None:
                yield Finding(table.id, key, "no figure with a source stands behind the row", "add it to figures.csv")
                continue
            # A printed fraction is published with four digits; every other value as it is.
            if abs(behind - value) > Fraction(1, 20_000):
                yield Finding(table.id, key, "the value is not the figure's", "publish it as figures.csv has it")
                continue
            if (lower, upper, record["is_lower_open"], record["is_upper_open"]) != _bounds(record, value):
                yield Finding(table.id, key, "the bounds do not follow from the wording", "derive them by rule")


def _bounds(record: dict[str, Value], value: Fraction) -> tuple[Fraction | None, Fraction | None, bool, bool]:
    """The bounds that a published value, qualifier and number of digits allow."""
    half = Fraction(1, 2 * 10 ** int(str(record["decimals"])))
    top = Fraction(100) if record["measure"] == Measure.SHARE else None
    match Qualifier(str(record["qualifier"])):
        case Qualifier.EXACT if record["measure"] == Measure.COUNT:
            return value, value, False, False
        case Qualifier.EXACT:
            return max(value - half, Fraction(0)), min(value + half, top) if top else value + half, False, False
        case Qualifier.ABOUT:
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
        inputs_are_exact = all(id in exact for id in result.inputs)
        if result.interval.is_point and not inputs_are_exact:
            yield Finding(
                "results", result.id, "one number computed from rounded or open figures", "publish it as an interval"
            )
        if inputs_are_exact and result.interval.is_point:
            exact.add(result.id)


def _check_findings(table: Table, results: tuple[CheckResult, ...]) -> Iterator[Finding]:
    """Compares a table of arithmetic checks with their results."""
    if not {"check", "outcome", "lower", "upper"} <= {column.name for column in table.columns}:
        return
    by_id = {result.id: result for result in results}
    for record in table.records():
        key = _row_key(table, record)
        result = by_id.get(str(record["id"]))
        if result is None:
            yield Finding(table.id, key, "no check gives this result", "declare it in checks.yml")
            continue
        for name, end in (("lower", result.interval.lower), ("upper", result.interval.upper)):
            shown = _fraction(record[name])
            is_same = shown == end if shown is None or end is None else abs(shown - end) <= Fraction(1, 20_000)
            if not is_same:
                yield Finding(
                    table.id, key, f"the {name} end is not the check's", "publish results as they are computed"
                )
        if record["derivation"] != Derivation.DERIVED or record["outcome"] != result.outcome:
            yield Finding(table.id, key, "outcome or derivation is not the check's", "publish results as they are")


def _number_findings(table: Table, figures: tuple[Figure, ...], results: tuple[CheckResult, ...]) -> Iterator[Finding]:
    """Traces each number of a breakdown to the figure or result that it says it is."""
    names = {column.name for column in table.columns}
    if not {"derivation", "figure"} <= names:
        return
    values = {figure.id: figure.cited.value for figure in figures}
    derived = {result.id: result.interval.lower for result in results if result.interval.is_point}
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
                is_complement = column.unit == "percent" and number in complements
                rule = (
                    "a complement published as printed"
                    if is_complement
                    else f"{column.name} is not what {behind!r} says"
                )
                yield Finding(table.id, key, rule, "publish printed numbers only as figures.csv has them")
            if not is_printed and derived.get(behind) != number:
                yield Finding(
                    table.id, key, f"{column.name} is not what the check {behind!r} gives", "derive it by a check"
                )


def _origin_findings(table: Table) -> Iterator[Finding]:
    for record in table.records():
        if record.get("origin") != table.origin:
            yield Finding(
                table.id, _row_key(table, record), "the row does not name the table's origin", "mark each row"
            )

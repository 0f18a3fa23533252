"""Turns counts that sources print into a table by category; computes no count and completes none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import Problem
from ..model import BreakdownSpec, CheckResult, Column, Derivation, Figure, Measure, Qualifier, Study, Table, Value
from .tables import DERIVATION, Given, exact_decimal, framed


def breakdown_problems(study: Study, figures: tuple[Figure, ...], results: tuple[CheckResult, ...]) -> list[Problem]:
    """Numbers that a breakdown cannot show: its cells have no room for "over" or "nearly", and hold one number each."""
    by_id = {figure.id: figure for figure in figures}
    whole = {
        result.id
        for result in results
        if result.interval.is_point and result.interval.lower is not None and result.interval.lower.denominator == 1
    }
    problems = []
    for spec in study.tables:
        if not isinstance(spec, BreakdownSpec):
            continue
        where = f"study/tables.yml: {spec.id}"
        shown = list(_linked(spec, figures))
        for code, measure, found in shown:
            if len(found) > 1 or (measure is Measure.COUNT and not found):
                what = f"{len(found) or 'no'} figures are the {measure} of {code!r} in {spec.universe!r}"
                problems.append(Problem(where, what, "link one in figures.csv by variable, category and universe"))
        # An unknown id has been reported with the references.
        total = by_id.get(spec.total)
        if total is not None and total.cited.measure is not Measure.COUNT:
            problems.append(Problem(where, f"{total.id} is a {total.cited.measure}", "name a count"))
        for figure in (*(figure for _, _, found in shown for figure in found), *filter(None, [total])):
            if figure.cited.qualifier is not Qualifier.EXACT:
                what = f"{figure.id} would lose its word {figure.cited.qualifier.value!r}"
                problems.append(Problem(where, what, "show it in a table of figures"))
        if spec.remainder is not None and spec.remainder.result not in whole:
            what = f"{spec.remainder.result!r} is no result that is one whole number"
            problems.append(Problem(where, what, "name the result of a check, such as check.gap"))
    return problems


def _linked(spec: BreakdownSpec, figures: tuple[Figure, ...]) -> Iterator[tuple[str, Measure, list[Figure]]]:
    for code in spec.categories:
        link = (spec.dimension, code, spec.universe)
        for measure in (Measure.COUNT, Measure.SHARE):
            yield code, measure, [figure for figure in figures if _link(figure) == (*link, measure)]


def _link(figure: Figure) -> tuple[str, str, str, Measure]:
    return figure.cited.variable, figure.cited.category, figure.cited.universe, figure.cited.measure


def breakdown(spec: BreakdownSpec, given: Given) -> Table:
    """Counts of a universe by the categories of a variable, as printed, with what is left over and the whole."""
    dimension = spec.dimension
    by_id = {figure.id: figure for figure in given.figures}
    variable = given.study.label("variables", dimension)
    labels = {record["code"]: record["label"] for record in given.study.categories(dimension)}
    linked = {(code, measure): found[0] for code, measure, found in _linked(spec, given.figures) if found}
    has_shares = any(measure is Measure.SHARE for _, measure in linked)
    columns = breakdown_columns(dimension, variable, spec.unit, has_shares)
    rows: list[tuple[Value, ...]] = []
    sources: set[str] = set()

    def add(code: str, label: str, count: Figure, share: Figure | None, part: str) -> None:
        sources.add(count.cited.source)
        row: list[Value] = [code, label, part, int(count.cited.value)]
        if has_shares:
            row += [exact_decimal(share.cited.value), share.id] if share else [None, None]
        rows.append((*row, Derivation.PRINTED.value, count.id))

    for (code, measure), figure in linked.items():
        if measure is Measure.COUNT:
            add(code, labels[code], figure, linked.get((code, Measure.SHARE)), "category")
    if spec.remainder is not None:
        label = spec.remainder.label
        result = next(result for result in given.results if result.id == spec.remainder.result)
        shares: list[Value] = [None, None] if has_shares else []
        gap = int(result.interval.lower or 0)
        rows.append(("remainder", label, "remainder", gap, *shares, Derivation.DERIVED.value, result.id))
    if spec.total:
        add("total", "Total", by_id[spec.total], None, "total")
    return framed(spec, columns, tuple(rows), (dimension,), sources)


def breakdown_columns(dimension: str, variable: str, unit: str, has_shares: bool) -> tuple[Column, ...]:
    """The columns of a breakdown; `variable` is what its dimension is called."""
    parts = {
        "category": "category that the source reports",
        "remainder": "what is left over, and the sources that were read do not explain",
        "total": "the whole",
    }
    not_printed = "the source prints no share"
    share = "Share as printed; the source does not state its base."
    limits: dict[str, Any] = {"type": "number", "unit": "percent", "minimum": 0, "maximum": 100}
    shares = (
        Column.of("share_pct", share, not_printed, title="Share", **limits),
        Column.of("share_figure", "Figure that the share is.", not_printed, title="Share’s figure"),
    )
    return (
        Column.of(dimension, f"Code of the category of {variable.lower()}.", title=f"{variable} code"),
        Column.of("label", "What the category means.", title=variable),
        Column.of("part", "What the row is to the whole.", codes=parts),
        Column.of(f"{unit}_count", f"Number of {unit}.", title=unit.capitalize(), type="integer", unit=unit, minimum=0),
        *(shares if has_shares else ()),
        DERIVATION,
        Column.of("figure", "Figure, or result of an arithmetic check, that the number is."),
    )

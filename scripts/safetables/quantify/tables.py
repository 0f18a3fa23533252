"""Turns study files, figures and check results into the tables that tables.yml asks for; prints nothing of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ..model import (
    CheckResult,
    Column,
    Derivation,
    Figure,
    MissingValue,
    Option,
    Origin,
    Outcome,
    Reference,
    Study,
    Table,
    TableSpec,
    Value,
)
from ..study import STUDY_FILES, split_list
from ..wording import decimal, figure_wordings, result_wordings

ORIGIN = Column(
    "origin",
    "Origin",
    "Which kind of number it is.",
    is_required=True,
    options=(Option(Origin.CITED, "printed by a public source, or computed from such figures"),),
)
DERIVATION = Column(
    "derivation",
    "Derivation",
    "Whether a source prints the number or this publication computes it from printed ones.",
    is_required=True,
    options=(
        Option(Derivation.PRINTED, "printed by a source"),
        Option(Derivation.DERIVED, "computed from printed numbers"),
    ),
)
_NO_END = (MissingValue("", "the wording states no end"),)
_LOWER = Column("lower", "Lower end", "Smallest value that the wording leaves possible.", "number", missing=_NO_END)
_UPPER = Column("upper", "Upper end", "Largest value that the wording leaves possible.", "number", missing=_NO_END)
_IS_LOWER_OPEN = Column(
    "is_lower_open", "Lower end open", "Whether the lower end itself is excluded.", "boolean", is_required=True
)
_IS_UPPER_OPEN = Column(
    "is_upper_open", "Upper end open", "Whether the upper end itself is excluded.", "boolean", is_required=True
)
_BOUNDS = (_LOWER, _UPPER, _IS_LOWER_OPEN, _IS_UPPER_OPEN)

Rows = tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class _Given:
    """What tables are made from."""

    study: Study
    figures: tuple[Figure, ...]
    results: tuple[CheckResult, ...]


def assemble_tables(study: Study, figures: tuple[Figure, ...], results: tuple[CheckResult, ...]) -> tuple[Table, ...]:
    """Builds every table of tables.yml, in its order."""
    given = _Given(study, figures, results)
    return tuple(_KINDS[spec.kind](spec, given) for spec in study.tables)


def _table(spec: TableSpec, columns: tuple[Column, ...], rows: Rows, key: tuple[str, ...], sources: set[str]) -> Table:
    return Table(
        id=spec.id,
        title=spec.title,
        description=spec.description,
        origin=Origin.CITED,
        columns=(*columns, ORIGIN),
        rows=tuple((*row, Origin.CITED.value) for row in rows),
        primary_key=key,
        sources=tuple(sorted(sources)),
        show=spec.show or tuple(column.name for column in columns),
        universe=spec.universe,
    )


def _published(columns: tuple[Column, ...], study: Study) -> tuple[Column, ...]:
    """Columns of study files with references to the tables that publish those files, where there are such tables."""
    table_of = {str(spec.settings["file"]): spec.id for spec in study.tables if spec.kind == "records"}
    figures = [spec.id for spec in study.tables if spec.kind == "figures"]
    if len(figures) == 1:
        table_of["figures"] = figures[0]
    published = []
    for column in columns:
        reference = column.reference
        if reference is not None:
            known = reference.table in table_of and column.type != "list"
            reference = Reference(table_of[reference.table], reference.column) if known else None
        published.append(replace(column, reference=reference))
    return tuple(published)


def _records(spec: TableSpec, given: _Given) -> Table:
    file = given.study.file(str(spec.settings["file"]))
    rows = tuple(tuple(_typed(record[column.name], column) for column in file.columns) for record in file.records)
    sources = {
        id
        for column in file.columns
        if column.reference is not None and column.reference.table == "sources"
        for record in file.records
        for id in split_list(record[column.name])
    }
    return _table(spec, _published(file.columns, given.study), rows, file.primary_key, sources)


def _typed(text: str, column: Column) -> Value:
    if not text:
        return None
    return int(text) if column.type == "integer" else text


def _figures(spec: TableSpec, given: _Given) -> Table:
    wanted = spec.settings["series"]
    assert isinstance(wanted, list)
    described = {column.name: column for column in STUDY_FILES["figures"].columns}
    value = Column(
        "value", "Value", "The number, in the unit given; a printed fraction in per cent.", "number", is_required=True
    )
    wording = Column("wording", "Wording", "The number in the words that must go with it.", is_required=True)
    before = ("id", "series", "topic", "label", "measure")
    after = ("universe", "base", "source", "locator", "quote", "conflicts_with", "note")
    columns = (
        *(described[name] for name in before),
        wording,
        value,
        described["unit"],
        described["qualifier"],
        described["decimals"],
        *_BOUNDS,
        *(described[name] for name in after),
    )
    rows = []
    chosen = [figure for figure in given.figures if figure.cited.series in wanted]
    for figure in chosen:
        cited = figure.cited
        interval = figure.interval
        rows.append(
            (
                cited.id,
                cited.series.value,
                cited.topic,
                cited.label,
                cited.measure.value,
                figure_wordings(cited)[0],
                exact_decimal(cited.value),
                cited.unit,
                cited.qualifier.value,
                cited.decimals,
                exact_decimal(interval.lower),
                exact_decimal(interval.upper),
                interval.is_lower_open,
                interval.is_upper_open,
                cited.universe,
                cited.base or None,
                cited.source,
                cited.locator or None,
                cited.quote or None,
                " | ".join(cited.conflicts_with) or None,
                cited.note or None,
            )
        )
    sources = {figure.cited.source for figure in chosen}
    return _table(spec, _published(columns, given.study), tuple(rows), ("id",), sources)


def exact_decimal(value: Fraction | None) -> Decimal | None:
    """A number with as few digits as write it exactly, and four after the point where none do."""
    if value is None:
        return None
    for places in range(5):
        if (value * 10**places).denominator == 1:
            return decimal(value, places)
    return decimal(value, 4)


def _breakdown(spec: TableSpec, given: _Given) -> Table:
    settings = spec.settings
    dimension = str(settings["dimension"])
    by_id = {figure.id: figure for figure in given.figures}
    variable = given.study.label("variables", dimension)
    labels = {
        record["code"]: record["label"]
        for record in given.study.file("categories").records
        if record["variable"] == dimension
    }
    wanted = settings["rows"]
    assert isinstance(wanted, list)
    has_shares = any("share" in row for row in wanted)
    columns = _breakdown_columns(dimension, variable, str(settings["unit"]), has_shares)
    rows: list[tuple[Value, ...]] = []
    sources: set[str] = set()

    def add(code: str, label: str, count_id: str, share_id: str | None, part: str) -> None:
        count = by_id[count_id]
        sources.add(count.cited.source)
        row: list[Value] = [code, label, part, int(count.cited.value)]
        if has_shares:
            row += [exact_decimal(by_id[share_id].cited.value), share_id] if share_id else [None, None]
        rows.append((*row, Derivation.PRINTED.value, count_id))

    for row in wanted:
        add(row["category"], labels[row["category"]], row["count"], row.get("share"), "category")
    remainder = settings.get("remainder")
    if isinstance(remainder, dict):
        result = next(result for result in given.results if result.id == remainder["result"])
        shares: list[Value] = [None, None] if has_shares else []
        gap = int(result.interval.lower or 0)
        rows.append(("remainder", remainder["label"], "remainder", gap, *shares, Derivation.DERIVED.value, result.id))
    if "total" in settings:
        add("total", "Total", str(settings["total"]), None, "total")
    return _table(spec, columns, tuple(rows), (dimension,), sources)


def _breakdown_columns(dimension: str, variable: str, unit: str, has_shares: bool) -> tuple[Column, ...]:
    part = Column(
        "part",
        "Part",
        "What the row is to the whole.",
        is_required=True,
        options=(
            Option("category", "category that the source reports"),
            Option("remainder", "what is left over; no source explains it"),
            Option("total", "the whole"),
        ),
    )
    columns = [
        Column(dimension, f"{variable} code", f"Code of the category of {variable.lower()}.", is_required=True),
        Column("label", variable, "What the category means.", is_required=True),
        part,
        Column(
            f"{unit}_count", unit.capitalize(), f"Number of {unit}.", "integer", unit=unit, is_required=True, minimum=0
        ),
    ]
    if has_shares:
        not_printed = (MissingValue("", "the source prints no share"),)
        columns += [
            Column(
                "share_pct",
                "Share",
                "Share as printed; the source does not state its base.",
                "number",
                unit="percent",
                minimum=0,
                maximum=100,
                missing=not_printed,
            ),
            Column("share_figure", "Share's figure", "Figure that the share is.", missing=not_printed),
        ]
    return (
        *columns,
        DERIVATION,
        Column("figure", "Figure", "Figure, or result of an arithmetic check, that the number is.", is_required=True),
    )


def _checks(spec: TableSpec, given: _Given) -> Table:
    questions = {check.id: check.question for check in given.study.checks}
    outcome = Column(
        "outcome",
        "Outcome",
        "What the arithmetic says.",
        is_required=True,
        options=(
            Option(Outcome.VALUE, "a number"),
            Option(Outcome.FITS, "the printed numbers fit each other"),
            Option(Outcome.DOES_NOT_FIT, "the printed numbers do not fit each other"),
        ),
    )
    columns = (
        Column("id", "Identifier", "Permanent identifier of the result.", is_required=True),
        Column("check", "Check", "Arithmetic check that it belongs to.", is_required=True),
        Column("question", "Question", "What the check asks.", is_required=True),
        Column("label", "Quantity", "What was computed.", is_required=True),
        outcome,
        Column("wording", "Result", "The result in words.", is_required=True),
        *_BOUNDS,
        Column("unit", "Unit", "Unit of the result.", missing=(MissingValue("", "no number"),)),
        Column(
            "inputs", "Inputs", "Figures and results that it was computed from, separated by ` | `.", is_required=True
        ),
        DERIVATION,
    )
    rows = tuple(
        (
            result.id,
            result.check,
            questions[result.check],
            result.label,
            result.outcome.value,
            result_wordings(result)[0],
            exact_decimal(result.interval.lower),
            exact_decimal(result.interval.upper),
            result.interval.is_lower_open,
            result.interval.is_upper_open,
            result.unit or None,
            " | ".join(result.inputs),
            Derivation.DERIVED.value,
        )
        for result in given.results
    )
    source_of = {figure.id: figure.cited.source for figure in given.figures}
    sources = {source_of[id] for result in given.results for id in result.inputs if id in source_of}
    return _table(spec, columns, rows, ("id",), sources)


_KINDS: dict[str, Callable[[TableSpec, _Given], Table]] = {
    "records": _records,
    "figures": _figures,
    "breakdown": _breakdown,
    "checks": _checks,
}

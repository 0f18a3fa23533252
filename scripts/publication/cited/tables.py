"""Turns study files, figures and results of checks into tables, a row for each, every number marked with its origin."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ..model import (
    CheckResult,
    Column,
    Derivation,
    Figure,
    FiguresSpec,
    Interval,
    MissingValue,
    Origin,
    Outcome,
    Qualifier,
    RecordsSpec,
    Reference,
    Study,
    Table,
    TableSpec,
    Value,
)
from ..wording import ORIGIN_WORDS, decimal, figure_wordings, result_wordings

ORIGIN = Column.of("origin", "Which kind of number it is.", codes={Origin.CITED.value: ORIGIN_WORDS[Origin.CITED]})
DERIVATION = Column.of(
    "derivation",
    "Whether a source prints the number or this publication computes it from printed ones.",
    codes={Derivation.PRINTED.value: "printed by a source", Derivation.DERIVED.value: "computed from printed numbers"},
)
_NO_END = "the wording states no end"
_BOUNDS = (
    Column.of("lower", "Smallest value that the wording leaves possible.", _NO_END, title="Lower end", type="number"),
    Column.of("upper", "Largest value that the wording leaves possible.", _NO_END, title="Upper end", type="number"),
    Column.of(
        "is_lower_open", "Whether the lower end itself is excluded.", _NO_END, title="Lower end open", type="boolean"
    ),
    Column.of(
        "is_upper_open", "Whether the upper end itself is excluded.", _NO_END, title="Upper end open", type="boolean"
    ),
)
_VALUE = (
    Column.of("wording", "The number in the words that must go with it."),
    Column.of(
        "printed_value",
        "The printed number, in the unit given, a fraction in per cent; with a qualifier, a limit and not the value.",
        title="Printed number",
        type="number",
    ),
    # Empty beside "nearly 40%": a mean over the column must not take a limit for a value.
    Column.of(
        "value",
        "The printed number where it has no qualifier.",
        "the number has a qualifier; see its wording and its ends",
        type="number",
    ),
)
CHECK_COLUMNS = (
    Column.of("id", "Permanent identifier of the result.", title="Identifier"),
    Column.of("check", "Arithmetic check that it belongs to."),
    Column.of("question", "What the check asks."),
    Column.of("label", "What was computed.", title="Quantity"),
    Column.of(
        "outcome",
        "What the arithmetic says.",
        codes={
            Outcome.VALUE.value: "a number",
            Outcome.FITS.value: "the printed numbers fit each other",
            Outcome.DOES_NOT_FIT.value: "the printed numbers do not fit each other",
        },
    ),
    Column.of("wording", "The result in words.", title="Result"),
    *_BOUNDS,
    Column.of("unit", "Unit of the result.", "no number"),
    Column.of("inputs", "Figures and results that it was computed from, separated by a bar between spaces."),
    DERIVATION,
)

Rows = tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Given:
    """What tables are made from."""

    study: Study
    figures: tuple[Figure, ...]
    results: tuple[CheckResult, ...]


def framed(
    spec: TableSpec,
    columns: tuple[Column, ...],
    rows: Rows,
    key: tuple[str, ...],
    sources: set[str],
    described: Iterable[Column] = (),
) -> Table:
    """A table of cited numbers, each row marked with its origin; of the columns `described` it may lack some."""
    left_out = {column.name for column in described} - {column.name for column in columns}
    return Table(
        id=spec.id,
        kind=spec.kind,
        title=spec.title,
        description=spec.description,
        origin=Origin.CITED,
        columns=(*columns, ORIGIN),
        rows=tuple((*row, Origin.CITED.value) for row in rows),
        primary_key=key,
        sources=tuple(sorted(sources)),
        show=tuple(name for name in spec.show if name not in left_out) or tuple(column.name for column in columns),
        universe=spec.universe,
    )


def published(columns: tuple[Column, ...], study: Study) -> tuple[Column, ...]:
    """Columns of study files with references to the tables that publish those files, where there are such tables."""
    table_of = study.published_files
    if (figures := study.all_figures) is not None:
        table_of["figures"] = figures.id
    published = []
    for column in columns:
        reference = column.reference
        if reference is not None:
            known = reference.table in table_of and column.type != "list"
            reference = Reference(table_of[reference.table], reference.column) if known else None
        published.append(replace(column, reference=reference))
    return tuple(published)


def exact_decimal(value: Fraction | None) -> Decimal | None:
    """A number with as few digits as write it exactly, and four after the point where seven do not."""
    if value is None:
        return None
    return decimal(value, next((places for places in range(8) if (value * 10**places).denominator == 1), 4))


def records(spec: RecordsSpec, given: Given) -> Table:
    """A study file as a table."""
    file = given.study.file(spec.file)
    columns = _without_empty(file.columns, lambda name: any(record[name] for record in file.records))
    rows = tuple(tuple(_typed(record[column.name], column) for column in columns) for record in file.records)
    return framed(spec, published(columns, given.study), rows, file.primary_key, file.ids_of("sources"), file.columns)


def _without_empty(columns: Iterable[Column], is_used: Callable[[str], bool]) -> tuple[Column, ...]:
    """Columns of a study file without those that no row of a table fills."""
    return tuple(column for column in columns if column.is_required or is_used(column.name))


def _typed(text: str, column: Column) -> Value:
    if not text:
        return None
    read = {"integer": int, "number": Decimal}.get(column.type)
    return read(text) if read else text


def figures(spec: FiguresSpec, given: Given) -> Table:
    """The figures of some series, with what their wording leaves possible."""
    chosen = [figure for figure in given.figures if figure.cited.series in spec.series]
    described = given.study.file("figures").columns
    columns = figure_columns(
        _without_empty(described, lambda name: any(_as_read(figure, name, given) for figure in chosen))
    )
    rows = []
    for figure in chosen:
        made: dict[str, Value] = {
            "wording": figure_wordings(figure.cited)[0],
            "printed_value": exact_decimal(figure.cited.value),
            "value": exact_decimal(figure.cited.value) if figure.cited.qualifier is Qualifier.EXACT else None,
            "decimals": None if figure.cited.is_fraction else figure.cited.decimals,
            **dict(zip((column.name for column in _BOUNDS), _ends(figure.interval), strict=True)),
        }
        for column in columns:
            if column.name not in made:
                made[column.name] = _typed(_as_read(figure, column.name, given), column)
        rows.append(tuple(made[column.name] for column in columns))
    sources = {figure.cited.source for figure in chosen}
    return framed(spec, published(columns, given.study), tuple(rows), ("id",), sources, described)


def figure_columns(described: Iterable[Column]) -> tuple[Column, ...]:
    """The columns of a table of figures, by those of figures.csv."""
    found: list[Column] = []
    for column in described:
        if column.name == "decimals":
            found.append(replace(column, is_required=False, missing=(MissingValue("", "printed as a fraction"),)))
        else:
            found += {"value": _VALUE, "wordings": _BOUNDS}.get(column.name, (column,))
    return tuple(found)


def _as_read(figure: Figure, name: str, given: Given) -> str:
    if not hasattr(figure.cited, name):
        record = given.study.find("figures", figure.id)
        return "" if record is None else record[name]
    value = getattr(figure.cited, name)
    return " | ".join(value) if isinstance(value, tuple) else str(value)


def _ends(interval: Interval) -> tuple[Value, ...]:
    lower, upper = exact_decimal(interval.lower), exact_decimal(interval.upper)
    is_open = (
        None if lower is None else interval.is_lower_open,
        None if upper is None else interval.is_upper_open,
    )
    return lower, upper, *is_open


def checks(spec: TableSpec, given: Given) -> Table:
    """The results of all arithmetic checks."""
    questions = {check.id: check.question for check in given.study.checks}
    rows = tuple(
        (
            result.id,
            result.check,
            questions[result.check],
            result.label,
            result.outcome.value,
            result_wordings(result)[0],
            *_ends(result.interval),
            result.unit or None,
            " | ".join(result.inputs),
            Derivation.DERIVED.value,
        )
        for result in given.results
    )
    source_of = {figure.id: figure.cited.source for figure in given.figures}
    sources = {source_of[id] for result in given.results for id in result.inputs if id in source_of}
    return framed(spec, CHECK_COLUMNS, rows, ("id",), sources)

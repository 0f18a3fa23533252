"""Turns study files, figures and check results into tables with one row for each of them; leaves none out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ...model import (
    Column,
    Derivation,
    FiguresSpec,
    MissingValue,
    Option,
    Outcome,
    RecordsSpec,
    Table,
    TableSpec,
    Value,
)
from ...study import STUDY_FILES, split_list
from ...wording import figure_wordings, result_wordings
from .frame import BOUNDS, DERIVATION, Given, exact_decimal, framed, published


def records(spec: RecordsSpec, given: Given) -> Table:
    """A study file as a table."""
    file = given.study.file(spec.file)
    rows = tuple(tuple(_typed(record[column.name], column) for column in file.columns) for record in file.records)
    sources = {
        id
        for column in file.columns
        if column.reference is not None and column.reference.table == "sources"
        for record in file.records
        for id in split_list(record[column.name])
    }
    return framed(spec, published(file.columns, given.study), rows, file.primary_key, sources)


def _typed(text: str, column: Column) -> Value:
    if not text:
        return None
    match column.type:
        case "integer":
            return int(text)
        case "number":
            return Decimal(text)
        case _:
            return text


def figures(spec: FiguresSpec, given: Given) -> Table:
    """The figures of some series, with what their wording leaves possible."""
    described = {column.name: column for column in STUDY_FILES["figures"].columns}
    value = Column(
        "value", "Value", "The number, in the unit given; a printed fraction in per cent.", "number", is_required=True
    )
    wording = Column("wording", "Wording", "The number in the words that must go with it.", is_required=True)
    before = ("id", "series", "topic", "label", "measure")
    after = ("universe", "base", "variable", "category", "source", "locator", "quote", "conflicts_with", "note")
    columns = (
        *(described[name] for name in before),
        wording,
        value,
        described["unit"],
        described["qualifier"],
        replace(described["decimals"], is_required=False, missing=(MissingValue("", "printed as a fraction"),)),
        *BOUNDS,
        *(described[name] for name in after),
    )
    rows = []
    chosen = [figure for figure in given.figures if figure.cited.series in spec.series]
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
                None if cited.is_fraction else cited.decimals,
                exact_decimal(interval.lower),
                exact_decimal(interval.upper),
                interval.is_lower_open,
                interval.is_upper_open,
                cited.universe,
                cited.base or None,
                cited.variable or None,
                cited.category or None,
                cited.source,
                cited.locator or None,
                cited.quote or None,
                " | ".join(cited.conflicts_with) or None,
                cited.note or None,
            )
        )
    sources = {figure.cited.source for figure in chosen}
    return framed(spec, published(columns, given.study), tuple(rows), ("id",), sources)


def checks(spec: TableSpec, given: Given) -> Table:
    """The results of all arithmetic checks."""
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
        *BOUNDS,
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
    return framed(spec, columns, rows, ("id",), sources)

"""Turns synthetic records and choices into tables; every row says that it is synthetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from ..model import Column, MissingValue, Option, Origin, PracticeNumbers, PracticeSpec, Study, Table, TableSpec, Value
from ..wording import decimal, figure_wordings
from .choices import Choice, How

_ORIGIN = Column(
    "origin",
    "Origin",
    "Which kind of number it is.",
    is_required=True,
    options=(Option(Origin.PRACTICE, "synthetic: of invented respondents, no finding"),),
)
_NO_FIGURE = (MissingValue("", "no figure stands behind it"),)
_NO_NUMBER = (MissingValue("", "no number of respondents"),)
CHOICE_COLUMNS = (
    Column("choice", "Choice", "Identifier of the choice.", is_required=True),
    Column("variable", "Variable", "Variable of the synthetic file.", missing=(MissingValue("", "none"),)),
    Column("category", "Answer", "Answer to it.", missing=(MissingValue("", "all answers, or several"),)),
    Column("figure", "Figure", "Identifier of the cited figure in the main data package.", missing=_NO_FIGURE),
    Column("printed", "Printed", "What the source prints, in its words.", missing=_NO_FIGURE),
    Column("base", "Base", "Synthetic respondents that it is a part or a mean of.", "integer", missing=_NO_NUMBER),
    Column("asked", "Not yet whole", "The printed value on this base.", "number", missing=_NO_FIGURE),
    Column("chosen", "Chosen", "Synthetic respondents, or their sum for a mean.", "integer", missing=_NO_NUMBER),
    Column("result", "Comes to", "The chosen number in the figure’s unit.", "number", missing=_NO_NUMBER),
    Column(
        "how",
        "How",
        "How the number came about.",
        is_required=True,
        options=(
            Option(How.REPRODUCED, "reproduces the figure"),
            Option(How.LEFT, "what the other answers leave"),
            Option(How.AGREES, "follows from other choices and agrees with the figure"),
            Option(How.SET_ASIDE, "the figure is set aside"),
            Option(How.LEFT_OUT, "not in the file"),
        ),
    ),
    Column("reason", "Reason", "Why it is so.", missing=(MissingValue("", "the figure alone says it"),)),
)  # fmt: skip


def respondent_table(
    entry: TableSpec, spec: PracticeSpec, study: Study, columns: Mapping[str, tuple[str, ...]]
) -> Table:
    """The respondents' file: one row for each, named so that nobody takes it for a person."""
    described = [
        Column("record", "Record", "Name of the synthetic respondent.", is_required=True, pattern="SYNTHETIC-[0-9]+")
    ]
    typed: list[Sequence[Value]] = []
    for variable in spec.variables:
        label = study.label_of(variable.id)
        column = Column(variable.id, label, f"{label}. Invented.", is_required=True)
        if isinstance(variable, PracticeNumbers):
            described.append(replace(column, type="integer", minimum=variable.least, maximum=variable.most))
            typed.append(tuple(map(int, columns[variable.id])))
        else:
            options = tuple(Option(record["code"], record["label"]) for record in study.categories(variable.id))
            described.append(replace(column, options=options))
            typed.append(columns[variable.id])
    width = len(str(len(typed[0])))
    rows = tuple(
        (f"SYNTHETIC-{number:0{width}}", *answers, Origin.PRACTICE.value)
        for number, answers in enumerate(zip(*typed, strict=True), start=1)
    )
    return _table(entry, (*described, _ORIGIN), rows, "record")


def choice_table(entry: TableSpec, study: Study, survey: Study, choices: Iterable[Choice]) -> Table:
    """How each number of the synthetic file was chosen; what is left out has its label from the survey's own study."""
    rows = tuple(_row(choice, study, survey) for choice in choices)
    return _table(entry, (*CHOICE_COLUMNS, _ORIGIN), rows, "choice")


def _row(choice: Choice, study: Study, survey: Study) -> tuple[Value, ...]:
    figure = choice.figure
    id = figure.id if figure else None
    home = survey if study.find("variables", choice.variable) is None else study
    return (
        ".".join(filter(None, (choice.variable, choice.code, id))),
        home.label_of(choice.variable) or None,
        study.label_of(choice.variable, choice.code) if choice.code else None,
        id,
        figure_wordings(figure.cited)[0] if figure else None,
        choice.base,
        _short(choice.exact),
        choice.chosen,
        _short(choice.result),
        choice.how.value,
        choice.reason or None,
        Origin.PRACTICE.value,
    )


def _short(value: Fraction | None) -> Value:
    return None if value is None else decimal(value, 0 if value.denominator == 1 else 2)


def _table(entry: TableSpec, columns: tuple[Column, ...], rows: tuple[tuple[Value, ...], ...], key: str) -> Table:
    return Table(
        id=entry.id,
        kind=entry.kind,
        title=entry.title,
        description=entry.description,
        origin=Origin.PRACTICE,
        columns=columns,
        rows=rows,
        primary_key=(key,),
        sources=(),
        show=entry.show or tuple(column.name for column in columns if column.name != "origin"),
        universe=entry.universe,
    )

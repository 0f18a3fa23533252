"""Turns rows of figures.csv into cited figures whose words and numbers agree; derives nothing."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from typing import Any

from ..errors import Problem
from ..model import CitedFigure, Measure, Qualifier, Record, RecordFile, Series, split_list
from ..wording import digits, has_qualifier, numbers_in

# A column of figures.csv, what is wrong in it, and what to do.
_Fault = tuple[str, str, str]


def cited_figures(file: RecordFile) -> tuple[tuple[CitedFigure, ...], list[Problem]]:
    """Reads figures out of their records.

    Returns:
        The figures whose value is possible, and a problem for each contradiction between value, unit, wording and
        quote. A figure with a possible value and a wrong wording is returned, so that the prose which quotes it
        can be checked in the same run.
    """
    figures: list[CitedFigure] = []
    problems: list[Problem] = []
    for record in file.records:
        figure = _figure(record)
        value_faults = _value_faults(figure, record["value"])
        if not value_faults:
            figures.append(figure)
        problems += [
            Problem(f"study/figures.csv:{record.row}:{column}", f"{figure.id}: {what}", remedy)
            for column, what, remedy in value_faults or _wording_faults(figure)
        ]
    return tuple(figures), problems


def _figure(record: Record) -> CitedFigure:
    measure = Measure(record["measure"])
    top, _, bottom = record["value"].partition("/")
    value = Fraction(top) / Fraction(bottom or 1) if int(bottom or 1) else Fraction(-1)
    if bottom and measure is Measure.SHARE:
        value *= 100
    texts: dict[str, Any] = {part.name: record[part.name] for part in fields(CitedFigure) if part.type == "str"}
    return CitedFigure(
        **texts,
        series=Series(record["series"]),
        measure=measure,
        value=value,
        qualifier=Qualifier(record["qualifier"]),
        decimals=int(record["decimals"]),
        is_fraction="/" in record["value"],
        wordings=split_list(record["wordings"]),
        conflicts_with=split_list(record["conflicts_with"]),
        another_measure_than=split_list(record["another_measure_than"]),
        row=record.row,
    )


def _value_faults(figure: CitedFigure, printed: str) -> list[_Fault]:
    faults = []
    if figure.measure is Measure.SHARE and figure.unit != "percent":
        faults.append(("unit", f"a share in {figure.unit!r}", "a share's unit is percent"))
    if figure.measure is not Measure.SHARE and figure.unit == "percent":
        faults.append(("unit", f"a {figure.measure} in percent", "make it a share, or correct the unit"))
    if figure.measure is Measure.SHARE and not 0 <= figure.value <= 100:
        faults.append(("value", f"{printed} is no share", "a share lies between 0 and 100 per cent"))
    if figure.measure is Measure.SHARE and figure.qualifier is Qualifier.OVER and figure.value == 100:
        faults.append(("value", f"over {printed} is no share", "a share lies between 0 and 100 per cent"))
    if figure.value < 0 and figure.measure is not Measure.SHARE:
        faults.append(("value", f"{printed} is no number", "write a fraction of two whole numbers"))
    if figure.qualifier in (Qualifier.UNDER, Qualifier.NEARLY) and figure.value == 0:
        faults.append(("value", f"{printed} with the qualifier {figure.qualifier}", "nothing lies below zero"))
    if figure.measure is Measure.COUNT and figure.value.denominator != 1:
        faults.append(("value", f"{printed} is no count", "a count is a whole number"))
    if figure.qualifier is Qualifier.MAJORITY and figure.value != 50:
        faults.append(("value", f"{printed} with the qualifier majority", "a majority is more than 1/2"))
    point = len(printed.partition(".")[2])
    if "/" not in printed and point != figure.decimals:
        faults.append(("decimals", f"{figure.decimals}, but {printed} has {point}", "write the digits as printed"))
    return faults


def _wording_faults(figure: CitedFigure) -> list[_Fault]:
    """The value is typed once; whatever else holds a number must agree with it."""
    faults = []
    value = digits(figure.value, figure.decimals)
    is_exact = Fraction(value.replace(",", "")) == figure.value
    for wording in figure.wordings:
        if "{value}" in wording and not is_exact:
            faults.append(("wordings", f"{wording!r} would round the value", "write the fraction in words"))
        faults += _phrase_faults(figure, "wordings", wording.replace("{value}", value))
        if not has_qualifier(wording, figure.qualifier):
            what = f"{wording!r} does not carry the qualifier {figure.qualifier.value!r}"
            faults.append(("wordings", what, "keep the source's word"))
    if figure.quote:
        faults += _phrase_faults(figure, "quote", figure.quote)
    return faults


def _phrase_faults(figure: CitedFigure, column: str, phrase: str) -> list[_Fault]:
    written = list(numbers_in(phrase))
    value = digits(figure.value, figure.decimals)
    # A quote may hold a neighbour's number too; a wording holds the figure's own and no other.
    agrees = [number.value == figure.value for number in written]
    if not written:
        return [(column, f"{phrase!r} holds no number", "write the number in digits or words")]
    if not any(agrees) or (column == "wordings" and not all(agrees)):
        wrong = [number.text for number, is_right in zip(written, agrees, strict=True) if not is_right]
        said = next((text for text in wrong if any(map(str.isdigit, text))), wrong[0])
        return [(column, f"{phrase!r} says {said}, the value is {value}", "make both agree with the source")]
    return []

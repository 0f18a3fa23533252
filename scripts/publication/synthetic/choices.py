"""Turns figures and their wording into whole numbers of respondents; keeps a record of every choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from ..errors import Problem, StudyRefused
from ..model import Figure, Measure, PracticeAnswers, PracticeNumbers, PracticeSpec

WHERE = "study/practice/practice.yml"


class How(StrEnum):
    """Where a number of the synthetic file comes from."""

    REPRODUCED = "reproduced"
    LEFT = "left"
    AGREES = "agrees"
    SET_ASIDE = "set_aside"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Choice:
    """One number of the synthetic file, or one figure that it does not follow.

    Attributes:
        variable: empty for what is about no variable of the file.
        code: the answer; empty for a mean and for what is about several answers.
        figure: the figure behind it; None where there is none.
        base: how many respondents it is a part or a mean of; None where that makes no sense.
        exact: the number of respondents (or the sum, for a mean) that the printed value is, not yet whole.
        chosen: the whole number that is taken.
        result: what the chosen number comes to, in the figure's unit.
    """

    variable: str = ""
    code: str = ""
    figure: Figure | None = None
    base: int | None = None
    exact: Fraction | None = None
    chosen: int | None = None
    result: Fraction | None = None
    how: How = How.LEFT_OUT
    reason: str = ""


@dataclass(frozen=True)
class Numbers:
    """All choices, and the numbers that respondents are made by.

    Attributes:
        size: how many respondents there are.
        counts: variable -> code -> number of respondents.
        totals: numeric variable -> sum over all respondents.
    """

    size: int
    counts: Mapping[str, Mapping[str, int]]
    totals: Mapping[str, int]
    choices: tuple[Choice, ...]


def nearest(figure: Figure, base: int) -> int | None:
    """The whole number of `base` respondents nearest to a printed value that satisfies its wording.

    For a mean, the whole sum over `base` respondents. The smaller of two that are equally near; None where no whole
    number satisfies the wording.
    """
    unit = _unit(figure, base)
    exact = figure.cited.value * unit
    for distance in range(base + 1):
        for whole in sorted({int(exact) - distance, int(exact) + 1 + distance}, key=lambda n: (abs(n - exact), n)):
            if whole >= 0 and figure.interval.holds(whole / unit):
                return whole
    return None


def _unit(figure: Figure, base: int) -> Fraction:
    """How many of `base` respondents, or how much of their sum, one unit of a figure is."""
    match figure.cited.measure:
        case Measure.COUNT:
            return Fraction(1)
        case Measure.SHARE:
            return Fraction(base, 100)
        case Measure.MEAN:
            return Fraction(base)


def choose_numbers(spec: PracticeSpec, figures: Mapping[str, Figure]) -> Numbers:
    """Chooses the whole numbers that a synthetic file is made by.

    `figures` holds every figure that `spec` names, by its id.

    Raises:
        StudyRefused: figures, ends or claims that no whole numbers satisfy.
    """
    respondents = figures[spec.respondents]
    size = int(respondents.cited.value)
    whole = Fraction(size)
    choices = [Choice(figure=respondents, exact=whole, chosen=size, result=whole, how=How.REPRODUCED)]
    counts: dict[str, dict[str, int]] = {}
    totals: dict[str, int] = {}
    problems: list[Problem] = []
    for variable in spec.variables:
        if isinstance(variable, PracticeNumbers):
            made = _reproduced(variable.id, "", figures[variable.mean], size, variable.reason)
            if made.chosen is None or not size * variable.least < made.chosen < size * variable.most:
                what = "the mean lies outside the chosen ends"
                problems.append(Problem(f"{WHERE}: {variable.id}", what, "choose a smaller least or a larger most"))
            else:
                totals[variable.id] = made.chosen
            choices.append(made)
            continue
        base = size if variable.among is None else counts.get(variable.among[0], {}).get(variable.among[1], 0)
        answers, found = _answers(variable, figures, base)
        counts[variable.id] = {choice.code: choice.chosen or 0 for choice in answers}
        if variable.otherwise:
            counts[variable.id][variable.otherwise] = size - base
        choices += answers
        problems += found
    if problems:
        raise StudyRefused(problems)
    claims, problems = _claims(spec, figures, counts, size)
    if problems:
        raise StudyRefused(problems)
    choices += claims
    for entry in spec.apart:
        figure = figures.get(entry.id)
        choices.append(
            Choice(variable="" if figure else entry.id, figure=figure, how=How.LEFT_OUT, reason=entry.reason)
        )
    return Numbers(size, counts, totals, tuple(choices))


def _reproduced(variable: str, code: str, figure: Figure, base: int, reason: str) -> Choice:
    return _choice(variable, code, figure, base, nearest(figure, base), How.REPRODUCED, reason)


def _choice(variable: str, code: str, figure: Figure, base: int, chosen: int | None, how: How, reason: str) -> Choice:
    unit = _unit(figure, base)
    result = None if chosen is None else chosen / unit
    return Choice(variable, code, figure, base, figure.cited.value * unit, chosen, result, how, reason)


def _answers(variable: PracticeAnswers, figures: Mapping[str, Figure], base: int) -> tuple[list[Choice], list[Problem]]:
    """How many give each answer; who is left gives the one answer without a figure."""
    problems = []
    choices = []
    for part in variable.answers:
        if part.figure:
            choice = _reproduced(variable.id, part.code, figures[part.figure], base, part.reason)
            if choice.chosen is None:
                what = f"no whole number of {base} respondents satisfies the wording of {part.figure}"
                problems.append(Problem(f"{WHERE}: {variable.id}.{part.code}", what, "leave the figure apart"))
        else:
            choice = Choice(variable=variable.id, code=part.code, base=base, how=How.LEFT, reason=part.reason)
        choices.append(choice)
    left = base - sum(choice.chosen or 0 for choice in choices)
    n_rest = sum(choice.how is How.LEFT for choice in choices)
    if left < 0 or (left and not n_rest) or n_rest > 1:
        what = "the answers do not add up to all who are asked"
        problems.append(Problem(f"{WHERE}: {variable.id}", what, "give one answer, and no more, without a figure"))
    share = Fraction(100 * left, base) if base else None
    return [
        replace(choice, chosen=left, result=share) if choice.how is How.LEFT else choice for choice in choices
    ], problems


def _claims(
    spec: PracticeSpec, figures: Mapping[str, Figure], counts: Mapping[str, Mapping[str, int]], size: int
) -> tuple[list[Choice], list[Problem]]:
    """What the chosen numbers come to for figures that they fix already, and whether they agree as they should."""
    choices = []
    problems = []
    for claim in spec.claims:
        figure = figures[claim.figure]
        chosen = sum(counts[variable][code] for variable, code in claim.of)
        fits = figure.interval.holds(chosen / _unit(figure, size))
        if fits != claim.fits:
            what = f"{claim.figure} {'agrees' if fits else 'does not agree'} with the chosen numbers"
            problems.append(Problem(f"{WHERE}: {claim.figure}", what, f"say `fits: {str(fits).lower()}`"))
        variable, code = claim.of[0]
        code = code if len(claim.of) == 1 else ""
        how = How.AGREES if fits else How.SET_ASIDE
        choices.append(_choice(variable, code, figure, size, chosen, how, claim.reason))
    return choices, problems

"""Turns figures and their wording into whole numbers of respondents; keeps a record of every choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ..errors import Problem
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
        asked: the number of respondents (or the sum, for a mean) that the printed value is, not yet whole.
        chosen: the whole number that is taken.
        result: what the chosen number comes to, in the figure's unit.
    """

    variable: str
    code: str
    figure: Figure | None
    base: int | None
    asked: Fraction | None
    chosen: int | None
    result: Fraction | None
    how: How
    reason: str


@dataclass(frozen=True)
class Chosen:
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
    asked = asked_of(figure, base)
    for distance in range(base + 1):
        for whole in sorted({int(asked) - distance, int(asked) + 1 + distance}, key=lambda n: (abs(n - asked), n)):
            if whole >= 0 and figure.interval.holds(result_of(figure, whole, base)):
                return whole
    return None


def asked_of(figure: Figure, base: int) -> Fraction:
    """What a printed value is in respondents, or as a sum over them, not yet whole."""
    match figure.cited.measure:
        case Measure.COUNT:
            return figure.cited.value
        case Measure.SHARE:
            return figure.cited.value * base / 100
        case Measure.MEAN:
            return figure.cited.value * base


def result_of(figure: Figure, whole: int, base: int) -> Fraction:
    """What a whole number comes to in the figure's unit."""
    match figure.cited.measure:
        case Measure.COUNT:
            return Fraction(whole)
        case Measure.SHARE:
            return Fraction(100 * whole, base)
        case Measure.MEAN:
            return Fraction(whole, base)


def chosen_numbers(spec: PracticeSpec, figures: Mapping[str, Figure]) -> tuple[Chosen | None, list[Problem]]:
    """Chooses the whole numbers that a synthetic file is made by.

    Args:
        spec: which figure stands behind which answer.
        figures: id -> figure with its bounds; holds every figure that `spec` names.

    Returns:
        The numbers (None where they cannot be chosen) and what is wrong.
    """
    size = int(figures[spec.respondents].cited.value)
    total = Choice("", "", figures[spec.respondents], None, Fraction(size), size, Fraction(size), How.REPRODUCED, "")
    choices = [total]
    counts: dict[str, dict[str, int]] = {}
    totals: dict[str, int] = {}
    problems: list[Problem] = []
    for variable in spec.variables:
        if isinstance(variable, PracticeNumbers):
            made = _choice(variable.id, "", figures[variable.mean], size, variable.reason)
            least, most = size * variable.least, size * variable.most
            if made.chosen is None or not least < made.chosen < most:
                what = "the mean lies outside the chosen ends"
                problems.append(Problem(f"{WHERE}: {variable.id}", what, "choose a smaller least or a larger most"))
            else:
                totals[variable.id] = made.chosen
            choices.append(made)
            continue
        base = size if variable.among is None else counts.get(variable.among[0], {}).get(variable.among[1], 0)
        answers, made_of, found = _answers(variable, figures, base)
        if variable.otherwise:
            answers[variable.otherwise] = size - base
        counts[variable.id] = answers
        choices += made_of
        problems += found
    if not problems:
        claims = list(_claims(spec, figures, counts, size))
        choices += [claim for claim, _ in claims]
        problems += [problem for _, found in claims for problem in found]
    choices += [
        Choice("" if id in figures else id, "", figures.get(id), None, None, None, None, How.LEFT_OUT, reason)
        for id, reason in ((entry.id, entry.reason) for entry in spec.apart)
    ]
    return (None if problems else Chosen(size, counts, totals, tuple(choices))), problems


def _choice(variable: str, code: str, figure: Figure, base: int, reason: str) -> Choice:
    whole = nearest(figure, base)
    result = None if whole is None else result_of(figure, whole, base)
    return Choice(variable, code, figure, base, asked_of(figure, base), whole, result, How.REPRODUCED, reason)


def _answers(
    variable: PracticeAnswers, figures: Mapping[str, Figure], base: int
) -> tuple[dict[str, int], list[Choice], list[Problem]]:
    """How many give each answer; who is left gives the one answer without a figure."""
    choices = []
    problems = []
    for part in variable.answers:
        if part.figure:
            choice = _choice(variable.id, part.code, figures[part.figure], base, part.reason)
            if choice.chosen is None:
                what = f"no whole number of {base} respondents satisfies the wording of {part.figure}"
                problems.append(Problem(f"{WHERE}: {variable.id}.{part.code}", what, "leave the figure apart"))
        else:
            choice = Choice(variable.id, part.code, None, base, None, None, None, How.LEFT, part.reason)
        choices.append(choice)
    left = base - sum(choice.chosen or 0 for choice in choices)
    rest = [choice for choice in choices if choice.how is How.LEFT]
    if left < 0 or (left and not rest) or len(rest) > 1:
        what = "the answers do not add up to all who are asked"
        problems.append(Problem(f"{WHERE}: {variable.id}", what, "give one answer, and no more, without a figure"))
    filled = [choice if choice.how is not How.LEFT else _with_rest(choice, left, base) for choice in choices]
    return {choice.code: choice.chosen or 0 for choice in filled}, filled, problems


def _with_rest(choice: Choice, left: int, base: int) -> Choice:
    result = Fraction(100 * left, base) if base else None
    return Choice(choice.variable, choice.code, None, base, None, left, result, How.LEFT, choice.reason)


def _claims(
    spec: PracticeSpec, figures: Mapping[str, Figure], counts: Mapping[str, Mapping[str, int]], size: int
) -> Iterator[tuple[Choice, list[Problem]]]:
    for claim in spec.claims:
        figure = figures[claim.figure]
        whole = sum(counts[variable][code] for variable, code in claim.of)
        result = result_of(figure, whole, size)
        fits = figure.interval.holds(result)
        found = []
        if fits != claim.fits:
            what = f"{claim.figure} {'agrees' if fits else 'does not agree'} with the chosen numbers"
            found.append(Problem(f"{WHERE}: {claim.figure}", what, f"say `fits: {str(fits).lower()}`"))
        (variable, code) = claim.of[0]
        how = How.AGREES if fits else How.SET_ASIDE
        answer = code if len(claim.of) == 1 else ""
        asked = asked_of(figure, size)
        yield Choice(variable, answer, figure, size, asked, whole, result, how, claim.reason), found


def accounting_problems(spec: PracticeSpec, figures: Mapping[str, Figure], variables: frozenset[str]) -> list[Problem]:
    """Figures that nothing is said of, said twice, or that do not exist.

    Args:
        spec: what is said.
        figures: id -> figure.
        variables: ids of the variables of the study that the figures are from.
    """
    named = [spec.respondents, *(claim.figure for claim in spec.claims)]
    named += [entry.id for entry in spec.apart if entry.id not in variables]
    for variable in spec.variables:
        if isinstance(variable, PracticeNumbers):
            named.append(variable.mean)
        else:
            named += [part.figure for part in variable.answers if part.figure]
    problems = [
        Problem(f"{WHERE}: {id}", "unknown figure or variable", "add it to the study, or correct the id")
        for id in dict.fromkeys(named)
        if id not in figures
    ]
    wanted = [figure.id for figure in figures.values() if figure.cited.series is spec.series]
    problems += [
        Problem(f"{WHERE}: {id}", f"named {named.count(id)} times", "account for each figure once")
        for id in dict.fromkeys([*wanted, *named])
        if id in figures and named.count(id) != 1
    ]
    return problems

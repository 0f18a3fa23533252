"""What a synthetic respondents' file is made from: figures, and a choice for everything that they leave open."""

from __future__ import annotations

from dataclasses import dataclass

from .figures import Series


@dataclass(frozen=True)
class PracticePart:
    """One answer of an invented variable.

    Attributes:
        figure: id of the figure that the number of respondents reproduces; empty for all who are left.
        reason: why it is chosen so; empty where the figure alone says it.
    """

    code: str
    figure: str
    reason: str


@dataclass(frozen=True)
class PracticeAnswers:
    """A variable with categories.

    Attributes:
        among: (variable, code) of those who are asked; None where everybody is.
        otherwise: code of those who are not asked; empty where everybody is.
    """

    id: str
    parts: tuple[PracticePart, ...]
    among: tuple[str, str] | None
    otherwise: str


@dataclass(frozen=True)
class PracticeNumbers:
    """A variable of whole numbers with a printed mean.

    Attributes:
        mean: id of the figure.
        least: smallest number that a respondent may have, a choice.
        most: largest number, a choice.
        reason: why these ends are chosen.
    """

    id: str
    mean: str
    least: int
    most: int
    reason: str


@dataclass(frozen=True)
class PracticeClaim:
    """A figure that says of answers what other figures fix already.

    Attributes:
        of: (variable, code) of the answers, taken together.
        fits: whether the choices agree with it; the build checks that.
    """

    figure: str
    of: tuple[tuple[str, str], ...]
    fits: bool
    reason: str


@dataclass(frozen=True)
class PracticeSpec:
    """What practice.yml asks for.

    Attributes:
        seed: decides who is given which answers, and no number of them.
        series: the series whose figures must all be accounted for.
        respondents: id of the figure that says how many there are.
        example: id of the table whose protection is shown step by step.
        apart: (id of a figure or a variable of the study, reason) for what the file leaves out.
    """

    seed: int
    series: Series
    respondents: str
    variables: tuple[PracticeAnswers | PracticeNumbers, ...]
    example: str
    claims: tuple[PracticeClaim, ...]
    apart: tuple[tuple[str, str], ...]

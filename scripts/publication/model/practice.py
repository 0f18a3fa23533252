"""What practice.yml says: how synthetic respondents are made from figures, and the choices that they leave open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Discriminator, Field, Tag, with_config

from .card import STRICT, Natural, Text
from .figures import Series

Answer = tuple[Text, Text]


@dataclass(frozen=True)
class PracticePart:
    """One answer of a synthetic variable: as many respondents as the figure says, or all who are left without one."""

    code: Text
    figure: Text = ""
    reason: Text = ""

    def __post_init__(self) -> None:
        if not self.figure and not self.reason:
            raise ValueError("neither a figure nor a reason is given")


@dataclass(frozen=True)
class PracticeAnswers:
    """A variable with categories; where not all are asked, `among` says who is and `otherwise` what others have."""

    id: Text
    answers: Annotated[tuple[PracticePart, ...], Field(min_length=2)]
    among: Answer | None = None
    otherwise: Text = ""

    def __post_init__(self) -> None:
        if bool(self.among) != bool(self.otherwise):
            raise ValueError("'among' and 'otherwise' go together")


@dataclass(frozen=True)
class PracticeNumbers:
    """A variable of whole numbers whose mean a figure prints; its least and its most are choices, for a reason."""

    id: Text
    mean: Text
    least: Natural
    most: Annotated[int, Field(ge=1, le=1000)]
    reason: Text


@dataclass(frozen=True)
class PracticeClaim:
    """A figure that says of answers, taken together, what others fix already; the build checks whether it `fits`."""

    figure: Text
    of: Annotated[tuple[Answer, ...], Field(min_length=1)]
    fits: bool
    reason: Text


@dataclass(frozen=True)
class LeftOut:
    """A figure, or a variable of the study, that the synthetic respondents leave out, and why."""

    id: Text
    reason: Text


def _way(entry: object) -> str:
    return "numbers" if isinstance(entry, Mapping) and "mean" in entry else "answers"


@with_config(STRICT)
@dataclass(frozen=True)
class PracticeSpec:
    """practice.yml: how synthetic respondents are made.

    Attributes:
        seed: decides who is given which answers, and no number of them.
        series: the series whose figures must all be accounted for.
        respondents: id of the figure that says how many there are.
        example: id of the table whose protection is shown step by step.
        apart: what the file leaves out.
    """

    seed: Natural
    series: Series
    respondents: Text
    variables: Annotated[
        tuple[
            Annotated[
                Annotated[PracticeAnswers, Tag("answers")] | Annotated[PracticeNumbers, Tag("numbers")],
                Discriminator(_way),
            ],
            ...,
        ],
        Field(min_length=1),
    ]
    example: Text
    claims: tuple[PracticeClaim, ...] = ()
    apart: tuple[LeftOut, ...] = ()

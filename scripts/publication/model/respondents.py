"""Respondents as a file holds them and as they are counted; never printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Records:
    """The respondents of a study, one at each place of every tuple; their answers are in no text of it.

    Attributes:
        name: name of the file that they were read from.
        n_respondents: how many there are.
        answers: variable -> code of the category of each respondent.
        ticks: variable with several answers -> category -> whether each respondent gave it.
        numbers: numeric variable -> number of each respondent; None where there is none.
    """

    name: str
    n_respondents: int = field(repr=False)
    answers: Mapping[str, tuple[str, ...]] = field(repr=False, hash=False)
    ticks: Mapping[str, Mapping[str, tuple[bool, ...]]] = field(repr=False, hash=False)
    numbers: Mapping[str, tuple[Decimal | None, ...]] = field(repr=False, hash=False)

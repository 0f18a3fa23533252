"""Respondents as a file holds them and as they are counted; never printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Reading:
    """What respondents.yml says of the respondents' file.

    Attributes:
        encoding: "utf-8" or "latin-1".
        delimiter: what stands between two cells.
        decimal_mark: what stands before a number's decimals.
        header_rows: 1, or 2 where a question stands above its answers.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    decimal_mark: str = "."
    header_rows: int = 1


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

"""Finds the columns that a study names among a file's headers; quotes no header, since a file may have none."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from ...errors import Problem
from ...model import Reading
from .raw import Raw


@dataclass(frozen=True)
class Wanted:
    """A column that is wanted.

    Attributes:
        where: where the study names it.
        question: text of its header, or of the first of two.
        answer: text of the second header row; empty for whichever stands there.
    """

    where: str
    question: str
    answer: str = ""


def locate(raw: Raw, wanted: list[tuple[Wanted, ...]], reading: Reading) -> tuple[list[list[int]], list[Problem]]:
    """Place of each column that is wanted, and a problem for each that is missing or stands there twice."""
    first = [plain(text) for text in raw.headers[0]]
    second = [plain(text) for text in raw.headers[-1]]
    if len(raw.headers) > 1:
        # A question stands above the first of its columns alone.
        for place in range(1, len(first)):
            first[place] = first[place] or first[place - 1]
    problems = []
    places = []
    for columns in wanted:
        found = []
        for column in columns:
            at = [
                place
                for place, question in enumerate(first)
                if question == plain(column.question) and (not column.answer or second[place] == plain(column.answer))
            ]
            if len(at) != 1:
                name = f"{column.question!r}" + (f", {column.answer!r}" if column.answer else "")
                what = f"no column {name}" if not at else f"{len(at)} columns {name}"
                remedy = "correct the header, or the study" if len(first) > 1 else _one_column(reading)
                problems.append(Problem(f"{raw.name}:1", f"{what} ({column.where})", remedy))
            found.append(at[0] if at else 0)
        places.append(found)
    return places, problems


def _one_column(reading: Reading) -> str:
    name = {",": "comma", ";": "semicolon", "\t": "tab"}[reading.delimiter]
    return f"the header has one column alone: check `delimiter` in respondents.yml, which is {name}"


def plain(text: str) -> str:
    """A text without the differences that nobody sees."""
    return " ".join(unicodedata.normalize("NFC", text).split())

"""Turns the cells of one respondent into categories, ticks and numbers, as categories.csv says; repairs nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from ..errors import Problem
from ..model import Record, Study, Weighting

UNTICKED = {"", "0"}
TICKED = "1"

Fault = tuple[str, str, str]
"""Column, what is wrong with its cell, and what to do; never what the cell says."""
Band = tuple[Decimal | None, Decimal | None, str]
"""Least number (included), largest (excluded) and code of a group of numbers; None where nothing bounds it."""


@dataclass(frozen=True)
class Header:
    """A column that the study names somewhere, by its header or its first of two, and the second (empty for any)."""

    where: str
    question: str
    answer: str = ""


@dataclass
class OneAnswer:
    """Codes a variable of which each respondent has one category.

    Attributes:
        texts: text in the file -> code.
        bands: the groups of a numeric variable.
        mark: what stands before a number's decimals; empty for a variable without numbers.
    """

    variable: str
    headers: tuple[Header, ...]
    texts: dict[str, str]
    bands: tuple[Band, ...] = ()
    mark: str = ""
    codes: list[str] = field(default_factory=list, repr=False)
    numbers: list[Decimal | None] = field(default_factory=list, repr=False)

    def take(self, cells: list[str]) -> Iterator[Fault]:
        """Takes the next respondent's cells, one for each header; yields what does not fit."""
        text = plain(cells[0])
        code, number = self.texts.get(text), None
        if code is None and self.mark:
            number = _number(text, self.mark)
            code = None if number is None else _band(number, self.bands)
        if code is not None:
            self.codes.append(code)
            self.numbers.append(number)
        elif text:
            yield self.variable, "an answer that no category stands for", "declare it in categories.csv"
        else:
            yield self.variable, "no answer", "give it a category with the status missing"


@dataclass
class SeveralAnswers:
    """Codes a variable of which each respondent may tick several categories, each in a column of its own.

    Attributes:
        ticking: code -> texts that tick it, in the order of `headers`.
        exclusive: codes that exclude all others.
    """

    variable: str
    headers: tuple[Header, ...]
    ticking: dict[str, set[str]]
    exclusive: set[str]
    ticks: dict[str, list[bool]] = field(repr=False)

    def take(self, cells: list[str]) -> Iterator[Fault]:
        """Takes the next respondent's cells, one for each header; yields what does not fit."""
        given = []
        for (code, texts), cell in zip(self.ticking.items(), cells, strict=True):
            text = plain(cell)
            if text in texts:
                given.append(code)
            elif text not in UNTICKED:
                remedy = "1 or its label ticks an answer, nothing or 0 does not; declare others in categories.csv"
                yield f"{self.variable}.{code}", "neither ticked nor left out", remedy
            self.ticks[code].append(text in texts)
        for code in [code for code in given if code in self.exclusive and len(given) > 1]:
            remedy = "clear one of them, or let it exclude nothing in categories.csv"
            yield f"{self.variable}.{code}", "an answer that excludes all others, given beside another", remedy


@dataclass
class Weights:
    """Reads a column of weights."""

    variable: str
    headers: tuple[Header, ...]
    mark: str
    numbers: list[Decimal] = field(default_factory=list, repr=False)

    def take(self, cells: list[str]) -> Iterator[Fault]:
        """Takes the next respondent's cells, one for each header; yields what does not fit."""
        number = _number(plain(cells[0]), self.mark)
        if number is None or number < 0:
            yield self.variable, "no weight that is a number of at least 0", "correct it"
        else:
            self.numbers.append(number)


Coder = OneAnswer | SeveralAnswers | Weights


def plain(text: str) -> str:
    """A text without the differences that nobody sees."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _number(text: str, mark: str) -> Decimal | None:
    if not re.fullmatch(rf"-?[0-9]{{1,12}}({re.escape(mark)}[0-9]{{1,9}})?", text):
        return None
    return Decimal(text.replace(mark, "."))


def _band(number: Decimal, bands: Iterable[Band]) -> str | None:
    for least, below, code in bands:
        if (least is None or number >= least) and (below is None or number < below):
            return code
    return None


def foreign_weights(coders: Iterable[Coder], weightings: Iterable[Weighting]) -> Iterator[Fault]:
    """Yields a fault where the respondent who was read last has another weight than their group."""
    by_name = {coder.variable: coder for coder in coders}
    codes = {name: coder.codes for name, coder in by_name.items() if isinstance(coder, OneAnswer)}
    for weighting in weightings:
        column = by_name.get(weighting.id)
        if not isinstance(column, Weights):
            continue
        weight = weighting.weights[tuple(codes[name][-1] for name in weighting.variables)]
        # A file has more digits than people write down.
        if round(column.numbers[-1], max(0, -int(weight.as_tuple().exponent))) != weight:
            yield column.variable, "another weight than its group has", "correct it, or the group's in weights.csv"


def coders_of(study: Study) -> tuple[list[Coder], list[Problem]]:
    """A coder for each variable that the study's counted tables need, and what is wrong with its categories."""
    names = {name for spec in study.counts for name in (*spec.dimensions, spec.mean_of)}
    names |= {name for spec in study.counts for name, _ in study.conditions(spec.universe)}
    coders: list[Coder] = []
    problems: list[Problem] = []
    for variable in study.file("variables").records:
        if variable["type"] == "weight" or variable["id"] in names:
            coder, found = _coder(variable, study)
            coders.append(coder)
            problems += found
    return coders, problems


def _coder(variable: Record, study: Study) -> tuple[Coder, list[Problem]]:
    name = variable["id"]
    listed = study.categories(name)
    parents = {record["maps_to"] for record in listed}
    leaves = [record for record in listed if record["code"] not in parents]
    question = variable["column"] or name
    headers: tuple[Header, ...] = (Header(f"study/variables.csv:{variable.row}", question),)
    match variable["type"]:
        case "weight":
            return Weights(name, headers, study.reading.decimal_mark), []
        case "multiple":
            ticking = {
                leaf["code"]: {TICKED, *_written(leaf["code"], leaf["label"], *leaf["answers"].split("|"))} - UNTICKED
                for leaf in leaves
            }
            exclusive = {leaf["code"] for leaf in leaves if leaf["excludes"]}
            headers = tuple(_item_header(leaf, question, study.reading.header_rows) for leaf in leaves)
            return SeveralAnswers(name, headers, ticking, exclusive, {code: [] for code in ticking}), []
        case type:
            texts, problems = _texts(leaves)
            if type != "numeric":
                return OneAnswer(name, headers, texts), problems
            bands, found = _bands(leaves)
            return OneAnswer(name, headers, texts, bands, study.reading.decimal_mark), [*problems, *found]


def _item_header(leaf: Record, question: str, header_rows: int) -> Header:
    where = f"study/categories.csv:{leaf.row}"
    if header_rows == 2:
        return Header(where, question, leaf["column"] or leaf["label"])
    return Header(where, leaf["column"] or leaf["code"])


def _written(*texts: str) -> list[str]:
    return [plain(text) for text in texts if text.strip()]


def _texts(leaves: list[Record]) -> tuple[dict[str, str], list[Problem]]:
    """The code of each text: declared answers before codes, codes before labels."""
    texts: dict[str, str] = {}
    declared: dict[str, str] = {}
    problems = []
    for leaf in leaves:
        where = f"study/categories.csv:{leaf.row}:answers"
        for text in [*_written(*leaf["answers"].split("|")), *[""] * (leaf["status"] == "missing")]:
            if declared.setdefault(text, leaf["code"]) != leaf["code"]:
                problems.append(Problem(where, f"{text!r} stands for two categories", "leave it to one of them"))
    for leaf, column in product(leaves, ("code", "label")):
        text = plain(leaf[column])
        if text not in declared and texts.setdefault(text, leaf["code"]) != leaf["code"]:
            where = f"study/categories.csv:{leaf.row}:{column}"
            remedy = "say under `answers` for which of them it stands"
            problems.append(Problem(where, f"{text!r} names two categories of the variable", remedy))
    return texts | declared, problems


def _bands(leaves: list[Record]) -> tuple[tuple[Band, ...], list[Problem]]:
    """The groups of numbers; those that overlap or hold nothing are problems."""
    bands: list[Band] = []
    problems = []
    for leaf in leaves:
        where = f"study/categories.csv:{leaf.row}"
        least, below = (Decimal(leaf[name]) if leaf[name] else None for name in ("from", "below"))
        if least is None and below is None:
            if not leaf["status"] and not leaf["answers"]:
                problems.append(Problem(where, "a group of numbers without limits", "fill in from, below or both"))
            continue
        problems += [
            Problem(f"{where}:from", f"overlaps with {code}", "let each number belong to one group")
            for other_least, other_below, code in bands
            if not (_ends(below, other_least) or _ends(other_below, least))
        ]
        if _ends(below, least):
            problems.append(Problem(f"{where}:below", "no number fits", "correct the limits"))
        bands.append((least, below, leaf["code"]))
    return tuple(bands), problems


def _ends(below: Decimal | None, least: Decimal | None) -> bool:
    """Whether a group that ends at `below` ends before one that begins at `least`."""
    return below is not None and least is not None and below <= least

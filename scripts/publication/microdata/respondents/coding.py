"""Turns the texts of one variable's columns into codes, ticks or numbers, by its categories; repairs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from ...errors import Problem
from ...model import Record, Study, Weighting
from .headers import Wanted, plain

UNTICKED = frozenset({"", "0"})
TICKED = "1"

Fault = tuple[str, str, str]


@dataclass
class Coder:
    """What reads one variable, and the answers read so far.

    Attributes:
        type: the variable's type.
        columns: its columns: one, or one for each answer where a respondent may give several.
        texts: text in the file -> code.
        bands: least number (included), largest (excluded) and code of each group of numbers.
        mark: what stands before a number's decimals.
        items: codes of several answers, in the order of `columns`.
        ticking: code of such an answer -> texts that tick it.
        exclusive: codes of those that exclude all others.
    """

    variable: str
    type: str
    columns: tuple[Wanted, ...]
    texts: dict[str, str]
    bands: tuple[tuple[Decimal | None, Decimal | None, str], ...]
    mark: str
    items: tuple[str, ...]
    ticking: dict[str, frozenset[str]]
    exclusive: frozenset[str]
    codes: list[str] = field(default_factory=list, repr=False)
    numbers: list[Decimal | None] = field(default_factory=list, repr=False)
    ticks: dict[str, list[bool]] = field(default_factory=dict, repr=False)

    def take(self, cells: list[str]) -> Iterator[Fault]:
        """Takes one respondent's cells; yields column, fault and remedy for each that does not fit."""
        match self.type:
            case "multiple":
                yield from self._several(cells)
            case "weight":
                yield from self._weight(cells[0])
            case _:
                yield from self._one(cells[0])

    def _one(self, cell: str) -> Iterator[Fault]:
        text = plain(cell)
        code = self.texts.get(text)
        number = None
        if code is None and self.type == "numeric":
            number = _number(text, self.mark)
            code = self._band(number)
        if code is None:
            what = "no answer" if not text else "an answer that no category stands for"
            remedy = "give it a category with the status missing" if not text else "declare it in categories.csv"
            yield self.variable, what, remedy
            return
        self.codes.append(code)
        self.numbers.append(number)

    def _band(self, number: Decimal | None) -> str | None:
        if number is None:
            return None
        for least, below, code in self.bands:
            if (least is None or number >= least) and (below is None or number < below):
                return code
        return None

    def _several(self, cells: list[str]) -> Iterator[Fault]:
        for code, cell in zip(self.items, cells, strict=True):
            text = plain(cell)
            is_ticked = text in self.ticking[code]
            if not is_ticked and text not in UNTICKED:
                remedy = "1 or its label ticks an answer, nothing or 0 does not; declare others in categories.csv"
                yield f"{self.variable}.{code}", "neither ticked nor left out", remedy
            self.ticks[code].append(is_ticked)
        given = [code for code in self.items if self.ticks[code][-1]]
        for code in given if len(given) > 1 else ():
            if code in self.exclusive:
                remedy = "clear one of them, or let it exclude nothing in categories.csv"
                yield f"{self.variable}.{code}", "an answer that excludes all others, given beside another", remedy

    def _weight(self, cell: str) -> Iterator[Fault]:
        number = _number(plain(cell), self.mark)
        if number is None or number < 0:
            yield self.variable, "no weight that is a number of at least 0", "correct it"
        self.numbers.append(number)


def foreign_weights(coders: Iterable[Coder], weightings: tuple[Weighting, ...]) -> Iterator[Fault]:
    """Yields a fault where the respondent who was read last has another weight than his group."""
    by_name = {coder.variable: coder for coder in coders}
    for weighting in weightings:
        column = by_name.get(weighting.id)
        if column is None or column.type != "weight" or column.numbers[-1] is None:
            continue
        wanted = weighting.weights[tuple(by_name[name].codes[-1] for name in weighting.variables)]
        # A file has more digits than people write down.
        if round(column.numbers[-1], _decimals(wanted)) != wanted:
            yield column.variable, "another weight than its group has", "correct it, or the group's in weights.csv"


def _decimals(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))


def _number(text: str, mark: str) -> Decimal | None:
    if not re.fullmatch(rf"-?[0-9]{{1,12}}({re.escape(mark)}[0-9]{{1,9}})?", text):
        return None
    return Decimal(text.replace(mark, "."))


def wanted_variables(study: Study) -> list[Record]:
    """The variables that the study's counted tables need, in the order of variables.csv."""
    names = {name for spec in study.counts for name in (*spec.dimensions, spec.mean_of)}
    names |= {name for spec in study.counts for name, _ in study.conditions(spec.universe)}
    return [record for record in study.file("variables").records if record["id"] in names or record["type"] == "weight"]


def coder(variable: Record, study: Study) -> tuple[Coder, list[Problem]]:
    """What reads a variable, and what is wrong with its categories."""
    name, type = variable["id"], variable["type"]
    listed = study.categories(name)
    parents = {record["maps_to"] for record in listed}
    leaves = [record for record in listed if record["code"] not in parents]
    question = variable["column"] or name
    where = f"study/variables.csv:{variable.row}"
    columns: tuple[Wanted, ...] = (Wanted(where, question),)
    texts, problems = ({}, []) if type in ("multiple", "weight") else _texts(leaves)
    if type == "multiple":
        has_two = study.reading.header_rows == 2
        columns = tuple(
            Wanted(f"study/categories.csv:{leaf.row}", question, leaf["column"] or leaf["label"])
            if has_two
            else Wanted(f"study/categories.csv:{leaf.row}", leaf["column"] or leaf["code"])
            for leaf in leaves
        )
    bands, found = _bands(leaves) if type == "numeric" else ((), [])
    made = Coder(
        variable=name,
        type=type,
        columns=columns,
        texts=texts,
        bands=bands,
        mark=study.reading.decimal_mark,
        items=tuple(leaf["code"] for leaf in leaves),
        ticking={leaf["code"]: frozenset({TICKED, *_own_texts(leaf)}) - UNTICKED for leaf in leaves},
        exclusive=frozenset(leaf["code"] for leaf in leaves if leaf["excludes"]),
        ticks={leaf["code"]: [] for leaf in leaves} if type == "multiple" else {},
    )
    return made, [*problems, *found]


def _own_texts(leaf: Record) -> list[str]:
    return [plain(text) for text in (leaf["code"], leaf["label"], *leaf["answers"].split("|")) if text.strip()]


def _texts(leaves: list[Record]) -> tuple[dict[str, str], list[Problem]]:
    """What stands for each category: declared answers before codes, codes before labels."""
    texts: dict[str, str] = {}
    declared: dict[str, str] = {}
    problems = []
    for leaf in leaves:
        for text in [plain(text) for text in leaf["answers"].split("|") if text.strip()] + (
            [""] if leaf["status"] == "missing" else []
        ):
            if declared.setdefault(text, leaf["code"]) != leaf["code"]:
                where = f"study/categories.csv:{leaf.row}:answers"
                problems.append(Problem(where, f"{text!r} stands for two categories", "leave it to one of them"))
    for leaf in leaves:
        for column in ("code", "label"):
            text = plain(leaf[column])
            if text not in declared and texts.setdefault(text, leaf["code"]) != leaf["code"]:
                where = f"study/categories.csv:{leaf.row}:{column}"
                remedy = "say under `answers` for which of them it stands"
                problems.append(Problem(where, f"{text!r} names two categories of the variable", remedy))
    return texts | declared, problems


def _bands(leaves: list[Record]) -> tuple[tuple[tuple[Decimal | None, Decimal | None, str], ...], list[Problem]]:
    """Groups of numbers; those that overlap or hold nothing are reported."""
    bands = []
    problems = []
    for leaf in leaves:
        least, below = (Decimal(leaf[name]) if leaf[name] else None for name in ("from", "below"))
        if least is None and below is None:
            if not leaf["status"] and not leaf["answers"]:
                where = f"study/categories.csv:{leaf.row}"
                problems.append(Problem(where, "a group of numbers without limits", "fill in from, below or both"))
            continue
        bands.append((least, below, leaf["code"]))
        for other_least, other_below, other in bands[:-1]:
            is_apart = (below is not None and other_least is not None and below <= other_least) or (
                least is not None and other_below is not None and other_below <= least
            )
            if not is_apart:
                where = f"study/categories.csv:{leaf.row}:from"
                problems.append(Problem(where, f"overlaps with {other}", "let each number belong to one group"))
        if least is not None and below is not None and below <= least:
            problems.append(Problem(f"study/categories.csv:{leaf.row}:below", "no number fits", "correct the limits"))
    return tuple(bands), problems

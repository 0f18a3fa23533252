"""Turns the cells of respondents into categories, ticks and numbers, as categories.csv says; repairs nothing."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from ..errors import Problem
from ..model import Record, Study, Weighting

UNTICKED = ("", "0")
TICKED = "1"

Fault = tuple[str, str, str]
"""SourceColumn, what is wrong with its cell, and what to do; never what the cell says."""
Band = tuple[Decimal | None, Decimal | None, str]
"""Least number (included), largest (excluded) and code of a group of numbers; None where nothing bounds it."""

_FAULTS = {
    "multiple": (
        "neither ticked nor left out",
        "1 or its label ticks an answer, nothing or 0 does not; declare others in categories.csv",
    ),
    "weight": ("no weight that is a number of at least 0", "correct it"),
}
_UNKNOWN = ("an answer that no category stands for", "declare it in categories.csv")
_NO_ANSWER = ("no answer", "give it a category with the status missing")


@dataclass
class SourceColumn:
    """A column that the study needs, what its texts stand for, and the values read so far.

    Attributes:
        where: where the study names it.
        header: text of its header, or of the first of two.
        second: text of the second header row; empty for any.
        texts: text in the file -> code; of an answer that may be ticked, whether it is.
        bands: the groups of its numbers.
        mark: what stands before a number's decimals; empty for a column without numbers.
        item: the answer that may be ticked here, where respondents may give several; empty otherwise.
        is_exclusive: whether this answer excludes all others.
        values: code or tick of each respondent; None for a cell that does not fit.
        numbers: number of each respondent; None for none.
    """

    variable: str
    type: str
    where: str
    header: str
    second: str = ""
    texts: Mapping[str, str | bool] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()
    mark: str = ""
    item: str = ""
    is_exclusive: bool = False
    values: list[str | bool | None] = field(default_factory=list, repr=False)
    numbers: list[Decimal | None] = field(default_factory=list, repr=False)

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"{self.variable}.{self.item}" if self.item else self.variable

    def take(self, cell: str) -> Iterator[Fault]:
        """Takes the next respondent's cell; yields what is wrong with it."""
        text = plain(cell)
        value, number = self.texts.get(text), None
        if value is None and self.mark:
            number = _number(text, self.mark)
            value = None if number is None else _band(number, self.bands)
        self.values.append(value)
        self.numbers.append(number)
        if value is None:
            yield (self.name, *_FAULTS.get(self.type, _UNKNOWN if text else _NO_ANSWER))


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


def exclusion_faults(columns: Iterable[SourceColumn]) -> Iterator[Fault]:
    """Yields what the respondent who was read last ticked beside an answer that excludes it."""
    given = [column for column in columns if column.item and column.values[-1]]
    n_given = Counter(column.variable for column in given)
    for column in given:
        if column.is_exclusive and n_given[column.variable] > 1:
            remedy = "clear one of them, or let it exclude nothing in categories.csv"
            yield column.name, "an answer that excludes all others, given beside another", remedy


def foreign_weights(columns: Iterable[SourceColumn], weightings: Iterable[Weighting]) -> Iterator[Fault]:
    """Yields a fault where the respondent who was read last has another weight than their group."""
    by_name = {column.name: column for column in columns}
    for weighting in weightings:
        column = by_name.get(weighting.id)
        if column is None or column.type != "weight" or (number := column.numbers[-1]) is None:
            continue
        weight = weighting.weights[tuple(str(by_name[name].values[-1]) for name in weighting.variables)]
        # A file has more digits than people write down.
        if round(number, max(0, -int(weight.as_tuple().exponent))) != weight:
            yield column.name, "another weight than its group has", "correct it, or the group's in weights.csv"


def needed_columns(study: Study) -> tuple[list[SourceColumn], list[Problem]]:
    """The columns that the study's counted tables need, and what is wrong with their categories."""
    names = {name for spec in study.counts for name in (*spec.dimensions, spec.mean_of)}
    names |= {name for spec in study.counts for name, _ in study.conditions(spec.universe)}
    columns: list[SourceColumn] = []
    problems: list[Problem] = []
    for variable in study.file("variables").records:
        if variable["type"] == "weight" or variable["id"] in names:
            own, found = _columns(variable, study)
            columns += own
            problems += found
    return columns, problems


def _columns(variable: Record, study: Study) -> tuple[list[SourceColumn], list[Problem]]:
    name, type = variable["id"], variable["type"]
    listed = study.categories(name)
    parents = {record["maps_to"] for record in listed}
    leaves = [record for record in listed if record["code"] not in parents]
    header = variable["column"] or name
    if type == "multiple":
        return [_item(variable, leaf, header, study.reading.header_rows) for leaf in leaves], []
    column = SourceColumn(name, type, f"study/variables.csv:{variable.row}", header)
    problems: list[Problem] = []
    if type != "weight":
        column.texts, problems = _texts(leaves)
    if type in ("weight", "numeric"):
        column.mark = study.reading.decimal_mark
        column.bands, found = _bands(leaves) if type == "numeric" else (((Decimal(0), None, type),), [])
        problems += found
    return [column], problems


def _item(variable: Record, leaf: Record, header: str, header_rows: int) -> SourceColumn:
    """The column of an answer that may be ticked; under two header rows it shares the first with its neighbours."""
    ticking = _written(TICKED, leaf["code"], leaf["label"], *leaf["answers"].split("|"))
    own, second = leaf["column"] or leaf["code"], ""
    if header_rows == 2:
        own, second = header, leaf["column"] or leaf["label"]
    return SourceColumn(
        variable["id"],
        variable["type"],
        f"study/categories.csv:{leaf.row}",
        own,
        second,
        dict.fromkeys(ticking, True) | dict.fromkeys(UNTICKED, False),
        item=leaf["code"],
        is_exclusive=bool(leaf["excludes"]),
    )


def _written(*texts: str) -> list[str]:
    return [plain(text) for text in texts if text.strip()]


def _texts(leaves: list[Record]) -> tuple[dict[str, str | bool], list[Problem]]:
    """The code of each text: declared answers before codes, codes before labels."""
    texts: dict[str, str | bool] = {}
    declared: dict[str, str | bool] = {}
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

"""Turns the texts of a column into categories, ticks and numbers, as categories.csv says; repairs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .source import ColumnNotes, plain

UNTICKED = ("", "0", "0.0", "false", "False", "FALSE")
TICKED = ("1", "1.0", "true", "True", "TRUE")
ANY_TEXT = "*"
"""What lets any text tick an answer, under `answers`."""

Value = str | bool | tuple[str, ...]
"""What a cell says: a code; whether an answer is ticked, or why it was not asked; or several codes."""
Fault = tuple[str, str, str]
"""SourceColumn, what is wrong with its cell, and what to do; never what the cell says."""
Band = tuple[Decimal | None, Decimal | None, str]
"""Least number (included), largest (excluded) and code of a group of numbers; None where nothing bounds it."""

_DECLARE = "declare it in categories.csv"
_FAULTS = {
    "multiple": (
        "neither ticked nor unticked",
        "say in respondents.yml which texts tick an answer (`ticked`), which do not (`unticked`), and which mean that "
        "nobody asked (`not_asked`); under `answers` in categories.csv, * lets any text tick",
    ),
    "weight": ("no weight that is a number of at least 0", "correct it"),
    "numeric": (
        "an answer that no category stands for",
        "write numbers in digits, such as 1234.5, with no currency or exponent (`decimal_mark` and `thousands_mark` in "
        f"respondents.yml say which marks they have); {_DECLARE} where it is no number",
    ),
}
_UNKNOWN = ("an answer that no category stands for", _DECLARE)
LIKE_HEADERS = (_FAULTS["multiple"][0], _UNKNOWN[0])
"""What is wrong with a header row that is read as a respondent."""
_NO_ANSWER = ("no answer", "give it a category with the status missing")
_NOT_ASKED = ("not asked", "give the question a category with the status not_applicable and no column")
_MISSING = (
    "a value that the file itself declares as missing",
    "name it under `answers` of a category with a status, such as missing",
)
EXCLUDED = (
    "an answer that excludes all others, given beside another",
    "clear one of them, or let it exclude nothing in categories.csv",
)
_TWO_MEANINGS = ("a value and its label in the file that stand for two categories", "correct `answers` or the labels")


@dataclass(frozen=True)
class SourceColumn:
    """A column that the study needs, and what its texts stand for.

    Attributes:
        where: where the study names it.
        header: text of its header, or of the first of two.
        second: text of the second header row; empty for any.
        texts: text in the file -> code; of an answer that may be ticked, whether it is, or the code of why not.
        bands: the groups of its numbers.
        mark: what stands before a number's decimals; empty for a column without numbers.
        thousands: what stands between thousands.
        item: the answer that may be ticked here, where respondents may give several; empty otherwise.
        is_exclusive: whether this answer excludes all others.
        any_text: the answer that any other text stands for; empty for none.
        not_asked: texts that say that nobody asked.
        separator: what separates the answers in its cells, where they hold several.
        statuses: codes that say why there is no answer -> what status they have.
        excluding: of answers in one cell, those that exclude all others.
    """

    variable: str
    type: str
    where: str
    header: str
    second: str = ""
    texts: Mapping[str, str | bool] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()
    mark: str = ""
    thousands: str = ""
    item: str = ""
    is_exclusive: bool = False
    any_text: str = ""
    not_asked: frozenset[str] = frozenset()
    separator: str = ""
    statuses: Mapping[str, str] = field(default_factory=dict)
    excluding: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"{self.variable}.{self.item}" if self.item else self.variable

    def decoded(self, cell: str, notes: ColumnNotes) -> tuple[Value | None, Decimal | None, Fault | None]:
        """What a cell says, the number in it, and what is wrong with it."""
        text = plain(cell)
        label = plain(notes.values.get(text, ""))
        value, number = self._value(text), None
        by_label = self._value(label) if label else None
        if None not in (value, by_label) and value != by_label:
            return None, None, (self.name, *_TWO_MEANINGS)
        value = by_label if value is None else value
        is_missing = bool(text) and notes.is_missing(text)
        if value is None and is_missing:
            # What the file declares as missing is what an empty cell is, where nothing else is said of it.
            value = self.texts.get("") if self.type != "multiple" else None
        if value is None and self.mark:
            number = _number(text, self.mark, self.thousands)
            value = None if number is None else _band(number, self.bands)
        if is_missing and value not in self.statuses and self.type != "weight":
            return None, None, (self.name, *_MISSING)
        if isinstance(value, tuple) and len(value) > 1 and self.excluding & {*value}:
            return None, None, (self.name, *EXCLUDED)
        if value is not None:
            return value, number, None
        if text in self.not_asked:
            return None, None, (self.name, *_NOT_ASKED)
        return None, None, (self.name, *(_FAULTS.get(self.type, _UNKNOWN) if text else self._blank()))

    def _blank(self) -> tuple[str, str]:
        return _FAULTS["weight"] if self.type == "weight" else _NO_ANSWER

    def _value(self, text: str) -> Value | None:
        if self.type == "multiple" and not self.item:
            return self._several(text)
        value = self.texts.get(text)
        is_free = bool(text and self.any_text) and text not in self.not_asked
        return True if value is None and is_free else value

    def _several(self, text: str) -> tuple[str, ...] | None:
        """The answers in one cell, the longest declared text first; None where something else stands there."""
        if isinstance(whole := self.texts.get(text), str):
            return (whole,)
        own = self.separator.strip()
        found: dict[str, None] = {}
        known = sorted((known for known in self.texts if known), key=len, reverse=True)
        rest = text.removeprefix(own).strip()
        while rest:
            best = next((known for known in known if _begins(rest, known, own)), None)
            if best is None:
                if not self.any_text:
                    return None
                best = rest.partition(own or " ")[0]
                found[self.any_text] = None
            else:
                code = self.texts[best]
                assert isinstance(code, str)
                found[code] = None
            rest = rest[len(best) :].strip()
            while own and rest.startswith(own):
                rest = rest.removeprefix(own).strip()
        return tuple(found)


def _begins(text: str, known: str, separator: str) -> bool:
    """Whether a text begins with a known one, at whose end an answer may end."""
    if not text.startswith(known):
        return False
    rest = text[len(known) :]
    return not rest or (rest.lstrip().startswith(separator) if separator else rest.startswith(" "))


def _number(text: str, mark: str, thousands: str) -> Decimal | None:
    whole = "[0-9]{1,12}"
    if thousands:
        between = "[ ]" if thousands == " " else re.escape(thousands)
        whole = f"(?:[0-9]{{1,3}}(?:{between}[0-9]{{3}}){{1,3}}|{whole})"
    if not re.fullmatch(rf"-?{whole}({re.escape(mark)}[0-9]{{1,9}})?", text):
        return None
    return Decimal((text.replace(thousands, "") if thousands else text).replace(mark, "."))


def _band(number: Decimal, bands: Iterable[Band]) -> str | None:
    for least, below, code in bands:
        if (least is None or number >= least) and (below is None or number < below):
            return code
    return None

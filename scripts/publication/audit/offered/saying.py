"""Says in which words pages may show a value: a number in digits, a code by its label, a key by the name of its row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from ...model import Column, Study, Table, Value

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DIGIT = re.compile(r"\d")
_NAMES = ("label", "title")
_NOTHING = "–"


def numbers_of(text: str) -> Counter[str]:
    """Each number in digits that a text holds, and how often."""
    return Counter(_NUMBER.findall(text))


def has_digit(text: str) -> bool:
    """Whether a text holds a number in digits."""
    return _DIGIT.search(text) is not None


class Naming:
    """The names that stand for values.

    Args:
        releases: each study with its tables.
    """

    def __init__(self, releases: Iterable[tuple[Study, Sequence[Table]]]) -> None:
        self._names: dict[str, set[str]] = {}
        for study, tables in releases:
            records = [record.values for file in study.files for record in file.records]
            for table in tables:
                if table.primary_key == ("id",):
                    records += [{name: str(value or "") for name, value in row.items()} for row in table.records()]
            for record in records:
                names = {record[name] for name in _NAMES if record.get(name)}
                self._names.setdefault(record.get("id", ""), set()).update(names)

    def is_said(self, cell: str, value: Value, column: Column, *, is_counted: bool) -> bool:
        """Whether a cell of a page shows a value and nothing more.

        Args:
            cell: its text.
            value: what the table holds.
            column: of the table.
            is_counted: whether it is a table of counts, whose texts are codes alone; another one's may be shortened.
        """
        if value is None or not isinstance(value, str):
            return cell == _plainly(value, column)
        if is_counted:
            return cell in self._said(value, column)
        return cell == value or not has_digit(cell) or numbers_of(cell) <= self.numbers(value, column)

    def numbers(self, value: Value, column: Column) -> Counter[str]:
        """Each number that showing a value may need, and how often at most."""
        if value is None or not isinstance(value, str):
            return numbers_of(_plainly(value, column))
        total: Counter[str] = Counter()
        for part in {value, *(part.strip() for part in value.split("|"))}:
            most: Counter[str] = Counter()
            for text in filter(has_digit, self._said(part, column)):
                most |= numbers_of(text)
            total += most
        return total

    def _said(self, value: str, column: Column) -> set[str]:
        return {value, *(own.label for own in column.options if own.value == value), *self._names.get(value, ())}


def _plainly(value: Value, column: Column) -> str:
    match value:
        case None:
            return (column.missing[0].label if column.missing else "") or _NOTHING
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return format(value, ",f")
        case _:
            return format(value, ",") if isinstance(value, int) else value

"""Finds texts that a spreadsheet would run as a formula when it opens a CSV file; changes none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..errors import Problem
from ..model import Table

# A telephone number or a negative number is no formula.
_FORMULA = re.compile(r"[=@\t\r]|[+\-](?![\d\s().,/-]*$)")
_PART_OF_FILE = "a spreadsheet would run it as a formula"


def formula_problems(tables: Iterable[Table]) -> list[Problem]:
    """A problem for every text of a table that begins like a formula.

    To put an apostrophe before it would hide the danger in one program and change the data in all others.
    """
    return [problem for table in tables for problem in _problems(table)]


def _problems(table: Table) -> Iterator[Problem]:
    for record in table.records():
        for name, value in record.items():
            if isinstance(value, str) and _FORMULA.match(value):
                row = " + ".join(str(record[key]) for key in table.primary_key)
                where = f"table {table.id}: {row}: {name}"
                what = f"the text begins with {value[0]!r}, and {_PART_OF_FILE}"
                yield Problem(where, what, "begin it with a word, or write a minus sign (−) for a hyphen")

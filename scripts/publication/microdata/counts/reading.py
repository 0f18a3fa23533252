"""Turns a folder of frequency tables, one CSV file each, into counted tables; publishes nothing.

No message holds a count: what is wrong is named by file, row and rule.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from safetables.sums import Sum
from safetables.tables import TOTAL, Codes, CountedTable, Dimension, Layout, Magnitude

from ...errors import Problem
from ...model import Study
from .wanted import counted_table, dimensions_of

COUNT = "count"
SUMS = ("sum", "largest", "second")
_ADD = "add it, with 0 where nobody is counted"
_ADD_TOTAL = "add it, or leave out all totals of its kind"


def read_counts(folder: Path, study: Study) -> tuple[tuple[CountedTable, ...], list[Problem]]:
    """Reads the counts of every table of kind `counts`.

    Args:
        folder: holds `TABLE.csv` for each of them: a column for each dimension with the categories' codes (`total`
            for the whole), and the column `count`. Totals may be left out; every other combination must be there. A
            table with means has the columns `sum`, `largest` and `second` too: what the people of a cell add up to,
            and the two largest of their values.
        study: names the tables, their dimensions and the categories.

    Returns:
        The tables that could be read, and a problem for everything that does not fit.
    """
    tables: list[CountedTable] = []
    problems: list[Problem] = []
    for spec in study.counts:
        dimensions = dimensions_of(spec, study)
        rows, found = _counts(folder / f"{spec.id}.csv", dimensions, (COUNT, *(SUMS if spec.mean_of else ())))
        problems += found
        if not found:
            table = counted_table(spec, study, {codes: row[0] for codes, row in rows.items()})
            tables.append(_with_sums(table, spec.mean_of, rows) if spec.mean_of else table)
    if not study.counts:
        problems.append(Problem("study/tables.yml", "no table of kind counts", "add the tables that the counts fill"))
    known = {f"{spec.id}.csv" for spec in study.counts}
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else ():
        if path.name not in known:
            problems.append(Problem(f"counts/{path.name}", "no table asks for this file", "add it to tables.yml"))
    return tuple(tables), problems


def _with_sums(table: CountedTable, variable: str, rows: Mapping[Codes, tuple[int, ...]]) -> CountedTable:
    sums = {codes: Sum(*row[1:]) for codes, row in rows.items()}
    return replace(table, magnitude=Magnitude(variable, sums))


def _counts(
    path: Path, dimensions: tuple[Dimension, ...], numbers: tuple[str, ...]
) -> tuple[Mapping[Codes, tuple[int, ...]], list[Problem]]:
    """The numbers of each row, in the order of `numbers`, and what is wrong with the file."""
    where = f"counts/{path.name}"
    names = [dimension.variable for dimension in dimensions]
    try:
        rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True))
    except FileNotFoundError:
        return {}, [Problem(where, "the file is missing", "add the table's counts")]
    except UnicodeDecodeError as error:
        return {}, [Problem(where, f"not UTF-8 at byte {error.start}", "save the file as UTF-8")]
    except csv.Error as error:
        return {}, [Problem(where, f"malformed CSV ({error})", "close the quotes")]
    if not rows or sorted(rows[0]) != sorted([*names, *numbers]):
        wanted = ",".join([*names, *numbers])
        return {}, [Problem(f"{where}:1", "the header does not name the table's dimensions", f"make it {wanted}")]
    header = rows[0]
    counts: dict[Codes, tuple[int, ...]] = {}
    problems: list[Problem] = []
    known = [{TOTAL, *dimension.parents} for dimension in dimensions]
    for number, row in enumerate(rows[1:], start=2):
        place = f"{where}:{number}"
        if len(row) != len(header):
            problems.append(Problem(place, f"{len(row)} cells, the header has {len(header)}", "complete the row"))
            continue
        record = dict(zip(header, row, strict=True))
        codes = tuple(record[name] for name in names)
        unknown = [
            Problem(f"{place}:{name}", f"unknown category {_quoted(code)}", "add it to categories.csv, or correct it")
            for name, code, codes_known in zip(names, codes, known, strict=True)
            if code not in codes_known
        ]
        problems += unknown
        wrong = [name for name in numbers if not re.fullmatch(r"[0-9]{1,15}", record[name])]
        problems += [Problem(f"{place}:{name}", "no whole, non-negative number", "write digits only") for name in wrong]
        if wrong:
            continue
        found = tuple(int(record[name]) for name in numbers)
        if codes in counts:
            problems.append(Problem(place, "the cell stands here for the second time", "keep one of its rows"))
        elif len(found) > 1 and not _is_possible(*found):
            what = "a sum and its largest values that no values of so many people have"
            problems.append(Problem(place, what, "correct one of them; who has no value must not be counted here"))
        elif not unknown:
            counts[codes] = found
    if not problems:
        problems += [
            Problem(where, f"no row for {_written(names, codes)}", _ADD if TOTAL not in codes else _ADD_TOTAL)
            for codes in Layout("", "", dimensions).missing(counts)
        ]
    return counts, problems


def _is_possible(count: int, total: int, largest: int, second: int) -> bool:
    """Whether some whole numbers that are not negative have this sum and these largest ones."""
    if count < 2:
        return second == 0 and total == largest * count and (count > 0 or largest == 0)
    return second <= largest and largest + second <= total <= largest + second * (count - 1)


def _quoted(text: str) -> str:
    """A text as a message may say it: only what can be a code, since a count may stand in the wrong column."""
    return repr(text) if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", text) else "that is no code"


def _written(names: list[str], codes: Codes) -> str:
    return ", ".join(f"{name}={code}" for name, code in zip(names, codes, strict=True))

"""Turns a CSV file of the study into records, against the description of its columns.

Reports everything that does not fit, by file, row and column; repairs nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

from ..errors import Problem
from ..model import Column, Record, RecordFile
from .columns import FileDescription

# Characters that XML, YAML or UTF-8 cannot carry; no study file needs a line break within a cell either.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = re.compile(r"[\t\n]")
_NUMBERS = {
    "integer": (r"-?[0-9]{1,9}", "a whole number", "write at most nine digits"),
    "number": (r"-?[0-9]{1,6}(\.[0-9]{1,6})?", "a number", "write at most six digits before the point and after it"),
}


def split_list(text: str) -> tuple[str, ...]:
    """The values of a cell that holds several."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def read_records(path: Path, description: FileDescription) -> tuple[RecordFile, list[Problem]]:
    """Reads one CSV file.

    Args:
        path: the file; UTF-8, comma separated, with a header row.
        description: its columns, which the header must name in this order; it may leave out the optional ones.

    Returns:
        The rows that fit, and a problem for each thing that does not.
    """
    where = f"study/{path.name}"
    problems: list[Problem] = []
    rows = _rows(path, where, problems)
    present = set(rows[0]) if rows else set()
    columns = tuple(c for c in description.columns if c.name in present or c.name not in description.optional)
    names = [column.name for column in columns]
    # In the order of the description: a set would give every process its own, and every build another fingerprint.
    left_out = {c.name: "" for c in description.columns if c.name in description.optional - present}
    records: list[Record] = []
    if rows and rows[0] != names:
        problems.append(Problem(f"{where}:1", f"the header is {','.join(rows[0])!r}", f"make it {','.join(names)!r}"))
        rows = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(row):
            problems.append(Problem(f"{where}:{number}", "the row is empty", "remove it"))
        elif len(row) != len(names):
            problems.append(
                Problem(
                    f"{where}:{number}",
                    f"the row has {len(row)} cells and the header {len(names)}",
                    "quote cells that contain commas",
                )
            )
        else:
            record = Record(number, dict(zip(names, row, strict=True)) | left_out)
            found = [
                problem
                for column in columns
                for problem in _cell_problems(record[column.name], column, f"{where}:{number}:{column.name}")
            ]
            problems += found
            if not found:
                records.append(record)
    problems += _duplicates(records, description.primary_key, where)
    return RecordFile(path.stem, columns, description.primary_key, tuple(records)), problems


def _rows(path: Path, where: str, problems: list[Problem]) -> list[list[str]]:
    if not path.is_file():
        # Whether the study can do without it is for those to say who refer to it.
        return []
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError as error:
        problems.append(Problem(where, f"not UTF-8 at byte {error.start}", "save the file as UTF-8"))
        return []
    except csv.Error as error:
        problems.append(Problem(where, f"malformed CSV ({error})", "close the quotes"))
        return []
    if not rows:
        problems.append(Problem(where, "the file is empty", "add its header row"))
    return rows


def _cell_problems(text: str, column: Column, where: str) -> list[Problem]:
    if UNWRITABLE.search(text) or _LINE_BREAK.search(text):
        return [Problem(where, "a line break or a control character", "write plain text on one line")]
    if text != text.strip():
        return [Problem(where, "white space around the value", "remove it")]
    if not text:
        if column.is_required:
            return [Problem(where, "no value", "fill it in")]
        return []
    if column.type == "list" and not split_list(text):
        return [Problem(where, f"{text!r} names nothing", "fill it in")]
    if column.options and text not in {option.value for option in column.options}:
        permitted = ", ".join(option.value for option in column.options)
        return [Problem(where, f"{text!r} is not a permitted value", f"use one of {permitted}")]
    if column.pattern and not re.fullmatch(column.pattern, text):
        return [Problem(where, f"{text!r} does not look like {column.title.lower()}", f"match {column.pattern}")]
    if column.type in _NUMBERS:
        return _number_problems(text, column, where)
    if column.type == "date":
        # Python reads other forms of ISO 8601 too; a Table Schema's date has this one.
        try:
            is_date = date.fromisoformat(text).isoformat() == text
        except ValueError:
            is_date = False
        if not is_date:
            return [Problem(where, f"{text!r} is not a date", "write it as YYYY-MM-DD")]
    return []


def _number_problems(text: str, column: Column, where: str) -> list[Problem]:
    pattern, what, remedy = _NUMBERS[column.type]
    if not re.fullmatch(pattern, text):
        return [Problem(where, f"{text!r} is not {what}", remedy)]
    number = Decimal(text)
    if column.minimum is not None and number < column.minimum:
        return [Problem(where, f"{number} is below {column.minimum}", "correct it")]
    if column.maximum is not None and number > column.maximum:
        return [Problem(where, f"{number} is above {column.maximum}", "correct it")]
    return []


def _duplicates(records: list[Record], key: tuple[str, ...], where: str) -> list[Problem]:
    counts = Counter(tuple(record[name] for name in key) for record in records)
    seen: set[tuple[str, ...]] = set()
    problems = []
    for record in records:
        value = tuple(record[name] for name in key)
        if counts[value] > 1 and value in seen:
            text = " + ".join(value)
            problems.append(
                Problem(
                    f"{where}:{record.row}:{key[-1]}",
                    f"{text!r} stands here for the second time",
                    "give each row its own",
                )
            )
        seen.add(value)
    return problems

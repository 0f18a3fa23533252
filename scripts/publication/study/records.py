"""Turns a CSV file of the study into records, or into everything that does not fit the description of its columns."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from ..errors import MOST_BYTES, Problem
from ..model import Column, Record, RecordFile, split_list
from .columns import FileDescription

# Characters that XML, YAML or UTF-8 cannot carry; no study file needs a line break within a cell either.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = re.compile(r"[\t\n]")
_NUMBERS = {
    "integer": (r"-?[0-9]{1,9}", "a whole number", "write at most nine digits"),
    "number": (r"-?[0-9]{1,6}(\.[0-9]{1,6})?", "a number", "write at most six digits before the point and after it"),
}


def read_records(path: Path, description: FileDescription) -> tuple[RecordFile, list[Problem]]:
    """Reads one CSV file, whose header names the columns in their order, though it may leave out optional ones.

    Returns:
        The rows that fit, and a problem for each thing that does not.
    """
    where = f"study/{path.name}"
    rows, problems = _rows(path, where)
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
        place = f"{where}:{number}"
        if not any(row):
            problems.append(Problem(place, "the row is empty", "remove it"))
        elif len(row) != len(names):
            what = f"the row has {len(row)} cells and the header {len(names)}"
            problems.append(Problem(place, what, "quote cells that contain commas"))
        else:
            faults = [(column, _fault(text, column)) for column, text in zip(columns, row, strict=True)]
            found = [Problem(f"{place}:{column.name}", *fault) for column, fault in faults if fault is not None]
            problems += found
            if not found:
                records.append(Record(number, dict(zip(names, row, strict=True)) | left_out))
    problems += _duplicates(records, description.primary_key, where)
    return RecordFile(path.stem, columns, description.primary_key, tuple(records)), problems


def _rows(path: Path, where: str) -> tuple[list[list[str]], list[Problem]]:
    if not path.is_file():
        # Whether the study can do without it is for those to say who refer to it.
        return [], []
    if path.stat().st_size > MOST_BYTES:
        return [], [Problem(where, f"larger than {MOST_BYTES // 2**20} MB", "name fewer rows: it describes a survey")]
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError as error:
        return [], [Problem(where, f"not UTF-8 at byte {error.start}", "save the file as UTF-8")]
    except csv.Error as error:
        return [], [Problem(where, f"malformed CSV ({error})", "close the quotes")]
    return rows, [] if rows else [Problem(where, "the file is empty", "add its header row")]


def _fault(text: str, column: Column) -> tuple[str, str] | None:
    """What is wrong with a cell, and what to do; None where nothing is."""
    if UNWRITABLE.search(text) or _LINE_BREAK.search(text):
        return "a line break or a control character", "write plain text on one line"
    if text != text.strip():
        return "white space around the value", "remove it"
    if not text:
        return ("no value", "fill it in") if column.is_required else None
    if column.type == "list" and not split_list(text):
        return f"{text!r} names nothing", "fill it in"
    permitted = [option.value for option in column.options]
    if permitted and text not in permitted:
        return f"{text!r} is not a permitted value", f"use one of {', '.join(permitted)}"
    if column.pattern and not re.fullmatch(column.pattern, text):
        return f"{text!r} does not look like {column.title.lower()}", f"match {column.pattern}"
    if column.type in _NUMBERS:
        return _number_fault(text, column)
    # Python reads other forms of ISO 8601 too; a Table Schema's date has this one.
    if column.type == "date" and not _is_date(text):
        return f"{text!r} is not a date", "write it as YYYY-MM-DD"
    return None


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _number_fault(text: str, column: Column) -> tuple[str, str] | None:
    pattern, what, remedy = _NUMBERS[column.type]
    if not re.fullmatch(pattern, text):
        return f"{text!r} is not {what}", remedy
    number = Decimal(text)
    if column.minimum is not None and number < column.minimum:
        return f"{number} is below {column.minimum}", "correct it"
    if column.maximum is not None and number > column.maximum:
        return f"{number} is above {column.maximum}", "correct it"
    return None


def _duplicates(records: list[Record], key: tuple[str, ...], where: str) -> list[Problem]:
    seen: set[tuple[str, ...]] = set()
    problems = []
    for record in records:
        value = tuple(record[name] for name in key)
        if value in seen:
            what = f"{' + '.join(value)!r} stands here for the second time"
            problems.append(Problem(f"{where}:{record.row}:{key[-1]}", what, "give each row its own"))
        seen.add(value)
    return problems

"""Turns the bytes of a respondents' file into headers and rows of text; knows no variable and quotes no cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import Problem
from ...model import Reading

PARQUET = ".parquet"


@dataclass(frozen=True)
class Raw:
    """A file that is being read.

    Attributes:
        name: the file's name.
        headers: text of each header row, one for each column.
        rows: yields row number (as a spreadsheet counts) and cells, as many as there are columns.
        problems: what was wrong with rows so far; complete when `rows` is at its end.
    """

    name: str
    headers: tuple[tuple[str, ...], ...]
    rows: Iterator[tuple[int, list[str]]] = field(repr=False)
    problems: list[Problem]


def opened(path: Path, reading: Reading) -> tuple[Raw | None, list[Problem]]:
    """Opens a file; its rows are read as they are asked for.

    Returns:
        The file, or None and why it cannot be read.
    """
    if path.suffix.lower() == PARQUET:
        return _parquet(path)
    try:
        text = path.read_bytes().decode("utf-8-sig" if reading.encoding == "utf-8" else reading.encoding)
    except UnicodeDecodeError as error:
        what = f"not {reading.encoding.upper()} at byte {error.start}"
        # The exception holds the whole file.
        return None, [Problem(path.name, what, "save the file as UTF-8, or say `encoding` in respondents.yml")]
    if not text.strip():
        return None, [Problem(path.name, "the file is empty", "give a file with a header and respondents")]
    problems: list[Problem] = []
    rows = enumerate(_parsed(text, reading, path.name, problems), start=1)
    headers = [row for _, row in zip(range(reading.header_rows), (row for _, row in rows), strict=False)]
    if problems or len(headers) < reading.header_rows:
        what = "no complete header"
        return None, problems or [Problem(path.name, what, "check `header_rows` in respondents.yml")]
    width = len(headers[-1])
    if any(len(row) != width for row in headers):
        return None, [Problem(f"{path.name}:1", "header rows of different lengths", "make them equally long")]
    return Raw(path.name, tuple(map(tuple, headers)), _even(rows, width, path.name, problems), problems), []


def _parsed(text: str, reading: Reading, name: str, problems: list[Problem]) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), delimiter=reading.delimiter, strict=True)
    try:
        yield from reader
    except csv.Error:
        where = f"{name}: line {reader.line_num}"
        problems.append(Problem(where, "malformed CSV from here on", "close the quotes, and remove NUL characters"))


def _even(
    rows: Iterator[tuple[int, list[str]]], width: int, name: str, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    for number, cells in rows:
        if len(cells) == width:
            yield number, cells
        else:
            what = f"{len(cells)} cells, the header has {width}"
            problems.append(Problem(f"{name}:{number}", what, "quote cells that hold the delimiter"))


def _parquet(path: Path) -> tuple[Raw | None, list[Problem]]:
    try:
        # Half a second of imports, and not installed with the engine.
        from pyarrow import ArrowException, parquet  # noqa: PLC0415
    except ImportError:
        what = "Parquet needs pyarrow, which is not installed"
        return None, [Problem(path.name, what, "pip install -c constraints.txt -e '.[parquet]'")]
    try:
        file = parquet.ParquetFile(path)
        headers = (tuple(file.schema_arrow.names),)
    except (ArrowException, OSError):
        return None, [Problem(path.name, "no Parquet file", "give CSV or Parquet, named by its ending")]
    return Raw(path.name, headers, _parquet_rows(file), []), []


def _parquet_rows(file: Any) -> Iterator[tuple[int, list[str]]]:
    number = 0
    for batch in file.iter_batches():
        columns = [column.to_pylist() for column in batch.columns]
        for cells in zip(*columns, strict=True):
            number += 1
            yield number, [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    if cell is None or cell != cell:  # noqa: PLR0124 - not a number
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)

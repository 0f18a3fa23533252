"""Reads respondents from a file, against variables.csv and categories.csv; quotes no cell of it.

Reads the columns that the study's tables need, and no other. Everything that does not fit is reported at once, by
file, row and column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import Problem, StudyRefused
from ..model import Reading, Respondents, Study, Weighting
from .coding import Fault, SourceColumn, exclusion_faults, foreign_weights, needed_columns, plain

PARQUET = ".parquet"
SHOWN_ROWS = 20
"""Rows of a column that one message names."""
# What marks the root of a folder that is kept under version control, or that a site is built from.
_ROOTS = (".git", "pyproject.toml", "mkdocs.yml")
_SYNTHETIC, _PRACTICE = "synthetic", "practice"


@dataclass(frozen=True)
class _Opened:
    """A file that is being read.

    Attributes:
        headers: text of each header row, one for each column.
        rows: yields row number (as a spreadsheet counts) and cells, as many as there are columns.
        problems: what was wrong with rows so far; complete when `rows` is at its end.
    """

    name: str
    headers: tuple[tuple[str, ...], ...]
    rows: Iterator[tuple[int, list[str]]] = field(repr=False)
    problems: list[Problem] = field(default_factory=list)


def read_respondents(path: Path, study: Study) -> Respondents:
    """Reads a respondents' file.

    Args:
        path: CSV, or Parquet where its name ends in `.parquet`; respondents.yml says how a CSV file is written.
        study: its variables, categories and tables.

    Raises:
        StudyRefused: the file lies where it could be published, or does not fit the study.
    """
    columns, problems = needed_columns(study)
    problems += _place_problems(path)
    if problems:
        raise StudyRefused(problems)
    file = _parquet(path) if path.suffix.lower() == PARQUET else _csv(path, study.reading)
    return _coded(file, columns, _places(file, columns, study.reading), study.weightings)


def is_practice(path: Path) -> bool:
    """Whether a file holds invented respondents: its name says so."""
    return _SYNTHETIC in path.name.lower()


def _place_problems(path: Path) -> list[Problem]:
    place = path.resolve()
    name = path.name or "respondents"
    if not place.is_file():
        return [Problem(name, "no such file", "give the path of a respondents' file")]
    roots = [folder for folder in place.parents if any((folder / mark).exists() for mark in _ROOTS)]
    if not roots or (is_practice(place) and _PRACTICE in place.parent.relative_to(roots[-1]).parts):
        return []
    what = "a respondents' file inside a repository or a site's folder"
    return [Problem(name, what, "move it out of the folder, where nobody can commit or publish it")]


def _refused(where: str, what: str, remedy: str) -> StudyRefused:
    return StudyRefused([Problem(where, what, remedy)])


def _csv(path: Path, reading: Reading) -> _Opened:
    name = path.name
    try:
        text, fault = path.read_bytes().decode("utf-8-sig" if reading.encoding == "utf-8" else reading.encoding), None
    except UnicodeDecodeError as error:
        # The exception holds the whole file, and must not be what another was raised from.
        text, fault = "", error.start
    if fault is not None:
        what = f"not {reading.encoding.upper()} at byte {fault}"
        raise _refused(name, what, "save the file as UTF-8, or say `encoding` in respondents.yml")
    if not text.strip():
        raise _refused(name, "the file is empty", "give a file with a header and respondents")
    problems: list[Problem] = []
    rows = enumerate(_parsed(text, reading, name, problems), start=1)
    headers = [tuple(row) for _, (_, row) in zip(range(reading.header_rows), rows, strict=False)]
    if problems:
        raise StudyRefused(problems)
    if len(headers) < reading.header_rows:
        raise _refused(name, "no complete header", "check `header_rows` in respondents.yml")
    width = len(headers[-1])
    if any(len(row) != width for row in headers):
        raise _refused(f"{name}:1", "header rows of different lengths", "make them equally long")
    return _Opened(name, tuple(headers), _complete(rows, width, name, problems), problems)


def _parsed(text: str, reading: Reading, name: str, problems: list[Problem]) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), delimiter=reading.delimiter, strict=True)
    try:
        yield from reader
    except csv.Error:
        where = f"{name}: line {reader.line_num}"
        problems.append(Problem(where, "malformed CSV from here on", "close the quotes, and remove NUL characters"))


def _complete(
    rows: Iterator[tuple[int, list[str]]], width: int, name: str, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    for number, cells in rows:
        if len(cells) == width:
            yield number, cells
        else:
            what = f"{len(cells)} cells, the header has {width}"
            problems.append(Problem(f"{name}:{number}", what, "quote cells that hold the delimiter"))


def _parquet(path: Path) -> _Opened:
    try:
        # Half a second of imports, and not installed with the engine.
        from pyarrow import ArrowException, parquet  # noqa: PLC0415
    except ImportError:
        what = "Parquet needs pyarrow, which is not installed"
        raise _refused(path.name, what, "pip install -c constraints.txt -e '.[parquet]'") from None
    file = None
    try:
        file = parquet.ParquetFile(path)
        headers = (tuple(file.schema_arrow.names),)
    except (ArrowException, OSError):
        file = None
    if file is None:
        raise _refused(path.name, "no Parquet file", "give CSV or Parquet, named by its ending")
    return _Opened(path.name, headers, enumerate(_parquet_rows(file), start=1))


def _parquet_rows(file: Any) -> Iterator[list[str]]:
    for batch in file.iter_batches():
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    if cell is None or cell != cell:  # noqa: PLR0124 - not a number
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _places(file: _Opened, columns: Sequence[SourceColumn], reading: Reading) -> list[int]:
    """Place of each column in the file; one that is missing, or there twice, is a problem.

    No message quotes a header of the file: where its header row is missing, that is a respondent's answers.
    """
    first, second = ([plain(text) for text in row] for row in (file.headers[0], file.headers[-1]))
    if len(file.headers) > 1:
        # A question stands above the first of its columns alone.
        for place in range(1, len(first)):
            first[place] = first[place] or first[place - 1]
    places = []
    problems = []
    for column in columns:
        header, below = plain(column.header), plain(column.second)
        found = [n for n, text in enumerate(first) if text == header and (not column.second or second[n] == below)]
        places += found
        if len(found) != 1:
            name = f"{column.header!r}" + (f", {column.second!r}" if column.second else "")
            what = f"{len(found) or 'no'} column{'s' * bool(found)} {name} ({column.where})"
            problems.append(Problem(f"{file.name}:1", what, _header_remedy(first, reading)))
    if problems:
        raise StudyRefused(problems)
    return places


def _header_remedy(header: Sequence[str], reading: Reading) -> str:
    if len(header) > 1:
        return "correct the header, or the study"
    name = {",": "comma", ";": "semicolon", "\t": "tab"}[reading.delimiter]
    return f"the header has one column alone: check `delimiter` in respondents.yml, which is {name}"


def _coded(
    file: _Opened, columns: Sequence[SourceColumn], places: Sequence[int], weightings: Sequence[Weighting]
) -> Respondents:
    faults: dict[Fault, list[int]] = {}
    n_respondents = 0
    for number, cells in file.rows:
        n_respondents += 1
        found = [fault for column, at in zip(columns, places, strict=True) for fault in column.take(cells[at])]
        found += exclusion_faults(columns)
        for fault in found or foreign_weights(columns, weightings):
            rows = faults.setdefault(fault, [])
            if len(rows) <= SHOWN_ROWS:
                rows.append(number)
    problems = [*file.problems]
    for (name, what, remedy), rows in faults.items():
        problems += [Problem(f"{file.name}:{number}:{name}", what, remedy) for number in rows[:SHOWN_ROWS]]
        if len(rows) > SHOWN_ROWS:
            # No number of them: it would be a count of respondents.
            problems.append(Problem(f"{file.name}:{rows[SHOWN_ROWS]}:{name}", f"{what}, and below it", remedy))
    if not n_respondents and not problems:
        problems.append(Problem(file.name, "no respondent", "give a file with rows below its header"))
    if problems:
        raise StudyRefused(problems)
    ticks: dict[str, dict[str, tuple[bool, ...]]] = {}
    for column in columns:
        if column.item:
            ticks.setdefault(column.variable, {})[column.item] = tuple(map(bool, column.values))
    single = [column for column in columns if column.type not in ("multiple", "weight")]
    return Respondents(
        name=file.name,
        n_respondents=n_respondents,
        answers={column.variable: tuple(map(str, column.values)) for column in single},
        ticks=ticks,
        numbers={column.variable: tuple(column.numbers) for column in single if column.mark},
    )

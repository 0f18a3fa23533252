"""Turns an office's files of counts into tables: one row for each cell, or one column for each category.

No message holds a count: what is wrong is named by file, row and rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from safetables.sums import Sum
from safetables.tables import TOTAL, Codes, CountedTable, Magnitude

from ..errors import Problem, StudyRefused
from ..model import Reading, Record, Study
from .counts import empty_table
from .source import Source, open_source, plain

SUMS = ("sum", "largest", "second")
COUNT = "count"
ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".parquet")
_WHOLE = re.compile(r"[0-9]{1,15}(\.0{1,6})?")
# What offices write for a count that they do not show.
_MARKS = {"c", "[c]", "(c)", "x", "[x]", "s", "[s]", "*", "**", ":", "-", "–", "..", "...", ".", "z", "[z]", "~", "n/a"}
_IN_VAIN = "a mark for a count that is not shown: what is withheld already cannot be protected once more"

_Numbers = Mapping[Codes, tuple[int, ...]]


def read_counts(folder: Path, study: Study) -> tuple[CountedTable, ...]:
    """Reads the counts of every table of kind `counts`.

    Args:
        folder: holds `TABLE.csv`, or a workbook or Parquet file of that name, for each of them: a column for each
            dimension, with codes, labels or `answers` of categories (`total` for the whole), and the column `count`;
            or a column for each category of one dimension. Totals may be left out; every other combination must be
            there. A table with means has the columns `sum`, `largest` and `second` too: what the people of a cell add
            up to, and the two largest of their values.
        study: names the tables, their dimensions and the categories; respondents.yml may say how the files are
            written.

    Raises:
        StudyRefused: a file is missing, or does not fit its table.
    """
    tables: list[CountedTable] = []
    problems: list[Problem] = []
    if not folder.is_dir():
        what, remedy = "no folder with counts", "give the folder that holds a file for each table"
        raise StudyRefused([Problem(folder.name or "counts", what, remedy)])
    for spec in study.counts:
        table = empty_table(spec, study)
        rows, found = _read_table(folder, table, (COUNT, *(SUMS if spec.mean_of else ())), study)
        problems += found
        sums = {codes: Sum(*row[1:]) for codes, row in rows.items()} if spec.mean_of else {}
        magnitude = Magnitude(spec.mean_of, sums) if spec.mean_of else None
        tables.append(replace(table, counts={codes: row[0] for codes, row in rows.items()}, magnitude=magnitude))
    if not study.counts:
        problems.append(Problem("study/tables.yml", "no table of kind counts", "add the tables that the counts fill"))
    known = {spec.id for spec in study.counts}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in ENDINGS and path.stem not in known:
            problems.append(Problem(f"counts/{path.name}", "no table asks for this file", "add it to tables.yml"))
    if problems:
        raise StudyRefused(problems)
    return tuple(tables)


def _read_table(
    folder: Path, table: CountedTable, numbers: tuple[str, ...], study: Study
) -> tuple[_Numbers, list[Problem]]:
    """The numbers of each row, in the order of `numbers`, and what is wrong with the file."""
    paths = [path for ending in ENDINGS if (path := folder / f"{table.id}{ending}").is_file()]
    if len(paths) != 1:
        where = f"counts/{table.id}.csv"
        if paths:
            return {}, [Problem(where, "several files of the table", "leave one of them")]
        return {}, [Problem(where, "the file is missing", "add the table's counts")]
    try:
        return _Table(paths[0], table, numbers, study).read()
    except StudyRefused as refused:
        return {}, [replace(problem, where=f"counts/{problem.where}") for problem in refused.problems]


@dataclass
class _Table:
    """A file of counts, and the table that it fills."""

    path: Path
    table: CountedTable
    numbers: tuple[str, ...]
    study: Study
    found: dict[Codes, tuple[int, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.codes = {name: _codes(self.study.categories(name)) for name in self.table.variables}

    def read(self) -> tuple[_Numbers, list[Problem]]:
        source = _opened(self.path, self.study.reading)
        where = f"counts/{self.path.name}"
        header = [self._meaning(text) for text in source.headers[0]]
        wanted = [*self.table.variables, *self.numbers]
        pivoted = self._pivoted(header)
        if sorted(header) != sorted(wanted) and pivoted is None:
            what = "the header does not name the table's dimensions"
            return {}, [Problem(f"{where}:1", what, f"make it {','.join(wanted)}")]
        for number, cells in _rows(source):
            for record in self._records(header, cells, pivoted):
                self._take(record, f"{where}:{number}")
        self.problems += [replace(problem, where=f"counts/{problem.where}") for problem in source.problems]
        return self.found, self.problems or list(_missing(where, self.table, self.found))

    def _meaning(self, text: str) -> str:
        """The variable or number that a header names, by its id, its label or its column; else what it says."""
        own = plain(text)
        for name in self.table.variables:
            record = self.study.find("variables", name)
            if record is not None and own in {plain(record[column]) for column in ("id", "label", "column")} - {""}:
                return name
        return own

    def _pivoted(self, header: Sequence[str]) -> tuple[str, dict[int, str]] | None:
        """The dimension whose categories have columns of their own, and their places; None where there is none."""
        missing = [name for name in self.table.variables if name not in header]
        if len(missing) != 1 or self.numbers != (COUNT,) or COUNT in header:
            return None
        (name,) = missing
        codes = {place: self._code(name, text) for place, text in enumerate(header) if text not in self.table.variables}
        if len(header) != len(codes) + len(self.table.variables) - 1 or len(set(codes.values())) < len(codes):
            return None
        return None if "" in codes.values() or not codes else (name, codes)

    def _records(
        self, header: Sequence[str], cells: Sequence[str], pivoted: tuple[str, dict[int, str]] | None
    ) -> Iterator[dict[str, str]]:
        """The rows of one cell each that a row of the file stands for."""
        if pivoted is None:
            yield dict(zip(header, cells, strict=True))
            return
        name, codes = pivoted
        shared = {header[place]: text for place, text in enumerate(cells) if place not in codes}
        for place, code in codes.items():
            yield {**shared, name: code, COUNT: cells[place]}

    def _code(self, variable: str, text: str) -> str:
        """The code that a text stands for; empty for none."""
        own = plain(text)
        known = self.codes[variable]
        return known[own] if own in known else TOTAL if own.lower() == TOTAL else ""

    def _take(self, record: Mapping[str, str], place: str) -> None:
        faults = list(self._cell_problems(record, place))
        self.problems += faults
        values = tuple(int(digits) for name in self.numbers if (digits := self._digits(record[name])))
        if len(values) < len(self.numbers):
            return
        codes = tuple(self._code(name, record[name]) for name in self.table.variables)
        if codes in self.found:
            self.problems.append(Problem(place, "the cell stands here for the second time", "keep one of its rows"))
        elif len(values) > 1 and not _is_possible(*values):
            what = "a sum and its largest values that no values of so many people have"
            remedy = "correct one of them; who has no value must not be counted here"
            self.problems.append(Problem(place, what, remedy))
        elif not faults:
            self.found[codes] = values

    def _digits(self, text: str) -> str:
        """The digits of a whole number; empty for anything else."""
        own, mark = plain(text), self.study.reading.thousands_mark
        if mark and re.fullmatch(rf"[0-9]{{1,3}}({re.escape(mark)}[0-9]{{3}})+", own):
            own = own.replace(mark, "")
        return own.partition(".")[0] if _WHOLE.fullmatch(own) else ""

    def _cell_problems(self, record: Mapping[str, str], place: str) -> Iterator[Problem]:
        for name in self.table.variables:
            if not self._code(name, record[name]):
                # Only what can be a code is quoted, since a count may stand in the wrong column.
                own = plain(record[name])
                quoted = repr(own) if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", own) else "that is no code or label"
                remedy = "add it to categories.csv, or correct it"
                yield Problem(f"{place}:{name}", f"unknown category {quoted}", remedy)
        for name in self.numbers:
            text = plain(record[name])
            if text.lower() in _MARKS:
                yield Problem(f"{place}:{name}", _IN_VAIN, "give the counts before any was suppressed")
            elif not self._digits(text):
                remedy = "write digits only, or say `thousands_mark` in respondents.yml"
                yield Problem(f"{place}:{name}", "no whole, non-negative number", remedy)


def _codes(listed: Sequence[Record]) -> dict[str, str]:
    """What stands for each category: its code, else what is declared, else its label; empty for what names two."""
    codes: dict[str, str] = {}
    for record in listed:
        codes[record["code"]] = record["code"]
    for texts in (lambda record: re.split(r"\s\|\s", record["answers"]), lambda record: [record["label"]]):
        found: dict[str, str] = {}
        for record in listed:
            for text in filter(None, map(plain, texts(record))):
                found[text] = record["code"] if found.get(text, record["code"]) == record["code"] else ""
        codes = found | codes
    return codes


def _opened(path: Path, reading: Reading) -> Source:
    """The file by the delimiter that is declared, or else by one that gives it more than one column."""
    own = replace(reading, header_rows=1, names_row=None, leave_out=())
    source = open_source(path, own)
    for delimiter in (";", "\t", "|"):
        if len(source.headers[0]) == 1 and delimiter in source.headers[0][0]:
            source = open_source(path, replace(own, delimiter=delimiter))
    return source


def _rows(source: Source) -> Iterator[tuple[int, list[str]]]:
    for piece in source.read(range(len(source.headers[0]))):
        columns = [[cells.texts[place] for place in cells.places.tolist()] for cells in piece.columns]
        yield from zip(piece.rows.tolist(), map(list, zip(*columns, strict=True)), strict=True)


def _missing(where: str, table: CountedTable, found: _Numbers) -> Iterator[Problem]:
    for codes in table.missing(found):
        cell = ", ".join(f"{name}={code}" for name, code in zip(table.variables, codes, strict=True))
        is_total = TOTAL in codes
        remedy = "add it, or leave out all totals of its kind" if is_total else "add it, with 0 where nobody is counted"
        yield Problem(where, f"no row for {cell}", remedy)


def _is_possible(count: int, total: int, largest: int, second: int) -> bool:
    """Whether some whole numbers that are not negative have this sum and these largest ones."""
    if count < 2:
        return second == 0 and total == largest * count and (count > 0 or largest == 0)
    return second <= largest and largest + second <= total <= largest + second * (count - 1)

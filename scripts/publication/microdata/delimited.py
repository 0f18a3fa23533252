"""Reads delimited text in the dialects that survey tools write: encodings, quotes, header rows and blank rows.

Blocks of lines that every reader understands alike are read by pyarrow, where it is installed; all others, and the
wording of every fault, are the csv module's.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import Problem
from ..model import Reading
from .lines import Lines, encoding_of
from .source import Cells, IsRow, Piece, Source, refused, tell_blank

_ROWS = 1 << 16
"""Rows that the csv module reads before they are handed on."""
_SEPARATOR_LINE = "sep="
_MANY = 6
"""Columns from which a line with as many cells, inside a cell, is no accident."""
_QUOTES = {"double": '"', "backslash": '"', "single": "'"}


def text_file(path: Path, start: bytes, reading: Reading, is_row: IsRow) -> Source:
    """A delimited file; `start` is how it begins, and `is_row` tells a row that a cell has swallowed."""
    encoding = encoding_of(path, start, reading)
    lines = Lines(path, encoding)
    delimiter = reading.delimiter
    n_before = 0
    first = lines.peek()
    if first.lower().startswith(_SEPARATOR_LINE) and len(first.strip()) == len(_SEPARATOR_LINE) + 1:
        delimiter = first.rstrip("\r\n")[-1]
        next(iter(lines))
        n_before = 1
    problems: list[Problem] = []
    parsed = _parsed(lines, delimiter, reading.quotes, path.name, problems)
    headers = [tuple(row) for _, row in zip(range(reading.header_rows), parsed, strict=False)]
    if problems or not any(cell.strip() for row in headers for cell in row):
        fault = (
            problems[0] if problems else Problem(path.name, "the file is empty", "give a file with rows below a header")
        )
        raise refused(fault.where, fault.what, fault.remedy)
    if len(headers) < reading.header_rows:
        raise refused(path.name, "no complete header", "check `header_rows` in respondents.yml")
    width = max(map(len, headers))
    if any(len(row) != width for row in headers) and not _differ_by_blanks(headers):
        raise refused(f"{path.name}:{n_before + 1}", "header rows of different lengths", "make them equally long")
    shape = tuple((*row, *[""] * (width - len(row))) for row in headers)
    own = DelimitedFile(path.name, shape, delimiter, reading.quotes, lines, is_row, n_before, problems)
    return Source(
        path.name, "text", shape, own.read, problems=problems, said=own.said, delimiter=delimiter, encoding=encoding
    )


def _differ_by_blanks(headers: Sequence[Sequence[str]]) -> bool:
    least = min(map(len, headers))
    return not any(cell.strip() for row in headers for cell in row[least:])


def _parsed(lines: Lines, delimiter: str, quotes: str, name: str, problems: list[Problem]) -> Iterator[list[str]]:
    """Yields rows; a fault is the last thing that happens."""
    csv.field_size_limit(sys.maxsize)
    escape: dict[str, Any] = {"escapechar": "\\", "doublequote": False} if quotes == "backslash" else {}
    reader = csv.reader(lines, delimiter=delimiter, quotechar=_QUOTES[quotes], strict=True, **escape)
    try:
        yield from reader
    except csv.Error:
        where = f"{name}: line {lines.n_taken}"
        remedy = 'close the quotes; where a quote inside an answer is written \\", say `quotes: backslash`'
        problems.append(Problem(where, "malformed CSV from here on", f"{remedy} in respondents.yml"))


@dataclass
class DelimitedFile:
    """A delimited file below its header."""

    name: str
    headers: tuple[tuple[str, ...], ...]
    delimiter: str
    quotes: str
    lines: Lines
    is_row: IsRow
    n_before: int
    problems: list[Problem]
    said: list[str] = field(default_factory=list)
    n_blank: int = 0

    def read(self, places: Sequence[int]) -> Iterator[Piece]:
        """Yields the rows; those that are blank in every cell are left out, and said."""
        at = self.n_before + len(self.headers) + 1
        while block := self.lines.block():
            piece = None if self.quotes != "double" else self.quickly(block, places, at)
            if piece is not None:
                n_lines = block.count(b"\n") + (not block.endswith(b"\n"))
                at += n_lines
                self.lines.n_taken += n_lines
                yield piece
                continue
            self.lines.split(block)
            parsed = _parsed(self.lines, self.delimiter, self.quotes, self.name, self.problems)
            for after, piece in self._plainly(parsed, places, at):
                at = after
                yield piece
        tell_blank(self.said, self.name, self.n_blank)

    def _plainly(self, parsed: Iterator[list[str]], places: Sequence[int], at: int) -> Iterator[tuple[int, Piece]]:
        """Yields pieces by the csv module, to the end of the block that waits, and the number of the row after."""
        width = len(self.headers[-1])
        needed = max((n for row in self.headers for n, text in enumerate(row, 1) if text.strip()), default=0)
        known: list[dict[str, int]] = [{} for _ in places]
        found: list[list[int]] = [[] for _ in places]
        rows: list[int] = []
        for cells in parsed:
            if not any(map(str.strip, cells)):
                # A line without a cell is the end of many files, and no row.
                self.n_blank += bool(cells)
            elif len(cells) < needed or any(map(str.strip, cells[width:])):
                what = f"{len(cells)} cells, the header has {width}"
                self._add(at, what, "quote cells that hold the delimiter")
            elif self._has_swallowed(cells):
                what = "a cell that seems to hold further rows"
                self._add(at, what, "close its quotation mark, or take the line breaks out of it")
            elif tuple(cells[:width]) in self.headers and width > 1:
                self._add(at, "the header again", "remove the row; where files were joined, check them all")
            else:
                rows.append(at)
                for place, texts, own in zip(places, known, found, strict=True):
                    own.append(texts.setdefault(cells[place] if place < len(cells) else "", len(texts)))
            at += 1
            if len(rows) >= _ROWS:
                yield at, _piece(rows, known, found)
                rows = []
                for own in found:
                    own.clear()
            if not self.lines.waiting:
                break
        yield at, _piece(rows, known, found)

    def _add(self, row: int, what: str, remedy: str) -> None:
        self.problems.append(Problem(f"{self.name}:{row}", what, remedy))

    def _has_swallowed(self, cells: Sequence[str]) -> bool:
        """Whether a line of a cell is a row of its own: a quotation mark was left open, and another closed it."""
        width = len(self.headers[-1])
        for cell in cells:
            if "\n" not in cell and "\r" not in cell:
                continue
            for line in cell.splitlines()[1:]:
                inner = line.split(self.delimiter)
                if width > 1 and len(inner) == width:
                    own = {place: text.strip().strip('"') for place, text in enumerate(inner)}
                    if width >= _MANY or self.is_row(own):
                        return True
        return False

    def quickly(self, block: bytes, places: Sequence[int], at: int) -> Piece | None:
        """The block by pyarrow; None where the csv module might read it otherwise, or finds what is to be said."""
        try:
            import pyarrow  # noqa: PLC0415 - not installed with the engine
            from pyarrow import csv as arrow  # noqa: PLC0415
        except ImportError:
            return None
        if not places or not _is_plain(block, self.delimiter):
            return None
        names = [str(place) for place in range(len(self.headers[-1]))]
        wanted = [str(place) for place in places]
        kind = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
        try:
            table = arrow.read_csv(
                pyarrow.BufferReader(block),
                arrow.ReadOptions(column_names=names),
                arrow.ParseOptions(delimiter=self.delimiter, ignore_empty_lines=False),
                arrow.ConvertOptions(
                    include_columns=wanted,
                    column_types=dict.fromkeys(wanted, kind),
                    strings_can_be_null=False,
                    null_values=[],
                ),
            )
        except pyarrow.ArrowException:
            return None
        columns = []
        for name in wanted:
            own = table.column(name).unify_dictionaries().combine_chunks()
            own = own.chunk(0) if hasattr(own, "chunk") else own
            columns.append(Cells(own.dictionary.to_pylist(), own.indices.to_numpy()))
        rows = np.arange(at, at + table.num_rows, dtype=np.int64)
        return self._without_blank(block, Piece(rows, tuple(columns)), places)

    def _without_blank(self, block: bytes, piece: Piece, places: Sequence[int]) -> Piece | None:
        """The piece without rows that are blank in every cell; None where the header stands in it again."""
        is_blank = [{n for n, text in enumerate(one.texts) if not text.strip()} for one in piece.columns]
        suspects = [_rows_of(piece.columns, is_blank)]
        for row in self.headers:
            texts = [row[place] for place in places]
            is_header = [
                {n for n, text in enumerate(one.texts) if text == own}
                for one, own in zip(piece.columns, texts, strict=True)
            ]
            suspects.append(_rows_of(piece.columns, is_header))
        if not any(map(np.any, suspects)):
            return piece
        lines = block.decode().split("\n")
        kept = np.ones(len(piece.rows), dtype=bool)
        for number in np.flatnonzero(np.any(suspects, axis=0)):
            cells = next(csv.reader([lines[number].rstrip("\r")], delimiter=self.delimiter))
            if tuple(cells) in self.headers:
                return None
            kept[number] = any(map(str.strip, cells))
        self.n_blank += int((~kept).sum())
        columns = tuple(Cells(one.texts, one.places[kept]) for one in piece.columns)
        return Piece(piece.rows[kept], columns)


def _rows_of(columns: Sequence[Cells], wanted: Sequence[set[int]]) -> NDArray[np.bool_]:
    """Which rows have a text of those wanted in every column."""
    found = np.full(len(columns[0].places), all(wanted))
    for column, own in zip(columns, wanted, strict=True):
        if found.any():
            found &= np.isin(column.places, sorted(own))
    return found


def _piece(rows: list[int], known: Sequence[Mapping[str, int]], found: Sequence[list[int]]) -> Piece:
    columns = tuple(Cells(tuple(texts), np.array(own, dtype=np.int32)) for texts, own in zip(known, found, strict=True))
    return Piece(np.array(rows, dtype=np.int64), columns)


def _is_plain(content: bytes, delimiter: str) -> bool:
    """Whether every line is a row, with quotation marks around whole cells alone: so every reader reads it alike."""
    if content[:1] in b"\r\n" or b"\n\n" in content:
        return False
    if b"\r" in content and (content.count(b"\r") != content.count(b"\r\n") or b"\n\r\n" in content):
        return False
    if b'"' not in content:
        return True
    letters = np.frombuffer(content, dtype=np.uint8)
    quotes = np.flatnonzero(letters == ord('"'))
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    ends = np.flatnonzero(letters == ord("\n"))
    edges = np.frombuffer(f"{delimiter}\r\n".encode(), dtype=np.uint8)
    before = np.isin(letters[np.maximum(opening - 1, 0)], edges) | (opening == 0)
    after = np.isin(letters[np.minimum(closing + 1, len(letters) - 1)], edges) | (closing == len(letters) - 1)
    # A doubled mark inside a cell closes and opens again.
    doubled = closing[:-1] + 1 == opening[1:]
    before[1:] |= doubled
    after[:-1] |= doubled
    is_alone = np.searchsorted(ends, opening) == np.searchsorted(ends, closing)
    return bool(before.all() and after.all() and is_alone.all())

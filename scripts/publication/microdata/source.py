"""Opens a respondents' file of any kind as columns of text; knows no study, and quotes no cell.

What a file is, its first bytes say, whatever its name. Columns that nobody wants are not read.
"""

from __future__ import annotations

import html
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Problem, StudyRefused
from ..model import Reading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Range = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Cells:
    """The cells of a column: their distinct texts, and for each row the place of its own among them."""

    texts: Sequence[str] = field(repr=False)
    places: NDArray[np.int32] = field(repr=False)


@dataclass(frozen=True)
class Piece:
    """Some rows of a file: their numbers, as a spreadsheet counts them, and their cells in the columns wanted."""

    rows: NDArray[np.int64] = field(repr=False)
    columns: tuple[Cells, ...] = field(repr=False)


@dataclass(frozen=True)
class ColumnNotes:
    """What a file itself says of a column: its label, labels of values, and values that are missing answers."""

    label: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    missing_ranges: tuple[Range, ...] = ()
    is_ordered: bool = False
    is_measured: bool = False

    def is_missing(self, text: str) -> bool:
        """Whether the file declares a value as a missing answer."""
        if text in self.missing:
            return True
        try:
            return any(least <= Decimal(text) <= most for least, most in self.missing_ranges)
        except ArithmeticError:
            return False


@dataclass(frozen=True)
class Source:
    """A respondents' file that is open.

    Attributes:
        kind: what kind of file it is.
        headers: the texts of each header row, one for each column.
        read: yields the rows, with the columns at the places wanted.
        notes: what the file says of its columns, by their place.
        problems: what was wrong with rows so far; complete when `read` is at its end.
        said: what was found and mended, for the author to know; complete likewise.
        delimiter: what separates its cells, where something does.
        encoding: how its text is written, where it is text.
        sheets: names of its sheets, where it has some.
    """

    name: str
    kind: str
    headers: tuple[tuple[str, ...], ...] = field(repr=False)
    read: Callable[[Sequence[int]], Iterator[Piece]] = field(repr=False)
    notes: Mapping[int, ColumnNotes] = field(default_factory=dict, repr=False)
    problems: list[Problem] = field(default_factory=list, repr=False)
    said: list[str] = field(default_factory=list, repr=False)
    delimiter: str = ""
    encoding: str = ""
    sheets: tuple[str, ...] = ()


IsRow = Callable[[Mapping[int, str]], bool]
"""Whether cells, by their place, look like a respondent's row."""


def open_source(path: Path, reading: Reading, is_row: IsRow = lambda _: False) -> Source:
    """Opens a respondents' file.

    Args:
        path: the file, of any kind.
        reading: how a text file is written, and which sheet of a workbook holds the answers.
        is_row: tells a row that a quotation mark has swallowed into a cell.

    Raises:
        StudyRefused: no file of a kind that can be read.
    """
    # Each reader imports its own library.
    from . import binary, delimited  # noqa: PLC0415

    with path.open("rb") as file:
        start = file.read(4096)
    if not start:
        raise refused(path.name, "the file is empty", "give a file with a header and rows below it")
    kind = kind_of(path, start)
    if kind in _STATISTICS:
        return binary.statistics(path, kind, _STATISTICS[kind], reading)
    if kind in _SHEETS:
        return binary.workbook(path, kind, reading)
    if kind == PARQUET:
        return binary.parquet_file(path)
    if kind != TEXT:
        raise refused(path.name, f"the file is {kind}", _NO_READER.get(kind, READABLE))
    return delimited.text_file(path, start, reading, is_row)


def refused(where: str, what: str, remedy: str) -> StudyRefused:
    """A stop with one problem."""
    return StudyRefused([Problem(where, what, remedy)])


TEXT, PARQUET = "text", "a Parquet file"
READABLE = "give CSV, Parquet, Excel, ODS, SPSS, Stata or SAS"
_EXCEL, _ODS = "an Excel workbook", "an OpenDocument spreadsheet"
_SHEETS = (_EXCEL, _ODS)
# Kind -> how pyreadstat calls it.
_STATISTICS = {
    "an SPSS file": "sav",
    "a Stata file": "dta",
    "a SAS file": "sas7bdat",
    "a SAS transport file": "xport",
}
_UNPACK = "unpack it, and give the file inside"
_NO_READER = {
    "a zip file": _UNPACK,
    "a file packed by gzip": f"{_UNPACK}; an R file is one too: write it as CSV or Parquet",
    "an archive": _UNPACK,
}
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PAR1", PARQUET),
    (b"$FL2", "an SPSS file"),
    (b"$FL3", "an SPSS file"),
    (b"<stata_dta>", "a Stata file"),
    (b"\0" * 12 + b"\xc2\xea\x81\x60", "a SAS file"),
    (b"HEADER RECORD*******LIB", "a SAS transport file"),
    (b"\xd0\xcf\x11\xe0", _EXCEL),
    (b"\x1f\x8b", "a file packed by gzip"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
    (b"BZh", "an archive"),
    (b"\xfd7zXZ", "an archive"),
    (b"\x28\xb5\x2f\xfd", "an archive"),
    (b"ARROW1", "an Arrow file"),
    (b"\x89HDF", "an HDF5 file"),
    (b"SQLite format 3", "a SQLite database"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "a Rich Text document"),
    (b"RDX", "an R file"),
)
_BEGINNINGS = (("<?xml", "an XML file"), ("<!doctype", "a web page"), ("<html", "a web page"), ('{"', "a JSON file"))
# The release of an old Stata file, the order of its bytes, and its type.
_OLD_STATA = (range(105, 116), (1, 2), 1)


def kind_of(path: Path, start: bytes) -> str:
    """What a file is, by its first bytes; `TEXT` for anything that may be text."""
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(path)
    for signature, kind in _SIGNATURES:
        if start.startswith(signature):
            return kind
    releases, orders, own = _OLD_STATA
    if len(start) > 3 and start[0] in releases and start[1] in orders and start[2] == own:
        return "a Stata file"
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].decode("latin-1").lower()
    for beginning, kind in _BEGINNINGS:
        if text.startswith(beginning):
            return kind
    return "a JSON file" if "".join(text.split()).startswith(('[{"', "[[")) else TEXT


def _packed(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
            kind = packed.read("mimetype")[:60] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return "a damaged zip file"
    if any(name.startswith("xl/workbook") for name in names):
        return _EXCEL
    if b"opendocument.spreadsheet" in kind:
        return _ODS
    if any(name.startswith("word/") for name in names) or b"opendocument.text" in kind:
        return "a text document"
    return "a zip file"


def plain(text: str) -> str:
    """A text without the differences that nobody sees; entities are the characters that they stand for."""
    if "&" in text:
        text = html.unescape(text)
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


# Soft hyphen, zero-width space, marks of direction, word joiner, byte order mark.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")


def coded(cells: Iterable[Any], known: dict[str, int] | None = None) -> Cells:
    """Cells of text as distinct texts and places."""
    import numpy as np  # noqa: PLC0415 - not for a build without a respondents' file

    known = {} if known is None else known
    places = np.array([known.setdefault(cell, len(known)) for cell in cells], dtype=np.int32)
    return Cells(tuple(known), places)


def text_of(cell: object) -> str:
    """What a typed cell says; a whole number without decimals, nothing for a missing one."""
    if cell is None or cell != cell:  # noqa: PLR0124 - not a number
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def tell_blank(said: list[str], name: str, number: int) -> None:
    """Says once how many rows are blank in every cell."""
    if number == 1:
        said.append(f"{name}: 1 row is blank in every cell, and is no respondent")
    elif number:
        said.append(f"{name}: {number} rows are blank in every cell, and are no respondents")

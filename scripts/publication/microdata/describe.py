"""Describes a respondents' file: its columns with labels, values and kinds, and how it is written.

What it returns holds answers: the values of columns that have few. It is for drafts that a person reads, and no part
of a build.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from ..errors import StudyRefused
from ..model import Reading
from ..model.tools import TOOLS
from .kinds import FREE, FileColumn, alone, groups, has_comma_decimals
from .source import TEXT, ColumnNotes, Source, kind_of, open_source, plain, refused


@dataclass(frozen=True)
class FileDescription:
    """A respondents' file as respondents.yml and variables.csv would describe it.

    Attributes:
        kind: what kind of file it is, such as "an SPSS file".
        settings: what respondents.yml should say, as it is written there.
        n_rows: number of rows that are respondents; an unprotected count, not to be published.
        said: what was found about it, for the author to know.
    """

    name: str
    kind: str
    settings: Mapping[str, object]
    reading: Reading
    columns: tuple[FileColumn, ...]
    n_rows: int = field(repr=False)
    said: tuple[str, ...] = ()


def describe(path: Path) -> FileDescription:
    """Describes a respondents' file from its own description, its header and its cells.

    Raises:
        StudyRefused: no file that can be read; an export's header or rows are damaged.
    """
    settings = _settings(path)
    reading = read_settings(settings)
    source = open_source(path, reading)
    headers = [[plain(text) for text in row] for row in source.headers]
    found: list[Counter[str]] = [Counter() for _ in headers[0]]
    n_rows = 0
    for piece in source.read(range(len(headers[0]))):
        n_rows += len(piece.rows)
        for counts, cells in zip(found, piece.columns, strict=True):
            numbers = np.bincount(cells.places, minlength=len(cells.texts)).tolist()
            counts.update({text: n for text, n in zip(map(plain, cells.texts), numbers, strict=True) if n})
    if source.problems:
        raise refused(source.problems[0].where, source.problems[0].what, source.problems[0].remedy)
    if any(map(has_comma_decimals, found)) and source.delimiter in (";", "\t"):
        settings["decimal_mark"] = "comma"
    columns = tuple(_columns(source, headers, reading, found, n_rows))
    separators = {column.separator for column in columns} - {""}
    if separators and not settings.get("separator"):
        settings["separator"] = min(separators)
    reading = read_settings(settings)
    return FileDescription(path.name, source.kind, settings, reading, columns, n_rows, tuple(source.said))


def read_settings(settings: Mapping[str, object]) -> Reading:
    """Settings as respondents.yml writes them."""
    # Types that a build without a description need not build.
    from pydantic import TypeAdapter  # noqa: PLC0415

    return TypeAdapter(Reading).validate_python(settings, strict=False)


def _settings(path: Path) -> dict[str, object]:
    """How a file is written, as far as its beginning says."""
    with path.open("rb") as file:
        start = file.read(1 << 16)
    settings: dict[str, object] = {}
    if kind_of(path, start) == TEXT:
        settings |= _of_text(start)
    elif not kind_of(path, start).startswith(("an Excel", "an OpenDocument")):
        return settings
    rows = _first_rows(path, read_settings(settings | {"header_rows": 3})) or _first_rows(path, read_settings(settings))
    tool = _tool(rows)
    if tool:
        settings = {"tool": tool, **TOOLS[tool], **settings}
    settings["header_rows"] = _n_headers(rows, tool)
    names = {plain(text) for text in rows[0]} if rows else set()
    left_out = settings.get("leave_out")
    if isinstance(left_out, Sequence) and not any(one["column"] in names for one in left_out):
        del settings["leave_out"]
    return {name: value for name, value in settings.items() if (name, value) != ("header_rows", 1)}


def _of_text(start: bytes) -> dict[str, object]:
    settings: dict[str, object] = {}
    encoding = "utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    # The last character may be cut.
    text = start.decode(encoding, "replace")
    if "\ufffd" in text[:-4]:
        settings["encoding"] = encoding = "windows-1252"
        text = start.decode(encoding, "replace")
    line = next((line for line in text.lstrip("\ufeff").splitlines() if not line.lower().startswith("sep=")), "")
    counts = {name: line.count(mark) for name, mark in (("semicolon", ";"), ("tab", "\t"), ("bar", "|"))}
    best = max(counts, key=lambda name: counts[name])
    if counts[best] > line.count(","):
        settings["delimiter"] = best
    return settings


def _first_rows(path: Path, reading: Reading) -> list[list[str]]:
    try:
        source = open_source(path, reading)
    except StudyRefused:
        # It has fewer rows, perhaps; opening it for good tells.
        return []
    return [list(map(str, row)) for row in source.headers]


def _tool(rows: Sequence[Sequence[str]]) -> str:
    """The survey tool that wrote a file, by the columns that it adds; empty where it is none that is known."""
    if any("ImportId" in text for row in rows for text in row):
        return "qualtrics"
    names = {plain(text).lower() for text in rows[0]} if rows else set()
    for tool, signs in _SIGNS.items():
        if any(own <= names for own in signs):
            return tool
    if any("(choice=" in name or re.search(r"___\d+$", name) for name in names):
        return "redcap"
    return ""


_SIGNS: Mapping[str, tuple[set[str], ...]] = {
    "surveymonkey": ({"respondent id", "collector id"},),
    "limesurvey": ({"response id", "last page"}, {"submitdate", "lastpage"}, {"response id", "start language"}),
    "kobo": ({"_uuid", "_submission_time"},),
    "odk": ({"submissiondate", "key"}, {"meta-instanceid"}, {"meta:instanceid"}),
    "redcap": ({"redcap_event_name"}, {"record_id", "redcap_survey_identifier"}),
    "microsoft_forms": ({"start time", "completion time"},),
    "google_forms": ({"timestamp"},),
}


def _n_headers(rows: Sequence[Sequence[str]], tool: str) -> int:
    if tool == "qualtrics":
        return next((n for n, row in enumerate(rows, 1) if any("ImportId" in text for text in row)), 1)
    if tool == "surveymonkey" and len(rows) > 1:
        place = [plain(text).lower() for text in rows[0]].index("respondent id")
        return 1 if rows[1][place].strip() else 2
    return 1


def _columns(
    source: Source, headers: Sequence[list[str]], reading: Reading, found: Sequence[Counter[str]], n_rows: int
) -> Iterator[FileColumn]:
    """The columns, each by itself and then as what it is among its neighbours."""
    names = headers[(reading.names_row or 1) - 1]
    below = headers[-1] if reading.has_questions_above else [""] * len(names)
    if reading.has_questions_above:
        names = list(names)
        for place in range(1, len(names)):
            names[place] = names[place] or names[place - 1]
    wording = headers[1] if reading.header_rows == 3 or (len(headers) == 2 and reading.names_row == 1) else names
    columns = []
    for place, name in enumerate(names):
        notes = source.notes.get(place, ColumnNotes())
        label = notes.label or wording[place]
        columns.append(alone(FileColumn(name, label), notes, found[place], n_rows, reading.separator))
    found_groups = groups(columns, below)
    for place, column in enumerate(columns):
        group = found_groups.get(place)
        if group is not None:
            yield group
        elif below[place] and names.count(names[place]) > 1 and below[place] != "Response":
            label = f"{column.label} – {below[place]}"
            own = replace(column, name=f"{column.name} | {below[place]}", label=label)
            yield replace(own, kind="text", values={}) if FREE.search(below[place]) else own
        else:
            yield column

"""Reads what a questionnaire says of itself: XLSForm (Kobo, ODK), REDCap's dictionary, Qualtrics' QSF, DDI-Codebook.

What it says comes before what the respondents' file shows: wording, labels, the order of answers, what is personal.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from ..errors import Problem, StudyRefused
from ..microdata.describe import FileDescription
from ..microdata.kinds import FileColumn
from ..microdata.source import open_source
from ..model import Reading

READABLE = "an XLSForm, a REDCap data dictionary, a Qualtrics survey (.qsf) or a DDI codebook"
_SPREADSHEETS = (b"PK", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Asked:
    """A question as its questionnaire has it.

    Attributes:
        name: what the columns of a respondents' file call it.
        kind: as of a `FileColumn`; empty where the questionnaire does not say.
        values: what the file says -> label, in the questionnaire's order.
        rows: of a matrix, what the file adds to the name -> label of the row.
        missing: those of the values that are no answers.
        topic: the part of the questionnaire that it stands in.
    """

    name: str
    label: str
    kind: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    topic: str = ""


def read_questionnaire(path: Path) -> list[Asked]:
    """The questions of a questionnaire, in its order.

    Raises:
        StudyRefused: the file is no questionnaire of a known kind.
    """
    try:
        start = path.read_bytes()[:4096]
        found = list(_reader_of(start)(path))
    except (OSError, KeyError, ValueError, ET.ParseError):
        found = []
    if not found:
        raise StudyRefused([Problem(path.name, "no questionnaire that can be read", f"give {READABLE}")])
    return found


def _reader_of(start: bytes) -> Any:
    if start.startswith(_SPREADSHEETS):
        return _xlsform
    text = start.decode("utf-8-sig", "replace").lstrip()
    return _qsf if text.startswith("{") else _ddi if text.startswith("<") else _redcap


def _records(path: Path, reading: Reading) -> Iterator[dict[str, str]]:
    source = open_source(path, reading)
    names = [text.strip() for text in source.headers[0]]
    for piece in source.read(range(len(names))):
        columns = [[cells.texts[place] for place in cells.places] for cells in piece.columns]
        for row in zip(*columns, strict=True):
            yield dict(zip(names, row, strict=True))


def _xlsform(path: Path) -> Iterator[Asked]:
    choices: dict[str, dict[str, str]] = {}
    for row in _records(path, Reading(sheet="choices")):
        name = row.get("list_name") or row.get("list name", "")
        if name and row.get("name"):
            choices.setdefault(name, {})[row["name"]] = _labelled(row) or row["name"]
    groups: list[str] = []
    for row in _records(path, Reading(sheet="survey")):
        type, _, listed = " ".join(row.get("type", "").replace("_", " ", 1).split()).partition(" ")
        if type == "begin" and listed:
            groups.append(_labelled(row))
        elif type == "end" and groups:
            groups.pop()
        elif row.get("name"):
            topic = next((group for group in reversed(groups) if group), "")
            way, _, name = listed.partition(" ")
            kinds = {"one": "single", "multiple": "several"} if type == "select" else {}
            values = choices.get(name.split(" ")[0], {}) if kinds else {}
            kind = kinds.get(way, _FORM_KINDS.get(type, ""))
            if kind != "note":
                yield Asked(row["name"], _labelled(row) or row["name"], kind, values, topic=topic)


_FORM_KINDS = {
    **dict.fromkeys(("integer", "decimal", "range"), "number"),
    **dict.fromkeys(("text", "image", "audio", "video", "file", "barcode"), "text"),
    **dict.fromkeys(("date", "time", "datetime", "today", "start", "end"), "date"),
    **dict.fromkeys(
        ("geopoint", "geotrace", "geoshape", "deviceid", "username", "email", "phonenumber"),
        "identifier",
    ),
    "note": "note",
}


def _labelled(row: Mapping[str, str]) -> str:
    """The label of a row, in English where there are several languages, and in the first of them otherwise."""
    labels = {name: text for name, text in row.items() if re.fullmatch(r"label(::?.*)?", name) and text.strip()}
    english = [text for name, text in labels.items() if re.search(r"english|\(en\)|:en\b", name, re.IGNORECASE)]
    return _text(next(iter((*english, labels.get("label", ""), *labels.values())), ""))


def _redcap(path: Path) -> Iterator[Asked]:
    kinds = {"radio": "single", "dropdown": "single", "yesno": "single", "truefalse": "single", "checkbox": "tick"}
    kinds |= {"text": "", "notes": "text", "calc": "number", "slider": "number", "file": "identifier"}
    topic = ""
    for row in _records(path, Reading()):
        topic = row.get("Section Header") or topic
        type = row["Field Type"]
        choices = (
            row.get("Choices, Calculations, OR Slider Labels", "") if kinds.get(type) in ("single", "tick") else ""
        )
        values = dict(_pair(part) for part in choices.split("|") if part.strip())
        values = {"yesno": {"1": "Yes", "0": "No"}, "truefalse": {"1": "True", "0": "False"}}.get(type, values)
        kind = "identifier" if row.get("Identifier?", "").strip().lower() == "y" else kinds.get(type, "text")
        if type != "descriptive":
            yield Asked(row["Variable / Field Name"], _text(row["Field Label"]), kind, values, topic=_text(topic))


def _pair(choice: str) -> tuple[str, str]:
    code, _, label = choice.partition(",")
    return code.strip(), _text(label)


def _qsf(path: Path) -> Iterator[Asked]:
    survey = json.loads(path.read_text(encoding="utf-8-sig"))
    for element in survey["SurveyElements"]:
        payload = element.get("Payload")
        if element.get("Element") != "SQ" or not isinstance(payload, Mapping):
            continue
        type, selector = payload.get("QuestionType", ""), payload.get("Selector", "")
        recoded = payload.get("RecodeValues") or {}
        choices = _choices(payload.get("Choices"), payload.get("ChoiceOrder"))
        label, name = _text(payload.get("QuestionText", "")), payload.get("DataExportTag", "")
        if type == "Matrix":
            answers = _choices(payload.get("Answers"), payload.get("AnswerOrder"))
            values = {str(recoded.get(key, key)): text for key, text in answers.items()}
            yield Asked(name, label, "single", values, rows=choices)
        elif type == "MC":
            kind = "tick" if selector.startswith("MA") else "single"
            yield Asked(name, label, kind, {str(recoded.get(key, key)): text for key, text in choices.items()})
        elif type in ("TE", "Slider"):
            yield Asked(name, label, "" if type == "TE" else "number")


def _choices(given: Any, order: Any) -> dict[str, str]:
    listed = {str(place): one for place, one in enumerate(given or [], start=1)}
    held: Mapping[str, Any] = given if isinstance(given, Mapping) else listed
    keys = [key for key in map(str, order or []) if key in held] or list(held)
    return {str(key): _text(str(held[key].get("Display", ""))) for key in keys if isinstance(held[key], Mapping)}


def _ddi(path: Path) -> Iterator[Asked]:
    # The author's own file, read once by the author.
    for variable in _named(ET.parse(path).getroot().iter(), "var"):  # noqa: S314
        label = " ".join(_words(variable, "labl"))
        wording = next(_words(variable, "qstnLit"), "")
        values: dict[str, str] = {}
        missing = []
        for category in _named(variable, "catgry"):
            code = next(_words(category, "catValu"), "")
            values[code] = next(_words(category, "labl"), "") or code
            missing += [code] if category.get("missing", "").upper() == "Y" else []
        yield Asked(variable.get("name", ""), wording or label, "", values, missing=tuple(missing))


def _named(elements: Iterable[ET.Element], name: str) -> Iterator[ET.Element]:
    return (element for element in elements if element.tag.rpartition("}")[2] == name)


def _words(element: ET.Element, name: str) -> Iterator[str]:
    own = [*_named(element, name), *(found for part in _named(element, "qstn") for found in _named(part, name))]
    return (text for one in own if (text := " ".join("".join(one.itertext()).split())))


def _text(words: str) -> str:
    """Words without the markup of a web page."""
    words = re.sub(r"</?(?:a|b|em|font|i|span|strong|u)\b[^>]*>", "", words)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", words)).split())


def with_questionnaire(description: FileDescription, asked: Sequence[Asked]) -> FileDescription:
    """A described file whose columns say what the questionnaire says of them."""
    by_name = {one.name: one for one in asked}
    columns = tuple(_column(column, by_name) for column in description.columns)
    return replace(description, columns=columns)


def _column(column: FileColumn, by_name: Mapping[str, Asked]) -> FileColumn:
    if column.kind == "tick":
        one = _found(column.question, by_name)
        if one is None:
            return column
        code = column.answer if column.answer in one.values else re.split(r"___|[/_.]", column.name)[-1]
        answer = one.values.get(code, column.answer)
        return replace(column, question_label=one.label, answer=answer)
    one = _found(column.name, by_name)
    if one is not None:
        return _as_asked(column, one, one.label)
    above, _, answer = column.name.rpartition("/")
    several = _found(above, by_name)
    if several is not None and several.kind == "several" and answer in several.values:
        label = several.values[answer]
        return replace(column, kind="tick", question=above, question_label=several.label, answer=label, values={})
    stem, _, row = column.name.rpartition("_")
    matrix = _found(stem, by_name)
    if matrix is not None and row in matrix.rows:
        # As `guessing` tells a row of a matrix from its question.
        return _as_asked(column, matrix, f"{matrix.rows[row]} ...{matrix.label}")
    return column


def _found(name: str, by_name: Mapping[str, Asked]) -> Asked | None:
    return by_name.get(name) or by_name.get(name.rpartition("/")[2])


def _as_asked(column: FileColumn, one: Asked, label: str) -> FileColumn:
    if one.kind in ("text", "date", "identifier"):
        return replace(column, label=label, kind=one.kind, values={})
    if not one.values or column.kind == "empty":
        return replace(column, label=label)
    known = {*one.values, *one.values.values()}
    others = {text: own for text, own in column.values.items() if text not in known}
    kind = "several" if column.kind == "several" or one.kind == "several" else "single"
    missing = tuple(dict.fromkeys((*column.missing, *one.missing)))
    others = {} if kind == "several" else others
    return replace(column, label=label, kind=kind, values={**one.values, **others}, missing=missing, is_labelled=True)

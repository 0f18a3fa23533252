"""What the study needs of a respondents' file: its columns, and what their texts stand for by categories.csv."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product

from ..errors import Problem
from ..model import Reading, Record, Study
from .coding import ANY_TEXT, TICKED, UNTICKED, Band, SourceColumn
from .source import plain


def needed_columns(study: Study) -> tuple[list[SourceColumn], list[Problem]]:
    """The columns that the study's counted tables need, and what is wrong with their categories."""
    names = {name for spec in study.counts for name in (*spec.dimensions, spec.mean_of)}
    names |= {name for spec in study.counts for name, _ in study.conditions(spec.universe)}
    columns: list[SourceColumn] = []
    problems: list[Problem] = []
    for variable in study.file("variables").records:
        if variable["type"] == "weight" or variable["id"] in names:
            own, found = _columns(variable, study)
            columns += own
            problems += found
    return columns, problems


def _columns(variable: Record, study: Study) -> tuple[list[SourceColumn], list[Problem]]:
    name, type, reading = variable["id"], variable["type"], study.reading
    listed = study.categories(name)
    parents = {record["maps_to"] for record in listed}
    leaves = [record for record in listed if record["code"] not in parents]
    where = f"study/variables.csv:{variable.row}"
    if type == "multiple":
        return _multiple(variable, leaves, where, reading)
    texts: dict[str, str | bool] = {}
    problems: list[Problem] = []
    if type != "weight":
        texts, problems = _texts(leaves)
    bands: tuple[Band, ...] = ()
    if type == "numeric" or any(leaf["from"] or leaf["below"] for leaf in leaves):
        bands, found = _bands(leaves, type)
        problems += found
    elif type == "weight":
        bands = ((Decimal(0), None, type),)
    header, second = _headers(variable["column"] or name)
    column = SourceColumn(
        name,
        type,
        where,
        header,
        second,
        texts,
        bands,
        mark=reading.decimal_mark if bands else "",
        thousands=reading.thousands_mark,
        statuses={leaf["code"]: leaf["status"] for leaf in leaves if leaf["status"]},
    )
    return [column], problems


def _headers(column: str) -> tuple[str, str]:
    """A question and its row, where a header names both."""
    first, bar, second = column.partition(" | ")
    return (first, second) if bar else (column, "")


def _multiple(
    variable: Record, leaves: list[Record], where: str, reading: Reading
) -> tuple[list[SourceColumn], list[Problem]]:
    """The columns of a question with several answers: one for each answer, or one whose cells hold all."""
    header = variable["column"] or variable["id"]
    reasons = [leaf for leaf in leaves if leaf["status"] and leaf["column"] in ("", header)]
    answers = [leaf for leaf in leaves if leaf not in reasons]
    are_together = [leaf["column"] == header for leaf in answers]
    if reading.separator and not reading.has_questions_above and not any(leaf["column"] for leaf in answers):
        are_together = [bool(variable["column"]) for _ in answers]
    if answers and all(are_together) and (len(answers) > 1 or reading.separator):
        if not reading.separator:
            remedy = 'say in respondents.yml what separates the answers in a cell, such as `separator: ", "`'
            return [], [Problem(where, "all answers stand in one column", remedy)]
        return _together(variable, answers, reasons, where, reading)
    items = [_item(variable, leaf, reasons, header, reading) for leaf in answers]
    return [column for column, _ in items], [problem for _, found in items for problem in found]


def _together(
    variable: Record, answers: list[Record], reasons: list[Record], where: str, reading: Reading
) -> tuple[list[SourceColumn], list[Problem]]:
    texts, problems = _texts(answers)
    free = [leaf["code"] for leaf in answers if ANY_TEXT in _answers(leaf)]
    texts.pop(ANY_TEXT, None)
    reason_texts, found = _reasons(reasons, reading)
    column = SourceColumn(
        variable["id"],
        "multiple",
        where,
        variable["column"] or variable["id"],
        texts=texts | reason_texts,
        any_text=free[0] if free else "",
        separator=reading.separator,
        not_asked=frozenset(map(plain, reading.not_asked)),
        statuses={leaf["code"]: leaf["status"] for leaf in reasons},
        excluding=frozenset(leaf["code"] for leaf in answers if leaf["excludes"]),
    )
    return [column], problems + found


def _reasons(reasons: list[Record], reading: Reading) -> tuple[dict[str, str | bool], list[Problem]]:
    """Text -> code of why there is no answer, of a question with several answers."""
    texts: dict[str, str | bool] = {}
    problems = []
    for leaf in reasons:
        own = _answers(leaf)
        if not leaf["excludes"]:
            what = "a reason why there is no answer, and it excludes none"
            problems.append(Problem(f"study/categories.csv:{leaf.row}:excludes", what, "write others"))
        if leaf["status"] == "missing":
            own.append("")
        if leaf["status"] == "not_applicable":
            own += map(plain, reading.not_asked)
        for text in own:
            if texts.setdefault(text, leaf["code"]) != leaf["code"]:
                where = f"study/categories.csv:{leaf.row}:answers"
                problems.append(Problem(where, f"{text!r} stands for two categories", "leave it to one of them"))
    return texts, problems


def _item(
    variable: Record, leaf: Record, reasons: list[Record], header: str, reading: Reading
) -> tuple[SourceColumn, list[Problem]]:
    """The column of an answer that may be ticked; where questions stand above answers, it shares its question's."""
    own, second = _headers(leaf["column"] or leaf["code"])
    if reading.has_questions_above and not second:
        own, second = header, leaf["column"] or leaf["label"]
    where = f"study/categories.csv:{leaf.row}"
    declared = _answers(leaf)
    ticking = {*declared, *map(plain, reading.ticked)} - {ANY_TEXT}
    unticked = {plain(text) for text in reading.unticked}
    reason_texts, problems = _reasons(reasons, reading)
    for text in sorted(ticking & (unticked | reason_texts.keys() | {"", "0"})):
        what = f"{text!r} is declared to tick the answer, and not to"
        problems.append(Problem(where, what, "let each text have one meaning, here and in respondents.yml"))
    texts: dict[str, str | bool] = {**dict.fromkeys(TICKED, True), **dict.fromkeys(UNTICKED, False)}
    if leaf["code"] not in {*UNTICKED, *unticked}:
        texts[leaf["code"]] = True
    label = plain(leaf["label"])
    if label in {*UNTICKED, *unticked} and not declared:
        what = f"the label {label!r} is also what leaves an answer unticked"
        problems.append(Problem(f"{where}:label", what, "say under `answers` which text ticks it"))
    elif label not in {*UNTICKED, *unticked}:
        texts[label] = True
    if ANY_TEXT in declared:
        # Whatever is written ticks it, be it a word that leaves others unticked.
        texts = {"": False}
    for meant, is_ticked in ((unticked, False), (ticking, True)):
        texts.update(dict.fromkeys(meant, is_ticked))
    column = SourceColumn(
        variable["id"],
        "multiple",
        where,
        own,
        second,
        texts | reason_texts,
        item=leaf["code"],
        is_exclusive=bool(leaf["excludes"]),
        any_text=leaf["code"] if ANY_TEXT in declared else "",
        not_asked=frozenset(map(plain, reading.not_asked)),
        statuses={reason["code"]: reason["status"] for reason in reasons},
    )
    return column, problems


def _answers(leaf: Record) -> list[str]:
    """What stands for a category; a bar without blanks around it is part of an answer."""
    return _written(*re.split(r"\s\|\s", leaf["answers"]))


def _written(*texts: str) -> list[str]:
    return [plain(text) for text in texts if text.strip()]


def _texts(leaves: list[Record]) -> tuple[dict[str, str | bool], list[Problem]]:
    """The code of each text: declared answers before codes, codes before labels."""
    texts: dict[str, str | bool] = {}
    declared: dict[str, str | bool] = {}
    problems = []
    for leaf in leaves:
        where = f"study/categories.csv:{leaf.row}:answers"
        for text in [*_answers(leaf), *[""] * (leaf["status"] == "missing")]:
            if declared.setdefault(text, leaf["code"]) != leaf["code"]:
                problems.append(Problem(where, f"{text!r} stands for two categories", "leave it to one of them"))
    for leaf, column in product(leaves, ("code", "label")):
        text = plain(leaf[column])
        if text not in declared and texts.setdefault(text, leaf["code"]) != leaf["code"]:
            where = f"study/categories.csv:{leaf.row}:{column}"
            remedy = "say under `answers` for which of them it stands"
            problems.append(Problem(where, f"{text!r} names two categories of the variable", remedy))
    return texts | declared, problems


def _bands(leaves: list[Record], type: str) -> tuple[tuple[Band, ...], list[Problem]]:
    """The groups of numbers; those that overlap or hold nothing are problems."""
    bands: list[Band] = []
    problems = []
    for leaf in leaves:
        where = f"study/categories.csv:{leaf.row}"
        least, below = (Decimal(leaf[name]) if leaf[name] else None for name in ("from", "below"))
        if least is None and below is None:
            if type == "numeric" and not leaf["status"] and not leaf["answers"]:
                problems.append(Problem(where, "a group of numbers without limits", "fill in from, below or both"))
            continue
        problems += [
            Problem(f"{where}:from", f"overlaps with {code}", "let each number belong to one group")
            for other_least, other_below, code in bands
            if not (_ends(below, other_least) or _ends(other_below, least))
        ]
        if _ends(below, least):
            problems.append(Problem(f"{where}:below", "no number fits", "correct the limits"))
        bands.append((least, below, leaf["code"]))
    return tuple(bands), problems


def _ends(below: Decimal | None, least: Decimal | None) -> bool:
    """Whether a group that ends at `below` ends before one that begins at `least`."""
    return below is not None and least is not None and below <= least

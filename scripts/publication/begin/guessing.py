"""Guesses from a described file what each column is: a question, one answer of several, or nothing to publish.

Every guess is marked as one. Whatever could point to a person is left out, and said so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby, pairwise

from ..microdata.describe import FileDescription
from ..microdata.kinds import FileColumn
from ..prose.names import COUNTED, claims_in
from .words import common_part, humanised, label_of, slug, without_name

_PERSONAL = re.compile(
    r"\b(?:id|ids|uuid|guid|ip|e ?mail|phone|telephone|mobile|name|surname|first ?name|last ?name|full ?name|address"
    r"|street|post ?code|zip|plz|lat|lon|latitude|longitude|gps|geolocation|device ?id|token|respondent|case ?id"
    r"|resp ?id|subject ?id|record ?id|collector|interviewer|fips|url|signature|serial)\b"
)
_CODE = re.compile(r"\bcode\b")
_WHEN = re.compile(r"\b(?:date|time|timestamp|start|end|started|submitted|birth ?day|b ?date|dob|duration)\b")
_WEIGHT = re.compile(r"\b(?:weights?|wt|wgt|weighting|pweight)\b")
_STATUSES = (
    ("not_applicable", re.compile(r"\b(?:not applicable|n/?a|inap\w*|not asked|skipped|does not apply)\b", re.I)),
    ("refused", re.compile(r"\b(?:refus\w+|(?:prefer|rather) not|would not say|declined)\b", re.I)),
    ("missing", re.compile(r"\b(?:no answer|missing|not answered|not stated|no response|system missing)\b", re.I)),
)
_DONT_KNOW = re.compile(r"\b(?:know|dk|unsure|not sure)\b", re.IGNORECASE)
_NONE = re.compile(r"\A(?:none|nothing|neither)\b|\bnone of (?:these|the above|them)\b", re.IGNORECASE)
# Words that neighbours share at least, for their wording to be that of one question.
_SHARED_WORDS = 4
_MANY_NUMBERS = 10
_NUMBERS = "draft: taken for numbers, in groups that the program chose"
_TWICE = "says once more what the columns of its answers say"
CLAIMS = "draft: its wording holds a number that reads like a result; give it a label"
NO_ANSWER = "No answer"
NO_LABEL = "draft: the file has no label for this value; say what it means"


@dataclass(frozen=True)
class DraftAnswer:
    """A row of categories.csv."""

    code: str
    label: str
    answers: tuple[str, ...] = ()
    status: str = ""
    least: str = ""
    below: str = ""
    column: str = ""
    excludes: str = ""
    note: str = ""
    maps_to: str = ""


@dataclass(frozen=True)
class DraftQuestion:
    """A row of variables.csv, with its categories.

    Attributes:
        question: the whole wording, where the label had to be shortened.
        topic: what it shares with its neighbours; empty for nothing.
        guess: why it is taken for what it is.
    """

    id: str
    label: str
    type: str
    column: str
    answers: tuple[DraftAnswer, ...]
    question: str = ""
    topic: str = ""
    guess: str = ""
    universe: str = ""

    @property
    def missing(self) -> tuple[DraftAnswer, ...]:
        """Its categories that are no answers."""
        return tuple(answer for answer in self.answers if answer.status)


@dataclass(frozen=True)
class LeftOut:
    """A column that the draft leaves out, and why."""

    header: str
    reason: str


def guessed(description: FileDescription) -> tuple[list[DraftQuestion], list[LeftOut]]:
    """The questions of a file in its order, and the columns that are none."""
    questions: list[DraftQuestion] = []
    left_out: list[LeftOut] = []
    ticked = {column.question for column in description.columns if column.kind == "tick"}
    for key, neighbours in groupby(description.columns, lambda column: (column.kind == "tick", column.question)):
        columns = tuple(neighbours)
        taken = {question.id for question in questions}
        if key[0]:
            questions.append(_question_of_several(columns, taken))
            continue
        for column, text, topic in _worded(columns):
            reason = _TWICE if column.name in ticked else _reason_to_leave_out(column)
            if reason:
                left_out.append(LeftOut(column.name, reason))
            else:
                questions.append(_question(column, text, topic, {question.id for question in questions}))
    return _told_apart(questions), left_out


def _told_apart(questions: Sequence[DraftQuestion]) -> list[DraftQuestion]:
    """Questions with labels that differ, as in two matrices of the same rows, and that claim no result."""
    times = Counter(question.label for question in questions)
    told = []
    for question in questions:
        label = question.label if times[question.label] == 1 else f"{question.label} ({question.id})"
        if any(claims_in(label, COUNTED)):
            wording = question.question or question.label
            told.append(replace(question, label=f"Question {question.id}", question=wording, guess=CLAIMS))
        else:
            told.append(replace(question, label=label))
    return told


def _worded(columns: Sequence[FileColumn]) -> Iterator[tuple[FileColumn, str, str]]:
    """Columns with their own words, and those that they share with neighbours of the same answers."""
    for _, neighbours in groupby(columns, lambda column: (column.kind, *column.values.items())):
        own = list(neighbours)
        texts = [without_name(column.label, column.name) for column in own]
        first, last = common_part(texts) if len(own) > 1 and all(texts) else ("", "")
        shared = first if len(first) >= len(last) else last
        for column, text in zip(own, texts, strict=True):
            # As telephone interviews are written down: "Television ...Do you ever get news from".
            row, dots, topic = text.partition(" ...")
            if dots and topic and row:
                yield column, row, topic.strip(" .")
            elif len(shared.split()) < _SHARED_WORDS:
                yield column, text, ""
            else:
                row = text.removeprefix(shared) if shared == first else text.removesuffix(shared)
                yield column, row.strip(" .-:"), shared.strip(" .-:")


def _question_of_several(columns: Sequence[FileColumn], taken: set[str]) -> DraftQuestion:
    """A question whose answers have a column each."""
    answers: list[DraftAnswer] = []
    text = columns[0].question_label or columns[0].question
    common, _ = common_part([column.answer for column in columns])
    for column in columns:
        label = label_of(column.answer.removeprefix(common) or column.answer)
        code = slug(label, {answer.code for answer in answers})
        answers.append(
            DraftAnswer(
                code,
                label,
                tuple(column.values) if "*" in column.values else (),
                column=column.name,
                excludes="others" if _NONE.search(label) else "",
            )
        )
    text = common.strip(" -:") or text
    return DraftQuestion(
        slug(columns[0].question, taken),
        label_of(text if " " in text else humanised(text)),
        "multiple",
        columns[0].question,
        tuple(answers),
        question=_whole(text),
        guess="draft: taken for one question with several answers, each in a column of its own",
    )


_KINDS = {
    "empty": "every cell is empty",
    "date": "looks like a date or a time",
    "identifier": "may name a person, a device or a place",
    "text": "looks like free text",
}


def _reason_to_leave_out(column: FileColumn) -> str:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column.name)
    name = " ".join(re.sub(r"[^a-z]+", " ", name.lower()).split())
    if column.kind in _KINDS:
        return _KINDS[column.kind]
    if column.is_labelled:
        return ""
    if _PERSONAL.search(name) or (column.kind == "number" and _CODE.search(column.label.lower())):
        return _KINDS["identifier"]
    if _WHEN.search(name):
        return _KINDS["date"]
    if _WEIGHT.search(name) or _WEIGHT.search(column.label.lower()):
        return "looks like a weight; see “Weights” in the guide"
    is_constant = column.kind == "number" and column.least == column.most
    return "one answer alone" if is_constant or (column.kind == "single" and len(column.values) < 2) else ""


def _question(column: FileColumn, wording: str, topic: str, taken: set[str]) -> DraftQuestion:
    above, _, row = column.name.partition(" | ")
    is_named = bool(wording) and column.label != column.name
    text = row or (wording if is_named else humanised(column.name))
    name = column.name if len(column.name) <= 24 and not row else text
    made = DraftQuestion(
        slug(name, taken),
        label_of(text),
        "categorical",
        column.name,
        (),
        question=" ".join(f"{topic}: {text}".split()) if topic else _whole(text),
        topic=label_of(above if row else topic),
        guess="draft: taken for a question with one answer",
    )
    if _is_measured(column):
        return replace(made, type="numeric", answers=_numbers(column, f"{name} {text}"), guess=_NUMBERS)
    if column.kind == "several":
        guess = f"draft: taken for several answers in one cell, which {column.separator!r} separates"
        own = [answer for answer in _categories(column) if not answer.status]
        answers = tuple(replace(one, excludes="others" if _NONE.search(one.label) else "") for one in own)
        return replace(made, type="multiple", answers=answers, guess=guess)
    return replace(made, answers=_categories(column))


def _is_measured(column: FileColumn) -> bool:
    """Whether a column holds numbers: also where the file labels some of them, such as the largest."""
    unlabelled = [text for text, label in column.values.items() if text == label and _is_number(text)]
    return column.kind == "number" or (column.is_labelled and len(unlabelled) > _MANY_NUMBERS)


def _numbers(column: FileColumn, text: str) -> tuple[DraftAnswer, ...]:
    """Groups of numbers, and what the file has in their place."""
    values = {value: label for value, label in column.values.items() if value != label or not _is_number(value)}
    found = [value for value in column.values if value not in values]
    limits = [float(limit.replace(",", ".")) for limit in (column.least, column.most, *found) if limit]
    bands = bands_between(min(limits), max(limits), is_age=bool(re.search(r"\bage\b", text.lower())))
    return (*bands, *_categories(replace(column, values=values)))


def _categories(column: FileColumn) -> tuple[DraftAnswer, ...]:
    """The categories of a question in the file's order; answers that are none last, all that is missing in one."""
    answers: list[DraftAnswer] = []
    missing = [text for text in column.missing if text not in column.values]
    missing_label = ""
    for text, own in column.values.items():
        label = label_of(own or text)
        is_labelled = own not in ("", text)
        status = _status(label, is_missing=_is_missing(text, column))
        if status == "missing":
            missing.append(text)
            missing_label = missing_label or (label if is_labelled else "")
            continue
        code = slug(label, {answer.code for answer in answers} | {"blank"})
        note = NO_LABEL if not is_labelled and _is_number(text) else ""
        note = f"draft: taken for an answer that is none ({status.replace('_', ' ')})" if status else note
        answers.append(DraftAnswer(code, label, (text,) if text not in (label, code) else (), status, note=note))
    answers.sort(key=lambda answer: bool(answer.status))
    if missing or column.has_blank:
        answers.append(DraftAnswer("blank", missing_label or NO_ANSWER, tuple(missing), "missing"))
    return tuple(answers)


def _is_missing(text: str, column: FileColumn) -> bool:
    in_range = _is_number(text) and any(least <= Decimal(text) <= most for least, most in column.missing_ranges)
    return text in column.missing or in_range


def _status(label: str, *, is_missing: bool) -> str:
    if _DONT_KNOW.search(label):
        return ""
    found = next((status for status, pattern in _STATUSES if pattern.search(label)), "")
    return found or ("missing" if is_missing else "")


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", text))


def bands_between(least: float, most: float, *, is_age: bool = False) -> tuple[DraftAnswer, ...]:
    """About five groups of numbers between limits; of ages, those that statistical offices use."""
    if is_age and least >= 10 and most <= 120:
        edges = [edge for edge in (25.0, 35.0, 45.0, 55.0, 65.0) if least < edge <= most]
    else:
        step = _round_step((most - least) / 5)
        step = max(step, 1.0) if least.is_integer() and most.is_integer() else step
        first = int(least // step + 1)
        edges = [step * n for n in range(first, first + 6) if least < step * n <= most]
    return bands_at(edges)


def bands_at(edges: Sequence[float]) -> tuple[DraftAnswer, ...]:
    """A group below the first edge, one from each edge up to the next, and one from the last edge on."""
    whole = all(float(edge).is_integer() for edge in edges)
    texts = [f"{edge:g}" if whole else f"{edge:.6f}".rstrip("0").rstrip(".") for edge in edges]
    if not texts:
        return ()
    answers = [DraftAnswer("lowest", f"Under {texts[0]}", below=texts[0])]
    for low, high in pairwise(texts):
        last = f"{int(float(high)) - 1}" if whole else f"under {high}"
        label = low if last == low else f"{low} to {last}"
        answers.append(DraftAnswer(slug(f"from_{low}", [answer.code for answer in answers]), label, (), "", low, high))
    answers.append(DraftAnswer("highest", f"{texts[-1]} and more", least=texts[-1]))
    return tuple(answers)


def _round_step(size: float) -> float:
    magnitude = 10.0 ** len(f"{int(size)}") / 10 if size >= 1 else 0.1
    return next((magnitude * n for n in (1, 2, 5, 10) if magnitude * n >= size), magnitude * 10)


def _whole(text: str) -> str:
    """The wording of a question, where a label would cut or change it."""
    text = " ".join(text.split())
    return text if label_of(text) != text else ""

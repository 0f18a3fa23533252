"""Guesses what the columns of a respondents' file are: one answer, ticks, several answers, numbers, texts, names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from .source import ColumnNotes, Range, plain

MANY = 30
"""Distinct texts from which a column is taken for free text or an identifier, unless the file labels them."""
_TICK_TEXTS = {"", "0", "1", "0.0", "1.0", "true", "false", "checked", "unchecked", "yes", "no", "y", "n", "n/a"}
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}/\d{2}/\d{2}")
# Columns that survey tools add, and those that people would not publish.
_PERSONAL = re.compile(
    r"(respondent|response|collector|record|submission|instance)[ _]?id|^_?(id|uuid|index)$|ip[ _]?address|e-?mail"
    r"|(first|last|full|sur)[ _-]?name|^name$|phone|telephone|latitude|longitude|^_?geolocation|externalreference"
    r"|recipient|respondent email|start[ _]?(date|time)|end[ _]?(date|time)|timestamp|submitted|^start$|^end$|today"
    r"|username|deviceid|simserial|user ?agent|duration|recorded ?date|submission_time|custom data",
    re.IGNORECASE,
)


FREE = re.compile(r"^other\b|specify|open-ended|comment", re.IGNORECASE)


@dataclass(frozen=True)
class FileColumn:
    """A column of a respondents' file.

    Attributes:
        name: what `column` of variables.csv or categories.csv calls it.
        label: the wording of the question, where the file has it.
        kind: `single`, `tick` (one answer of a question with several), `several` (several answers in one cell),
            `number`, `date`, `text`, `identifier` or `empty`; a guess.
        values: what its cells say -> label; in the file's own order where it declares one, else as people would
            order them. Empty for numbers without labels, texts and identifiers.
        missing: those of its values, or others, that the file declares as missing.
        missing_ranges: ranges of numbers that the file declares as missing, both ends included.
        is_labelled: whether the file itself says what its values mean.
        is_ordered: whether the file calls its values ordered.
        has_blank: whether some cell is empty.
        question: of a tick, the question that it belongs to, as `column` of variables.csv may call it.
        question_label: the wording of that question.
        answer: of a tick, the label of its answer.
        separator: of several answers in one cell, what separates them.
        least: of numbers, the least.
        most: of numbers, the largest.
    """

    name: str
    label: str = ""
    kind: str = "single"
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    missing: tuple[str, ...] = ()
    missing_ranges: tuple[Range, ...] = ()
    is_labelled: bool = False
    is_ordered: bool = False
    has_blank: bool = False
    question: str = ""
    question_label: str = ""
    answer: str = ""
    separator: str = ""
    least: str = field(default="", repr=False)
    most: str = field(default="", repr=False)


def alone(column: FileColumn, notes: ColumnNotes, counts: Counter[str], n_rows: int, separator: str) -> FileColumn:
    texts = [text for text in counts if text]
    column = replace(
        column,
        missing=notes.missing,
        missing_ranges=notes.missing_ranges,
        is_ordered=notes.is_ordered,
        has_blank=counts.get("", 0) > 0,
    )
    if notes.values:
        values = {plain(value): label for value, label in notes.values.items()}
        values |= {text: text for text in _ordered(texts) if text not in values and not _NUMBER.fullmatch(text)}
        unlabelled = [text for text in texts if text not in values and not notes.is_missing(text)]
        if len(unlabelled) < MANY:
            values |= {text: text for text in _ordered(unlabelled)}
            return replace(column, values=values, is_labelled=True)
        least, most = _range(texts)
        return replace(column, least=least, most=most, kind="number", values=values, is_labelled=True)
    if not texts:
        return replace(column, kind="empty")
    if _PERSONAL.search(column.name) or _PERSONAL.search(column.label):
        return replace(column, kind="identifier")
    if all(map(_DATE.match, texts)):
        return replace(column, kind="date")
    answers = [text for text in texts if not notes.is_missing(text)]
    is_number = sum(bool(_NUMBER.fullmatch(text)) for text in answers) >= 0.9 * len(answers)
    if is_number and (len(answers) > 12 or notes.is_measured):
        if len(answers) == n_rows and n_rows > MANY:
            return replace(column, kind="identifier")
        least, most = _range(answers)
        others = {text: text for text in texts if not _NUMBER.fullmatch(text)}
        return replace(column, kind="number", values=others, least=least, most=most)
    parts = _several(texts, separator)
    if parts is not None:
        own, answers = parts
        return replace(column, kind="several", values={text: text for text in answers}, separator=own)
    if len(texts) > MANY or (len(texts) > 6 and max(counts[text] for text in texts) == 1):
        is_key = len(texts) == n_rows and max(map(len, texts)) < 40
        return replace(column, kind="identifier" if is_key else "text")
    return replace(column, values={text: text for text in _ordered(texts)})


def _range(texts: Sequence[str]) -> tuple[str, str]:
    """The least and the largest number among texts."""
    numbers = [text for text in texts if _NUMBER.fullmatch(text)]
    ordered = sorted(numbers, key=lambda text: float(text.replace(",", ".")))
    return (ordered[0], ordered[-1]) if ordered else ("", "")


def has_comma_decimals(counts: Counter[str]) -> bool:
    numbers = [text for text in counts if _NUMBER.fullmatch(text)]
    return len(numbers) > 5 and any("," in text for text in numbers) and not any("." in text for text in numbers)


def _several(texts: Sequence[str], declared: str) -> tuple[str, list[str]] | None:
    """The separator and the answers of a column whose cells hold several; None where none seems to."""
    for separator in (declared, ";", ", ", " | "):
        if not separator:
            continue
        split = [[part for part in map(str.strip, text.split(separator)) if part] for text in texts]
        split = _joined(split, separator)
        parts = Counter(part for own in split for part in set(own))
        is_few = len(parts) <= MANY and len(parts) < max(len(texts), 3)
        if max(map(len, split)) > 1 and is_few and all(len(set(own)) == len(own) for own in split):
            return separator, _ordered(parts)
    return None


def _joined(split: list[list[str]], separator: str) -> list[list[str]]:
    """Parts that never stand but side by side are one answer, which holds the separator itself."""
    times = Counter(part for own in split for part in own)
    while True:
        pairs = Counter(pair for own in split for pair in pairwise(own))
        together = next((pair for pair, n in pairs.items() if n > 1 and n == times[pair[0]] == times[pair[1]]), None)
        if together is None:
            return split
        whole = separator.join(together) if separator.endswith(" ") else f"{separator} ".join(together)
        times[whole] = times[together[0]]
        split = [_with_pair(own, together, whole) for own in split]


def _with_pair(parts: Sequence[str], pair: tuple[str, str], whole: str) -> list[str]:
    joined: list[str] = []
    for part in parts:
        if joined and (joined[-1], part) == pair:
            joined[-1] = whole
        else:
            joined.append(part)
    return joined


_SCALES = (
    ("never", "rarely", "seldom", "sometimes", "occasionally", "often", "usually", "very often", "always"),
    ("strongly disagree", "disagree", "somewhat disagree", "neutral", "somewhat agree", "agree", "strongly agree"),
    ("strongly disagree", "disagree", "neither agree nor disagree", "agree", "strongly agree"),
    ("very dissatisfied", "dissatisfied", "neither satisfied nor dissatisfied", "satisfied", "very satisfied"),
    ("very unlikely", "unlikely", "neither likely nor unlikely", "likely", "very likely"),
    ("very poor", "poor", "fair", "average", "good", "very good", "excellent"),
    ("not at all", "a little", "somewhat", "quite a bit", "moderately", "very much", "a great deal", "extremely"),
    ("none", "low", "medium", "high", "very high"),
    ("yes", "no", "maybe", "don't know", "do not know", "prefer not to say"),
)


def _ordered(texts: Sequence[str] | Mapping[str, int]) -> list[str]:
    """Answers as people would order them: by a scale in words, by their numbers, or by the alphabet."""
    lower = {text: text.lower().replace("’", "'") for text in texts}
    for scale in _SCALES:
        known = [text for text in texts if lower[text] in scale]
        if len(known) > 1 and len(known) >= 0.7 * len(lower):
            return sorted(texts, key=lambda text: scale.index(lower[text]) if lower[text] in scale else len(scale))
    return sorted(texts, key=_natural)


def _natural(text: str) -> tuple[int, float, str]:
    number = re.search(r"\d+([.,]\d+)?", text)
    first = float(number[0].replace(",", ".")) if number else 0.0
    # "Under 18" stands before "18 to 24".
    rank = 0 if number and re.match(r"(under|less|below|up to|<|≤)", text, re.IGNORECASE) else 1 if number else 2
    return (rank if rank == 2 else 1, first - (rank == 0) * 0.5, text.lower())


def groups(columns: Sequence[FileColumn], below: Sequence[str]) -> dict[int, FileColumn]:
    """Place of each column that is one answer of a question with several -> the column as that."""
    possible: dict[str, list[tuple[int, str, str]]] = {}
    by_name = {column.name: column for column in columns}
    for place, column in enumerate(columns):
        for question, answer, label in _as_answer(column, below[place], by_name):
            possible.setdefault(question, []).append((place, answer, label))
    found: dict[int, FileColumn] = {}
    for question, members in possible.items():
        ticks = [one for one in members if _is_tick(columns[one[0]], one[1], below[one[0]])]
        is_other = [one for one in members if FREE.search(below[one[0]])]
        if len(ticks) < 2 or len({*ticks, *is_other}) < len(members):
            continue
        for place, answer, label in members:
            column = columns[place]
            own = replace(column, name=below[place] or column.name, kind="tick", separator="", question=question)
            values = {} if (place, answer, label) in ticks else {"*": answer}
            found.setdefault(place, replace(own, question_label=label, answer=answer, values=values))
    return found


# Question and answer in a header, as REDCap, LimeSurvey, Qualtrics and statistical packages write them.
_PATTERNS = (r"(.+?) *\(choice=(.+)\)", r"(.+?) *\[(.+)\]", r"(.+)___(\w+)", r"(.+?)[_.](\w{1,12})", r"(.+?)()\d+")


def _as_answer(column: FileColumn, below: str, by_name: Mapping[str, FileColumn]) -> Iterator[tuple[str, str, str]]:
    """Question, answer and the question's wording, where a column may be an answer of a question with several."""
    if below:
        yield column.name, below, column.label
        return
    above, _, last = column.name.rpartition("/")
    if above in by_name:
        yield above, last, by_name[above].label
    for pattern in (
        r"(.+?) *\(choice=(.+)\)",
        r"(.+?) *\[(.+)\]",
        r"(.+)___(\w+)",
        r"(.+?)[_.](\w{1,12})",
        r"(.+?)()\d+",
    ):
        match = re.fullmatch(pattern, column.name)
        if match is not None:
            wording, _, answer = column.label.rpartition(" - ")
            is_own = column.label != column.name
            label = wording.removesuffix(" - Selected Choice") if wording and is_own else match[1]
            yield match[1], (answer if is_own else match[2]) or column.name, label
            return


def _is_tick(column: FileColumn, answer: str, below: str) -> bool:
    texts = {text.lower() for text in column.values}
    if column.kind == "empty":
        return True
    if column.kind != "single":
        return False
    if column.is_labelled and texts not in ({"0", "1"}, {"1"}):
        return False
    is_word = texts <= {"yes", "no", "y", "n"} and "[" not in column.name and not below
    return (
        len(texts) <= 3
        and not is_word
        and (texts <= _TICK_TEXTS or texts == {plain(answer).lower()} or (len(texts) == 1 and column.has_blank))
    )

"""Tells a number that belongs to a name ("COVID-19", "0-10", "2025") from one that claims a result."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..model import Study
from ..wording import numbers_in

# Who and what is counted in surveys, beside the units of the study's own tables.
_COUNTED = ("respondents", "participants", "people", "persons", "interviewees", "answers", "cases", "votes", "of them")
_SAID = (
    *("said", "say", "says", "reported", "report", "answered", "agreed", "agree", "disagreed", "disagree", "thought"),
    *("think", "knew", "know", "wanted", "want", "told", "chose", "named", "believe", "believed", "took part"),
)
_SAID_BEFORE = re.compile(
    r"\b(?:nearly|almost|roughly|approximately|as many as|a mere|only|just)\s+[*_]*$", re.IGNORECASE
)
# Letters in capitals joined to digits, as in COVID-19, G20 or ISO 8601, are a name wherever they stand.
_ACRONYM = re.compile(r"(?<![\w-])[A-Z]{2,}[-\u2010\u2011 ]?\d+(?![\w%]|[.,]\d|\s?(?:%|per\s?cent\b))")


def counted_nouns(study: Study) -> tuple[str, ...]:
    """The nouns of what the study counts."""
    units = [getattr(spec, "unit", "").replace("_", " ") for spec in study.tables]
    return tuple(dict.fromkeys([*_COUNTED, *filter(None, units)]))


def named_with_numbers(study: Study) -> tuple[str, ...]:
    """Labels of variables and titles of tables that hold numbers, which other texts may repeat word by word."""
    texts = [record["label"] for record in study.file("variables").records]
    texts += [table.title for table in study.tables]
    nouns = counted_nouns(study)
    found = {text for text in texts if re.search(r"[^\W\d_]{3}", text) and any(numbers_in(text))}
    return tuple(sorted((text for text in found if not any(claims_in(text, nouns))), key=len, reverse=True))


def claims_in(text: str, nouns: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yields each number that states a result, with its offset: shares, counts of people, and what so many said."""
    behind = re.compile(
        rf"\W{{0,3}}(?:of (?:the|all|these|those)\b|(?:[\w-]+ ){{0,2}}(?:{'|'.join(map(re.escape, nouns))})\b"
        rf"|(?:[\w-]+ ){{0,1}}(?:{'|'.join(_SAID)})\b)",
        re.IGNORECASE,
    )
    for number in numbers_in(without_acronyms(text)):
        end = number.start + len(number.text)
        if number.is_share or behind.match(text, end) or _SAID_BEFORE.search(text[: number.start]):
            yield number.text, number.start


def without_names(text: str, names: Iterable[str]) -> str:
    """A text without the names that it repeats; each character stays where it is."""
    for name in names:
        pattern = r"\s+".join(map(re.escape, name.split()))
        text = re.sub(rf"(?<![\w%]){pattern}(?![\w%])", _blank, text, flags=re.IGNORECASE)
    return without_acronyms(text)


def without_acronyms(text: str) -> str:
    """A text without names of capitals and digits."""
    return _ACRONYM.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())

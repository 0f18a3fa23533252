"""Tells a number that belongs to a name ("COVID-19", "0-10", "2025") from one that claims a result."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from ..model import Study
from ..wording import numbers_in, quantities_in
from .bindings import plain

# Who and what is counted in surveys, beside the units of the study's own tables.
COUNTED = ("respondents", "participants", "people", "persons", "interviewees", "answers", "cases", "votes", "of them")
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
    return tuple(dict.fromkeys([*COUNTED, *filter(None, units)]))


def labels_with_numbers(study: Study) -> tuple[str, ...]:
    """What the study calls itself, its questions and its groups, and how it asked, where that holds numbers.

    Who is asked which they use most, or whether both parents worked, has been told no result.
    """
    records = [record for name in ("variables", "universes") for record in study.file(name).records]
    texts = [record.values.get(column, "") for record in records for column in ("label", "question")]
    return _names([*texts, study.card.title, study.card.short_title], study)


def titles_with_numbers(study: Study) -> tuple[str, ...]:
    """Titles of tables that hold numbers."""
    return _names((table.title for table in study.tables if any(numbers_in(table.title))), study)


def _names(texts: Iterable[str], study: Study) -> tuple[str, ...]:
    """Those of some texts that hold a number and claim no result, as prose is read; the longest first."""
    nouns = counted_nouns(study)
    read = {unicodedata.normalize("NFKC", plain(text)) for text in texts if re.search(r"[^\W\d_]{3}", text)}
    found = {text for text in read if any(numbers_in(text)) or any(quantities_in(text))}
    return tuple(
        sorted((text for text in found if not any(claims_in(text, nouns))), key=lambda text: (-len(text), text))
    )


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

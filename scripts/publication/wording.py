"""Writes numbers in English and finds those that stand in English prose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from .model import CheckResult, CitedFigure, Interval, Origin, Outcome, Qualifier, StudyCard

_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = {word: number for number, word in enumerate([*_ONES, *_TEENS])}
_SMALL |= {ten: 10 * rank for rank, ten in enumerate(_TENS, start=2)}
_SMALL |= {
    f"{ten}-{one}": 10 * rank + unit
    for rank, ten in enumerate(_TENS, start=2)
    for unit, one in enumerate(_ONES[1:], start=1)
}
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
_PARTS |= {
    name + ending: parts
    for parts, name in ((3, "third"), (5, "fifth"), (6, "sixth"), (7, "seventh"), (8, "eighth"), (10, "tenth"))
    for ending in ("", "s")
}

_WORD = "|".join(sorted(_SMALL, key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_ONE_NUMBER = rf"{_DIGITS}|{_WORD}"
_NUMBER = re.compile(
    rf"""
    (?P<top>\d+)\s?[/⁄]\s?(?P<bottom>\d+)
    |(?P<sign>[¼½¾⅐-⅞])
    |\b(?P<some>{_ONE_NUMBER})\s+in\s+(?:every\s+)?(?P<every>{_ONE_NUMBER})\b
    |\b(?P<parts>a|{_WORD})[\s-](?P<part>{"|".join(sorted(_PARTS, key=len, reverse=True))})\b
    |\b(?P<half>half)\b
    |\b(?P<majority>majority)\b
    |(?P<digits>{_DIGITS})\s?(?P<percent>%|per\s?cent\b)?
    |\b(?P<word>{_WORD}|dozen|hundred|thousand|million)\b\s?(?P<word_percent>%|per\s?cent\b)?
    """,
    re.VERBOSE | re.IGNORECASE,
)

_QUANTITY = re.compile(
    r"\b(?:twice|thrice|double[ds]?|treble[ds]?|triple[ds]?|halve[ds]?|[a-z]+fold|both|pairs?|couples?|dozens|hundreds"
    r"|thousands|millions|majorities|minority|most|every (?:second|third|fourth|fifth|other))\b",
    re.IGNORECASE,
)

ORIGIN_WORDS: dict[Origin, str] = {
    Origin.CITED: "printed by a public source, or computed from such figures",
    Origin.MICRODATA: "counted from a respondents’ file, protected and audited",
    Origin.PRACTICE: "synthetic: counted from invented respondents, no finding",
}


@dataclass(frozen=True)
class WrittenNumber:
    """A number as a text writes it; a share ("61%", "2/5", "one in five") has its value in per cent."""

    text: str
    value: Fraction
    is_share: bool
    start: int


def numbers_in(text: str) -> Iterator[WrittenNumber]:
    """Yields each number in an English text; "one" alone is a pronoun more often than a number and is left out."""
    for match in _NUMBER.finditer(text):
        written = _read(match)
        if written is not None:
            yield WrittenNumber(match.group().strip(), written[0], written[1], match.start())


def quantities_in(text: str) -> Iterator[tuple[str, int]]:
    """Yields words that state a quantity without a number, with the offset of each."""
    for match in _QUANTITY.finditer(text):
        yield match.group(), match.start()


def _read(match: re.Match[str]) -> tuple[Fraction, bool] | None:
    found = match.groupdict()
    if found["top"]:
        return (Fraction(100 * int(found["top"]), int(found["bottom"])), True) if int(found["bottom"]) else None
    if found["sign"]:
        return 100 * Fraction(unicodedata.numeric(found["sign"])).limit_denominator(10), True
    if found["some"]:
        every = _number(found["every"])
        return (100 * _number(found["some"]) / every, True) if every else None
    if found["part"]:
        count = Fraction(1) if found["parts"].lower() == "a" else _number(found["parts"])
        return 100 * count / _PARTS[found["part"].lower()], True
    if found["half"] or found["majority"]:
        return Fraction(50), True
    if found["digits"]:
        return _number(found["digits"]), found["percent"] is not None
    word = found["word"].lower()
    if word == "one" and not found["word_percent"]:
        return None
    large = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
    return Fraction(large.get(word, _SMALL.get(word, 0))), found["word_percent"] is not None


def _number(text: str) -> Fraction:
    text = text.lower()
    return Fraction(_SMALL[text]) if text in _SMALL else Fraction(text.replace(",", ""))


def has_qualifier(text: str, qualifier: Qualifier) -> bool:
    """Whether a phrase carries the words of `qualifier` and of no other."""
    lowered = text.lower()
    said = {other for other in Qualifier if any(re.search(rf"\b{word}\b", lowered) for word in other.words)}
    return said == ({qualifier} if qualifier.words else set())


def digits(value: Fraction, decimals: int = 0) -> str:
    """A number with `decimals` digits after the point and commas between thousands; ties away from zero."""
    return format(decimal(value, decimals), ",f")


def decimal(value: Fraction, decimals: int) -> Decimal:
    """A number rounded to `decimals` digits after the point; ties away from zero."""
    step = Fraction(10) ** decimals
    whole, rest = divmod(abs(value) * step, 1)
    rounded = int(whole) + (1 if rest >= Fraction(1, 2) else 0)
    sign = -1 if value < 0 else 1
    return (Decimal(sign * rounded).scaleb(-decimals)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def with_unit(text: str, unit: str) -> str:
    """A written number followed by its unit: "61%", "43 years", "1,500"."""
    match unit:
        case "percent":
            return f"{text}%"
        case "years":
            return f"{text} years"
        case _:
            return text


def written_unit(unit: str) -> str:
    """A unit as readers write it; the data keep the name that programs know."""
    return "per cent" if unit == "percent" else unit


def figure_wordings(figure: CitedFigure) -> tuple[str, ...]:
    """Every phrase that prose may use for a figure, its `{value}` filled in."""
    return tuple(wording.replace("{value}", digits(figure.value, figure.decimals)) for wording in figure.wordings)


def result_wordings(result: CheckResult) -> tuple[str, ...]:
    """Every phrase that prose may use for a derived result."""
    if result.outcome is Outcome.FITS:
        return ("fits", "fit")
    if result.outcome is Outcome.DOES_NOT_FIT:
        return ("does not fit", "do not fit")
    return interval_wordings(result.interval, result.unit, result.decimals)


def bounds_wording(interval: Interval, unit: str) -> str:
    """The ends of an interval in words, with as many digits as write them exactly, and at most four."""
    if unit == "percent" and interval.is_lower_open and interval.upper == 100 and not interval.is_upper_open:
        # Every share ends there: whoever reads that it is more than 40% need not be told.
        interval = replace(interval, upper=None)
    ends = [end for end in (interval.lower, interval.upper) if end is not None]
    places = next((n for n in range(4) if all((end * 10**n).denominator == 1 for end in ends)), 4)
    words = interval_wordings(interval, unit, places)[0]
    return words.replace(".3333", "⅓").replace(".6667", "⅔")


def interval_wordings(interval: Interval, unit: str, decimals: int) -> tuple[str, ...]:
    """An interval in words: one number, "834 to 847", "more than 251", "at most 221", "under 15.8%"."""

    def written(value: Fraction) -> str:
        return with_unit(digits(value, decimals), unit)

    lower, upper = interval.lower, interval.upper
    if lower is not None and upper is not None:
        if lower == upper:
            return (written(lower),)
        between = f"{digits(lower, decimals)} to {written(upper)}"
        if interval.is_lower_open or interval.is_upper_open:
            below = "up to and including" if not interval.is_upper_open else "under"
            above = "over" if interval.is_lower_open else "from"
            return (f"{above} {digits(lower, decimals)}, {below} {written(upper)}",)
        either = (between, between.replace(" to ", "–"), between.replace(" to ", " and "))
        # Of years, the middle says what an average reader takes away; of people, it would look like a count.
        middle = with_unit(digits((lower + upper) / 2), unit)
        return (*either, f"about {middle}") if unit == "years" else either
    if lower is not None:
        words = ("more than", "over") if interval.is_lower_open else ("at least",)
        return tuple(f"{word} {written(lower)}" for word in words)
    if upper is not None:
        words = ("under", "less than") if interval.is_upper_open else ("at most",)
        return tuple(f"{word} {written(upper)}" for word in words)
    return ("not stated",)


def written_date(iso: str) -> str:
    """A date in words: "22 November 2026"."""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def capitalised(text: str) -> str:
    """A text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def written_edition(card: StudyCard) -> str:
    """What a citation says of a version: "version 1.0.0, 22 November 2026", or that it was not released."""
    said = "in preparation, not yet released" if card.is_unreleased else written_date(card.released)
    return f"version {card.version}, {said}"

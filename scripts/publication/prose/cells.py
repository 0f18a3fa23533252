"""Says what prose may say of the cells of counted tables: their counts, shares and means, as they are published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from ..model import Table, Value
from ..wording import digits, with_unit

_FEW = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 10: "tenth"}
_NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# Simple parts of a whole, in lowest terms.
_PARTS = [(top, bottom) for bottom in _FEW for top in range(1, bottom) if Fraction(top, bottom).denominator == bottom]
_NEAR, _CLOSE = Fraction(3), Fraction(1)


def cell_phrases(tables: Iterable[Table]) -> Mapping[str, tuple[str, ...]]:
    """Address of a cell, such as `trust_by_country/sweden/yes`, -> the phrases that may be bound to it.

    There is a code for each dimension of the table, `total` for the whole. A column behind it, as in
    `trust_by_country/sweden/yes:share_pct`, is that number alone; without one, weighted shares go before others.
    A withheld cell has no phrase.
    """
    return {address: phrases for table in tables if table.cube for address, phrases in _phrases(table)}


def _phrases(table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    cube = table.cube
    assert cube is not None
    of_all = [(own.column, own.decimals) for own in cube.shares]
    weighted = [(own.column, own.decimals) for own in cube.weighted]
    means = [(own.column, own.decimals) for own in cube.means]
    decimals = {cube.count: 0, **dict(of_all), **dict(weighted), **dict(means)}
    units = {name: "percent" for name, _ in (*of_all, *weighted)}
    units |= {name: table.column(name).unit for name, _ in means}
    said = [cube.count, *(name for name, _ in (*(weighted or of_all), *means))]
    for record in table.records():
        address = "/".join((table.id, *(str(record[name]) for name in table.primary_key)))
        own = {name: _written(record[name], places, units.get(name, "")) for name, places in decimals.items()}
        yield from ((f"{address}:{name}", phrases) for name, phrases in own.items())
        yield address, tuple(dict.fromkeys(phrase for name in said for phrase in own[name]))


def _written(value: Value, decimals: int, unit: str) -> tuple[str, ...]:
    """A number as it is published, rounded to a whole one, and in words where it is a share."""
    if not isinstance(value, (int, Decimal)) or isinstance(value, bool):
        return ()
    number = Fraction(value)
    exact = with_unit(digits(number, decimals), unit)
    if unit != "percent":
        return (exact,)
    return tuple(dict.fromkeys((exact, with_unit(digits(number), unit), *_in_words(number))))


def _in_words(share: Fraction) -> Iterator[str]:
    """Yields a share, in per cent, as a simple part: about, more than or nearly so much."""
    for top, bottom in _PARTS:
        part = Fraction(100 * top, bottom)
        rest = share - part
        if abs(rest) > _NEAR:
            continue
        words: tuple[str, ...] = ("",)
        if 0 < abs(rest) <= _CLOSE:
            words = ("about ", "more than ", "just over ") if rest > 0 else ("about ", "nearly ", "just under ")
        elif rest:
            words = ("more than ",) if rest > 0 else ("nearly ",)
        yield from (f"{word}{name}" for word in words for name in _names(top, bottom))
    if share > 50:
        yield "a majority"


def _names(top: int, bottom: int) -> tuple[str, ...]:
    if bottom == 2:
        return ("half",)
    one = "a" if top == 1 else _NUMBERS[top]
    return f"{one} {_FEW[bottom]}{'s' * (top > 1)}", f"{_NUMBERS[top]} in {_NUMBERS[bottom]}"

"""Turns grids of a demonstration into pictures: where a cell stands, what it says, how it is marked; draws none."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..model import Demonstration, Grid, Position, Subtraction

# px; a picture is as wide as a telephone shows without shrinking its letters.
WIDTH = 328
_LABELS = 92
_ROW = 38
_LINE = 13
_MARK = "[c]"


@dataclass(frozen=True)
class Square:
    """A cell of the picture; `kind` says how it is marked."""

    x: float
    y: float
    width: float
    height: float
    text: str
    kind: str


@dataclass(frozen=True)
class Label:
    """The name of a row or a column, in lines."""

    x: float
    y: float
    anchor: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """A grid as drawn.

    Attributes:
        id: unique on the page.
        alt: what it shows, in a sentence.
    """

    id: str
    alt: str
    width: int
    height: float
    squares: tuple[Square, ...]
    labels: tuple[Label, ...]


def picture(demo: Demonstration, id: str, alt: str, cell: Callable[[Position], tuple[str, str]]) -> Picture:
    """A picture of the demonstration's grid.

    Args:
        demo: names rows and columns.
        id: unique on the page.
        alt: what it shows.
        cell: place -> text and kind of a cell.
    """
    n_columns = len(demo.columns) + 1
    width = (WIDTH - _LABELS) / n_columns
    heads = [_wrapped(label, width) for label in (*demo.columns, "Total")]
    top = max(map(len, heads)) * _LINE + 8
    labels = [
        Label(_LABELS + (column + 0.5) * width, top - 6 - (len(lines) - 1) * _LINE, "middle", lines)
        for column, lines in enumerate(heads)
    ]
    squares = []
    for row, label in enumerate((*demo.rows, "Total")):
        y = top + row * _ROW
        lines = _wrapped(label, _LABELS)
        labels.append(Label(0, y + _ROW / 2 + 4 - (len(lines) - 1) * _LINE / 2, "start", lines))
        for column in range(n_columns):
            text, kind = cell((row, column))
            squares.append(Square(_LABELS + column * width + 1, y + 1, width - 2, _ROW - 2, text, kind))
    return Picture(id, alt, WIDTH, top + (len(demo.rows) + 1) * _ROW, tuple(squares), tuple(labels))


def _wrapped(label: str, width: float) -> tuple[str, ...]:
    """A label in lines that fit a width, at six px a letter."""
    return tuple(textwrap.wrap(label, max(6, int(width / 6)), break_long_words=False))


def as_counted(demo: Demonstration, marked: tuple[Position, ...] = ()) -> Callable[[Position], tuple[str, str]]:
    """Every count, some of them marked as small."""
    return lambda place: (_number(demo.counts, place), "small" if place in marked else _plain(demo, place))


def as_withheld(demo: Demonstration, withheld: tuple[Position, ...]) -> Callable[[Position], tuple[str, str]]:
    """The counts that are shown, and one mark for all that are not."""
    return lambda place: (
        (_MARK, "withheld") if place in withheld else (_number(demo.counts, place), _plain(demo, place))
    )


def as_attacked(
    demo: Demonstration, step: Subtraction, before: tuple[Position, ...]
) -> Callable[[Position], tuple[str, str]]:
    """One subtraction: its line marked, its result in place of the mark, and what was found before."""

    def cell(place: Position) -> tuple[str, str]:
        if place == step.place or place in before:
            return _number(demo.counts, place), "found"
        if place in demo.small:
            return _MARK, "withheld"
        return _number(demo.counts, place), "line" if place in step.line else _plain(demo, place)

    return cell


def as_witness(demo: Demonstration, grid: Grid) -> Callable[[Position], tuple[str, str]]:
    """A table that fits what is shown, with other numbers where cells are withheld."""
    return lambda place: (_number(grid, place), "other" if place in demo.withheld else _plain(demo, place))


def as_move(demo: Demonstration, before: Grid, after: Grid) -> Callable[[Position], tuple[str, str]]:
    """What one table has more or less than another, cell by cell; nothing where they are the same."""

    def cell(place: Position) -> tuple[str, str]:
        row, column = place
        step = after[row][column] - before[row][column]
        return (f"{step:+d}".replace("-", "−") if step else "", "other" if step else _plain(demo, place))

    return cell


def witnesses(demo: Demonstration) -> tuple[Grid, Grid]:
    """The two tables that lie furthest apart in the first small cell."""
    row, column = demo.small[0]
    ordered = sorted(demo.fits, key=lambda grid: grid[row][column])
    return ordered[0], ordered[-1]


def places_named(demo: Demonstration) -> Mapping[Position, str]:
    """Each cell by its row and its column, in words."""
    rows, columns = (*demo.rows, "Total"), (*demo.columns, "Total")
    return {(r, c): f"{row}, {column}" for r, row in enumerate(rows) for c, column in enumerate(columns)}


def _number(grid: Grid, place: Position) -> str:
    return f"{grid[place[0]][place[1]]:,}"


def _plain(demo: Demonstration, place: Position) -> str:
    is_total = place[0] == len(demo.rows) or place[1] == len(demo.columns)
    return "total" if is_total else "shown"

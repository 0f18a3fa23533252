"""What is known of cells beside tables, what an audit finds, and what an author asks; holds no true count."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from .errors import Problem
from .tables import Cell


class Measure(StrEnum):
    """What kind of number a figure is; decides which values are possible at all."""

    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"


End = tuple[Fraction | None, bool]
"""One end of an interval (None where nothing bounds it), and whether the end itself is left out."""


@dataclass(frozen=True)
class KnownInterval:
    """What is known of one cell from elsewhere, such as from a figure that a source prints.

    Attributes:
        figure: its name.
        everybody: all of the cell's universe, whom a share is of.
        count: their number, where the figure is just that.
        least: the least value that the wording leaves; of a share, in per cent.
        has_base: whether the source says of whom a share is.
        left_out: whom a share without a base may leave out, such as those who gave no answer; None for anybody.
        variable: what a mean is of; empty where nothing says so.
        is_in_package: whether the release itself prints the figure, so that its readers have it.
    """

    figure: str
    measure: Measure
    cell: Cell
    everybody: Cell
    count: int | None = None
    least: End = (None, False)
    most: End = (None, False)
    has_base: bool = True
    left_out: tuple[Cell, ...] | None = None
    variable: str = ""
    is_in_package: bool = False

    def holds_some_of(self, lowest: Fraction, highest: Fraction | None) -> bool:
        """Whether some value from `lowest` to `highest` (None for no end) is one that the wording leaves."""
        (least, is_least_open), (most, is_most_open) = self.least, self.most
        is_below = (
            highest is not None and least is not None and (highest < least or (is_least_open and highest == least))
        )
        is_above = most is not None and (lowest > most or (is_most_open and lowest == most))
        return not is_below and not is_above


@dataclass(frozen=True)
class Finding:
    """Something that an audit refuses: in which table, at which row, by which rule; never a withheld value."""

    table: str
    row: str
    rule: str
    remedy: str

    def problem(self) -> Problem:
        """What a build that stops for it tells."""
        return Problem(f"table {self.table}: {self.row}", self.rule, self.remedy)


@dataclass(frozen=True)
class Attack:
    """What intruders of one kind reached.

    Attributes:
        knows: what they know, in words.
        tried: how many of them were tried, of `possible` ones.
        cells: unknown cells, summed over the intruders tried.
        widths: (width of a feasibility interval that witnesses show, number of cells), sorted.
        failures: intervals that are narrower than promised, or were not decided; `narrow` has their cells.
    """

    intruder: str
    knows: str
    tried: int
    possible: int
    cells: int
    widths: tuple[tuple[int, int], ...]
    failures: int
    narrow: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Witnesses:
    """Tables of whole numbers that agree with everything published, found from that alone.

    Each is the base with one move added. Which of them comes nearest to the true table, none tells.

    Attributes:
        cells: (variable, category) pairs of each cell without a published count, sorted; unpublished margins too.
        base: a count for each of them.
        moves: each as (number in `cells`, what it adds to the base); the first adds nothing.
        pairs: number of a withheld cell in `cells`, and of the moves in which it is smallest and largest.
    """

    universe: str
    cells: tuple[tuple[tuple[str, str], ...], ...]
    base: tuple[int, ...]
    moves: tuple[tuple[tuple[int, int], ...], ...]
    pairs: tuple[tuple[int, int, int], ...]


class Audit(NamedTuple):
    """What an audit of tables of counts found; a release with findings must not go out.

    Witnesses show that an outsider cannot find out more; they are None where nothing was attacked.
    """

    attacks: tuple[Attack, ...]
    findings: tuple[Finding, ...]
    witnesses: Witnesses | None


@dataclass(frozen=True)
class Reason:
    """Why one cell is suppressed.

    Attributes:
        rule: the setting of the policy that makes it primary; empty for a secondary cell.
        protects: a primary cell that could be found out if this one were shown; None where none alone could.
    """

    cell: Cell
    rule: str = ""
    protects: Cell | None = None

    def __str__(self) -> str:
        if self.rule:
            return f"primary, by {self.rule}"
        return f"secondary, for {self.protects}" if self.protects else "secondary, for several cells together"


@dataclass(frozen=True)
class Saving:
    """A coarser release, and how many suppressed cells it has.

    Attributes:
        variable: of which two categories are merged; empty where a table is dropped.
        merged: the two.
        dropped: the table that is dropped.
        suppressed: cells suppressed then, of `cells`.
    """

    variable: str
    merged: tuple[str, str]
    dropped: str
    suppressed: int
    cells: int

    def __str__(self) -> str:
        change = f"without the table {self.dropped}"
        if self.variable:
            change = f"with {' and '.join(self.merged)} of {self.variable} merged"
        return f"{change}: {self.suppressed:,} of {self.cells:,} cells suppressed"

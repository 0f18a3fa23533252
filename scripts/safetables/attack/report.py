"""Says what was found about each withheld cell, as values; it never searches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from ..system import IntArray


class Question(Enum):
    """What is asked of each interval."""

    EXACT = "the smallest and largest whole number"
    WIDE_ENOUGH = "whether two tables lie far enough apart"


@dataclass(frozen=True)
class Deviation:
    """A table, as the counts in which it differs from the report's base table."""

    cells: tuple[int, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class FeasibilityInterval:
    """What an attacker can find out about one withheld cell.

    Its ends are possible counts; between them, not every count need be. Sums of three dimensions leave gaps now and
    then, and so does knowing the rule. What is promised is the distance of the ends.

    Attributes:
        cell: its number.
        wanted: the width asked, in counts.
        least_seen, most_seen: counts that witness tables have; None where no table was found.
        least_possible, most_possible: counts beyond which no table can go; None where no bound was found.
        low, high: the witness tables.
    """

    cell: int
    wanted: int
    least_seen: int | None
    most_seen: int | None
    least_possible: int
    most_possible: int | None
    low: Deviation | None
    high: Deviation | None

    @property
    def width(self) -> int:
        """Width that witnesses show."""
        return 0 if self.least_seen is None or self.most_seen is None else self.most_seen - self.least_seen

    @property
    def is_wide_enough(self) -> bool:
        """Whether witnesses show the width that is wanted."""
        return self.least_seen is not None and self.width >= self.wanted

    @property
    def is_exact(self) -> bool:
        """Whether both ends are reached and nothing lies beyond them."""
        return self.least_seen == self.least_possible and self.most_seen == self.most_possible is not None

    @property
    def is_pinned(self) -> bool:
        """Whether only one whole number is possible."""
        return self.least_possible == self.most_possible

    @property
    def is_undecided(self) -> bool:
        """Whether the limits ended the search before it was known if the interval is wide enough."""
        is_narrow = self.most_possible is not None and self.most_possible - self.least_possible < self.wanted
        return not self.is_wide_enough and not is_narrow


@dataclass(frozen=True)
class Report:
    """All intervals for one attacker.

    Attributes:
        base: any table that fits, shape (n_cells,), or None.
        found: every other table that the search came by.
    """

    attacker: str
    question: Question
    intervals: tuple[FeasibilityInterval, ...]
    base: IntArray | None
    found: tuple[Deviation, ...] = ()

    @property
    def failures(self) -> tuple[FeasibilityInterval, ...]:
        """Intervals that are narrow or undecided; a release with any must not go out."""
        return tuple(i for i in self.intervals if not i.is_wide_enough)

    def of_first(self, n_cells: int) -> Report:
        """Return what it says of the first cells, where the others are of another kind."""
        if self.base is None or len(self.base) == n_cells:
            return self
        intervals = (i for i in self.intervals if i.cell < n_cells)
        return Report(
            self.attacker,
            self.question,
            tuple(replace(i, low=_first(i.low, n_cells), high=_first(i.high, n_cells)) for i in intervals),
            self.base[:n_cells],
        )

    def table(self, deviation: Deviation) -> IntArray:
        """Return a witness as a whole table, shape (n_cells,)."""
        if self.base is None:
            raise ValueError("report: no table was found, so there is no witness")
        table = self.base.copy()
        table[list(deviation.cells)] = deviation.counts
        return table


def _first(end: Deviation | None, n_cells: int) -> Deviation | None:
    if end is None:
        return None
    kept = [(cell, count) for cell, count in zip(end.cells, end.counts, strict=True) if cell < n_cells]
    return Deviation(tuple(cell for cell, _ in kept), tuple(count for _, count in kept))

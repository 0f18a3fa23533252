"""What an audit finds, and what each kind of intruder reached."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import Problem
from .tables import Cell


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
    """What one kind of intruder reached.

    Attributes:
        intruder: the kind.
        knows: what they know, in words.
        tried: how many intruders of the kind were tried.
        possible: how many there are.
        cells: unknown cells, summed over the intruders tried.
        widths: (width of a feasibility interval that witnesses show, number of cells), sorted.
        failures: intervals that are narrower than promised, or were not decided.
        narrow: the cells of these intervals.
    """

    intruder: str
    knows: str
    tried: int
    possible: int
    cells: int
    widths: tuple[tuple[int, int], ...]
    failures: int
    narrow: tuple[Cell, ...] = ()

"""What an audit returns: findings, what each kind of intruder reached, and witnesses; holds no true count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

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


@dataclass(frozen=True)
class Witnesses:
    """Tables of whole numbers that agree with everything published, found from that alone.

    Each is the base with one move added. Which of them comes nearest to the true table, none tells.

    Attributes:
        universe: whom the cells count.
        cells: the cells without a published count, margins that no table shows among them; each as its
            (variable, category) pairs, sorted.
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

    Attributes:
        attacks: what each kind of intruder reached.
        findings: what must not be published as it is.
        witnesses: what shows that an outsider cannot find out more; None where nothing was attacked.
    """

    attacks: tuple[Attack, ...]
    findings: tuple[Finding, ...]
    witnesses: Witnesses | None

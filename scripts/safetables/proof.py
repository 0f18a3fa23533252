"""Pairs of tables that show how little a release tells of its withheld cells; holds no true count."""

from __future__ import annotations

from dataclasses import dataclass

Place = tuple[tuple[str, str], ...]


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
    cells: tuple[Place, ...]
    base: tuple[int, ...]
    moves: tuple[tuple[tuple[int, int], ...], ...]
    pairs: tuple[tuple[int, int, int], ...]

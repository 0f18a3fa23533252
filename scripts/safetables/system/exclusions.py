"""The sums that hold where answers exclude each other (structural zeros); it sees no count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..tables import TICKED, Cell

NEITHER = "neither"
"""Who gave neither an answer nor one that excludes it."""

_Pairs = tuple[tuple[str, str], ...]
Sum = tuple[Cell, tuple[Cell, ...]]
Exclusions = Mapping[str, Sequence[str]]
"""Classification of an answer -> those of answers that nobody gives beside it."""


def is_possible(cell: Cell, exclusions: Exclusions) -> bool:
    """Whether anybody can be in a cell: nobody gives an answer beside one that excludes it."""
    if not exclusions:
        return True
    held = dict(cell.where)
    return not any(
        code in (TICKED, NEITHER) and held.get(other) == TICKED
        for name, code in cell.where
        for other in exclusions.get(name, ())
    )


def possible(sums: Iterable[Sum], exclusions: Exclusions) -> Iterator[Sum]:
    """Yields sums without the cells that nobody can be in, so that these are no cells at all."""
    for whole, parts in sums:
        if is_possible(whole, exclusions):
            yield whole, tuple(part for part in parts if is_possible(part, exclusions))


def split(fixed: _Pairs, name: str, exclusions: Exclusions) -> tuple[_Pairs, ...]:
    """The parts of those who have the fixed pairs: who gave an answer, one that excludes it, or neither.

    Args:
        fixed: classifications with one category each.
        name: the answer's classification, none of the fixed ones.
        exclusions: what excludes it, and all others.

    Returns:
        Nothing where that is no more than who gave the answer and who did not.
    """
    excluding = exclusions[name]
    beside = {other for other, _ in fixed if other in excluding or exclusions.get(other) == excluding}
    still = [other for other in excluding if other not in beside]
    # What it says of an answer that excludes others itself, the sums of these say.
    is_said = any(name in others for others in exclusions.values())
    if not still or is_said or any(other in beside and code == TICKED for other, code in fixed):
        return ()
    # Who gave an answer that excludes all others gave none of those that are fixed, which need not be said.
    free = tuple(pair for pair in fixed if pair[0] not in beside)
    return (*((*free, (other, TICKED)) for other in still), (*fixed, (name, TICKED)), (*fixed, (name, NEITHER)))

"""What releases before one show and suppress of its people, so that its pattern keeps to theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import Problem, ProtectionRefused
from ..lineage import tie
from ..system import BoolArray, Cell, IntArray, Relations, RelationsError, link
from ..tables import CountedTable, PublishedTable
from .population import complete

Releases = Sequence[Sequence[PublishedTable]]


@dataclass(frozen=True)
class Before:
    """The linked cells of a release and of those before it; arrays have shape (n_cells,).

    Attributes:
        counts: the true counts; where releases before alone have a cell, those of a population that agrees with them.
        releases: those before, as far as they count the same people.
        is_own: cells of the release itself.
        is_shown: cells whose count one before shows.
        is_suppressed: cells that those before suppress, and none shows.
    """

    relations: Relations
    counts: IntArray
    releases: Releases
    is_own: BoolArray
    is_shown: BoolArray
    is_suppressed: BoolArray

    def unshown(self, is_primary: BoolArray) -> BoolArray:
        """The primary cells that no release before shows.

        Raises:
            ProtectionRefused: the release itself would have to suppress one that is out.
        """
        taken_back = np.flatnonzero(is_primary & self.is_own & self.is_shown)
        if len(taken_back):
            what = "it would have to be suppressed, and a release before shows it"
            remedy = "keep the policy of that release, or merge the category with another"
            cells = (self.relations.cells[cell] for cell in taken_back.tolist())
            raise ProtectionRefused(Problem(f"policy: {cell}", what, remedy) for cell in cells)
        return is_primary & ~self.is_shown


def with_earlier(tables: Sequence[CountedTable], earlier: Releases) -> tuple[list[CountedTable], Before]:
    """Links the tables of a release with those before it, by one list of categories a variable.

    Tables of releases before that count other people are left out: what they tell, the audit finds out.

    Raises:
        ProtectionRefused: the counts of the release itself contradict each other.
        RelationsError, UntiedError: its tables, or their categories and those before, cannot be linked.
    """
    own, releases = tie(tables, earlier)
    return own, _linked(own, releases) or _beside(own, _agreeing(own, releases))


def _agreeing(tables: Sequence[CountedTable], releases: Releases) -> Releases:
    """The tables of releases before that count the same people, together; of two that do not, the newer one."""
    kept: list[Sequence[PublishedTable]] = []
    for release in reversed(releases):
        if _linked(tables, [release, *kept]) is not None:
            kept.insert(0, release)
            continue
        part: list[PublishedTable] = []
        for table in release:
            if _linked(tables, [[*part, table], *kept]) is not None:
                part.append(table)
        kept.insert(0, part)
    return kept


def _linked(tables: Sequence[CountedTable], releases: Releases) -> Before | None:
    """The cells of all; None where the releases before contradict the tables or each other."""
    try:
        return _beside(tables, releases)
    except (ProtectionRefused, RelationsError):
        return None


def _beside(tables: Sequence[CountedTable], releases: Releases) -> Before:
    before = [table for release in releases for table in release]
    listed_by = [(table, table.counts.keys()) for table in tables]
    relations = link([*listed_by, *((table, table.counts.keys()) for table in before)])
    numbers = relations.numbers()
    shown: dict[Cell, int] = {}
    listed: set[Cell] = set()
    for table in before:
        for codes, count in table.counts.items():
            cell = table.cell(codes)
            listed.add(cell)
            if count is not None and table.rounded_to == 1 and shown.setdefault(cell, count) != count:
                raise RelationsError(str(cell), "two releases before show other counts", "count other people")

    def marked(cells: set[Cell]) -> BoolArray:
        return np.isin(np.arange(relations.n_cells), [numbers[cell] for cell in cells])

    return Before(
        relations,
        complete(tables, relations, shown),
        releases,
        is_own=marked({table.cell(codes) for table in tables for codes in table.counts}),
        is_shown=marked({*shown}),
        is_suppressed=marked({cell for cell in listed if cell not in shown}),
    )

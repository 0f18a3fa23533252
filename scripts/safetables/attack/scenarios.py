"""The attack scenarios of a release: which intruders there are, and what each of them knows beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product

import numpy as np
from scipy.sparse import csgraph

from ..findings import Finding, KnownInterval
from ..policy import Method, Policy
from ..system import IntArray, Relations, RelationsError
from ..tables import Cell, PublishedTable
from .knowledge import OUTSIDER, WITHHELD, AnyOf, Inequality, Intruder, Published, inequalities_of
from .means import read_means, with_sums
from .reading import System, read_tables, shown_cells

# Respondents, and pairs of them, are tried one by one, and no more than this; the report says how many there are.
MOST_RESPONDENTS = 200
MOST_PAIRS = 40

KNOWS = {
    "outsider": "everything that is published",
    "rule": "the threshold too, and that nothing is withheld without need",
    "respondent": "their own answers too",
    "pair": "their own and another respondent's answers too",
    "cited": "the shares that sources print without their base too, and takes them for shares of everybody counted",
    "earlier": "the releases before this one too",
}


@dataclass(frozen=True)
class Scenario:
    """One intruder of a kind (a key of `KNOWS`), and the tables that they have.

    Attributes:
        possible: how many intruders of this kind there are.
        n_records: of how many respondents they know the answers.
        is_certain: whether there is such an intruder, whatever the withheld counts are.
    """

    kind: str
    possible: int
    n_records: int
    intruder: Intruder
    system: System
    is_certain: bool = True


def scenarios(counts: System, system: System, policy: Policy, with_earlier: Sequence[Scenario]) -> Iterator[Scenario]:
    """Yields every attack scenario of a release (its counts alone, and with its means), the outsider's first."""
    published = counts.published
    yield Scenario("outsider", 1, 0, OUTSIDER, system)
    if published.is_withheld.any():
        if policy.method is not Method.ROUNDING:
            # Rounded cells are unknown without need, so knowing the rule says nothing of them.
            yield Scenario("rule", 1, 0, algorithm_aware(published, policy.threshold), system)
        alone = respondents(published)
        for intruder in alone[:: _step(len(alone), MOST_RESPONDENTS)]:
            yield Scenario("respondent", len(alone), 1, intruder, system, is_certain=False)
        # Any two respondents, of one cell or of two.
        n_pairs = len(alone) * (len(alone) + 1) // 2
        for one, other in list(pairwise(alone))[:: _step(len(alone) - 1, MOST_PAIRS)]:
            both = together(f"{one.name} and {other.name}", [one, other])
            yield Scenario("pair", n_pairs, 2, both, system, is_certain=False)
    yield from _readers_of_sources(counts, system)
    yield from with_earlier


def _step(every: int, most: int) -> int:
    """How far apart no more than `most` of so many stand when they are taken from all over."""
    return max(1, -(-every // most))


def algorithm_aware(published: Published, threshold: int) -> Intruder:
    """The intruder of a minimality attack, who knows what is sensitive and that nothing is withheld without need.

    Modelled exactly this far: withheld cells that the equations tie together form a group, and a group in which no
    cell is sensitive would not have been withheld; so in each group at least one cell, published or not, lies in
    1 to `threshold - 1`. That every shown count is 0 or at least `threshold` they see anyway. Not modelled: running
    the whole protector backwards, on every table that fits, to see which of them give this very pattern.
    """
    hints = tuple(
        AnyOf(group, 1, threshold - 1, f"group of {published.relations.cells[group[0]]}: no cell is sensitive")
        for group in _tied_groups(published)
        if published.relations.is_published[list(group)].any()
    )
    return Intruder(f"knows the rule, threshold {threshold}", (), hints)


def _tied_groups(published: Published) -> tuple[tuple[int, ...], ...]:
    unknown = np.flatnonzero(published.is_unknown)
    part = abs(published.relations.matrix()[:, unknown])
    count, labels = csgraph.connected_components(part.T @ part, directed=False)
    return tuple(tuple(unknown[labels == g].tolist()) for g in range(count))


def respondents(published: Published) -> tuple[Intruder, ...]:
    """An intruder for each finest combination of answers, in order, who knows that every cell with these counts them.

    Taking oneself away shifts an interval and leaves its width, so the width that is judged is that of the others.
    Whoever has all cells shown learns nothing from being counted in them; nobody is in a cell that is shown as 0.
    """
    relations = published.relations
    parents, containing = set(relations.parents), Containing(relations)
    found = []
    for number, record in enumerate(relations.cells):
        if number in parents or published.shown[number] == 0:
            continue
        withheld = [cell for cell in containing.cells(record) if published.shown[cell] == WITHHELD]
        known = (Inequality((c,), (1,), 1, None, f"{relations.cells[c]}: counts the respondent") for c in withheld)
        if withheld:
            found.append(Intruder(f"respondent: {record}", tuple(known)))
    return tuple(found)


class Containing:
    """Finds the cells that count a record; a category stands for all that it is part of too."""

    def __init__(self, relations: Relations) -> None:
        self.numbers = relations.numbers()
        self._above: dict[tuple[str, str], set[tuple[str, str]]] = {}
        for parent, children in relations.sums:
            whole = set(relations.cells[parent].where)
            for child in children:
                part = set(relations.cells[child].where)
                if len(part - whole) == 1:
                    self._above.setdefault((part - whole).pop(), set()).update(whole - part)

    def cells(self, record: Cell) -> list[int]:
        """Numbers of the cells, sorted."""
        ways: list[list[tuple[str, str] | None]] = []
        for pair in record.where:
            way = border = {pair}
            while border:
                border = {higher for one in border for higher in self._above.get(one, ())} - way
                way = way | border
            ways.append([None, *sorted(way)])
        chosen = (Cell.of(record.universe, [pair for pair in pairs if pair]) for pairs in product(*ways))
        return sorted({self.numbers[cell] for cell in chosen if cell in self.numbers})


def together(name: str, intruders: Sequence[Intruder]) -> Intruder:
    """One intruder who knows what each of several knows."""
    inequalities = tuple(known for one in intruders for known in one.inequalities)
    return Intruder(name, inequalities, tuple(hint for one in intruders for hint in one.any_of))


def _readers_of_sources(counts: System, system: System) -> Iterator[Scenario]:
    """Yields intruders who assume that an unstated base is everybody: for each such share, and for all together.

    They may be of fewer than the tables count. One that what is shown contradicts says nothing, of itself or of others.
    """
    published = counts.published
    numbers, shown = published.relations.numbers(), published.derived.tolist()
    readers = []
    for figure in counts.without_base:
        known = tuple(inequalities_of(figure, numbers))
        if known and not any(_is_contradicted(limit, shown) for limit in known):
            readers.append(Intruder(f"reader of the source of {figure.figure}", known))
    if len(readers) > 1:
        readers.append(together("reader of the sources", readers))
    for reader in readers:
        yield Scenario("cited", len(readers), 0, reader, system, is_certain=False)


def _is_contradicted(known: Inequality, shown: Sequence[int]) -> bool:
    return all(shown[cell] != WITHHELD for cell in known.cells) and not known.holds(shown)


def scenarios_with_earlier(
    tables: Sequence[PublishedTable],
    policy: Policy,
    earlier: Sequence[Sequence[PublishedTable]],
    known: Sequence[KnownInterval] = (),
) -> tuple[list[Scenario], list[Finding]]:
    """The scenarios of those who hold a release before, or several of them; or why they cannot be compared.

    All tables have one list of categories for each variable; see `lineage.tie`.
    """
    releases = [release for release in earlier if release]
    # Releases that counted different people contradict each other, and nobody learns from both at once. So besides
    # each by itself and all together, any two are looked at: others may fit where all do not.
    sizes = (1, 2, len(releases)) if len(releases) > 2 else (1, 2)
    groups = [group for size in sizes for group in combinations(releases, size)]
    found: list[Scenario] = []
    for group in groups:
        before = [table for release in group for table in release]
        try:
            both = read_tables(tables, policy, before, known)
        except RelationsError as error:
            rule = f"the release before cannot be compared: {error.where}: {error.what}"
            finding = Finding("all", "relations", rule, "keep its categories, or count another universe")
            return found, [finding]
        if both.findings:
            return found, list(both.findings)
        intruder = holder_of_earlier(both.published, _counts_in(group, both))
        sums, _ = read_means(both, tables, before, policy)
        full = with_sums(both, sums, policy)
        found.append(Scenario("earlier", len(groups), 0, intruder, full, is_certain=False))
    return found, []


def holder_of_earlier(published: Published, earlier: IntArray) -> Intruder:
    """The reader of an earlier release, who takes its people for the same; its counts have shape (n_cells,)."""
    known = (
        Inequality((c,), (1,), int(earlier[c]), int(earlier[c]), f"{published.relations.cells[c]}: shown before")
        for c in np.flatnonzero((earlier != WITHHELD) & published.is_unknown).tolist()
    )
    return Intruder("holder of the earlier release", tuple(known))


def _counts_in(releases: Sequence[Sequence[PublishedTable]], system: System) -> IntArray:
    """What releases before showed of the cells of a system, as far as they agree; shape (n_cells,)."""
    said: dict[Cell, set[int]] = {}
    for release in releases:
        for cell, count in shown_cells(release).items():
            said.setdefault(cell, set()).add(count)
    agreed = (said.get(cell, ()) for cell in system.published.relations.cells)
    return np.array([min(counts) if len(counts) == 1 else WITHHELD for counts in agreed], dtype=np.int64)

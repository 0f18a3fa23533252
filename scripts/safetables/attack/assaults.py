"""Lists who attacks the tables of counts of a release: readers, and those who know more; it attacks nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TypeVar

import numpy as np

from publication.cited.citing import Citation
from publication.model import Table

from ..findings import Finding
from ..policy import Method, Policy
from ..system import IntArray, RelationsError
from .attackers import holder_of_earlier, knower_of_the_rule, respondents, together
from .cubes import System, system_of
from .knowledge import OUTSIDER, WITHHELD, Attacker, Inequality
from .linking import shown_cells
from .means import limits_of, read_means, with_sums
from .printed import inequality_of

# Respondents, and pairs of them, are tried one by one, and no more than this; the report says how many there are.
MOST_RESPONDENTS = 200
MOST_PAIRS = 40

KNOWS = {
    "outsider": "everything that is published",
    "rule": "the threshold too, and that nothing is withheld without need",
    "respondent": "his own answers too",
    "pair": "his own and another respondent's answers too",
    "cited": "the shares that sources print without their base too, and takes them for shares of everybody counted",
    "earlier": "the releases before this one too",
}


@dataclass(frozen=True)
class Assault:
    """One attacker and what he has.

    Attributes:
        kind: one of `KNOWS`.
        possible: how many attackers of this kind there are.
        n_records: of how many respondents he knows the answers.
        attacker: what he knows beside the release.
        system: the tables that he has.
        is_certain: whether there is such an attacker, whatever the withheld counts are.
    """

    kind: str
    possible: int
    n_records: int
    attacker: Attacker
    system: System
    is_certain: bool = True


def assaults(counts: System, system: System, policy: Policy, with_earlier: Sequence[Assault]) -> Iterator[Assault]:
    """Yields every assault on a release, the outsider's first.

    Args:
        counts: the release's counts as its readers have them.
        system: the same with its means.
        policy: what it promises.
        with_earlier: the assaults of those who hold releases before it.
    """
    published = counts.published
    yield Assault("outsider", 1, 0, OUTSIDER, system)
    if published.is_withheld.any():
        if policy.method is not Method.ROUNDING:
            # Rounded cells are unknown without need, so knowing the rule says nothing of them.
            yield Assault("rule", 1, 0, knower_of_the_rule(published, policy.threshold), system)
        alone = respondents(published)
        for attacker in _spread(alone, MOST_RESPONDENTS):
            yield Assault("respondent", len(alone), 1, attacker, system, is_certain=False)
        # Any two respondents, of one cell or of two.
        n_pairs = len(alone) * (len(alone) + 1) // 2
        for one, other in _spread(list(pairwise(alone)), MOST_PAIRS):
            both = together(f"{one.name} and {other.name}", [one, other])
            yield Assault("pair", n_pairs, 2, both, system, is_certain=False)
    yield from _readers_of_sources(counts, system)
    yield from with_earlier


def _readers_of_sources(counts: System, system: System) -> Iterator[Assault]:
    """Yields who takes shares of nobody says whom for shares of everybody: each by itself, and all together.

    They may be of fewer than the tables count. One that what is shown contradicts says nothing, of itself or of others.
    """
    published = counts.published
    numbers, shown = published.relations.numbers(), published.derived.tolist()
    readers = []
    for figure in counts.without_base:
        known = tuple(inequality_of(figure, numbers))
        if known and not any(_is_contradicted(limit, shown) for limit in known):
            readers.append(Attacker(f"reader of the source of {figure.citation.figure}", known))
    if len(readers) > 1:
        readers.append(together("reader of the sources", readers))
    for reader in readers:
        yield Assault("cited", len(readers), 0, reader, system, is_certain=False)


def _is_contradicted(known: Inequality, shown: Sequence[int]) -> bool:
    if any(shown[cell] == WITHHELD for cell in known.cells):
        return False
    value = sum(factor * shown[cell] for cell, factor in zip(known.cells, known.factors, strict=True))
    return (known.least is not None and value < known.least) or (known.most is not None and value > known.most)


def assaults_with_earlier(
    tables: tuple[Table, ...],
    policy: Policy,
    earlier: Sequence[tuple[Table, ...]],
    citations: tuple[Citation, ...] = (),
) -> tuple[list[Assault], list[Finding]]:
    """Returns those who hold a release before, or several of them; or why they cannot be compared.

    Args:
        tables: the release under audit.
        policy: what it promises.
        earlier: the tables of each release before it.
        citations: what sources print.
    """
    releases = [release for release in earlier if any(table.cube for table in release)]
    # Releases that counted different people contradict each other, and nobody learns from both at once. So besides
    # each by itself and all together, any two are looked at: others may fit where all do not.
    groups = [[release] for release in releases]
    groups += [[*pair] for pair in combinations(releases, 2)] + ([releases] if len(releases) > 2 else [])
    found: list[Assault] = []
    for group in groups:
        before = [table for release in group for table in release]
        try:
            both = system_of(tables, policy, before, citations)
        except RelationsError as error:
            rule = f"the release before cannot be compared: {error.where}: {error.what}"
            finding = Finding("all", "relations", rule, "keep its categories, or count another universe")
            return found, [finding]
        if both.findings:
            return found, list(both.findings)
        attacker = holder_of_earlier(both.published, _counts_in(group, both))
        sums, _ = read_means(both, tables, before, policy)
        full = with_sums(both, sums, limits_of([*tables, *before]), policy)
        found.append(Assault("earlier", len(groups), 0, attacker, full, is_certain=False))
    return found, []


def _counts_in(releases: Sequence[tuple[Table, ...]], system: System) -> IntArray:
    """What releases before showed of the cells of a system, as far as they agree; shape (n_cells,)."""
    numbers = system.published.relations.numbers()
    said: dict[int, set[int]] = {}
    for release in releases:
        for cell, count in shown_cells(release).items():
            said.setdefault(numbers[cell], set()).add(count)
    counts = np.full(system.published.relations.n_cells, WITHHELD, dtype=np.int64)
    for number, values in said.items():
        if len(values) == 1:
            counts[number] = values.pop()
    return counts


T = TypeVar("T")


def _spread(every: Sequence[T], most: int) -> Sequence[T]:
    """No more than `most`, from all over."""
    step = -(-len(every) // most) or 1
    return every[::step]

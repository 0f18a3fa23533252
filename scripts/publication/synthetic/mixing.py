"""Turns columns with fixed numbers of each answer into records; adds no association between the columns.

Every column is first dealt out in an order of its own and then improved by exchanges: two respondents swap their
answers where that brings the tables of two and of three variables nearer to independence. The numbers of answers
never change. All arithmetic is in whole numbers, so that every machine makes the same records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

# How many respondents of each answer are tried for an exchange with those of another.
_TRIED = 16
NOT_ASKED = -1


@dataclass(frozen=True)
class Deal:
    """One column to be dealt out.

    Attributes:
        name: decides, with the seed, the order in which it is dealt.
        stock: the values to be dealt, one for each respondent who gets one.
        kinds: which of them are the same for the purpose of association, from 0 on; as long as `stock`.
        among: (place of an earlier column, kind) of those who get one; None for everybody.
    """

    name: str
    stock: tuple[int, ...]
    kinds: tuple[int, ...]
    among: tuple[int, int] | None = None


def mixed(deals: Sequence[Deal], size: int, seed: int) -> list[Ints]:
    """Deals out all columns.

    Returns:
        For each deal, the values of the respondents in order, shape (size,); `NOT_ASKED` for those who get none.
    """
    values: list[Ints] = []
    kinds: list[Ints] = []
    for deal in deals:
        asked = np.arange(size) if deal.among is None else np.flatnonzero(kinds[deal.among[0]] == deal.among[1])
        order = sorted(range(len(asked)), key=lambda place: _lot(seed, deal.name, place))
        own = np.empty(len(asked), dtype=np.int64)
        own[order] = np.arange(len(asked))
        kind = np.asarray(deal.kinds, dtype=np.int64)[own]
        for one, other in _exchanges(kind, [column[asked] for column in kinds]):
            own[[one, other]] = own[[other, one]]
        columns = []
        for dealt in (deal.stock, deal.kinds):
            column = np.full(size, NOT_ASKED, dtype=np.int64)
            column[asked] = np.asarray(dealt, dtype=np.int64)[own]
            columns.append(column)
        values.append(columns[0])
        kinds.append(columns[1])
    return values


def _lot(seed: int, name: str, place: int) -> bytes:
    """A lot that no version of any library draws differently."""
    return hashlib.sha256(f"{seed}|{name}|{place}".encode()).digest()


def _exchanges(kind: Ints, earlier: Sequence[Ints]) -> Iterator[tuple[int, int]]:
    """Yields pairs whose exchange lowers the sum of squared differences from independence, and makes it, in `kind`."""
    size, n_kinds = len(kind), int(kind.max()) + 1
    groups = [_numbered(chosen) for many in (1, 2) for chosen in combinations(earlier, many)]
    excess = []
    for group in groups:
        counts = np.zeros((int(group.max()) + 1, n_kinds), dtype=np.int64)
        np.add.at(counts, (group, kind), 1)
        excess.append(counts * size - np.outer(counts.sum(axis=1), counts.sum(axis=0)))
    while True:
        found = [_best(kind, groups, excess, pair) for pair in combinations(range(n_kinds), 2)]
        gain, one, other = min(found, default=(0, 0, 0))
        if gain >= 0:
            return
        for group, table in zip(groups, excess, strict=True):
            for giver, taker in ((one, other), (other, one)):
                table[group[giver], kind[giver]] -= size
                table[group[giver], kind[taker]] += size
        kind[[one, other]] = kind[[other, one]]
        yield one, other


def _numbered(columns: Sequence[Ints]) -> Ints:
    """A number for each combination of kinds that respondents have."""
    _, numbers = np.unique(np.stack(columns), axis=1, return_inverse=True)
    return np.asarray(numbers, dtype=np.int64).reshape(-1)


def _best(kind: Ints, groups: list[Ints], excess: list[Ints], pair: tuple[int, int]) -> tuple[int, int, int]:
    """The best exchange between respondents of two kinds: what it adds to the sum, and who they are.

    One respondent changing from one kind to another adds `2 n (e' - e) + 2 n²` for each table, `e` and `e'` being the
    excess of his cell and of the new one and `n` the number of respondents; two in one group change nothing.
    """
    size = len(kind)
    sides = []
    for mine, new in (pair, pair[::-1]):
        who = np.flatnonzero(kind == mine)
        changes = np.zeros(len(who), dtype=np.int64)
        for group, table in zip(groups, excess, strict=True):
            changes += table[group[who], new] - table[group[who], mine]
        sides.append(who[np.argsort(changes, kind="stable")[:_TRIED]])
    givers, takers = sides
    added = np.zeros((len(givers), len(takers)), dtype=np.int64)
    for group, table in zip(groups, excess, strict=True):
        one, other = group[givers], group[takers]
        steps = (table[one, pair[1]] - table[one, pair[0]])[:, None] + (table[other, pair[0]] - table[other, pair[1]])
        added += np.where(one[:, None] != other, 2 * size * (steps + 2 * size), 0)
    place = int(added.argmin())
    row, column = divmod(place, len(takers))
    return int(added[row, column]), int(givers[row]), int(takers[column])

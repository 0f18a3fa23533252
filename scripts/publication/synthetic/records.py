"""Turns numbers of respondents for each answer into records; adds no association between the answers.

Each variable is first handed out in an order of its own and then improved by swaps: two respondents swap their answers
where that brings the tables of two and of three variables nearer to independence. The numbers of answers never
change. All arithmetic is in whole numbers or decimals, so that every machine makes the same records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from ..model import PracticeNumbers, PracticeSpec, Study
from .choices import Numbers

Ints = NDArray[np.int64]

NOT_ASKED = -1
# How many respondents of each answer are tried for a swap with those of another.
_TRIED = 16
# Digits and halvings: far more than whole respondents need, and the same on every machine.
_DIGITS = 60
_HALVINGS = 180


@dataclass(frozen=True)
class Stock:
    """The values of one variable that are to be handed out.

    Attributes:
        variable: decides, with the seed, the order in which they are handed out.
        values: one for each respondent who gets one.
        groups: which of the values are the same for the purpose of association, from 0 on; as long as `values`.
        among: (place of an earlier variable, group) of those who get one; None for everybody.
    """

    variable: str
    values: tuple[int, ...]
    groups: tuple[int, ...]
    among: tuple[int, int] | None = None


def synthetic_records(spec: PracticeSpec, study: Study, numbers: Numbers) -> Mapping[str, tuple[str, ...]]:
    """Variable -> answer of each respondent, as the file has it."""
    stocks = []
    codes: dict[str, list[str]] = {}
    places = {variable.id: place for place, variable in enumerate(spec.variables)}
    for variable in spec.variables:
        if isinstance(variable, PracticeNumbers):
            counts = spread(variable.least, variable.most, numbers.totals[variable.id], numbers.size)
            values = [variable.least + step for step, count in enumerate(counts) for _ in range(count)]
            starts = [int(record["from"]) for record in study.categories(variable.id) if record["from"]]
            groups = [sum(value >= start for start in starts) for value in values]
            stocks.append(Stock(variable.id, tuple(values), tuple(groups)))
            continue
        own = [part.code for part in variable.answers]
        counts_of = numbers.counts[variable.id]
        groups = [place for place, code in enumerate(own) for _ in range(counts_of[code])]
        among = None
        if variable.among is not None:
            earlier, code = variable.among
            among = (places[earlier], codes[earlier].index(code))
        stocks.append(Stock(variable.id, tuple(groups), tuple(groups), among))
        # Who is not asked has the last code: `NOT_ASKED` is the place -1.
        codes[variable.id] = [*own, variable.otherwise]
    columns = handed_out(stocks, numbers.size, spec.seed)
    return {
        stock.variable: tuple(
            codes[stock.variable][value] if stock.variable in codes else str(value) for value in column.tolist()
        )
        for stock, column in zip(stocks, columns, strict=True)
    }


def spread(least: int, most: int, total: int, size: int) -> tuple[int, ...]:
    """The distribution of greatest entropy on `least..most` with a given sum, in whole respondents.

    Among all distributions on these numbers with this mean, the one of greatest entropy has frequencies that grow or
    fall by one factor from each number to the next. Rounding its cumulated frequencies, and not each alone, keeps the
    sum exact and every group of neighbouring numbers within one respondent.

    `total` lies between `size * least` and `size * most`. Returns how many have `least`, `least + 1` and so on.
    """
    with localcontext() as context:
        context.prec = _DIGITS
        below = _cumulated(least, most, Decimal(total - size * least), size)
        # The numbers of respondents at or below each number, summed, are fixed by the mean alone.
        missing = size * most - total - sum(map(int, below))
        places = sorted(range(len(below)), key=lambda place: (int(below[place]) - below[place], place))
        raised = set(places[:missing])
        rounded = [int(count) + (place in raised) for place, count in enumerate(below)]
    return tuple(after - before for before, after in pairwise([0, *rounded, size]))


def _cumulated(least: int, most: int, excess: Decimal, size: int) -> list[Decimal]:
    """Respondents at or below each number but the largest, not yet whole."""
    low, high = Decimal(0), Decimal(1)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        weights = _weights(middle, most - least + 1)
        mean = sum(place * weight for place, weight in enumerate(weights)) / sum(weights)
        if mean * size < excess:
            low = middle
        else:
            high = middle
    weights = _weights(high, most - least + 1)
    shares = [weight / sum(weights) for weight in weights]
    return [size * sum(shares[: place + 1], Decimal(0)) for place in range(len(shares) - 1)]


def _weights(tilt: Decimal, length: int) -> Sequence[Decimal]:
    """Weights in geometric progression; a tilt of a half makes them equal."""
    return [tilt**place * (1 - tilt) ** (length - 1 - place) for place in range(length)]


def handed_out(stocks: Sequence[Stock], size: int, seed: int) -> list[Ints]:
    """The values of the respondents in order, for each stock, shape (size,); `NOT_ASKED` for those who get none."""
    values: list[Ints] = []
    groups: list[Ints] = []
    for stock in stocks:
        asked = np.arange(size) if stock.among is None else np.flatnonzero(groups[stock.among[0]] == stock.among[1])
        order = sorted(range(len(asked)), key=lambda place: _lot(seed, stock.variable, place))
        own = np.empty(len(asked), dtype=np.int64)
        own[order] = np.arange(len(asked))
        group = np.asarray(stock.groups, dtype=np.int64)[own]
        for one, other in _swaps(group, [column[asked] for column in groups]):
            own[[one, other]] = own[[other, one]]
        for columns, given in ((values, stock.values), (groups, stock.groups)):
            column = np.full(size, NOT_ASKED, dtype=np.int64)
            column[asked] = np.asarray(given, dtype=np.int64)[own]
            columns.append(column)
    return values


def _lot(seed: int, name: str, place: int) -> bytes:
    """A random sort key that no version of any library draws differently."""
    return hashlib.sha256(f"{seed}|{name}|{place}".encode()).digest()


def _swaps(group: Ints, earlier: Sequence[Ints]) -> Iterator[tuple[int, int]]:
    """Yields pairs whose swap lowers the sum of squared differences from independence, and makes it, in `group`."""
    size, n_groups = len(group), int(group.max()) + 1
    crossed = [_numbered(chosen) for many in (1, 2) for chosen in combinations(earlier, many)]
    excess = []
    for rows in crossed:
        counts = np.zeros((int(rows.max()) + 1, n_groups), dtype=np.int64)
        np.add.at(counts, (rows, group), 1)
        excess.append(counts * size - np.outer(counts.sum(axis=1), counts.sum(axis=0)))
    while True:
        found = [_best_swap(group, crossed, excess, pair) for pair in combinations(range(n_groups), 2)]
        gain, one, other = min(found, default=(0, 0, 0))
        if gain >= 0:
            return
        for rows, table in zip(crossed, excess, strict=True):
            for giver, taker in ((one, other), (other, one)):
                table[rows[giver], group[giver]] -= size
                table[rows[giver], group[taker]] += size
        group[[one, other]] = group[[other, one]]
        yield one, other


def _numbered(columns: Sequence[Ints]) -> Ints:
    """A number for each combination of groups that respondents have."""
    _, numbers = np.unique(np.stack(columns), axis=1, return_inverse=True)
    return np.asarray(numbers, dtype=np.int64).reshape(-1)


def _best_swap(group: Ints, crossed: list[Ints], excess: list[Ints], pair: tuple[int, int]) -> tuple[int, int, int]:
    """The best swap between respondents of two groups: what it adds to the sum, and who they are.

    One respondent changing from one group to another adds `2 n (e' - e) + 2 n²` for each table, `e` and `e'` being the
    excess of the old and of the new cell and `n` the number of respondents; two in one row change nothing.
    """
    size = len(group)
    sides = []
    for mine, new in (pair, pair[::-1]):
        who = np.flatnonzero(group == mine)
        changes = np.zeros(len(who), dtype=np.int64)
        for rows, table in zip(crossed, excess, strict=True):
            changes += table[rows[who], new] - table[rows[who], mine]
        sides.append(who[np.argsort(changes, kind="stable")[:_TRIED]])
    givers, takers = sides
    added = np.zeros((len(givers), len(takers)), dtype=np.int64)
    for rows, table in zip(crossed, excess, strict=True):
        one, other = rows[givers], rows[takers]
        steps = (table[one, pair[1]] - table[one, pair[0]])[:, None] + (table[other, pair[0]] - table[other, pair[1]])
        added += np.where(one[:, None] != other, 2 * size * (steps + 2 * size), 0)
    row, column = divmod(int(added.argmin()), len(takers))
    return int(added[row, column]), int(givers[row]), int(takers[column])

"""Turns a mean and two ends into how many respondents have each whole number; assumes nothing beside."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from itertools import pairwise

# Digits and halvings: far more than whole respondents need, and the same on every machine.
_DIGITS = 60
_HALVINGS = 180


def spread(least: int, most: int, total: int, size: int) -> tuple[int, ...]:
    """The distribution of greatest entropy on `least..most` with a given sum, in whole respondents.

    Among all distributions on these numbers with this mean, the one of greatest entropy has frequencies that grow or
    fall by one factor from each number to the next. Rounding its cumulated frequencies, and not each alone, keeps the
    sum exact and every group of neighbouring numbers within one respondent.

    Args:
        least: smallest number.
        most: largest number, above `least`.
        total: what the numbers of all respondents add up to; between `size * least` and `size * most`.
        size: how many respondents there are.

    Returns:
        How many have `least`, `least + 1` and so on.
    """
    with localcontext() as context:
        context.prec = _DIGITS
        below = _cumulated(least, most, Decimal(total - size * least), size)
        # The numbers of respondents at or below each number, summed, are fixed by the mean alone.
        missing = size * most - total - sum(map(int, below))
        places = sorted(range(len(below)), key=lambda place: (int(below[place]) - below[place], place))
        raised = set(places[:missing])
        rounded = [int(count) + (place in raised) for place, count in enumerate(below)]
    edges = [0, *rounded, size]
    return tuple(after - before for before, after in pairwise(edges))


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

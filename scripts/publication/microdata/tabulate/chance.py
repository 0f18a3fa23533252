"""Tells a rule from chance: which answers go together so well that somebody must have known beforehand."""

from __future__ import annotations

from math import comb, exp, lgamma

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]

# Respondents whose answers do not fit a rule, by a slip of theirs or of the file; readers know the rule all the same.
SLIPS = 2
# Fewer than these are absent by habit as well as by rule: people who refuse one answer may refuse another.
ABSENT = 10
# A release compares some ten thousand answers; all of them unrelated, one release in ten thousand is refused for it.
CHANCE = 1e-9


def is_equal(both: Counts, threshold: int) -> bool:
    """Whether an answer of the columns was given by exactly those who gave some answers of the rows.

    Args:
        both: how many gave an answer to the one and to the other; shape (n_answers_one, n_answers_other).
        threshold: answers of fewer people, or of all but fewer, may agree by chance.
    """
    counted = both.sum(axis=0)
    is_whole = ((both == 0) | (both == both.sum(axis=1, keepdims=True))).all(axis=0)
    return bool((is_whole & (counted >= threshold) & (counted <= counted.sum() - threshold)).any())


def is_rule(both: Counts, groups: Counts) -> bool:
    """Whether nearly nobody of a group gave some answers that, by chance, many of them would have given.

    Args:
        both: as for `is_equal`, with at least one respondent.
        groups: which answers of the rows make up each group, as 0 and 1; shape (n_groups, n_answers_one).
    """
    both = both[:, both.sum(axis=0) > 0]
    counted = both.sum(axis=0)
    everybody = int(counted.sum())
    inside = groups @ both
    most = ((inside <= SLIPS) * counted).sum(axis=1) * inside.sum(axis=1)
    for own in inside[most >= ABSENT * everybody]:
        size = int(own.sum())
        seen = elsewhere = 0
        for number, place in enumerate(np.lexsort((-counted, own)), 1):
            seen += int(own[place])
            elsewhere += int(counted[place])
            if seen > SLIPS:
                break
            # As many sets of answers could have been chosen.
            ways = comb(len(counted), number)
            if size * elsewhere >= ABSENT * everybody and ways * chance(seen, size, elsewhere, everybody) < CHANCE:
                return True
    return False


def chance(seen: int, size: int, marked: int, everybody: int) -> float:
    """The probability that a group drawn by lot has no more marked people than it has (hypergeometric).

    Args:
        seen: marked people in the group.
        size: people in the group.
        marked: marked people among everybody.
        everybody: all people.
    """
    return sum(
        exp(_log_comb(marked, n) + _log_comb(everybody - marked, size - n) - _log_comb(everybody, size))
        for n in range(min(seen, size, marked) + 1)
        if size - n <= everybody - marked
    )


def _log_comb(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)

"""Chooses decoys, by a secret key: cells that are suppressed although no rule names them.

Whoever has the program can list all tables that fit a release, protect each, and keep those that lead to the same
pattern (a minimality attack). Without a key that rules out most of them. With one it rules out none.

What a pattern must give, a width for every suppressed cell, depends on published numbers alone. So take any table that
fits the release. Had it been the true one, and had the decoys been just the suppressed cells that its rules do not
name, then nothing would have had to be added, and the pattern would have been the same. Every set of decoys can come
up, so that table could be the true one.
"""

from __future__ import annotations

import hmac
from math import comb, log10

import numpy as np

from ..policy import Policy
from ..system import BoolArray, Relations

WHOLE = 1 << 256


def decoys(relations: Relations, policy: Policy, key: bytes, fixed: BoolArray) -> BoolArray:
    """The decoys of a release, shape (n_cells,): mostly none, and every set of cells may be one.

    A release has any in `decoys_pct` of a hundred cases, and then one more with probability a half, time and again.
    Which they are depends on the key and the cells, and on no count.

    Args:
        relations: the cells.
        policy: the rules.
        key: the secret.
        fixed: cells that must be shown.
    """
    names = {n: str(relations.cells[n]) for n in np.flatnonzero(relations.is_published & ~fixed).tolist()}
    chosen = np.zeros(relations.n_cells, dtype=np.bool_)
    draw = _draw(key, "how many", *sorted(names.values()))
    if not names or 100 * (draw % (WHOLE >> 128)) >= policy.decoys_pct * (WHOLE >> 128):
        return chosen
    more = draw >> 128
    number = (more & -more).bit_length()
    order = sorted(names, key=lambda n: _draw(key, "which", names[n]))
    chosen[order[:number]] = True
    return chosen


def odds_at_most(n_cells: int, n_suppressed: int, policy: Policy) -> float:
    """How much likelier than another one fitting table can be at most by the choice of cells, as a power of ten."""
    rarest = min(
        (_log_probability(number, n_cells, policy) for number in range(n_suppressed + 1)),
        default=0.0,
    )
    return -rarest


def _log_probability(number: int, n_cells: int, policy: Policy) -> float:
    """Of one set of so many decoys."""
    if not number:
        return log10(1 - policy.decoys_pct / 100)
    return log10(policy.decoys_pct / 100) - number * log10(2) - log10(comb(n_cells, number))


def _draw(key: bytes, *parts: str) -> int:
    """A whole number below 2 to the power of 256, as good as random to whoever has no key."""
    return int.from_bytes(hmac.digest(key, "\0".join(parts).encode(), "sha256"))

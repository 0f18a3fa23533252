"""What a printed share or figure says of a withheld count, to the last person."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import count

import pytest

from publication.model import Measure, Table
from safetables.attack.knowledge import share
from safetables.findings import KnownInterval
from tests.safetables.by_hand import POLICY, cited, found, printed, row

A = {"x": "a"}


def of_everybody(everybody: int, share_of_a: Decimal | None = None) -> Table:
    """Three withheld counts, one of them small; the share of the first stands there as if printed by mistake."""
    table = printed(row(530, 470, 3, everybody - 1003), ("a",), ("b",), ("c",), shares_of=())
    at = [column.name for column in table.columns].index("share_pct")
    rows = [(*own[:at], share_of_a if own[0] == "a" else own[at], *own[at + 1 :]) for own in table.rows]
    return replace(table, rows=tuple(rows))


def widest(table: Table, *known: KnownInterval) -> int:
    """The largest width that a policy may promise of the release; the next one is refused."""
    promised = (width for width in count(1) if found(table, policy=replace(POLICY, width=width), known=known))
    return next(promised) - 1


def test_a_share_fits_exactly_the_counts_that_round_to_it() -> None:
    """Of 2,249 people, 280 are 12.44998%, and of 2,749, 345 are 12.55002%."""
    limits = share(0, 1, "12.5", "printed")
    for base in (*range(1, 60), 2000, 2249, 2749):
        for part in range(base * 12 // 100, base * 13 // 100 + 2):
            sums = [sum(f * (part, base)[c] for c, f in zip(i.cells, i.factors, strict=True)) for i in limits]
            fits = all(
                (i.least is None or i.least <= value) and (i.most is None or value <= i.most)
                for i, value in zip(limits, sums, strict=True)
            )
            assert fits is (Fraction("12.45") <= Fraction(100 * part, base) <= Fraction("12.55")), (part, base)


@pytest.mark.parametrize(
    ("everybody", "least", "most"), [(4000, 498, 502), (4249, 530, 533), (4749, 592, 595), (5000, 623, 627)]
)
def test_a_printed_share_leaves_exactly_the_counts_that_round_to_it(everybody: int, least: int, most: int) -> None:
    """12.5% of so many are 12.45% to 12.55%, both included; of 4,249 and of 4,749, one end barely misses a count."""
    table = of_everybody(everybody, Decimal("12.5"))
    assert widest(table) == most - least


@pytest.mark.parametrize(
    ("citation", "width"),
    [
        (cited(A, "520", "526"), 6),
        (cited(A, "520", "526", is_open=True), 4),
        (cited(A, "519.5", "526.5", is_open=True), 6),
        (cited(A, "26", "26.3", measure=Measure.SHARE), 6),
        (cited(A, "26", "26.3", measure=Measure.SHARE, is_open=True), 4),
    ],
    ids=["from, to", "over, under", "over and under halves", "a share from, to", "a share over, under"],
)
def test_over_and_under_leave_out_the_number_that_they_name(citation: KnownInterval, width: int) -> None:
    assert widest(of_everybody(2000), citation) == width

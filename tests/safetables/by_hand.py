"""Small releases whose every cell a test chooses: counts as an office has them, and tables as a reader does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

from publication.audit.published import audit_counts
from publication.model import Measure, Table
from safetables.findings import KnownInterval
from safetables.policy import Method, Policy
from safetables.sums import Sum
from safetables.suppress.tables import protect_tables
from safetables.tables import (
    TOTAL,
    Category,
    Cell,
    Codes,
    CountedTable,
    Dimension,
    Magnitude,
    Means,
    ProtectedTable,
    Subpopulation,
)
from tests.safetables.rows import as_rows

POLICY = Policy(Method.SUPPRESSION, threshold=5, width=5, certainty_below=0, base_below=0, round_to=5, reasons={})


def flat(name: str, codes: str, *, is_multiple: bool = False) -> Dimension:
    """A dimension whose categories are single letters."""
    return Dimension(name, tuple(map(Category, codes)), is_multiple)


X, Y = flat("x", "abcd"), flat("y", "pq")


def counted(
    dimensions: tuple[Dimension, ...], inner: Mapping[Codes, int], *, id: str = "counts", has_totals: bool = True
) -> CountedTable:
    """A table of categories that have no parts; combinations that are left out have nobody."""
    every = [[*(c.code for c in d.categories), *([TOTAL] if has_totals else [])] for d in dimensions]
    counts = {
        codes: sum(n for own, n in inner.items() if all(c in (TOTAL, o) for c, o in zip(codes, own, strict=True)))
        for codes in product(*every)
    }
    return CountedTable(id, "everybody", dimensions, counts)


def row(*counts: int, has_totals: bool = True) -> CountedTable:
    """People by the categories a, b, c and so on of one dimension."""
    codes = "abcdefgh"[: len(counts)]
    inner: dict[Codes, int] = {(code,): count for code, count in zip(codes, counts, strict=True)}
    return counted((flat("x", codes),), inner, has_totals=has_totals)


def part_of(table: CountedTable, *conditions: tuple[Dimension, str]) -> CountedTable:
    """The table as one of the people alone who have these categories."""
    return replace(table, id="part", universe="part", subpopulation=Subpopulation("everybody", conditions))


def printed(
    table: CountedTable,
    *withheld: Codes,
    policy: Policy = POLICY,
    shares_of: tuple[str, ...] | None = None,
    means: Mapping[Codes, str] | None = None,
) -> Table:
    """The table as its readers have it, without the counts that a test withholds; nobody protected it."""
    counts = {codes: None if codes in withheld else count for codes, count in table.counts.items()}
    assert {*withheld} <= counts.keys()
    shown = None if means is None else Means("years", 1, {codes: Decimal(mean) for codes, mean in means.items()})
    safe = ProtectedTable(
        table.id,
        table.universe,
        table.dimensions,
        counts,
        subpopulation=table.subpopulation,
        rounded_to=policy.round_to if policy.method is Method.ROUNDING else 1,
        means=shown,
        shares_of=shares_of,
    )
    (made,) = as_rows((safe,), policy)
    return made


def with_years(table: CountedTable, values: Mapping[Codes, Sequence[int]]) -> CountedTable:
    """The table with the values of its people, of whom means are wanted."""
    sums = {}
    for codes, count in table.counts.items():
        own = [value for place, some in values.items() if codes in (place, (TOTAL,)) for value in some]
        assert len(own) == count
        sums[codes] = Sum(sum(own), *[*sorted(own, reverse=True), 0, 0][:2])
    return replace(table, magnitude=Magnitude("years", sums))


def protected(table: CountedTable, policy: Policy = POLICY) -> ProtectedTable:
    """The table as the protector leaves it."""
    ((made,), _) = protect_tables((table,), policy)
    return made


def cited(
    group: Mapping[str, str],
    least: str | None = None,
    most: str | None = None,
    *,
    measure: Measure = Measure.COUNT,
    is_open: bool = False,
    has_base: bool = True,
    figure: str = "figure",
) -> KnownInterval:
    """What a source prints of a group, as the limits that its wording leaves; they are excluded where `is_open`."""
    low, high = (None if end is None else Fraction(end) for end in (least, most))
    limits = ((low, is_open), (high, is_open))
    cell, everybody = Cell.of("everybody", group), Cell.of("everybody")
    return KnownInterval(figure, measure, cell, everybody, None, *limits, has_base)


def found(
    *tables: Table,
    policy: Policy = POLICY,
    earlier: Sequence[tuple[Table, ...]] = (),
    known: tuple[KnownInterval, ...] = (),
) -> list[tuple[str, str]]:
    """Row and rule of each finding of the audit."""
    _, findings, _ = audit_counts(tables, policy, earlier, known=known)
    return [(finding.row, finding.rule) for finding in findings]

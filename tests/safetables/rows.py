"""Tables of counts as rows and columns, where no study says how they are called."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from publication.model import Column, Cube, CubeMean, CubeShare, Origin, Table, Value
from safetables.policy import Policy
from safetables.publish import published
from safetables.tables import TOTAL, ProtectedTable


def as_rows(tables: Iterable[ProtectedTable], policy: Policy) -> tuple[Table, ...]:
    """Protected tables as they would be published."""
    return tuple(_as_rows(table, policy) for table in tables)


def _as_rows(protected: ProtectedTable, policy: Policy) -> Table:
    table = published(protected, policy)
    numbers: dict[str, dict[tuple[str, ...], Decimal]] = {}
    for shares in table.shares:
        numbers["share_pct"] = dict(shares.printed)
    for means in table.means:
        numbers[f"mean_{means.variable}"] = dict(means.printed)
    rows: list[tuple[Value, ...]] = [
        (*codes, count, *(own.get(codes) for own in numbers.values()), "[c]" if count is None else None)
        for codes, count in table.counts.items()
    ]
    names = (*table.variables, "people_count", *numbers, "marker")
    cube = Cube(
        table.whole,
        table.dimensions,
        "people_count",
        "marker",
        TOTAL,
        tuple(CubeShare("share_pct", shares.of, shares.decimals) for shares in table.shares),
        table.rounded_to,
        table.conditions,
        table.universe,
        tuple(CubeMean(f"mean_{means.variable}", means.variable, means.decimals) for means in table.means),
    )
    columns = tuple(Column(name, name, name) for name in names)
    key = table.variables
    return Table(table.id, "counts", "T", "T", Origin.PRACTICE, columns, tuple(rows), key, (), (), table.universe, cube)

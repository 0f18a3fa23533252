"""Turns protected tables into tables as they are published; a withheld cell is empty and marked."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from safetables.cubes import Cube, CubeDimension, CubeMean, CubeShare
from safetables.sums import ProtectedMeans
from safetables.tables import TOTAL, Codes, Dimension, Policy, ProtectedCell, ProtectedTable, Status

from ..model import Column, MissingValue, Option, Table, Value, Weighting
from ..wording import ORIGIN_WORDS, decimal
from .weighted import WeightedShares

CONFIDENTIAL = "[c]"
SHARE_DECIMALS = 1

_WITHHELD = (MissingValue("", "withheld to protect respondents"),)
_MARKER = Column(
    "marker",
    "Marker",
    "Why there is no count.",
    options=(Option(CONFIDENTIAL, "withheld to protect respondents"),),
    missing=(MissingValue("", "nothing is withheld"),),
)


def published_table(
    table: ProtectedTable,
    policy: Policy,
    keeps: tuple[str, ...] | None,
    show: tuple[str, ...],
    weighting: Weighting | None = None,
) -> Table:
    """A protected table as rows and columns.

    Args:
        table: the table.
        policy: bases under which shares are withheld.
        keeps: dimensions of the margin that shares are of (none: of the whole); None for no shares.
        show: columns that a page shows; empty for all.
        weighting: weights of a second column of shares; None for none.
    """
    names = tuple(dimension.variable for dimension in table.dimensions)
    count_column = f"{table.unit}_count"
    columns = [
        *(
            Column(
                dimension.variable,
                dimension.label,
                f"Category of {dimension.label.lower()}; “{TOTAL}” is all of them.",
                is_required=True,
                options=(
                    *(Option(category.code, category.label) for category in dimension.categories),
                    Option(TOTAL, "Total"),
                ),
            )
            for dimension in table.dimensions
        ),
        Column(
            count_column,
            table.unit.capitalize(),
            f"Number of {table.unit}.",
            "integer",
            unit=table.unit,
            minimum=0,
            missing=_WITHHELD,
        ),
    ]
    shares: tuple[CubeShare, ...] = ()
    weighted = WeightedShares(table, weighting, keeps, SHARE_DECIMALS) if weighting and keeps is not None else None
    if keeps is not None:
        of = "all" if not keeps else " and ".join(keeps)
        columns.append(
            Column(
                "share_pct",
                "Share",
                f"Share of {of}, computed from the counts that are shown.",
                "number",
                unit="percent",
                minimum=0,
                maximum=100,
                missing=(MissingValue("", "withheld, or of too small a base"),),
            )
        )
        shares = (CubeShare("share_pct", keeps, SHARE_DECIMALS),)
        columns += weighted.columns(of) if weighted else []
    if table.means is not None:
        columns.append(
            Column(
                _mean_column(table.means),
                f"Mean of {table.means.label.lower()}",
                f"Mean of {table.means.label.lower()} of the {table.unit} counted in the row.",
                "number",
                minimum=0,
                missing=(MissingValue("", "withheld to protect respondents, or of nobody"),),
            )
        )
    columns += [
        _MARKER,
        Column(
            "origin",
            "Origin",
            "Which kind of number it is.",
            is_required=True,
            options=(Option(table.origin, ORIGIN_WORDS[table.origin]),),
        ),
    ]
    rows = []
    for codes, cell in table.cells.items():
        row: list[Value] = [*codes, cell.count]
        if keeps is not None:
            row.append(_share(codes, cell, names, keeps, table.cells, policy))
            row += weighted.values(codes, policy) if weighted else ()
        if table.means is not None:
            row.append(table.means.means.get(codes))
        rows.append((*row, CONFIDENTIAL if cell.status is Status.WITHHELD else None, table.origin.value))
    cube = Cube(
        universe=table.within.universe if table.within else table.universe,
        dimensions=tuple(map(_cube_dimension, table.dimensions)),
        count=count_column,
        marker="marker",
        total=TOTAL,
        shares=shares,
        rounded_to=policy.round_to if any(cell.status is Status.ROUNDED for cell in table.cells.values()) else 1,
        own=table.universe,
        within=tuple((_cube_dimension(d), code) for d, code in (table.within.conditions if table.within else ())),
        means=(CubeMean(_mean_column(table.means), table.means.variable, policy.mean_decimals),) if table.means else (),
        weighted=(weighted.cube,) if weighted else (),
    )
    return Table(
        id=table.id,
        kind="counts",
        title=table.title,
        description=table.description,
        origin=table.origin,
        columns=tuple(columns),
        rows=tuple(rows),
        primary_key=names,
        sources=(),
        # On a page, the place of a withheld count says in words what the marker says in the file.
        show=show or tuple(column.name for column in columns if column.name not in ("origin", "marker")),
        universe=table.universe,
        cube=cube,
    )


def _mean_column(means: ProtectedMeans) -> str:
    return f"mean_{means.variable}"


def _cube_dimension(dimension: Dimension) -> CubeDimension:
    categories = tuple((category.code, category.parent) for category in dimension.categories)
    limits = tuple((c.code, c.least, c.most) for c in dimension.categories if (c.least, c.most) != (None, None))
    exclusive = tuple(c.code for c in dimension.categories if c.code in dimension.exclusive)
    return CubeDimension(dimension.variable, categories, dimension.is_multiple, exclusive, limits)


def _share(
    codes: Codes,
    cell: ProtectedCell,
    names: tuple[str, ...],
    keeps: tuple[str, ...],
    cells: Mapping[Codes, ProtectedCell],
    policy: Policy,
) -> Decimal | None:
    """A share from shown counts alone, so that it can give nothing away that they do not."""
    base = cells.get(tuple(code if name in keeps else TOTAL for name, code in zip(names, codes, strict=True)))
    if base is None or not base.count or cell.count is None or base.count < policy.base_below:
        return None
    return decimal(Fraction(100 * cell.count, base.count), SHARE_DECIMALS)

"""Turns published tables of counts into rows and columns; a suppressed cell is empty and marked."""

from __future__ import annotations

from collections.abc import Iterator

from safetables.tables import TOTAL, Codes, Dimension, PublishedTable, Shares, WeightedShares

from ..model import (
    Column,
    CountsSpec,
    Cube,
    CubeMean,
    CubeShare,
    CubeWeighting,
    MissingValue,
    Option,
    Origin,
    Study,
    Table,
    Value,
)
from ..wording import ORIGIN_WORDS

CONFIDENTIAL = "[c]"
_MOST_LISTED = 8

_WITHHELD = (MissingValue("", "withheld to protect respondents"),)
_MARKER = Column(
    "marker",
    "Marker",
    "Why there is no count.",
    options=(Option(CONFIDENTIAL, "withheld to protect respondents"),),
    missing=(MissingValue("", "nothing is withheld"),),
)


def published_table(table: PublishedTable, spec: CountsSpec, study: Study, origin: Origin) -> Table:
    """A table of counts as rows and columns.

    Args:
        table: the table.
        spec: what tables.yml says of it.
        study: labels variables and categories.
        origin: which kind of number its counts are.
    """
    count_column = f"{spec.unit}_count"
    columns = [*(_dimension_column(dimension, study) for dimension in table.dimensions), _count_column(spec.unit)]
    for shares in table.shares:
        columns.append(_share_column(shares))
    for weighted in table.weighted_shares:
        columns += _weighted_columns(weighted, spec.unit, study)
    for means in table.means:
        label = study.label_of(means.variable).lower()
        what = f"Mean of {label} of the {spec.unit} counted in the row."
        missing = (MissingValue("", "withheld to protect respondents, or of nobody"),)
        columns.append(Column(f"mean_{means.variable}", f"Mean of {label}", what, "number", minimum=0, missing=missing))
    kind = "Which kind of number it is."
    options = (Option(origin, ORIGIN_WORDS[origin]),)
    columns += [_MARKER, Column("origin", "Origin", kind, is_required=True, options=options)]
    return Table(
        id=table.id,
        kind="counts",
        title=spec.title,
        description=spec.description,
        origin=origin,
        columns=tuple(columns),
        rows=tuple(
            (*codes, *_values(table, codes), CONFIDENTIAL if count is None else None, origin.value)
            for codes, count in table.counts.items()
        ),
        primary_key=table.variables,
        sources=(),
        # On a page, the place of a withheld count says in words what the marker says in the file.
        show=spec.show or tuple(column.name for column in columns if column.name not in ("origin", "marker")),
        universe=table.universe,
        cube=_cube(table, count_column),
    )


def _values(table: PublishedTable, codes: Codes) -> Iterator[Value]:
    """Yields the numbers of a row, in the order of the columns."""
    yield table.counts[codes]
    for shares in table.shares:
        yield shares.printed.get(codes)
    for weighted in table.weighted_shares:
        yield weighted.printed.get(codes)
        yield weighted.bases.get(codes)
    for means in table.means:
        yield means.printed.get(codes)


def _dimension_column(dimension: Dimension, study: Study) -> Column:
    label = study.label_of(dimension.variable)
    return Column(
        dimension.variable,
        label,
        f"Category of {label.lower()}; “{TOTAL}” is all of them.",
        is_required=True,
        options=(
            *(Option(code, study.label_of(dimension.variable, code)) for code in dimension.parents),
            Option(TOTAL, "Total"),
        ),
    )


def _count_column(unit: str) -> Column:
    return Column(
        f"{unit}_count",
        unit.capitalize(),
        f"Number of {unit}.",
        "integer",
        unit=unit,
        minimum=0,
        missing=_WITHHELD,
    )


def _share_column(shares: Shares) -> Column:
    return Column(
        "share_pct",
        "Share",
        f"Share of {_whom(shares)}, computed from the counts that are shown.",
        "number",
        unit="percent",
        minimum=0,
        maximum=100,
        missing=(MissingValue("", "withheld, or of too small a base"),),
    )


def _whom(shares: Shares) -> str:
    return " and ".join(shares.of) or "all"


def _weighted_columns(shares: WeightedShares, unit: str, study: Study) -> list[Column]:
    return [
        Column(
            "weighted_share_pct",
            "Weighted share",
            f"Share of {_whom(shares)}, weighted by {_groups(shares, study)}; computed from the counts that are shown.",
            "number",
            unit="percent",
            minimum=0,
            maximum=100,
            missing=(MissingValue("", "a count that it needs is withheld, or its base is too small"),),
        ),
        Column(
            "base_count",
            "Unweighted base",
            f"Number of {unit} whom the shares are of, without weights.",
            "integer",
            unit=unit,
            minimum=0,
            missing=_WITHHELD,
        ),
    ]


def _groups(shares: WeightedShares, study: Study) -> str:
    """The groups with their weights, or just what they are where they are many."""
    variables, weights = shares.weighting.variables, shares.weighting.weights
    by = " and ".join(study.label_of(name).lower() for name in variables)
    if len(weights) > _MOST_LISTED:
        return by
    listed = (f"{', '.join(map(study.label_of, variables, codes))} {weight:f}" for codes, weight in weights.items())
    return f"{by} ({'; '.join(listed)})"


def _cube(table: PublishedTable, count_column: str) -> Cube:
    return Cube(
        universe=table.whole,
        dimensions=table.dimensions,
        count=count_column,
        marker=_MARKER.name,
        total=TOTAL,
        shares=tuple(CubeShare("share_pct", shares.of, shares.decimals) for shares in table.shares),
        rounded_to=table.rounded_to,
        own=table.universe,
        within=table.conditions,
        means=tuple(CubeMean(f"mean_{mean.variable}", mean.variable, mean.decimals) for mean in table.means),
        weighted=tuple(map(_cube_weighting, table.weighted_shares)),
    )


def _cube_weighting(shares: WeightedShares) -> CubeWeighting:
    weights = tuple((codes, f"{weight:f}") for codes, weight in shares.weighting.weights.items())
    variables = shares.weighting.variables
    return CubeWeighting("weighted_share_pct", "base_count", shares.of, shares.decimals, variables, weights)

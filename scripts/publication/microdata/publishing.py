"""Turns published tables of counts into rows and described columns; a suppressed cell is empty and marked."""

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

_SHARE, _WEIGHTED, _BASE, _MARKER = "share_pct", "weighted_share_pct", "base_count", "marker"
_WITHHELD = "withheld to protect respondents"


def published_table(table: PublishedTable, spec: CountsSpec, study: Study, origin: Origin) -> Table:
    """A table of counts as rows and columns, with the labels of the study."""
    columns = tuple(_columns(table, spec.unit, study, origin))
    return Table(
        id=table.id,
        kind="counts",
        title=spec.title,
        description=spec.description,
        origin=origin,
        columns=columns,
        rows=tuple((*codes, *_values(table, codes), origin.value) for codes in table.counts),
        primary_key=table.variables,
        sources=(),
        # On a page, the place of a suppressed count says in words what the marker says in the file.
        show=spec.show or tuple(column.name for column in columns if column.name not in ("origin", _MARKER)),
        universe=table.universe,
        cube=_cube(table, spec.unit),
    )


def _values(table: PublishedTable, codes: Codes) -> Iterator[Value]:
    """Yields the numbers of a row and its marker, in the order of the columns."""
    yield table.counts[codes]
    for shares in table.shares:
        yield shares.printed.get(codes)
    for weighted in table.weighted_shares:
        yield weighted.printed.get(codes)
        yield weighted.bases.get(codes)
    for means in table.means:
        yield means.printed.get(codes)
    yield CONFIDENTIAL if table.counts[codes] is None else None


def _columns(table: PublishedTable, unit: str, study: Study, origin: Origin) -> Iterator[Column]:
    for dimension in table.dimensions:
        yield _dimension_column(dimension, study)
    yield _count_column(f"{unit}_count", unit.capitalize(), f"Number of {unit}.", unit)
    for shares in table.shares:
        what = f"Share of {_base_of(shares)}, computed from the counts that are shown."
        yield _share_column(_SHARE, "Share", what, "withheld, or of too small a base")
    for weighted in table.weighted_shares:
        by = _weights_of(weighted, study)
        what = f"Share of {_base_of(weighted)}, weighted by {by}; computed from the counts that are shown."
        missing = "a count that it needs is withheld, or its base is too small"
        yield _share_column(_WEIGHTED, "Weighted share", what, missing)
        what = f"Number of {unit} whom the shares are of, without weights."
        yield _count_column(_BASE, "Unweighted base", what, unit)
    for means in table.means:
        label = study.label_of(means.variable).lower()
        what = f"Mean of {label} of the {unit} counted in the row."
        why = (MissingValue("", f"{_WITHHELD}, or of nobody"),)
        yield Column(f"mean_{means.variable}", f"Mean of {label}", what, "number", minimum=0, missing=why)
    options = (Option(CONFIDENTIAL, _WITHHELD),)
    nothing = (MissingValue("", "nothing is withheld"),)
    yield Column(_MARKER, "Marker", "Why there is no count.", options=options, missing=nothing)
    kind = (Option(origin, ORIGIN_WORDS[origin]),)
    yield Column("origin", "Origin", "Which kind of number it is.", is_required=True, options=kind)


def _dimension_column(dimension: Dimension, study: Study) -> Column:
    label = study.label_of(dimension.variable)
    options = [Option(code, study.label_of(dimension.variable, code)) for code in dimension.parents]
    what = f"Category of {label.lower()}; `{TOTAL}` is all of them."
    return Column(dimension.variable, label, what, is_required=True, options=(*options, Option(TOTAL, "Total")))


def _count_column(name: str, label: str, what: str, unit: str) -> Column:
    return Column(name, label, what, "integer", unit=unit, minimum=0, missing=(MissingValue("", _WITHHELD),))


def _share_column(name: str, label: str, what: str, missing: str) -> Column:
    why = (MissingValue("", missing),)
    return Column(name, label, what, "number", unit="percent", minimum=0, maximum=100, missing=why)


def _base_of(shares: Shares) -> str:
    return " and ".join(shares.of) or "all"


def _weights_of(shares: WeightedShares, study: Study) -> str:
    """The groups with their weights, or just the variables where the groups are many."""
    variables, weights = shares.weighting.variables, shares.weighting.weights
    by = " and ".join(study.label_of(name).lower() for name in variables)
    if len(weights) > _MOST_LISTED:
        return by
    listed = (f"{', '.join(map(study.label_of, variables, codes))} {weight:f}" for codes, weight in weights.items())
    return f"{by} ({'; '.join(listed)})"


def _cube(table: PublishedTable, unit: str) -> Cube:
    return Cube(
        universe=table.whole,
        dimensions=table.dimensions,
        count=f"{unit}_count",
        marker=_MARKER,
        total=TOTAL,
        shares=tuple(CubeShare(_SHARE, shares.of, shares.decimals) for shares in table.shares),
        rounded_to=table.rounded_to,
        own=table.universe,
        within=table.conditions,
        means=tuple(CubeMean(f"mean_{mean.variable}", mean.variable, mean.decimals) for mean in table.means),
        weighted=tuple(map(_cube_weighting, table.weighted_shares)),
    )


def _cube_weighting(shares: WeightedShares) -> CubeWeighting:
    weights = tuple((codes, f"{weight:f}") for codes, weight in shares.weighting.weights.items())
    return CubeWeighting(_WEIGHTED, _BASE, shares.of, shares.decimals, shares.weighting.variables, weights)

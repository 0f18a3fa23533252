"""Works weighted shares out again from the counts that a table shows, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import product
from math import floor

from publication.model import Cube, CubeWeighting, Table

from ..findings import Finding
from ..policy import Policy
from .linking import row_of

_Place = tuple[str, ...]


def weight_findings(table: Table, cube: Cube, policy: Policy) -> Iterator[Finding]:
    """What weighted shares of a table, and the bases beside them, say beyond its counts.

    Whoever may work them out from what is shown learns nothing by them; any other number comes from counts that are
    not shown, or from other weights than the published ones.
    """
    names = [dimension.variable for dimension in cube.dimensions]
    shown = {tuple(str(r[name]) for name in names): r[cube.count] for r in table.records()}
    counts = {place: None if count is None else int(str(count)) for place, count in shown.items()}
    for weighting in cube.weighted:
        problem = _problem(weighting, cube)
        if problem:
            yield Finding(table.id, f"column {weighting.column}", problem, "build the package again")
            continue
        together = _together(weighting, cube, counts)
        for record in table.records():
            place = tuple(str(record[name]) for name in names)
            whole = tuple(
                code if name in weighting.keeps else cube.total for name, code in zip(names, place, strict=True)
            )
            row, base = row_of(cube, record), counts.get(whole)
            if record[weighting.base] != base:
                rule = "an unweighted base that is not the count of its people"
                yield Finding(table.id, row, rule, "print the count that the table shows")
            wanted = None
            if base is not None and base >= policy.base_below:
                wanted = _share(together.get(place), together.get(whole), weighting.decimals)
            printed = record[weighting.column]
            if (None if printed is None else str(printed)) != wanted:
                rule = "a weighted share that the shown counts do not give"
                yield Finding(table.id, row, rule, "compute it from what is shown, or leave it out")


def _problem(weighting: CubeWeighting, cube: Cube) -> str:
    """What keeps weights from being read; empty where nothing does."""
    dimensions = {dimension.variable: dimension for dimension in cube.dimensions}
    if not {*weighting.variables, *weighting.keeps} <= dimensions.keys():
        return "weighted by groups that the table does not have"
    groups = [dimensions[name] for name in weighting.variables]
    if any(dimension.is_multiple for dimension in groups):
        return "weighted by groups that people may be in several of"
    leaves = [dimension.leaves for dimension in groups]
    if sorted(codes for codes, _ in weighting.weights) != sorted(product(*leaves)):
        return "weights that some group has not, or has twice"
    try:
        is_sound = all(Decimal(weight) >= 0 for _, weight in weighting.weights)
    except InvalidOperation:
        is_sound = False
    return "" if is_sound else "a weight that is no number of at least 0"


def _together(
    weighting: CubeWeighting, cube: Cube, counts: Mapping[_Place, int | None]
) -> dict[_Place, Fraction | None]:
    """Place -> what its people count for together; None where a count that it takes is not shown."""
    names = [dimension.variable for dimension in cube.dimensions]
    at = [names.index(name) for name in weighting.variables]
    groups = [cube.dimensions[place] for place in at]
    weights = {codes: Fraction(weight) for codes, weight in weighting.weights}
    found: dict[_Place, Fraction | None] = {}
    for place, count in counts.items():
        group = tuple(place[one] for one in at)
        if group not in weights:
            continue
        above_each = ([*own.with_ancestors(code), cube.total] for code, own in zip(group, groups, strict=True))
        for codes in product(*above_each):
            above = list(place)
            for one, code in zip(at, codes, strict=True):
                above[one] = code
            before = found.get(tuple(above), Fraction(0))
            found[tuple(above)] = None if before is None or count is None else before + weights[group] * count
    return found


def _share(part: Fraction | None, whole: Fraction | None, decimals: int) -> str | None:
    """A share in per cent as it is printed, halves upwards; None where it cannot be worked out."""
    if part is None or not whole:
        return None
    steps = floor(100 * part / whole * 10**decimals + Fraction(1, 2))
    return f"{Decimal(steps).scaleb(-decimals):.{decimals}f}"

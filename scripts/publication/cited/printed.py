"""Finds the cells of counted tables whose count a cited figure prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from safetables.tables import TOTAL, Cell, CountedTable

from ..model import Measure, Qualifier, Study


def printed_cells(study: Study, tables: Sequence[CountedTable]) -> Iterator[Cell]:
    """Yields cells whose count a source prints, or tells by a share: nothing is gained by suppressing them."""
    assert study.policy is not None
    dimensions = {dimension.variable: dimension for table in tables for dimension in table.all_dimensions}
    pairs = {(d.variable, code): d.pair(code) for d in dimensions.values() for code in d.parents}
    sizes = {table.universe: table.counts.get((TOTAL,) * len(table.dimensions), 0) for table in tables}
    units = {spec.unit for spec in study.counts}
    for figure in study.figures:
        if figure.qualifier is not Qualifier.EXACT:
            continue
        size = sizes.get(figure.universe)
        is_share = figure.measure is Measure.SHARE and not figure.is_fraction and size is not None
        # A share that leaves fewer counts than the promised width tells its count.
        is_told = is_share and (size or 0) < study.policy.width * 100 * 10**figure.decimals
        group = [(figure.variable, figure.category)] if figure.variable else []
        is_count = figure.measure is Measure.COUNT and (bool(group) or figure.unit in units)
        wanted = [*study.conditions(figure.universe), *group]
        if (is_count or (is_told and group)) and all(pair in pairs for pair in wanted):
            record = study.find("universes", figure.universe)
            whole = record["part_of"] or figure.universe if record else figure.universe
            yield Cell.of(whole, {pairs[pair] for pair in wanted})

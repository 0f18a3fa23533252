"""Turns what a study asks of a counted table into that table, without its counts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

from safetables.tables import Category, Codes, CountedTable, Dimension, Subpopulation

from ...model import CountsSpec, Record, Study


def counted_table(spec: CountsSpec, study: Study, counts: Mapping[Codes, int]) -> CountedTable:
    """The table that an entry of tables.yml asks for, with its counts."""
    return CountedTable(
        spec.id,
        spec.universe,
        dimensions_of(spec, study),
        counts,
        subpopulation=_subpopulation(spec.universe, study),
        shares_of=spec.shares_of,
        weighting=study.weighting(spec.weighted_by),
    )


def dimensions_of(spec: CountsSpec, study: Study) -> tuple[Dimension, ...]:
    """The dimensions of a counted table."""
    return tuple(_dimension(name, study) for name in spec.dimensions)


def _subpopulation(universe: str, study: Study) -> Subpopulation | None:
    """How a universe is cut out of another; None where it is a whole of its own."""
    record = study.find("universes", universe)
    if record is None or not record["part_of"]:
        return None
    conditions = study.conditions(universe)
    return Subpopulation(record["part_of"], tuple((_dimension(name, study), code) for name, code in conditions))


def _dimension(variable: str, study: Study) -> Dimension:
    """A variable with its categories, in their declared order."""
    listed = sorted(study.categories(variable), key=lambda record: int(record["order"]))
    categories = tuple(Category(record["code"], record["maps_to"], *_limits(record)) for record in listed)
    exclusive = tuple(record["code"] for record in listed if record["excludes"])
    is_multiple = study.variable_type(variable) == "multiple"
    return Dimension(variable, categories, is_multiple, exclusive)


def _limits(record: Record) -> tuple[int | None, int | None]:
    """The least and the largest whole number of a group of numbers; None where nothing bounds it."""
    least, below = (Decimal(record[name]) if record[name] else None for name in ("from", "below"))
    return None if least is None else math.ceil(least), None if below is None else math.ceil(below) - 1

"""Turns what a study asks of a counted table into that table, without its counts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

from ..model import Category, Codes, CountedTable, Dimension, Origin, Record, Study, TableSpec, Within


def counted_table(spec: TableSpec, study: Study, origin: Origin, counts: Mapping[Codes, int]) -> CountedTable:
    """The table that an entry of tables.yml asks for, with its counts."""
    return CountedTable(
        id=spec.id,
        title=spec.title,
        description=spec.description,
        origin=origin,
        universe=spec.universe,
        unit=str(spec.settings["unit"]),
        dimensions=dimensions_of(spec, study),
        counts=counts,
        within=within(spec.universe, study),
    )


def dimensions_of(spec: TableSpec, study: Study) -> tuple[Dimension, ...]:
    """The dimensions of a counted table."""
    names = spec.settings["dimensions"]
    assert isinstance(names, list)
    return tuple(dimension(name, study) for name in names)


def within(universe: str, study: Study) -> Within | None:
    """How a universe is cut out of another; None where it is a whole of its own."""
    whole = study.label("universes", universe, "part_of")
    if whole in ("", universe):
        return None
    conditions = [
        condition.partition("=") for condition in study.label("universes", universe, "where").split("|") if condition
    ]
    return Within(whole, tuple((dimension(name.strip(), study), code.strip()) for name, _, code in conditions))


def dimension(variable: str, study: Study) -> Dimension:
    """A variable with its categories, in their declared order."""
    listed = [record for record in study.file("categories").records if record["variable"] == variable]
    listed.sort(key=lambda record: int(record["order"]))
    categories = tuple(
        Category(record["code"], record["label"], record["maps_to"], *_limits(record)) for record in listed
    )
    is_multiple = study.label("variables", variable, "type") == "multiple"
    return Dimension(variable, study.label("variables", variable), categories, is_multiple)


def _limits(record: Record) -> tuple[int | None, int | None]:
    """The least and the largest whole number of a group of numbers; None where nothing bounds it."""
    least, below = (Decimal(record[name]) if record[name] else None for name in ("from", "below"))
    return None if least is None else math.ceil(least), None if below is None else math.ceil(below) - 1

"""Turns dimensions and codes of counted tables into the axes and places that the relations between cells know."""

from __future__ import annotations

from .system import Axis, Place
from .tables import TOTAL, Codes, Dimension


def axis_of(dimension: Dimension) -> Axis:
    """A dimension as the relations between cells know it."""
    categories = tuple((category.code, category.parent or None) for category in dimension.categories)
    return Axis(dimension.variable, categories, dimension.is_multiple, dimension.exclusive)


def place_of(codes: Codes) -> Place:
    """The categories of a cell; None for the whole of a dimension."""
    return tuple(None if code == TOTAL else code for code in codes)

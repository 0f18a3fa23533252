"""Turns table shapes into cells, equations and elementary moves; all that protector and audit share."""

from .boxes import BoxScan
from .linked import Relations, relate
from .shapes import (
    ABSENT,
    BoolArray,
    Cell,
    Grid,
    IntArray,
    RelationsError,
    TableShape,
    Variable,
)
from .walks import Walks

__all__ = [
    "ABSENT",
    "BoolArray",
    "BoxScan",
    "Cell",
    "Grid",
    "IntArray",
    "Relations",
    "RelationsError",
    "TableShape",
    "Variable",
    "Walks",
    "relate",
]

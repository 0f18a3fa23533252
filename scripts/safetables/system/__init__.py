"""Turns table shapes into cells, equations and elementary moves; all that protector and audit share."""

from .axes import Axis, Frame, Place
from .boxes import BoxScan
from .linked import Relations
from .relating import relate
from .remainders import Remainder, with_remainders
from .shapes import ABSENT, BoolArray, Cell, Grid, IntArray, RelationsError, TableShape, Variable
from .walks import Walks

__all__ = [
    "ABSENT",
    "Axis",
    "BoolArray",
    "BoxScan",
    "Cell",
    "Frame",
    "Grid",
    "IntArray",
    "Place",
    "Relations",
    "RelationsError",
    "Remainder",
    "TableShape",
    "Variable",
    "Walks",
    "relate",
    "with_remainders",
]

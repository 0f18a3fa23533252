"""Turns tables into cells, equations and elementary moves; all that suppression and attack share."""

from ..tables import Cell
from .boxes import BoxScan
from .linked import Relations
from .linking import link
from .relating import relate
from .remainders import Remainder, with_remainders
from .shapes import ABSENT, BoolArray, Grid, IntArray, RelationsError, TableShape, Variable
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
    "Remainder",
    "TableShape",
    "Variable",
    "Walks",
    "link",
    "relate",
    "with_remainders",
]

"""Turns tables into cells, equations and elementary moves: all that suppression and attack share, beside `lp`."""

from ..tables import Cell
from .cells import ABSENT, BoolArray, Grid, IntArray, Relations, RelationsError, TableShape, Variable, with_remainders
from .equations import link, relate
from .moves import BoxScan
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
    "link",
    "relate",
    "with_remainders",
]

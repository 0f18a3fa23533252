"""Turns tables into cells, equations and elementary moves: all that suppression and attack share, beside `lp`."""

from ..tables import Cell
from .cells import ABSENT, BoolArray, Grid, IntArray, Relations, RelationsError, TableShape, Variable
from .equations import link, relate
from .moves import BoxScan, Walks
from .remainders import Remainder, with_remainders

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

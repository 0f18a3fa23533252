"""Turns frequency tables, a CSV file each, into counted tables, and what a study asks into tables to be counted."""

from .reading import read_counts
from .wanted import axis_of, counted_table, place_of

__all__ = ["axis_of", "counted_table", "place_of", "read_counts"]

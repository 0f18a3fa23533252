"""Turns cited figures into bounds, arithmetic checks and tables; never completes what a source leaves open."""

from .bounds import bounds_of, with_bounds
from .checks import run_checks
from .tables import assemble_tables

__all__ = ["assemble_tables", "bounds_of", "run_checks", "with_bounds"]

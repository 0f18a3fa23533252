"""Turns cited figures into bounds, arithmetic checks and tables; never completes what a source leaves open."""

from .bounds import bounds_of, with_bounds
from .checks import run_checks
from .tables import assemble_tables, breakdown_problems, shown_problems

__all__ = ["assemble_tables", "bounds_of", "breakdown_problems", "run_checks", "shown_problems", "with_bounds"]

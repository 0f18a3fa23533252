"""Turns cited figures into bounds, arithmetic checks and tables; never completes what a source leaves open."""

from ..model import with_bounds
from .checks import run_checks
from .tables import assemble_tables, breakdown_problems, shown_problems

__all__ = ["assemble_tables", "breakdown_problems", "run_checks", "shown_problems", "with_bounds"]

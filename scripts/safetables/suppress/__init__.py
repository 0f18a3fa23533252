"""Chooses which cells to suppress, so that no intruder finds what the policy protects, and proves it by witnesses.

`tables` knows tables and a policy; the other modules see cells, equations and widths.
"""

from .demand import Demand, Move, Pattern, ProtectionImpossibleError, Witness, broken_promises, demand_for, is_small
from .pattern import Search, find_pattern
from .tables import protect_tables

__all__ = [
    "Demand",
    "Move",
    "Pattern",
    "ProtectionImpossibleError",
    "Search",
    "Witness",
    "broken_promises",
    "demand_for",
    "find_pattern",
    "is_small",
    "protect_tables",
]

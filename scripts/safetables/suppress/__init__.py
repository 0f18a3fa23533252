"""Turns counted tables into tables that may be published: withholds what no attacker may find, and proves it.

`tables` speaks the language of the study; the other modules see cells, equations and widths and know no table.
"""

from .choosing import Search, protect
from .demand import Demand, Move, Protection, ProtectionImpossibleError, Witness, broken_promises
from .policy import demand_for, is_small
from .tables import protect_tables, summary_of

__all__ = [
    "Demand",
    "Move",
    "Protection",
    "ProtectionImpossibleError",
    "Search",
    "Witness",
    "broken_promises",
    "demand_for",
    "is_small",
    "protect",
    "protect_tables",
    "summary_of",
]

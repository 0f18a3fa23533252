"""Turns frequency tables, a CSV file each, into counted tables (`reading`), and what a study asks into such tables.

`reading` and `places` bring arrays along, which a build of cited figures must not wait for.
"""

from .wanted import counted_table

__all__ = ["counted_table"]

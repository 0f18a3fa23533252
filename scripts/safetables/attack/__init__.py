"""Finds out what each intruder can tell of published tables; shares with `suppress` the system of cells and `lp` alone.

`reading` makes one system of what is published, `scenarios` lists the intruders and what they know, `search` finds the
feasibility interval of each cell for one of them, and `audit` puts all of it together.
"""

"""Chooses which cells to suppress, so that no intruder finds what the policy protects, and proves it by witnesses.

`tables` knows tables and a policy; the other modules see cells, equations and widths.
"""

"""A weighting of the study, by its name in tables.yml."""

from __future__ import annotations

from dataclasses import dataclass

from safetables import tables


@dataclass(frozen=True)
class Weighting(tables.Weighting):
    """One way of weighting.

    Attributes:
        id: its name in tables.yml; a variable of type weight that has the same is a column of the respondents' file.
    """

    id: str

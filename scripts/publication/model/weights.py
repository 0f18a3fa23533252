"""What people count for beside the others where a share is weighted: a number for each group, known to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from safetables.tables import Codes


@dataclass(frozen=True)
class Weighting:
    """One way of weighting.

    Attributes:
        id: its name in tables.yml; a variable of type weight that has the same is a column of the respondents' file.
        variables: the variables whose categories have a weight together.
        weights: categories, one of each variable, none of which has parts -> what each person in them counts for.
    """

    id: str
    variables: tuple[str, ...]
    weights: Mapping[Codes, Decimal] = field(hash=False)

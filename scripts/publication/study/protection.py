"""What protection.yml holds: the settings of a policy, with a reason for each; refuses a policy that is too weak."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from safetables.policy import Method, Policy

from ..errors import Problem
from ..model.card import Natural, Text

_FILE = "study/protection.yml"


class Protection(BaseModel):
    """The keys of protection.yml; a setting that is None follows the threshold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    method: Method = Method.SUPPRESSION
    threshold: Annotated[int, Field(ge=2)]
    width: Annotated[int, Field(ge=1)] | None = None
    certainty_below: Natural
    base_below: Natural
    round_to: Annotated[int, Field(ge=2)] | None = None
    mean_base_below: Natural | None = None
    mean_within_pct: Annotated[int, Field(ge=1, le=99)] = 10
    mean_decimals: Annotated[int, Field(ge=0, le=6)] = 1
    reasons: dict[str, Text]

    def policy(self) -> Policy:
        """The policy, with what its file leaves out."""
        given = self.model_dump()
        settings: dict[str, Any] = {name: self.threshold if value is None else value for name, value in given.items()}
        if self.method is Method.ROUNDING:
            # A count that was rounded down to nothing may have been anything up to half the base.
            settings["width"] = (settings["round_to"] - 1) // 2
        return Policy(**settings)

    def problems(self) -> Iterator[Problem]:
        """Settings that would let a small count be known, whatever else is suppressed, or that have no reason."""
        for name, what, remedy in self.policy().weaknesses():
            yield Problem(f"{_FILE}: {name}", what, remedy)
        if self.method is Method.ROUNDING and self.width is not None:
            what = "rounding leaves intervals of half its base, and promises no other width"
            yield Problem(f"{_FILE}: width", what, "leave it out, and choose the base")
        for name in self.model_fields_set - {"reasons", *self.reasons}:
            yield Problem(f"{_FILE}: {name}", "no reason is given", f"say under reasons.{name} why it is so")

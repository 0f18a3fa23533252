"""What protection.yml holds: the settings of a `Policy`, with a reason for each; refuses a policy that is too weak."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import Annotated, Any, get_type_hints

import pydantic

from safetables.policy import Method, Policy

from ..errors import Problem
from ..model.card import Text

_FILE = "study/protection.yml"


class _Reasons(pydantic.BaseModel):
    """What protection.yml holds beside the settings."""

    # Built where a study has the file, so that others need not wait for it.
    model_config = pydantic.ConfigDict(extra="forbid", defer_build=True)

    reasons: dict[str, Text]

    def policy(self) -> Policy:
        """The policy, with what the file leaves out."""
        return Policy.of(**self.model_dump(exclude_unset=True))

    def problems(self) -> Iterator[Problem]:
        """Settings that would let a small count be known, whatever else is suppressed, or that have no reason."""
        for name, what, remedy in self.policy().weaknesses():
            yield Problem(f"{_FILE}: {name}", what, remedy)
        if self.policy().method is Method.ROUNDING and "width" in self.model_fields_set:
            what = "rounding leaves intervals of half its base, and promises no other width"
            yield Problem(f"{_FILE}: width", what, "leave it out, and choose the base")
        for name in self.model_fields_set - {"reasons", *self.reasons}:
            yield Problem(f"{_FILE}: {name}", "no reason is given", f"say under reasons.{name} why it is so")


def _keys() -> dict[str, Any]:
    """Each setting as a key of the file: its type with its limits, and whether it must be given."""
    found = {}
    for setting in fields(Policy):
        limits = pydantic.Field(ge=setting.metadata.get("least"), le=setting.metadata.get("most"))
        is_required = setting.default is MISSING and "otherwise" not in setting.metadata
        kind = Annotated[get_type_hints(Policy)[setting.name], limits] if "least" in setting.metadata else Method
        found[setting.name] = (kind, ... if is_required else None)
    return found | {"reasons": (dict[str, Text], ...)}


Protection = pydantic.create_model("Protection", __base__=_Reasons, **_keys())

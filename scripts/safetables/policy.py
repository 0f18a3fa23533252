"""What a release promises about the people behind its counts: thresholds, protection intervals, rounding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from typing import Any

SHORTEST_KEY = 16
"""Characters of a key by which decoys are chosen."""


class Method(StrEnum):
    """How counts are protected."""

    SUPPRESSION = "suppression"
    ROUNDING = "rounding"


@dataclass(frozen=True)
class Policy:
    """The rules; public, since they are published with the tables.

    A setting's metadata say what a file of settings may hold: its least and its most, and, where it may be left out,
    another setting that it then follows or the value that it then has. `is_kept` says whether a later release may not
    make it smaller, since that would show what this one suppressed. Its method, and the base of rounding, may not
    change at all; how many digits means have may, since the audit ties the means of both.

    Attributes:
        threshold: the smallest count, zero apart, that may be shown.
        width: the least width, in counts, of the feasibility interval of every suppressed cell.
        certainty_below: groups with fewer members than this may not be shown to agree on one category; 0 turns the
            rule off.
        base_below: shares of bases smaller than this are left out.
        round_to: base to which counts are rounded by the method rounding.
        reasons: setting -> why it is what it is.
        mean_base_below: means of fewer people than this are suppressed.
        mean_within_pct: the p% rule: nobody may find out what one person adds to a mean, or what a suppressed one
            adds up to, up to this percentage.
        mean_decimals: digits after the point of every mean.
        decoys_pct: in how many of a hundred releases a secret key adds cells to suppress that no rule names, so that
            the choice of cells rules out no table that fits; 0 turns it off.
    """

    method: Method = field(metadata={"otherwise": Method.SUPPRESSION})
    threshold: int = field(metadata={"least": 2, "is_kept": True})
    width: int = field(metadata={"least": 1, "otherwise": "threshold", "is_kept": True})
    certainty_below: int = field(metadata={"least": 0, "is_kept": True})
    base_below: int = field(metadata={"least": 0, "is_kept": True})
    round_to: int = field(metadata={"least": 2, "otherwise": "threshold", "is_kept": False})
    reasons: Mapping[str, str] = field(hash=False)
    mean_base_below: int = field(default=0, metadata={"least": 0, "otherwise": "threshold", "is_kept": True})
    mean_within_pct: int = field(default=10, metadata={"least": 1, "most": 99, "is_kept": True})
    mean_decimals: int = field(default=1, metadata={"least": 0, "most": 6, "is_kept": False})
    decoys_pct: int = field(default=0, metadata={"least": 0, "most": 50, "otherwise": 5, "is_kept": False})

    @staticmethod
    def of(**given: Any) -> Policy:
        """A policy of the settings given; others follow the threshold, have their usual value, or are off."""
        settings = {"reasons": {}, **given}
        for setting in fields(Policy):
            usual = 0 if setting.default is MISSING else setting.default
            otherwise = setting.metadata.get("otherwise", usual)
            settings.setdefault(setting.name, given.get(otherwise, otherwise))
        if settings["method"] is Method.ROUNDING:
            # A count that was rounded down to nothing may have been anything up to half the base.
            settings["width"] = (settings["round_to"] - 1) // 2
        return Policy(**settings)

    def weaknesses(self) -> Iterator[tuple[str, str, str]]:
        """Yields settings by which a small count would be known whatever is suppressed: setting, what, what to do."""
        if self.method is Method.ROUNDING:
            if self.round_to < self.threshold:
                what = f"less than the threshold, which is {self.threshold}: small counts would be told apart"
                yield "round_to", what, "round to a larger base, or lower the threshold"
            return
        for name in ("width", "mean_base_below"):
            if getattr(self, name) < self.threshold:
                what = f"less than the threshold, which is {self.threshold}"
                yield name, what, "make it at least as large, or lower the threshold"

    def weaker_than(self, earlier: Policy) -> Iterator[tuple[str, str]]:
        """Yields settings that show now what an earlier release suppressed, and why."""
        if self.method is not earlier.method:
            yield "method", "another one than in a release before: each shows some of what the other withheld"
            return
        if self.method is Method.ROUNDING and self.round_to != earlier.round_to:
            yield "round_to", "another base than in a release before: both together leave less than either"
        for setting in fields(Policy):
            if setting.metadata.get("is_kept") and getattr(self, setting.name) < getattr(earlier, setting.name):
                yield setting.name, "weaker than in a release before, which withheld more"

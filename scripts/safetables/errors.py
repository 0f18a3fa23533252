"""The ways a build may stop; never prints and never exits.

A stop carries every problem that was found, each as `where: what; what to do`.
No problem may quote a respondent's value or an unprotected count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, where it stands, and how to mend it."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.remedy}"


class BuildStopped(Exception):
    """A build that ended before anything was put in place.

    Attributes:
        problems: every problem that is known, sorted by place.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=_by_place))
        super().__init__("\n".join(map(str, self.problems)))


class SettingRefused(BuildStopped):
    """A setting of the build, which is none of the study's, makes no sense."""


class StudyRefused(BuildStopped):
    """The study's files, or the prose that quotes them, contradict themselves or each other."""


class ProtectionRefused(BuildStopped):
    """Counts contradict each other, or no pattern of withheld cells meets the policy."""


class ReleaseRefused(BuildStopped):
    """The audit found something, or did not see everything, so nothing is released."""


class PackageRefused(BuildStopped):
    """The package that was written does not satisfy its own description."""


def _by_place(problem: Problem) -> tuple[tuple[str | int, ...], ...]:
    """Sort key that puts line 9 before line 10."""
    parts: list[tuple[str | int, ...]] = []
    for part in problem.where.split(":"):
        parts.append((0, int(part)) if part.isdigit() else (1, part))
    return (*parts, (2, problem.what))

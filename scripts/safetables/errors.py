"""The ways a build may stop; never prints and never exits.

A stop carries every problem that was found, each as `where: what; what to do`.
No problem may quote a respondent's value or an unprotected count.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


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


class PageRefused(BuildStopped):
    """A page, or a text that pages are made of, cannot be shown as it is."""


@contextmanager
def sealed(step: str) -> Iterator[None]:
    """Turns whatever goes wrong among respondents' answers or true counts into a stop that repeats none of them.

    Args:
        step: what is done, in words.

    Raises:
        BuildStopped: as it was raised inside; or for any other exception, with its kind and place alone, since its
            words, and the frames behind it, may hold what nobody may read.
    """
    fault: tuple[str, str] | None = None
    try:
        yield
    except BuildStopped:
        raise
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if "safetables" in frame.filename or "publication" in frame.filename] or frames
        fault = type(error).__name__, f"{Path(own[-1].filename).name}:{own[-1].lineno}"
    # Outside the handler, so that nothing leads from the stop back to the exception.
    if fault is not None:
        what = f"a fault of the program ({fault[0]} at {fault[1]}), of which nothing more can be told"
        raise BuildStopped([Problem(step, what, "report it with these words; never send the file")])


def _by_place(problem: Problem) -> tuple[tuple[str | int, ...], ...]:
    """Sort key that puts line 9 before line 10."""
    parts: list[tuple[str | int, ...]] = []
    for part in problem.where.split(":"):
        parts.append((0, int(part)) if part.isdigit() else (1, part))
    return (*parts, (2, problem.what))

"""Why work stops: every problem that is known, each as `where: what; what to do`.

No problem may quote a respondent's answer or an unprotected count.
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


class Stopped(Exception):
    """Work that ended before anything was published, with every problem that is known, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=_by_place))
        super().__init__("\n".join(map(str, self.problems)))


class ProtectionRefused(Stopped):
    """Counts contradict each other, or no suppression pattern meets the policy."""


@contextmanager
def sealed(step: str) -> Iterator[None]:
    """Turns any exception raised among answers or true counts into a stop that repeats none of them.

    Raises:
        Stopped: as it was raised inside; or for any other exception, with its kind and place alone, since its
            words, and the frames behind it, may hold what nobody may read.
    """
    fault: tuple[str, str] | None = None
    try:
        yield
    except Stopped:
        raise
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if "safetables" in frame.filename or "publication" in frame.filename] or frames
        fault = type(error).__name__, f"{Path(own[-1].filename).name}:{own[-1].lineno}"
    # Outside the handler, so that nothing leads from the stop back to the exception.
    if fault is not None:
        what = f"a fault of the program ({fault[0]} at {fault[1]}), of which nothing more can be told"
        raise Stopped([Problem(step, what, "report it with these words; never send the file")])


def _by_place(problem: Problem) -> tuple[tuple[str | int, ...], ...]:
    """Sort key that puts line 9 before line 10."""
    parts: list[tuple[str | int, ...]] = []
    for part in problem.where.split(":"):
        parts.append((0, int(part)) if part.isdigit() else (1, part))
    return (*parts, (2, problem.what))

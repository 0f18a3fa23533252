"""The recipe that holds built packages against the releases that were made; makes none and changes none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .build import RELEASES, Built
from .errors import Problem, StudyRefused
from .model import FrozenRelease
from .study import PRACTICE
from .versions import read_history, version_problems


def refuse_unfitting(folder: Path, packages: Sequence[Built]) -> tuple[FrozenRelease, ...]:
    """Stops where the packages cannot stand under the version that the study gives.

    Args:
        folder: the package's folder.
        packages: the data package and, where there is one, the practice package.

    Returns:
        The releases that were made, the oldest first.

    Raises:
        StudyRefused: the version does not fit what changed, or a released version would hold something else.
        PackageRefused: a frozen release was altered.
    """
    history = read_history(folder / RELEASES)
    card = packages[0].release.study.card
    problems = version_problems(history, everything_in(packages), card.version, card.released)
    for practice in packages[1:]:
        own = practice.release.study.card
        for name in ("version", "released"):
            if getattr(own, name) != getattr(card, name):
                what = f"{getattr(own, name)}, and {getattr(card, name)} in study/study.yml"
                problems.append(Problem(f"study/{PRACTICE}/study.yml: {name}", what, "release both as one"))
    if problems:
        raise StudyRefused(problems)
    return history


def everything_in(packages: Sequence[Built]) -> dict[str, bytes]:
    """All that one release holds: the data package, and other packages in folders of their own."""
    main, *others = packages
    beside = {f"{built.folder.name}/{name}": content for built in others for name, content in built.package.items()}
    return {**main.package, **beside}

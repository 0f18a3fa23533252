"""The recipe of a whole project: its packages made together, held against the releases that were made, put in place.

The only module that knows which packages a project has, and what lies at its root for those who look nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import files
from .build import RELEASES, STUDY, Built, prepare_package, publish_package
from .errors import PageRefused, Problem, StudyRefused
from .microdata.counting import Progress
from .model import FrozenRelease
from .reach import has_release
from .releases import read_history, version_problems
from .study import PRACTICE
from .synthetic.rehearse import Rehearsed, prepare_practice

PACKAGE, CACHE = "datapackage", ".cache"
# Hosts of code and archives read it at the root of a repository alone.
CITATION = "CITATION.cff"
CHANGELOG = "CHANGELOG.md"


@dataclass(frozen=True)
class Prepared:
    """The packages of a project, ready to be put in their places.

    Attributes:
        main: the data package.
        practice: the practice package and the protection of one of its tables; None where the study has none.
        history: the releases that were made, the oldest first.
    """

    main: Built
    practice: Rehearsed | None
    history: tuple[FrozenRelease, ...]

    @property
    def packages(self) -> tuple[Built, ...]:
        """The data package, and the practice package where there is one."""
        return (self.main,) if self.practice is None else (self.main, self.practice.built)


def prepare_packages(
    folder: Path,
    pages: Mapping[str, str],
    cache: Path,
    *,
    study: Path | None = None,
    respondents: Path | None = None,
    progress: Progress = lambda _: None,
) -> Prepared:
    """Prepares the data package and, where the study has a practice study, the practice package beside it.

    Args:
        folder: the package's folder.
        pages: hand-written pages: address below docs/ -> Markdown.
        cache: folder for what need not be made again; may be emptied at any time.
        study: the study's folder; `study/` in the package's where None.
        respondents: a respondents' file; None to leave counted tables as they were published last.
        progress: is told what is at work.

    Raises:
        Stopped: something is wrong, or does not fit the releases that were made; both packages are what they
            were before.
    """
    main = prepare_package(folder, pages, cache, study=study, respondents=respondents, progress=progress)
    practice = prepare_practice(main.release, folder, pages, cache, progress) if study is None else None
    prepared = Prepared(main, practice, read_history(folder / RELEASES))
    problems = _unfitting(prepared)
    if problems:
        raise StudyRefused(problems)
    return prepared


def _unfitting(prepared: Prepared) -> list[Problem]:
    """Why the packages cannot stand under the version that the study gives."""
    card = prepared.main.release.study.card
    problems = version_problems(prepared.history, everything_in(prepared.packages), card.version, card.released)
    for practice in prepared.packages[1:]:
        own = practice.release.study.card
        for name in ("version", "released"):
            if getattr(own, name) != getattr(card, name):
                what = f"{getattr(own, name)}, and {getattr(card, name)} in study/study.yml"
                problems.append(Problem(f"study/{PRACTICE}/study.yml: {name}", what, "release both as one"))
    return problems


def everything_in(packages: Sequence[Built]) -> dict[str, bytes]:
    """All that one release holds: the data package, and other packages in folders of their own."""
    main, *others = packages
    beside = {f"{built.folder.name}/{name}": content for built in others for name, content in built.package.items()}
    return {**main.package, **beside}


def publish_packages(prepared: Prepared, root: Path | None) -> None:
    """Puts prepared packages in their places.

    Args:
        prepared: the packages.
        root: the folder of the project that they are of, which gets their citation; None where they are of none.
    """
    for built in prepared.packages:
        publish_package(built)
    if root is not None:
        files.write_if_changed(root / CITATION, prepared.main.package[CITATION])


def read_changelog(root: Path) -> str:
    """The changelog of a project, which its feed and its page are made of.

    Raises:
        PageRefused: there is none, or it tells of no release.
    """
    try:
        text = (root / CHANGELOG).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise PageRefused(
            [Problem(CHANGELOG, "missing, or no UTF-8 text", "write one; see keepachangelog.com")]
        ) from None
    if not has_release(text):
        remedy = "begin one with a heading such as `## 1.0.0 - 2026-01-31`"
        raise PageRefused([Problem(CHANGELOG, "no release with a version and a day", remedy)])
    return text


def build_release(
    root: Path, study: Path | None, respondents: Path | None, out: Path | None, progress: Progress
) -> list[str]:
    """Builds the packages of this project with their pages, or that of any study folder without pages.

    Args:
        root: the project's folder.
        study: a study folder; the project's own where None.
        respondents: a respondents' file; None to leave counted tables as they were published last.
        out: folder of the package; the one that holds the study where None.
        progress: is told what is at work.

    Returns:
        What changed, in words.

    Raises:
        Stopped: something is wrong; the package is what it was before.
    """
    own = root / PACKAGE
    pages = files.read_pages(root / "docs") if study is None else {}
    folder = out or (own if study is None else study.parent)
    elsewhere = study if study is not None and study != folder / STUDY else None
    elsewhere = own / STUDY if study is None and out is not None else elsewhere
    prepared = prepare_packages(
        folder, pages, root / CACHE, study=elsewhere, respondents=respondents, progress=progress
    )
    publish_packages(prepared, root if folder == own else None)
    return [f"{built.folder.name}/{name}" for built in prepared.packages for name in built.changed] or [
        "Nothing changed."
    ]

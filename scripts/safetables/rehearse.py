"""The recipe of the practice release: cited figures in, a package of synthetic respondents and their tables out.

It uses the steps of every other release and adds none that would let a synthetic number out of its own package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from . import files
from .audit import audit_release
from .build import STUDY, Built, pages_apart, prepare_package, publish_package
from .chart import chart_problems, draw_charts
from .counting import Progress
from .errors import Problem, StudyRefused
from .fitting import refuse_unfitting
from .model import Release
from .package import package_files, validate
from .prose import page_problems, quotations_in, vocabulary_of
from .quantify import shown_problems
from .render import block_problems
from .study import PRACTICE, read_study


def prepare_packages(
    folder: Path,
    pages: Mapping[str, str],
    cache: Path,
    *,
    study: Path | None = None,
    respondents: Path | None = None,
    progress: Progress = lambda _: None,
) -> tuple[Built, ...]:
    """Prepares the data package and, where the study has a practice study, the practice package beside it.

    Args:
        folder: the package's folder.
        pages: hand-written pages: address below docs/ -> Markdown.
        cache: folder for drawings and workbooks that need not be made again; may be emptied at any time.
        study: the study's folder; `study/` in the package's where None.
        respondents: a respondents' file; None to leave counted tables as they were published last.
        progress: is told what is at work.

    Raises:
        BuildStopped: something is wrong; both packages are what they were before.
    """
    main = prepare_package(folder, pages, cache, study=study, respondents=respondents, progress=progress)
    if study is not None or not (folder / STUDY / PRACTICE).is_dir():
        return (main,)
    return main, prepare_practice(main.release, folder, pages_apart(pages)[1], cache)


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
        BuildStopped: something is wrong; the package is what it was before.
    """
    own = root / "datapackage"
    pages = files.read_pages(root / "docs") if study is None else {}
    folder = out or (own if study is None else study.parent)
    elsewhere = study if study is not None and study != folder / STUDY else None
    elsewhere = own / STUDY if study is None and out is not None else elsewhere
    cache = root / ".cache"
    packages = prepare_packages(folder, pages, cache, study=elsewhere, respondents=respondents, progress=progress)
    refuse_unfitting(folder, packages)
    for built in packages:
        publish_package(built)
    return [f"{built.folder.name}/{name}" for built in packages for name in built.changed] or ["Nothing changed."]


def prepare_practice(cited: Release, folder: Path, pages: Mapping[str, str], cache: Path) -> Built:
    """Prepares the practice package.

    Args:
        cited: the release whose figures the synthetic respondents reproduce.
        folder: the folder of its package.
        pages: the pages of the practice section: address below docs/ -> Markdown.
        cache: folder for drawings that need not be drawn again.

    Raises:
        BuildStopped: something is wrong; the package is what it was before.
    """
    # Arrays, which a build of cited figures must not wait for.
    from .practise import practise  # noqa: PLC0415

    target = folder / PRACTICE
    study, problems = read_study(folder / STUDY / PRACTICE)
    if study is None or problems:
        raise StudyRefused(map(_placed, problems))
    tables = practise(study, cited.study, cited.figures)
    vocabulary = vocabulary_of(study, (), ())
    problems = [*chart_problems(study.charts, tables), *shown_problems(tables)]
    problems = [*map(_placed, problems), *page_problems(pages, vocabulary), *block_problems(pages, tables, ())]
    if problems:
        raise StudyRefused(problems)
    release = Release(study, (), (), tables, audit_release(study, (), (), tables))
    charts = draw_charts(release, cache / "drawings")
    wanted = package_files(release, charts)
    files.finish(target, keep=[])
    changed = files.differs(target, wanted, keep=[])
    if changed:
        validate(files.stage(target, wanted))
    return Built(target, release, charts, wanted, {}, vocabulary, quotations_in(pages), changed)


def _placed(problem: Problem) -> Problem:
    """A problem of the practice study, named by where its files lie."""
    if problem.where.startswith(f"{STUDY}/") and not problem.where.startswith(f"{STUDY}/{PRACTICE}/"):
        return replace(problem, where=problem.where.replace(f"{STUDY}/", f"{STUDY}/{PRACTICE}/", 1))
    return problem

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
from .errors import Problem, StudyRefused
from .model import Release
from .package import package_files, validate
from .prose import page_problems, vocabulary_of
from .quantify import shown_problems
from .render import block_problems
from .study import PRACTICE, read_study


def prepare_packages(folder: Path, pages: Mapping[str, str], cache: Path) -> tuple[Built, ...]:
    """Prepares the data package and, where the study has a practice study, the practice package beside it.

    Args:
        folder: the package's folder.
        pages: hand-written pages: address below docs/ -> Markdown.
        cache: folder for drawings and workbooks that need not be made again; may be emptied at any time.

    Raises:
        BuildStopped: something is wrong; both packages are what they were before.
    """
    main = prepare_package(folder, pages, cache)
    if not (folder / STUDY / PRACTICE).is_dir():
        return (main,)
    return main, prepare_practice(main.release, folder, pages_apart(pages)[1], cache)


def build_packages(folder: Path, pages: Mapping[str, str], cache: Path) -> tuple[Built, ...]:
    """Prepares and publishes both packages; see `prepare_packages`."""
    packages = prepare_packages(folder, pages, cache)
    for built in packages:
        publish_package(built)
    return packages


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
    return Built(target, release, charts, wanted, {}, vocabulary, changed)


def _placed(problem: Problem) -> Problem:
    """A problem of the practice study, named by where its files lie."""
    if problem.where.startswith(f"{STUDY}/") and not problem.where.startswith(f"{STUDY}/{PRACTICE}/"):
        return replace(problem, where=problem.where.replace(f"{STUDY}/", f"{STUDY}/{PRACTICE}/", 1))
    return problem

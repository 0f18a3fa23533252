"""The recipes for who has counts and no respondents' file, and for readers who audit a package that they were given."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from safetables.tables import CountedTable, ProtectionSummary

from . import files
from .audit import audit_package, audit_release, weaker_promises
from .cited import with_bounds
from .errors import Problem, Stopped, StudyRefused
from .microdata.counting import Progress, protected_counts
from .microdata.counts import read_counts
from .model import Origin, Release
from .package import formula_problems, package_files, validate
from .package.checking import foreign_files
from .package.reading import read_package
from .study import read_study


def protect_counts(study_folder: Path, counts: Path, out: Path, earlier: Sequence[Path], progress: Progress) -> str:
    """Protects counted tables and writes them as a package; needs no respondents' file and no page.

    Args:
        study_folder: study.yml, tables.yml, variables.csv, categories.csv, universes.csv and protection.yml.
        counts: a CSV file for each table; see `safetables.counts`.
        out: the package's folder; everything in it is generated.
        earlier: packages of all releases before this one.
        progress: is told what is at work.

    Returns:
        What protection did, in words.

    Raises:
        Stopped: something is wrong; what stood in `out` stands there still.
    """
    study, problems = read_study(study_folder)
    if study is None:
        raise StudyRefused(problems)
    counted: tuple[CountedTable, ...] = ()
    found: list[Problem] = []
    try:
        counted = read_counts(counts, study)
    except StudyRefused as stopped:
        found += stopped.problems
    found += files.place_problems(out, study_folder, counts)
    found += [finding.problem() for finding in weaker_promises(study.policy, earlier)]
    if problems or found or study.policy is None:
        raise StudyRefused([*problems, *found])
    before = [read_package(package).tables for package in earlier]
    figures = with_bounds(study.figures)
    audited = partial(audit_release, study, figures, (), earlier=before, progress=progress)
    tables, summary, audit = protected_counts(counted, study, Origin.MICRODATA, audited, progress)
    found = formula_problems(tables)
    if found:
        raise StudyRefused(found)
    release = Release(study, figures, (), tables, audit, summary)
    wanted = package_files(release, ())
    files.finish(out, keep=[])
    if files.differs(out, wanted, keep=[]):
        validate(files.stage(out, wanted))
        files.put_in_place(out, keep=[])
    return _in_words(summary)


def _in_words(summary: ProtectionSummary) -> str:
    if not summary.suppressed:
        return f"none of {summary.cells:,} cells withheld; {summary.method}"
    proof = (
        "proven to be the cheapest choice"
        if summary.is_proven
        else f"cost {summary.cost:,}, of which {summary.bound:,} is proven to be needed"
    )
    return f"{summary.suppressed:,} of {summary.cells:,} cells withheld ({proof}); {summary.method}"


def check_package(folder: Path, earlier: Sequence[Path], progress: Progress) -> list[Problem]:
    """Audits a written package from its files alone, as any reader can.

    Args:
        folder: the package.
        earlier: packages of the releases before it.
        progress: is told what is at work.

    Returns:
        A problem, by table and cell, for everything that the audit refuses; none for a sound package.
    """
    try:
        if others := foreign_files(folder):
            progress(f"Not read, since it is not of the package: {', '.join(others)}")
        before = [read_package(package).tables for package in earlier]
        findings = audit_package(folder, before, progress)
        weaker = weaker_promises(read_package(folder).policy, earlier)
    except Stopped as stopped:
        return list(stopped.problems)
    return [finding.problem() for finding in (*weaker, *findings)]

"""The recipe of a release: a study folder in, a data package in place and everything that pages need out.

Names the order of its steps; counting respondents has a recipe of its own (`counting`). Nothing is put in place before
everything is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import files
from .audit import audit_release, weaker_promises
from .charts import chart_problems
from .cited import assemble_tables, breakdown_problems, run_checks, shown_problems, with_bounds
from .errors import StudyRefused
from .metadata import package_descriptions
from .microdata.counting import Progress, published_counts
from .model import AuditReport, DrawnChart, Release, Table
from .package import formula_problems, validate
from .package.offering import offered
from .package.reading import read_package
from .pages import block_problems
from .prose import (
    Quotation,
    Vocabulary,
    page_problems,
    quotations_in,
    study_prose_problems,
    updated,
    vocabulary_of,
    with_plain_texts,
)
from .releases import read_history, unpacked
from .study import PRACTICE, read_study, unshown_weights

STUDY = "study"
# Earlier releases, each in a file that nothing changes any more.
RELEASES = "releases"
# What stands in a package's folder and is not its own: what is written by hand, the practice package, and
# the releases that were made.
APART = (STUDY, PRACTICE, RELEASES)


@dataclass(frozen=True)
class Built:
    """What a build leaves for the site.

    Attributes:
        folder: the package's folder.
        package: path below it -> content.
        beside: path -> content of what the site offers beside the package, in the same folder.
        quotations: `figure:ID` or `chart:ID` -> the hand-written pages that quote or show it.
        changed: paths that differ from the last build.
    """

    folder: Path
    release: Release
    charts: tuple[DrawnChart, ...]
    package: Mapping[str, bytes]
    beside: Mapping[str, bytes]
    vocabulary: Vocabulary
    quotations: Mapping[str, tuple[Quotation, ...]]
    changed: tuple[str, ...]


def prepare_package(
    folder: Path,
    pages: Mapping[str, str],
    cache: Path,
    *,
    study: Path | None = None,
    respondents: Path | None = None,
    progress: Progress = lambda _: None,
) -> Built:
    """Builds the data package beside its place, and checks the prose that quotes it.

    Args:
        folder: the package's folder; everything in it beside `study/` is generated.
        pages: hand-written pages: address below docs/ -> Markdown; those of the practice section are left alone.
        cache: folder for drawings and workbooks that need not be made again; may be emptied at any time.
        study: the study's folder; `study/` in the package's where None.
        respondents: a respondents' file; None to leave counted tables as they were published last.
        progress: is told what is at work.

    Raises:
        Stopped: something is wrong; the package is what it was before.
    """
    if study is not None:
        misplaced = files.place_problems(folder, study, *filter(None, [respondents]))
        if misplaced:
            raise StudyRefused(misplaced)
    files.finish(folder, keep=APART)
    pages = pages_apart(pages)[0]
    release, vocabulary = release_of(
        study or folder / STUDY,
        pages,
        respondents=respondents,
        last=folder,
        earlier=unpacked(read_history(folder / RELEASES), cache / RELEASES),
        progress=progress,
    )
    made = offered(release, cache, package_descriptions(release))
    changed = files.differs(folder, made.package, keep=APART)
    if changed:
        progress("Write: the package")
        validate(files.stage(folder, made.package))
    return Built(folder, release, made.charts, made.package, made.beside, vocabulary, quotations_in(pages), changed)


def publish_package(built: Built) -> None:
    """Puts a prepared package in its place."""
    if built.changed:
        files.put_in_place(built.folder, keep=APART)


def build_package(
    folder: Path,
    pages: Mapping[str, str],
    cache: Path,
    *,
    study: Path | None = None,
    respondents: Path | None = None,
    progress: Progress = lambda _: None,
) -> Built:
    """Prepares and publishes a data package; see `prepare_package`."""
    built = prepare_package(folder, pages, cache, study=study, respondents=respondents, progress=progress)
    publish_package(built)
    return built


def release_of(
    study_folder: Path,
    pages: Mapping[str, str],
    *,
    respondents: Path | None = None,
    last: Path | None = None,
    earlier: Sequence[Path] = (),
    progress: Progress = lambda _: None,
) -> tuple[Release, Vocabulary]:
    """Reads, computes, audits and checks; writes nothing.

    Args:
        study_folder: the study.
        pages: hand-written pages: address below docs/ -> Markdown.
        respondents: a respondents' file; None to take counted tables from the last package.
        last: the last package; the folder that the study lies in where None.
        earlier: packages of all releases before; a new one must open nothing that they withhold.
        progress: is told what is at work.

    Raises:
        StudyRefused: study files or pages are wrong; carries the problems of all of them.
        ReleaseRefused: the audit found something.
    """
    study, problems = read_study(study_folder)
    if study is None:
        raise StudyRefused(problems)
    figures = with_bounds(study.figures)
    results, check_problems = run_checks(study.checks, figures)
    vocabulary = vocabulary_of(study, figures, results)
    prose = [*study_prose_problems(study, vocabulary), *page_problems(pages, vocabulary)]
    # Tables are assembled from a study that is whole: an id that leads nowhere has been reported by now.
    # What a check cannot give is not the table's fault.
    check_problems = check_problems or [*breakdown_problems(study, figures, results), *unshown_weights(study)]
    if problems or check_problems:
        raise StudyRefused([*problems, *check_problems, *prose])
    study = with_plain_texts(study)
    figures = with_bounds(study.figures)
    if prose and respondents is not None:
        # Counting can take minutes; what tables would add to the list can wait for the next run.
        raise StudyRefused(prose)
    before: list[tuple[Table, ...]] = []
    if study.policy is not None:
        weaker = weaker_promises(study.policy, earlier)
        if weaker:
            raise StudyRefused(finding.problem() for finding in weaker)
        before = [read_package(package).tables for package in earlier]

    def together(counted: tuple[Table, ...]) -> tuple[Table, ...]:
        by_id = {table.id: table for table in (*assemble_tables(study, figures, results, counted), *counted)}
        return tuple(by_id[spec.id] for spec in study.tables)

    def audited(counted: tuple[Table, ...]) -> AuditReport:
        return audit_release(study, figures, results, together(counted), before, progress)

    counted, summary, audit = published_counts(study, respondents, last or study_folder.parent, audited, progress)
    tables = together(counted)
    prose += [*block_problems(pages, tables, figures), *chart_problems(study.charts, tables), *shown_problems(tables)]
    prose += formula_problems(tables)
    if prose:
        raise StudyRefused(prose)
    return Release(study, figures, results, tables, audit or audited(counted), summary), vocabulary


def updated_pages(folder: Path, pages: Mapping[str, str]) -> dict[str, str]:
    """The pages whose bound passages disagree with the data, corrected: address -> new Markdown.

    Args:
        folder: the package's folder.
        pages: address below docs/ -> Markdown.

    Raises:
        StudyRefused: the study itself is wrong, so that nothing can be corrected by it.
    """
    study, problems = read_study(folder / STUDY)
    if study is None:
        raise StudyRefused(problems)
    figures = with_bounds(study.figures)
    results, check_problems = run_checks(study.checks, figures)
    if problems or check_problems:
        raise StudyRefused([*problems, *check_problems])
    vocabulary = vocabulary_of(study, figures, results)
    corrected = {address: updated(text, vocabulary) for address, text in pages_apart(pages)[0].items()}
    return {address: text for address, text in corrected.items() if text != pages[address]}


def pages_apart(pages: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Pages that may quote cited figures, and those of the practice section, which may not."""
    practice = {address: text for address, text in pages.items() if address.startswith(f"{PRACTICE}/")}
    return {address: text for address, text in pages.items() if address not in practice}, practice

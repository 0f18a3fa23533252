"""The recipe of a release: study folders in, data packages ready for their places and everything that pages need out.

Cited figures, respondents' files, an office's tables of counts and synthetic respondents go through the same steps.
Nothing is put in place before everything is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from . import files
from .audit import earlier_problems, read_earlier
from .charts.drawing import chart_problems, draw_charts
from .cited import breakdown_problems, run_checks, shown_problems, with_bounds
from .errors import Problem, StudyRefused
from .metadata import package_descriptions
from .model import DrawnChart, FrozenRelease, Release
from .package import export_files, formula_problems, package_files, validate
from .pages.checking import block_problems
from .pages.demonstration import Demonstration
from .prose import (
    Quotation,
    Vocabulary,
    cell_problems,
    page_problems,
    quotations_in,
    study_prose_problems,
    texts_with_cells,
    vocabulary_of,
    with_plain_texts,
)
from .releases import read_history, unpacked, version_problems
from .study import PRACTICE, read_study, unshown_weights
from .tables import Inputs, Progress, SoundStudy, audited_tables

PACKAGE, STUDY, CACHE = "datapackage", "study", ".cache"
# Earlier releases, each in a file that nothing changes any more.
RELEASES = "releases"
# Names in the folder of a package that the build does not generate.
KEPT = (STUDY, PRACTICE, RELEASES)
# Hosts of code and archives read it at the root of a repository alone.
CITATION = "CITATION.cff"


@dataclass(frozen=True)
class Built:
    """A package that is ready for its place, and what a site needs of it.

    Attributes:
        exports: path -> content of the downloads beside the package, in the same folder of the site.
        quotations: `figure:ID` or `chart:ID` -> the hand-written pages that quote or show it.
        changed: paths that differ from the last build.
        demonstration: how one table of synthetic respondents is protected; None for other studies.
    """

    folder: Path
    release: Release
    charts: tuple[DrawnChart, ...]
    package: Mapping[str, bytes]
    exports: Mapping[str, bytes]
    vocabulary: Vocabulary
    quotations: Mapping[str, tuple[Quotation, ...]]
    changed: tuple[str, ...]
    demonstration: Demonstration | None


def build(inputs: Inputs, progress: Progress = lambda _: None) -> Built:
    """Builds one package beside its place.

    Raises:
        Stopped: something is wrong; the package is what it was before.
    """
    _make_room(inputs)
    release, vocabulary, demonstration = release_of(inputs, progress)
    is_alone = inputs.counts is not None
    charts = () if is_alone else draw_charts(release, inputs.cache)
    package = package_files(release, charts, None if is_alone else package_descriptions(release))
    exports = {} if is_alone else export_files(release, inputs.cache)
    changed = files.differs(inputs.package, package, keep=KEPT)
    if changed:
        progress("Write: the package")
        validate(files.stage(inputs.package, package))
    quotations = quotations_in(inputs.pages)
    return Built(inputs.package, release, charts, package, exports, vocabulary, quotations, changed, demonstration)


def release_of(inputs: Inputs, progress: Progress = lambda _: None) -> tuple[Release, Vocabulary, Demonstration | None]:
    """What may be published of a study; writes nothing.

    Raises:
        Stopped: something is wrong.
    """
    sound, vocabulary, problems = _sound_study(inputs)
    audited = audited_tables(sound, inputs, progress)
    problems += block_problems(inputs.pages, audited.tables, sound.figures, sound.study.card.countries)
    vocabulary = vocabulary.with_cells(audited.tables)
    problems += [p for place, text in sound.cell_texts for p in cell_problems(text, place, vocabulary)]
    problems += chart_problems(sound.study.charts, audited.tables)
    problems += [*shown_problems(audited.tables), *formula_problems(audited.tables)]
    if problems:
        raise StudyRefused(problems)
    content = (sound.study, sound.figures, sound.results, audited.tables)
    return Release(*content, audited.report, audited.protection), vocabulary, audited.demonstration


def put_in_place(built: Built) -> None:
    """Moves a package over what stood in its place."""
    if built.changed:
        files.put_in_place(built.folder, keep=KEPT)


def _make_room(inputs: Inputs) -> None:
    """Completes a move into the package's place that was cut off; refuses a place that holds something else."""
    if inputs.study != inputs.package / STUDY:
        given = filter(None, (inputs.study, inputs.respondents, inputs.counts))
        if problems := files.place_problems(inputs.package, *given):
            raise StudyRefused(problems)
    files.finish(inputs.package, keep=KEPT)


def _sound_study(inputs: Inputs) -> tuple[SoundStudy, Vocabulary, list[Problem]]:
    """The study as readers see it, what prose may say of it, and where prose says something else.

    Raises:
        StudyRefused: the study's files are wrong; it holds the problems of the pages too.
    """
    study, problems = read_study(inputs.study)
    if study is None:
        raise StudyRefused(problems)
    if not inputs.is_release and study.card.version not in inputs.frozen:
        study = replace(study, card=study.card.as_unreleased())
    figures = with_bounds(study.figures)
    results, check_problems = run_checks(study.checks, figures)
    vocabulary = vocabulary_of(study, figures, results)
    prose = page_problems(inputs.pages, vocabulary)
    # What a check cannot give is not the table's fault.
    problems += check_problems or breakdown_problems(study, figures, results)
    # An office writes no findings, and a number of synthetic respondents is none.
    if inputs.counts is None and study.practice is None:
        prose = [*study_prose_problems(study, vocabulary), *prose]
    if inputs.counts is None:
        problems += [] if check_problems else unshown_weights(study)
    earlier = read_earlier(inputs.before(study.card.version)) if study.policy is not None else []
    # What is wrong with the categories themselves comes first.
    problems += [] if problems else earlier_problems(study, earlier)
    # Counting can take minutes; what tables would add to the list can wait for the next run.
    if problems or (prose and inputs.respondents is not None):
        raise StudyRefused([*problems, *prose])
    cell_texts = tuple(texts_with_cells(study, inputs.pages))
    study = with_plain_texts(study)
    before = tuple(package.tables for package in earlier)
    sound = SoundStudy(study, with_bounds(study.figures), results, before, cell_texts)
    return sound, vocabulary, prose


@dataclass(frozen=True)
class Publication:
    """The packages of a project, ready for their places."""

    main: Built
    practice: Built | None  # of synthetic respondents
    history: tuple[FrozenRelease, ...]  # the oldest first

    @property
    def packages(self) -> tuple[Built, ...]:
        """The data package and the practice package."""
        return (self.main,) if self.practice is None else (self.main, self.practice)

    @property
    def files(self) -> dict[str, bytes]:
        """All that one release holds: the data package, and the practice package in a folder of its own."""
        beside = self.practice.package if self.practice else {}
        return {**self.main.package, **{f"{PRACTICE}/{name}": content for name, content in beside.items()}}


def build_publication(
    folder: Path,
    pages: Mapping[str, str],
    cache: Path,
    *,
    study: Path | None = None,
    respondents: Path | None = None,
    is_release: bool = False,
    progress: Progress = lambda _: None,
) -> Publication:
    """Builds the data package and, where the study holds another study of synthetic respondents, the package of that.

    A study that lies elsewhere than in the package's folder is built without its practice study. Without a respondents'
    file, counted tables stay as they were published last. `pages` is address below docs/ -> Markdown. A version that is
    not among the frozen releases is unreleased, unless it is about to be frozen (`is_release`).

    Raises:
        Stopped: something is wrong, or does not fit the releases that were made; both packages are what they were.
    """
    history = read_history(folder / RELEASES)
    cited_pages, practice_pages = pages_by_section(pages)
    frozen = unpacked(history, cache / RELEASES)
    source = study or folder / STUDY
    main = build(
        Inputs(source, folder, cache, cited_pages, respondents, frozen=frozen, is_release=is_release), progress
    )
    practice = None
    if study is None and (source / PRACTICE).is_dir():
        inputs = Inputs(source / PRACTICE, folder / PRACTICE, cache, practice_pages, cited=main.release)
        inputs = replace(inputs, frozen=frozen, is_release=is_release)
        try:
            practice = build(inputs, progress)
        except StudyRefused as refused:
            raise StudyRefused(map(_in_practice, refused.problems)) from None
    publication = Publication(main, practice, history)
    if problems := _version_problems(publication):
        raise StudyRefused(problems)
    return publication


def _in_practice(problem: Problem) -> Problem:
    """A problem of the practice study, named by where its files lie."""
    if problem.where.startswith(f"{STUDY}/") and not problem.where.startswith(f"{STUDY}/{PRACTICE}/"):
        return replace(problem, where=problem.where.replace(f"{STUDY}/", f"{STUDY}/{PRACTICE}/", 1))
    return problem


def _version_problems(publication: Publication) -> list[Problem]:
    card = publication.main.release.study.card
    problems = version_problems(publication.history, publication.files, card.version, card.released)
    if publication.practice is not None:
        own = publication.practice.release.study.card
        for name in ("version", "released"):
            if getattr(own, name) != getattr(card, name):
                what = f"{getattr(own, name)}, and {getattr(card, name)} in study/study.yml"
                problems.append(Problem(f"study/{PRACTICE}/study.yml: {name}", what, "release both as one"))
    return problems


def publish(publication: Publication, root: Path | None) -> None:
    """Puts packages in their places, and the citation at the root of their project."""
    for built in publication.packages:
        put_in_place(built)
    if root is not None:
        files.write_if_changed(root / CITATION, publication.main.package[CITATION])


def pages_by_section(pages: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Pages that may quote cited figures, and those of the practice section, which may not."""
    practice = {address: text for address, text in pages.items() if address.startswith(f"{PRACTICE}/")}
    return {address: text for address, text in pages.items() if address not in practice}, practice

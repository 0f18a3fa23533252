"""Turns a sound study into all its tables as they will be published, with what the audit says of them.

Counts of people are in memory only, and leave this module protected. Of these, those of synthetic respondents alone
are cached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from safetables import CountedTable, ProtectionSummary, PublishedTable, protect_tables
from safetables.publish import published

from . import files
from .audit import audit_release
from .audit.published import tables_of_counts
from .cache import Step, cached
from .cited import assemble_tables
from .cited.known import known_of
from .errors import Problem, StudyRefused, sealed
from .microdata.count_files import read_counts
from .microdata.counts import read_released
from .microdata.place import is_practice
from .microdata.publishing import published_table
from .model import AuditReport, CheckResult, Figure, Origin, Release, Study, Table
from .pages.demonstration import Demonstration, demonstrate
from .releases import version_of

Progress = Callable[[str], None]

PUBLIC_KEY = b"of nobody, since synthetic counts are no secret"

SYNTHETIC = Step("synthetic", 4, ("highspy", "numpy", "scipy"))


@dataclass(frozen=True)
class Inputs:
    """What one package is built from.

    Attributes:
        study: the study's folder.
        package: the package's folder; what it published last is read from there.
        cache: folder for results that are expensive to compute; may be emptied at any time.
        pages: hand-written pages that quote the study: address below docs/ -> Markdown.
        respondents: a respondents' file; None to leave counted tables as they were published last.
        counts: a folder with a CSV file for each table of counts, in place of respondents. The package is then made
            without texts, drawings and downloads for a site.
        cited: the release whose figures synthetic respondents reproduce, where the study is of such.
        earlier: packages of releases that are known to come before this one.
        frozen: the packages of all releases that were made, by version; those of lower versions come before this one.
        is_release: whether a version that was not made yet is made now; otherwise it is unreleased, and says so.
    """

    study: Path
    package: Path
    cache: Path
    pages: Mapping[str, str]
    respondents: Path | None = None
    counts: Path | None = None
    cited: Release | None = None
    earlier: Sequence[Path] = ()
    frozen: Mapping[str, Path] = field(default_factory=dict)
    is_release: bool = True

    def before(self, version: str) -> tuple[Path, ...]:
        """The packages of all releases before a version; a release that was made is none of them when built again."""
        frozen = (path for other, path in self.frozen.items() if version_of(other) < version_of(version))
        return (*self.earlier, *frozen)


@dataclass(frozen=True)
class SoundStudy:
    """A study without problems, its figures with bounds, the results of its checks, and the tables of releases before.

    Those of the oldest release come first.
    """

    study: Study
    figures: tuple[Figure, ...]
    results: tuple[CheckResult, ...]
    earlier: tuple[tuple[Table, ...], ...] = ()
    cell_texts: tuple[tuple[str, str], ...] = ()  # place and text of what speaks of cells that are not counted yet


@dataclass(frozen=True)
class AuditedTables:
    """All tables as they will be published, what the audit says of them, and what protection did to those of counts."""

    tables: tuple[Table, ...]
    report: AuditReport
    protection: ProtectionSummary | None
    demonstration: Demonstration | None = None


def audited_tables(sound: SoundStudy, inputs: Inputs, progress: Progress) -> AuditedTables:
    """Makes the tables of cited figures; counts the others, protects and audits them.

    Raises:
        StudyRefused: the files with counts or respondents do not fit the study, or nothing was published yet.
        ProtectionRefused: counts contradict each other, or no pattern of suppressed cells meets the policy.
    """
    study = sound.study
    if study.practice is not None:
        return _synthetic_tables(sound, inputs, progress)
    if inputs.counts is not None:
        counted, key = read_counts(inputs.counts, study), _key(study, inputs.counts)
        return protected_tables(sound, (), counted, Origin.MICRODATA, key, progress)
    if inputs.respondents is not None:
        counted = counted_from(inputs.respondents, study, progress)
        origin = Origin.PRACTICE if is_practice(inputs.respondents) else Origin.MICRODATA
        key = PUBLIC_KEY if origin is Origin.PRACTICE else _key(study, inputs.respondents)
        return protected_tables(sound, (), counted, origin, key, progress)
    counts, summary = _published_again(study, inputs.package)
    tables = _all_tables(sound, counts)
    report = audit_release(study, sound.figures, sound.results, tables, sound.earlier, progress)
    return AuditedTables(tables, report, summary)


def _synthetic_tables(sound: SoundStudy, inputs: Inputs, progress: Progress) -> AuditedTables:
    """Makes respondents who reproduce the cited figures, and tables of them as of any others."""
    cited = inputs.cited
    if cited is None:
        remedy = "build the study around it"
        raise StudyRefused([Problem("study/practice.yml", "its figures are those of the study around it", remedy)])
    variables = [record.values for record in cited.study.file("variables").records]
    key = (sound.study, cited.figures, variables)
    name = f"{sound.study.card.id}.json"
    return cached(inputs.cache, SYNTHETIC, name, key, AuditedTables, lambda: _synthesised(sound, cited, progress))


def _synthesised(sound: SoundStudy, cited: Release, progress: Progress) -> AuditedTables:
    # Arrays and solvers, which a build that changes nothing must not wait for.
    from .synthetic import synthesise  # noqa: PLC0415

    study = sound.study
    assert study.practice is not None
    assert study.policy is not None
    made = synthesise(study, cited.study, cited.figures)
    (people,) = [table for table in made if table.kind == "respondents"]
    with TemporaryDirectory() as folder:
        path = Path(folder, f"{people.id}.csv")
        path.write_bytes(files.csv_bytes(people))
        counted = counted_from(path, study, progress)
    audited = protected_tables(sound, made, counted, Origin.PRACTICE, PUBLIC_KEY, progress)
    (example,) = [table for table in counted if table.id == study.practice.example]
    alone = protect_tables((example,), study.policy)
    demonstration = demonstrate(
        example, alone.tables[0], study.policy, study.label_of, Origin.PRACTICE, is_fewest=alone.summary.is_proven
    )
    return replace(audited, demonstration=demonstration)


def counted_from(respondents: Path, study: Study, progress: Progress) -> tuple[CountedTable, ...]:
    """The true counts of a study's tables, from a respondents' file."""
    # Arrays, as above.
    from .microdata.respondents import read_respondents  # noqa: PLC0415
    from .microdata.tabulate import tabulate  # noqa: PLC0415

    if not study.counts:
        what = "a respondents' file, and no table of kind counts"
        raise StudyRefused([Problem("study/tables.yml", what, "add tables, or leave the file out")])
    progress(f"Read: {respondents.name}")
    with sealed("respondents' file"):
        records = read_respondents(respondents, study, progress)
    progress("Count: every combination of answers once")
    with sealed("counting"):
        return tabulate(records, study)


def _published_again(study: Study, package: Path) -> tuple[tuple[Table, ...], ProtectionSummary | None]:
    if not study.counts or study.policy is None:
        return (), None
    released, origin = read_released(package, study)
    tables = [published(table, study.policy) for table in released]
    return _as_rows(tables, study, origin), ProtectionSummary.of_published(tables)


def protected_tables(
    sound: SoundStudy,
    others: tuple[Table, ...],
    counted: tuple[CountedTable, ...],
    origin: Origin,
    key: bytes | None,
    progress: Progress,
) -> AuditedTables:
    """Protects tables of true counts together, and audits them among all others and the releases before."""
    study, figures, results = sound.study, sound.figures, sound.results
    assert study.policy is not None
    known, before = known_of(study, figures, counted), [tables_of_counts(tables) for tables in sound.earlier]
    result = protect_tables(counted, study.policy, known=known, earlier=before, key=key, progress=progress)
    tables = _all_tables(sound, _as_rows(result.tables, study, origin), others)
    report = audit_release(study, figures, results, tables, sound.earlier, progress, audited=result)
    return AuditedTables(tables, report, result.summary)


def _key(study: Study, beside: Path) -> bytes | None:
    return files.secret_key(beside) if study.policy is not None and study.policy.decoys_pct else None


def _as_rows(tables: Iterable[PublishedTable], study: Study, origin: Origin) -> tuple[Table, ...]:
    specs = {spec.id: spec for spec in study.counts}
    return tuple(published_table(table, specs[table.id], study, origin) for table in tables)


def _all_tables(sound: SoundStudy, counts: tuple[Table, ...], others: tuple[Table, ...] = ()) -> tuple[Table, ...]:
    """The tables of counts with all others, in the order of tables.yml."""
    cited = assemble_tables(sound.study, sound.figures, sound.results, counts)
    by_id = {table.id: table for table in (*cited, *others, *counts)}
    return tuple(by_id[spec.id] for spec in sound.study.tables)

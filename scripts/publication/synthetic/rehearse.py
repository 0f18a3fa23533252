"""The recipe of the practice release: cited figures in, a package of synthetic respondents and their tables out.

It uses the steps of every other release and adds none that would let a synthetic number out of its own package.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from safetables.tables import CountedTable, ProtectionSummary

from .. import files
from ..audit import audit_release
from ..build import STUDY, Built, pages_apart
from ..cache import as_plain, from_plain, program_key
from ..charts import chart_problems
from ..cited import shown_problems
from ..errors import Problem, StudyRefused
from ..microdata.counting import Progress, protected_counts
from ..microdata.respondents import read_respondents
from ..model import SYNTHETIC, AuditReport, Origin, Release, Study, Table
from ..package import validate
from ..package.offering import offered
from ..pages import Demonstration, block_problems, demonstrate
from ..prose import page_problems, quotations_in, vocabulary_of
from ..study import PRACTICE, read_study


@dataclass(frozen=True)
class Rehearsed:
    """The practice package, ready to be put in its place, and the protection of one of its tables step by step."""

    built: Built
    demonstration: Demonstration


def prepare_practice(
    cited: Release, folder: Path, pages: Mapping[str, str], cache: Path, progress: Progress = lambda _: None
) -> Rehearsed | None:
    """Prepares the practice package; None where the study has no practice study.

    Args:
        cited: the release whose figures the synthetic respondents reproduce.
        folder: the folder of its package.
        pages: hand-written pages: address below docs/ -> Markdown; those of the practice section are checked.
        cache: folder for drawings, and for tables, that need not be made again; may be emptied at any time.
        progress: is told what is at work.

    Raises:
        Stopped: something is wrong; the package is what it was before.
    """
    home = folder / STUDY / PRACTICE
    if not home.is_dir():
        return None
    study, problems = read_study(home)
    if study is None or problems:
        raise StudyRefused(map(_placed, problems))
    made = _remembered(study, cited, home, cache / "practice" / "made.json", progress)
    tables = made.tables
    vocabulary = vocabulary_of(study, (), ())
    _, own = pages_apart(pages)
    problems = [*chart_problems(study.charts, tables), *shown_problems(tables)]
    problems = [*map(_placed, problems), *page_problems(own, vocabulary), *block_problems(own, tables, ())]
    if problems:
        raise StudyRefused(problems)
    release = Release(study, (), (), tables, made.audit, made.protection)
    shown = offered(release, cache)
    target = folder / PRACTICE
    files.finish(target, keep=[])
    changed = files.differs(target, shown.package, keep=[])
    if changed:
        validate(files.stage(target, shown.package))
    built = Built(target, release, shown.charts, shown.package, shown.beside, vocabulary, quotations_in(own), changed)
    return Rehearsed(built, made.demonstration)


# Modules that decide what the tables of the practice release are.
MADE_BY = (
    "audit",
    "counting",
    "counts",
    "demonstrate",
    "synthesise",
    "protect",
    "rehearse",
    "released",
    "respondents",
    "study",
    "tabulate",
)


@dataclass(frozen=True)
class _Made:
    """What takes long to make: the tables as they will be published, their audit, and how one is protected."""

    tables: tuple[Table, ...]
    audit: AuditReport
    protection: ProtectionSummary
    demonstration: Demonstration


def _remembered(study: Study, cited: Release, folder: Path, memory: Path, progress: Progress) -> _Made:
    """What was made last from the same study, the same figures and the same program; made anew otherwise.

    A memory that was tampered with cannot get past the release, which compares its tables with what the audit saw.
    """
    key = _key(cited, folder)
    try:
        stored = json.loads(memory.read_bytes())
        if stored["key"] == key:
            return from_plain(_Made, stored["made"])  # type: ignore[no-any-return]  # of the type that is asked for
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    made = _made(study, cited, progress)
    files.write_if_changed(memory, files.json_bytes({"key": key, "made": as_plain(made)}))
    return made


def _key(cited: Release, folder: Path) -> str:
    """Changes with everything that the tables of the practice release are made from and by."""
    parts = [path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()]
    variables = [record.values for record in cited.study.file("variables").records]
    program = program_key(MADE_BY, ("highspy", "narwhals", "numpy", "pandas", "scipy"))
    return files.sha256(repr((parts, cited.figures, variables, program)).encode())


def _made(study: Study, cited: Release, progress: Progress) -> _Made:
    # Arrays and solvers, which a build that changes nothing must not wait for.
    from safetables.suppress import protect_tables  # noqa: PLC0415

    from . import synthesise  # noqa: PLC0415

    assert study.practice is not None
    invented = synthesise(study, cited.study, cited.figures)
    counted = _counted(study, invented)

    def together(published: tuple[Table, ...]) -> tuple[Table, ...]:
        by_id = {table.id: table for table in (*invented, *published)}
        # As they are when they are read back: the audit sees what every later build will publish.
        return from_plain(  # type: ignore[no-any-return]  # of the type that is asked for
            tuple[Table, ...], as_plain(tuple(by_id[spec.id] for spec in study.tables))
        )

    def audited(published: tuple[Table, ...]) -> AuditReport:
        return audit_release(study, (), (), together(published), progress=progress)

    published, summary, audit = protected_counts(counted, study, Origin.PRACTICE, audited, progress)
    tables = together(published)
    assert study.policy is not None
    (example,) = [table for table in counted if table.id == study.practice.example]
    (alone,), proof = protect_tables((example,), study.policy)
    demonstration = demonstrate(
        example, alone, study.policy, study.label_of, Origin.PRACTICE, is_fewest=proof.is_proven
    )
    return _Made(tables, audit, summary, demonstration)


def _counted(study: Study, invented: tuple[Table, ...]) -> tuple[CountedTable, ...]:
    """Counts the synthetic respondents as any others: from a file."""
    from ..microdata.tabulate import tabulate  # noqa: PLC0415 - as above

    (people,) = [table for table in invented if table.kind == "respondents"]
    with TemporaryDirectory() as folder:
        path = Path(folder, f"{SYNTHETIC}_respondents.csv")
        path.write_bytes(files.csv_bytes(people))
        records = read_respondents(path, study)
    return tabulate(records, study)


def _placed(problem: Problem) -> Problem:
    """A problem of the practice study, named by where its files lie."""
    if problem.where.startswith(f"{STUDY}/") and not problem.where.startswith(f"{STUDY}/{PRACTICE}/"):
        return replace(problem, where=problem.where.replace(f"{STUDY}/", f"{STUDY}/{PRACTICE}/", 1))
    return problem

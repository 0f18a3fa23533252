"""The recipe for counted tables: a respondents' file, or what was published last, in; tables to publish out.

Names the order of its steps, for `build`; nothing of it is public before the audit that follows.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from safetables.policy import Method
from safetables.publish import published
from safetables.tables import Cell, CountedTable, ProtectedTable, ProtectionSummary

from ..cited.known import told_cells
from ..errors import Problem, StudyRefused, sealed
from ..model import AuditReport, Origin, Study, Table
from .counts import read_released
from .publishing import published_table
from .respondents import is_practice, read_respondents

Progress = Callable[[str], None]
Audited = Callable[[tuple[Table, ...]], AuditReport]

WIDER = (2, 4, 8)
"""What is added to the widths of cells that an attacker found out too much of, try by try."""


def published_counts(
    study: Study, respondents: Path | None, last: Path, audited: Audited, progress: Progress
) -> tuple[tuple[Table, ...], ProtectionSummary | None, AuditReport | None]:
    """The study's counted tables as they will be published.

    Args:
        study: a study without problems.
        respondents: a respondents' file; None to publish once more what was published last.
        last: the last package.
        audited: what the audit says of all that would be published with some counted tables.
        progress: is told what is at work.

    Returns:
        The tables in the order of tables.yml, what protection did, and what the audit says of the release with them;
        None where they were not protected now.

    Raises:
        StudyRefused: the file does not fit the study, or nothing was published yet.
        ProtectionRefused: no pattern of withheld cells meets the policy.
    """
    if not study.counts:
        if respondents is not None:
            what = "a respondents' file, and no table of kind counts"
            raise StudyRefused([Problem("study/tables.yml", what, "add tables, or leave the file out")])
        return (), None, None
    if respondents is None:
        released, origin = read_released(last, study)
        from safetables.suppress import summary_of  # noqa: PLC0415 - see `protected_counts`

        return published_tables(released, study, origin), summary_of(released), None
    from .tabulate import tabulate  # noqa: PLC0415 - as above

    progress(f"Read: {respondents.name}")
    with sealed("respondents' file"):
        records = read_respondents(respondents, study)
    progress("Count: every combination of answers once")
    origin = Origin.PRACTICE if is_practice(respondents) else Origin.MICRODATA
    with sealed("counting"):
        counted = tabulate(records, study)
    return protected_counts(counted, study, origin, audited, progress)


def protected_counts(
    counted: tuple[CountedTable, ...], study: Study, origin: Origin, audited: Audited, progress: Progress
) -> tuple[tuple[Table, ...], ProtectionSummary, AuditReport]:
    """Protects counted tables together, and once more where somebody would still find out too much.

    The protector knows what everybody sees; what a respondent knows besides, the audit finds out. Its cells are then
    asked for wider intervals, a few times over; what fails after that is refused by the release.

    Args:
        counted: the tables with their true counts.
        study: the study that they belong to.
        origin: which kind of number the counts are.
        audited: what the audit says of all that would be published with some counted tables.
        progress: is told what is at work.

    Returns:
        The tables as they will be published, what protection did, and what the audit says of them.

    Raises:
        ProtectionRefused: counts contradict each other, or no pattern of withheld cells meets the policy.
    """
    # Solvers and arrays, which a build of cited figures must not wait for.
    from safetables.suppress import protect_tables  # noqa: PLC0415

    assert study.policy is not None
    progress(f"Protect: {sum(len(table.counts) for table in counted):,} rows of {len(counted)} tables")
    wider: dict[Cell, int] = {}
    printed = tuple(told_cells(study, counted))
    for more in (*WIDER, None):
        with sealed("protecting"):
            protected, summary = protect_tables(counted, study.policy, wider, printed)
        tables = published_tables(protected, study, origin)
        audit = audited(tables)
        narrow = {cell for attack in audit.attacks for cell in attack.narrow}
        # A rounded count has the interval that its rounding leaves; nothing makes it wider.
        if not narrow or more is None or study.policy.method is Method.ROUNDING:
            break
        progress(f"Protect: {len(narrow):,} cells once more, with intervals that are wider by {more}")
        wider |= dict.fromkeys(narrow, more)
    return tables, summary, audit


def published_tables(tables: tuple[ProtectedTable, ...], study: Study, origin: Origin) -> tuple[Table, ...]:
    """Protected tables as rows and columns, by what tables.yml asks of each."""
    assert study.policy is not None
    specs = {spec.id: spec for spec in study.counts}
    return tuple(published_table(published(table, study.policy), specs[table.id], study, origin) for table in tables)

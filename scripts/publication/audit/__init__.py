"""Turns what is about to be published into a report of what must not be; works everything out again from the tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from safetables import Result

from ..cited.known import known_in, known_of
from ..model import AuditReport, CheckResult, Figure, Finding, Study, Table, content_fingerprint, is_practice
from ..package.checking import REDESCRIBED, package_findings
from ..package.reading import read_package, read_witnesses
from .cited import RULES, cited_findings, written_findings
from .drawings import written_drawing_findings
from .earlier import earlier_problems, read_earlier, weaker_promises
from .kinds import SYNTHETIC_RULES, kind_findings, synthetic_findings
from .published import audit_counts, counts_among

__all__ = ["audit_package", "audit_release", "earlier_problems", "read_earlier", "weaker_promises"]


def audit_release(
    study: Study,
    figures: tuple[Figure, ...],
    results: tuple[CheckResult, ...],
    tables: tuple[Table, ...],
    earlier: Sequence[tuple[Table, ...]] = (),
    progress: Callable[[str], None] = lambda _: None,
    audited: Result | None = None,
) -> AuditReport:
    """Audits everything that a release would publish; the report holds for exactly this content.

    Tables, and those of each release before, are as published. What was audited while the tables of counts were
    protected is not repeated where they are still just these.
    """
    seen = content_fingerprint(study, figures, results, tables)
    rules = SYNTHETIC_RULES if is_practice(tables) else RULES
    cited = (*cited_findings(tables, figures, results), *kind_findings(tables), *synthetic_findings(tables))
    if not any(table.cube is not None for table in tables):
        return AuditReport(seen, rules, cited)
    known = known_of(study, figures, [cube.layout for _, cube in counts_among(tables)])
    attacks, found, witnesses = audit_counts(tables, study.policy, earlier, progress, known=known, audited=audited)
    # Solvers and arrays, which a release of cited figures must not wait for.
    from safetables.attack.audit import not_played, rules_for  # noqa: PLC0415

    has_means = any(table.cube and table.cube.means for table in tables)
    rules = (*rules, *rules_for(study.policy, has_means=has_means))
    left = not_played(study.policy, has_means=has_means)
    return AuditReport(seen, rules, (*cited, *found), attacks, left, witnesses)


def audit_package(
    folder: Path, earlier: Sequence[tuple[Table, ...]] = (), progress: Callable[[str], None] = lambda _: None
) -> tuple[Finding, ...]:
    """Audits a written package from its files alone; `earlier` are the tables of each release before it.

    Raises:
        PackageRefused: the files cannot be read as the package describes them.
    """
    package = read_package(folder)
    tables = package.tables
    found = [*package_findings(package), *kind_findings(tables)]
    if any(finding.rule == REDESCRIBED for finding in found):
        # Sums that are not those of the audit can take for ever to search, and there is nothing to learn from them.
        return tuple(found)
    found += [*written_findings(tables), *synthetic_findings(tables), *written_drawing_findings(package)]
    audit = audit_counts(tables, package.policy, earlier, progress, read_witnesses(package), known_in(tables))
    return (*found, *audit.findings)

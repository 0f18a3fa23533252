"""Turns what is about to be published into a report of what must not be; shares no code with the steps that made it."""

from __future__ import annotations

from ..model import AuditReport, CheckResult, Figure, Study, Table, content_fingerprint
from .cited import RULES, cited_findings

__all__ = ["audit_release"]


def audit_release(
    study: Study, figures: tuple[Figure, ...], results: tuple[CheckResult, ...], tables: tuple[Table, ...]
) -> AuditReport:
    """Audits everything that a release would publish.

    Args:
        study: the study, as the pages will quote it.
        figures: the figures with the bounds that will be published.
        results: the results of the arithmetic checks.
        tables: all tables, as they will be published.

    Returns:
        The report; a release accepts it only without findings, and only for exactly this content.
    """
    return AuditReport(
        seen=content_fingerprint(study, figures, results, tables),
        rules=RULES,
        findings=tuple(cited_findings(tables, figures, results)),
    )

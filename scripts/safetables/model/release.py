"""The gate: what may be packaged, drawn and rendered; nothing gets past it unaudited."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Problem, ReleaseRefused
from .figures import CheckResult, Figure
from .study import Study
from .tables import Table


@dataclass(frozen=True)
class Finding:
    """Something that an audit refuses: in which table, at which row, by which rule; never a withheld value."""

    table: str
    row: str
    rule: str
    remedy: str


@dataclass(frozen=True)
class AuditReport:
    """What an audit saw and what it found.

    Attributes:
        seen: fingerprint of every table that the audit read.
        rules: the rules that were applied, in words.
        findings: what was refused; empty for a clean report.
    """

    seen: frozenset[str]
    rules: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Release:
    """Everything that may be published; package, chart and render take nothing else.

    Raises:
        ReleaseRefused: the audit found something, or a table is not the one that the audit saw.
    """

    study: Study
    figures: tuple[Figure, ...]
    results: tuple[CheckResult, ...]
    tables: tuple[Table, ...]
    audit: AuditReport

    def __post_init__(self) -> None:
        problems = [
            Problem(f"table {finding.table}: {finding.row}", finding.rule, finding.remedy)
            for finding in self.audit.findings
        ]
        problems += [
            Problem(f"table {table.id}", "the audit did not see this table as it stands", "audit it before release")
            for table in self.tables
            if table.fingerprint not in self.audit.seen
        ]
        if problems:
            raise ReleaseRefused(problems)

    def table(self, id: str) -> Table:
        """The table called `id`.

        Raises:
            KeyError: the release has no such table.
        """
        for table in self.tables:
            if table.id == id:
                return table
        raise KeyError(id)

    def figure(self, id: str) -> Figure:
        """The figure called `id`.

        Raises:
            KeyError: the release has no such figure.
        """
        for figure in self.figures:
            if figure.id == id:
                return figure
        raise KeyError(id)

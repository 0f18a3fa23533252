"""The gate: what may be packaged, drawn and rendered, all of it audited; and the releases that were made."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from safetables.findings import Attack, Finding, Witnesses
from safetables.tables import ProtectionSummary

from ..errors import Problem, ReleaseRefused
from .figures import CheckResult, Figure
from .study import Study
from .tables import SYNTHETIC, Origin, Table, is_practice


@dataclass(frozen=True)
class AuditReport:
    """What an audit read and what it found.

    Attributes:
        seen: fingerprint of what was read.
        rules: the rules that were applied, in words.
        findings: what was refused; empty for a clean report.
        not_played: attack scenarios that were not tried, in words.
        witnesses: what shows that no suppressed count can be found; None where nothing is suppressed.
    """

    seen: str
    rules: tuple[str, ...]
    findings: tuple[Finding, ...]
    attacks: tuple[Attack, ...] = ()
    not_played: tuple[str, ...] = ()
    witnesses: Witnesses | None = None


def content_fingerprint(
    study: Study, figures: tuple[Figure, ...], results: tuple[CheckResult, ...], tables: tuple[Table, ...]
) -> str:
    """SHA-256 over everything that a release publishes, in hexadecimal."""
    return hashlib.sha256(repr((study, figures, results, tables)).encode()).hexdigest()


@dataclass(frozen=True)
class Release:
    """Everything that may be published; package, chart and render take nothing else.

    Raises:
        ReleaseRefused: the audit found something, or did not see exactly this content.
    """

    study: Study
    figures: tuple[Figure, ...]
    results: tuple[CheckResult, ...]
    tables: tuple[Table, ...]
    audit: AuditReport
    protection: ProtectionSummary | None = None

    def __post_init__(self) -> None:
        problems = [finding.problem() for finding in self.audit.findings]
        if content_fingerprint(self.study, self.figures, self.results, self.tables) != self.audit.seen:
            problems.append(Problem("release", "the audit did not see this content", "audit it as it is released"))
        wanted = Counter(spec.id for spec in self.study.tables)
        for id, times in (Counter(table.id for table in self.tables) - wanted).items():
            problems.append(Problem(f"table {id}", f"{times} more than tables.yml wants", "release each table once"))
        for id in wanted - Counter(table.id for table in self.tables):
            problems.append(Problem(f"table {id}", "tables.yml wants it and it is missing", "release every table"))
        problems += self._synthetic_problems()
        if problems:
            raise ReleaseRefused(problems)

    @property
    def is_practice(self) -> bool:
        """Whether its numbers are counted from synthetic respondents; such a release holds no other numbers."""
        return is_practice(self.tables)

    def _synthetic_problems(self) -> Iterator[Problem]:
        """Synthetic numbers beside others, or without the word that keeps readers from taking them for findings."""
        if not self.is_practice and self.study.practice is None:
            return
        for table in self.tables:
            if table.origin is not Origin.PRACTICE:
                what = f"numbers of origin {table.origin.value} in a practice release"
                yield Problem(f"table {table.id}", what, "release them apart")
        if self.figures or self.results:
            yield Problem("release", "cited figures in a practice release", "release them apart")
        card = self.study.card
        texts: list[tuple[str, str, tuple[str, ...]]] = [("study.yml", card.id, (card.title, card.short_title))]
        texts += [(f"table {table.id}", table.id, (table.title,)) for table in self.tables]
        texts += [(f"chart {chart.id}", chart.id, (chart.headline, chart.alt)) for chart in self.study.charts]
        for where, id, titles in texts:
            if not id.startswith(SYNTHETIC.lower()):
                yield Problem(
                    where, "an id that does not say that it is synthetic", f"begin it with {SYNTHETIC.lower()}"
                )
            if not all(title.startswith(SYNTHETIC) for title in titles):
                yield Problem(where, "a title that does not say that it is synthetic", f"begin it with {SYNTHETIC}")

    def table(self, id: str) -> Table:
        """The table called `id`; a KeyError where there is none."""
        return {table.id: table for table in self.tables}[id]

    def figure(self, id: str) -> Figure:
        """The figure called `id`; a KeyError where there is none."""
        return {figure.id: figure for figure in self.figures}[id]


class Level(IntEnum):
    """How much of a change it is for those who use the data; decides which part of the version goes up.

    PATCH: corrections of text and drawings. MINOR: something added, or values changed. MAJOR: something removed or
    redefined, so that what worked before may fail or mean something else.
    """

    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """The level as files have it."""
        return self.name.lower()


@dataclass(frozen=True, order=True)
class Change:
    """One difference between two packages: how much it is, where, and what."""

    level: Level
    where: str
    what: str


@dataclass(frozen=True)
class FrozenRelease:
    """A release that was made, and that nothing changes any more.

    Attributes:
        after: version of the release before it; empty for the first.
        packed: its zip file, of which `sha256` is the digest in hexadecimal.
        files: path in the package -> content.
    """

    version: str
    released: str
    after: str
    changes: tuple[Change, ...]
    sha256: str
    packed: bytes = field(repr=False)
    files: Mapping[str, bytes] = field(hash=False, repr=False)

    @property
    def level(self) -> Level | None:
        """The largest of its changes; None for the first release."""
        return max((change.level for change in self.changes), default=None)

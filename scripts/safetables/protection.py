"""Turns counted tables and a policy into tables that may be published, with the audit of them; fails closed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from .errors import sealed
from .findings import Audit, KnownInterval, Measure, Reason, Saving, Witnesses
from .policy import Method, Policy
from .publish import published
from .tables import Cell, CountedTable, ProtectionSummary, PublishedTable

Progress = Callable[[str], None]

WIDER = (2, 4, 8)
"""What is added to the widths of cells that an intruder found out too much of, try by try."""


@dataclass(frozen=True)
class Result:
    """Protected tables in the order of the counted ones; to be published only where the audit has no findings."""

    tables: tuple[PublishedTable, ...]
    summary: ProtectionSummary
    audit: Audit
    seen: str = field(repr=False)
    """Fingerprint of all that the audit read."""

    def is_of(
        self,
        tables: Sequence[PublishedTable],
        policy: Policy,
        known: Sequence[KnownInterval],
        earlier: Sequence[Sequence[PublishedTable]],
    ) -> bool:
        """Whether the audit is of just these tables, with just this knowledge."""
        return self.seen == _fingerprint(tables, policy, known, earlier)


def protect_tables(
    tables: Sequence[CountedTable],
    policy: Policy,
    *,
    known: Sequence[KnownInterval] = (),
    earlier: Sequence[Sequence[PublishedTable]] = (),
    key: bytes | None = None,
    progress: Progress = lambda _: None,
) -> Result:
    """Protects tables together and audits them; once more where an intruder would still find out too much.

    Suppression knows what everybody sees, in this release and in those before it; what a respondent knows besides, the
    audit finds out. The cells that it names are then asked for wider intervals, a few times over; what fails after that
    stays a finding.

    Args:
        tables: all tables of the release.
        policy: the rules.
        known: what is known of cells from elsewhere, such as figures in print.
        earlier: the tables of each release before it, the oldest first; the categories of these tables say which ones
            of theirs they supersede.
        key: a secret of whoever has the counts, by which decoys are chosen; same key and counts, same tables. Without
            one there are no decoys, whatever the policy says.
        progress: is told what is at work.

    Raises:
        ProtectionRefused: counts contradict each other, or no suppression pattern meets the policy.
    """
    # Solvers and arrays, which take a second to load.
    from .suppress.tables import protect_tables as suppressed  # noqa: PLC0415

    if key is None:
        policy = replace(policy, decoys_pct=0)
    progress(f"Protect: {sum(len(table.counts) for table in tables):,} rows of {len(tables)} tables")
    printed = tuple(_printed(tables, policy, known))
    wider: dict[Cell, int] = {}
    for more in (*WIDER, None):
        with sealed("protecting"):
            protected, summary = suppressed(tables, policy, wider, printed, earlier, key)
        made = tuple(published(table, policy) for table in protected)
        found = audit_tables(made, policy, known=known, earlier=earlier, progress=progress)
        narrow = {cell for attack in found.attacks for cell in attack.narrow}
        # A rounded count has the interval that its rounding leaves; nothing makes it wider.
        if not narrow or more is None or policy.method is Method.ROUNDING:
            break
        progress(f"Protect: {len(narrow):,} cells once more, with intervals that are wider by {more}")
        wider |= dict.fromkeys(narrow, more)
    return Result(made, summary, found, _fingerprint(made, policy, known, earlier))


def audit_tables(
    tables: Sequence[PublishedTable],
    policy: Policy,
    *,
    known: Sequence[KnownInterval] = (),
    earlier: Sequence[Sequence[PublishedTable]] = (),
    witnesses: Witnesses | None = None,
    progress: Progress = lambda _: None,
) -> Audit:
    """Attacks published tables together, with what their readers have and nothing else.

    Args:
        tables: all tables of the release.
        policy: what it promises.
        known: what is known of cells from elsewhere.
        earlier: the tables of each release before it.
        witnesses: what the release brings along; where they hold, an outsider need not be tried.
        progress: is told which intruder is at work.
    """
    # Solvers and arrays, as above.
    from .attack.audit import audit as attacked  # noqa: PLC0415

    return attacked(tables, policy, known=known, earlier=earlier, witnesses=witnesses, progress=progress)


@dataclass(frozen=True)
class Explanation:
    """Why cells are suppressed, for the author of tables and nobody else: it tells which of them are small.

    Attributes:
        tables: as they would look; they were not attacked.
        reasons: one for each suppressed cell.
        savings: coarser releases that suppress fewer cells, the best first.
    """

    tables: tuple[PublishedTable, ...]
    summary: ProtectionSummary
    reasons: tuple[Reason, ...] = field(repr=False)
    savings: tuple[Saving, ...]

    def __str__(self) -> str:
        lines = [f"{self.summary.suppressed:,} of {self.summary.cells:,} cells suppressed"]
        lines += [f"{reason.cell}: {reason}" for reason in self.reasons]
        lines += [str(saving) for saving in self.savings]
        return "\n".join(lines)


def explain_tables(
    tables: Sequence[CountedTable], policy: Policy, *, seconds: float = 20, progress: Progress = lambda _: None
) -> Explanation:
    """Protects tables without an audit, and says why each cell is suppressed and what would help.

    Args:
        tables: all tables of the release.
        policy: the rules.
        seconds: how long to look for coarser tables.
        progress: is told what is at work.

    Raises:
        ProtectionRefused: as for `protect_tables`.
    """
    # Solvers and arrays, as above.
    from .suppress.reasons import reasons, savings  # noqa: PLC0415
    from .suppress.tables import protect_tables as suppressed  # noqa: PLC0415

    progress(f"Protect: {sum(len(table.counts) for table in tables):,} rows of {len(tables)} tables")
    with sealed("explaining"):
        protected, summary = suppressed(tables, policy)
        progress("Explain: each suppressed cell")
        why = tuple(reasons(tables, protected, policy))
        progress("Explain: tables with fewer categories")
        better = savings(tables, policy, seconds) if summary.suppressed else []
    helpful = tuple(saving for saving in better if saving.suppressed < summary.suppressed)
    return Explanation(tuple(published(table, policy) for table in protected), summary, why, helpful)


def _fingerprint(
    tables: Sequence[PublishedTable],
    policy: Policy,
    known: Sequence[KnownInterval],
    earlier: Sequence[Sequence[PublishedTable]],
) -> str:
    content = (tuple(tables), policy, tuple(known), tuple(map(tuple, earlier)))
    return hashlib.sha256(repr(content).encode()).hexdigest()


def _printed(tables: Sequence[CountedTable], policy: Policy, known: Sequence[KnownInterval]) -> Iterator[Cell]:
    """Yields cells whose count is known from elsewhere, or follows from a share: suppressing them gains nothing."""
    sizes = {table.everybody: table.counts.get(table.total, 0) for table in tables}
    for figure in known:
        if figure.count is not None:
            yield figure.cell
        elif figure.measure is Measure.SHARE and figure.everybody in sizes:
            (least, _), (most, _) = figure.least, figure.most
            if least is not None and most is not None and sizes[figure.everybody] * (most - least) < 100 * policy.width:
                yield figure.cell

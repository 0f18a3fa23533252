"""Attacks published tables of counts with what their readers have; reports widths, never a likely count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from ..model import Attack, Finding, Method, Policy, Table, Witnesses
from ..relations import Cell, IntArray, RelationsError
from .assaults import KNOWS, Assault, assaults, assaults_with_earlier
from .certainty import certain_groups
from .cubes import System, system_of
from .differences import differences
from .intervals import interrogate
from .knowledge import ContradictionError
from .means import MEAN_RULES, mean_findings
from .programs import OutOfTimeError
from .report import Report
from .seen import Seen
from .witnesses import doubts, report_of, witnesses_of
from .written import WITNESSES

HELP = "merge categories, drop a dimension or ask for a smaller width; never publish it as it is"

SUPPRESSION_RULES = (
    "No count below the threshold is shown, zero apart.",
    "Every withheld cell is empty and carries the one symbol, in every table that has it.",
    "No attacker finds a withheld count: two tables of whole numbers that agree with everything published lie at least "
    "the promised width apart in it, less the records that the attacker knows.",
    "Who knows the rule knows that a cell withheld alone is from 1 to the threshold less one; his intervals keep that "
    "width, or the promised one where it is less.",
)
ROUNDING_RULES = (
    "Every count is rounded by itself to a multiple of the base, halves upwards.",
    "No attacker finds a count that can be small: two tables of whole numbers that agree with everything published lie "
    "at least half the base apart in it, or the promised width where that is less, less the records that he knows.",
)
COMMON_RULES = (
    "No group smaller than the policy names is seen to be all in one category.",
    "No share is shown of a base that is smaller than the policy allows.",
    "No cell differs from any release before by a small count, and no mean by what a few people add to it.",
)

NOT_PLAYED = (
    "Whoever repeats the choice of cells on every table that fits the release, and keeps those that give its pattern.",
    "Whoever knows how large one person's value can be, or which of several answers exclude each other.",
    "Whoever compares means with those of a release before that counted many more or many fewer people.",
    "Readers of releases that were not given to the audit, or of tables of another universe with the same people.",
)


def count_rules(policy: Policy | None, tables: tuple[Table, ...]) -> tuple[str, ...]:
    """The rules for tables of counts, in words."""
    is_rounded = policy is not None and policy.method is Method.ROUNDING
    has_means = any(table.cube and table.cube.means for table in tables)
    kept = ROUNDING_RULES if is_rounded else SUPPRESSION_RULES
    return (*kept, *COMMON_RULES, *(MEAN_RULES if has_means else ()))


def attack_counts(
    tables: tuple[Table, ...],
    policy: Policy | None,
    earlier: Sequence[tuple[Table, ...]] = (),
    progress: Callable[[str], None] = lambda _: None,
    written: Witnesses | None = None,
) -> tuple[tuple[Attack, ...], tuple[Finding, ...], Witnesses | None]:
    """Attacks all tables of counts of a release together.

    Args:
        tables: the release's tables as published; those that are no tables of counts are left out.
        policy: what the release promises.
        earlier: the tables of each release before it.
        progress: is told which attacker is at work.
        written: the witnesses that the release brings along. Where they hold, an outsider need not be played: what he
            can reach is at least what they show.

    Returns:
        What each attacker reached, a finding for each cell whose promise is broken or could not be proven, and
        witnesses that show what an outsider cannot find out.
    """
    if not any(table.cube for table in tables):
        return (), (), None
    system, wrong = _linked(tables, policy)
    if system is None or policy is None:
        return (), wrong, None
    with_earlier, incomparable = assaults_with_earlier(tables, policy, earlier)
    findings: list[Finding] = [*certain_groups(system, policy), *differences(system, tables, earlier, policy)]
    findings += [*mean_findings(system, tables, policy), *incomparable]
    proven, faults = _proven(system, policy, written, progress)
    findings += faults
    reports: dict[str, list[Report]] = {}
    possible: dict[str, int] = {}
    seen: Seen | None = None
    for assault in assaults(system, policy, with_earlier):
        kind = assault.kind
        if kind not in possible:
            progress(f"Audit: attacker who knows {KNOWS[kind]}")
        possible[kind] = assault.possible
        try:
            report = proven if kind == "outsider" and proven is not None else _played(assault, policy, system, seen)
        except OutOfTimeError:
            rule = f"not decided within the time for the attacker: {assault.attacker.name}"
            findings.append(Finding("all", "solver", rule, HELP))
            break
        except ContradictionError as error:
            # Otherwise there are no such people: every table that fits says so.
            if assault.is_certain:
                where = "release before" if kind == "earlier" else "all"
                rule, _, remedy = str(error).partition("; ")
                findings.append(Finding(where, assault.attacker.name, rule, remedy))
            continue
        reports.setdefault(kind, []).append(report)
        findings += _findings(assault.system, report)
        if kind == "outsider":
            seen = Seen.of(report)
            if seen is None or report.failures:
                break  # Whoever knows more finds more.
    cells = system.published.relations.cells
    attacks = tuple(_attack(kind, possible[kind], made, cells) for kind, made in reports.items())
    witnesses = witnesses_of(system.published, reports["outsider"][0]) if "outsider" in reports else None
    return attacks, tuple(dict.fromkeys(findings)), witnesses


def _played(assault: Assault, policy: Policy, system: System, seen: Seen | None) -> Report:
    """What an attacker reaches; tables found for the outsider serve whoever has the same release."""
    known = assault.system
    # Who takes himself away is left with an interval that is narrower by himself.
    wanted = np.maximum(_wanted(known, policy) - assault.n_records, 0)
    if assault.kind == "rule":
        # That a lone withheld cell is sensitive, the rule itself says; no pattern can take that back.
        wanted = np.minimum(wanted, policy.threshold - 2)
    return interrogate(known.published, wanted, assault.attacker, seen=seen if known is system else None)


def _linked(tables: tuple[Table, ...], policy: Policy | None) -> tuple[System | None, tuple[Finding, ...]]:
    """What readers have, or what is wrong before any attack."""
    if policy is None:
        return None, (Finding("all", "policy", "tables of counts without a policy", "add protection.yml"),)
    try:
        system = system_of(tables, policy)
    except RelationsError as error:
        rule = f"{error.where}: {error.what}"
        return None, (Finding("all", "relations", rule, "describe the tables as they are"),)
    return (None if system.findings else system), system.findings


def _proven(
    system: System, policy: Policy, written: Witnesses | None, progress: Callable[[str], None]
) -> tuple[Report | None, list[Finding]]:
    """What an outsider is known to reach by the witnesses that a release brings along, and what is wrong with them."""
    if written is None:
        return None, []
    wanted = _wanted(system, policy)
    for doubt in doubts(system.published, wanted, written):
        return None, [Finding("all", WITNESSES, f"proves nothing: {doubt}", "build the package again")]
    progress(f"Audit: {WITNESSES} holds for all {len(written.pairs):,} cells, by addition alone")
    return report_of(system.published, wanted, written), []


def _wanted(system: System, policy: Policy) -> IntArray:
    """The width that each unknown cell must keep.

    A rounded cell that can be a small count keeps half its base: a count that is rounded to 0 has no more of its own,
    and what other cells say must take nothing away.
    """
    published = system.published
    wanted = np.where(published.is_withheld, policy.width, 0).astype(np.int64)
    for known in published.inequalities:
        if known.is_rounding:
            (cell,) = known.cells
            can_be_small = (known.most or 0) > 0 and (known.least or 0) < policy.threshold
            wanted[cell] = max(1, min(policy.width, (policy.round_to - 1) // 2)) if can_be_small else 0
    return wanted


def _attack(kind: str, possible: int, reports: list[Report], cells: tuple[Cell, ...]) -> Attack:
    # What a release before shows, no wider interval takes back; its cells have other numbers, too.
    failing = [cells[i.cell] for report in reports for i in report.failures] if kind != "earlier" else []
    widths = Counter(interval.width for report in reports for interval in report.intervals)
    return Attack(
        attacker=kind,
        knows=KNOWS[kind],
        tried=len(reports),
        possible=possible,
        cells=sum(len(report.intervals) for report in reports),
        widths=tuple(sorted(widths.items())),
        failures=sum(len(report.failures) for report in reports),
        narrow=tuple(sorted({(cell.universe, cell.where) for cell in failing})),
    )


def _findings(system: System, report: Report) -> Iterator[Finding]:
    for interval in report.failures:
        table, row = system.tables.get(interval.cell, ("all", str(system.published.relations.cells[interval.cell])))
        if interval.is_pinned:
            rule = f"one whole number alone is possible for the attacker: {report.attacker}"
        elif interval.is_undecided:
            rule = f"not decided within the limits for the attacker: {report.attacker}"
        else:
            rule = f"the feasibility interval is narrower than promised for the attacker: {report.attacker}"
        yield Finding(table, row, rule, HELP)

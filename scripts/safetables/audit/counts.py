"""Attacks published tables of counts with what their readers have; reports widths, never a likely count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from ..model import Attack, Finding, Policy, Table
from ..relations import IntArray, RelationsError
from .attackers import holder_of_earlier, knower_of_the_rule, respondents, together
from .cubes import System, shown_cells, system_of
from .intervals import interrogate
from .knowledge import OUTSIDER, WITHHELD, Attacker, ContradictionError
from .report import Report

# Respondents, and pairs of them, are tried one by one, and no more than this; the report says how many there are.
MOST_RESPONDENTS = 200
MOST_PAIRS = 40

COUNT_RULES = (
    "No count below the threshold is shown, zero apart.",
    "Every withheld cell is empty and carries the one symbol, in every table that has it.",
    "No attacker finds a withheld count: two tables of whole numbers that agree with everything published lie at least "
    "the promised width apart in it, less the records that the attacker knows.",
    "No cell differs from the release before by a small count.",
)

KNOWS = {
    "outsider": "everything that is published",
    "rule": "the threshold too, and that nothing is withheld without need",
    "respondent": "his own answers too",
    "pair": "his own and another respondent's answers too",
    "earlier": "the release before this one too",
}


def attack_counts(
    tables: tuple[Table, ...],
    policy: Policy | None,
    earlier: tuple[Table, ...] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[tuple[Attack, ...], tuple[Finding, ...]]:
    """Attacks all tables of counts of a release together.

    Args:
        tables: the release's tables as published; those that are no tables of counts are left out.
        policy: what the release promises.
        earlier: the tables of the release before it.
        progress: is told which attacker is at work.

    Returns:
        What each attacker reached, and a finding for each cell whose promise is broken or could not be proven.
    """
    if not any(table.cube for table in tables):
        return (), ()
    if policy is None:
        return (), (Finding("all", "policy", "tables of counts without a policy", "add protection.yml"),)
    try:
        system = system_of(tables, policy)
    except RelationsError as error:
        return (), (Finding("all", "relations", str(error), "describe the tables as they are"),)
    if system.findings:
        return (), system.findings
    wanted = _wanted(system, policy)
    reports: dict[str, list[Report]] = {}
    findings: list[Finding] = []
    possible: dict[str, int] = {}
    for kind, count, records, attacker in _attackers(system, policy, earlier):
        if kind not in possible:
            progress(f"Audit: attacker who knows {KNOWS[kind]}")
        possible[kind] = count
        try:
            # Who takes himself away is left with an interval that is narrower by himself.
            report = interrogate(system.published, np.maximum(wanted - records, 0), attacker)
        except ContradictionError as error:
            findings.append(Finding("all", attacker.name, str(error), "check that the files belong together"))
            continue
        reports.setdefault(kind, []).append(report)
        findings += _findings(system, report)
    findings += _differences(system, tables, earlier, policy)
    attacks = tuple(_attack(kind, possible[kind], made) for kind, made in reports.items())
    return attacks, tuple(dict.fromkeys(findings))


def _wanted(system: System, policy: Policy) -> IntArray:
    """The width that each unknown cell must keep; a rounded cell only where it could be a small count."""
    published = system.published
    wanted = np.where(published.is_withheld, policy.width, 0).astype(np.int64)
    for known in published.inequalities:
        if known.reason.startswith("rounded to"):
            (cell,) = known.cells
            is_small = (known.least or 0) < policy.threshold
            wanted[cell] = min(policy.width, policy.round_to - 1) if is_small else 0
    return wanted


def _attackers(system: System, policy: Policy, earlier: tuple[Table, ...]) -> Iterator[tuple[str, int, int, Attacker]]:
    """Yields kind of attacker, how many of the kind there are, how many records one knows, and the attacker."""
    published = system.published
    yield "outsider", 1, 0, OUTSIDER
    if not published.is_withheld.any():
        return
    yield "rule", 1, 0, knower_of_the_rule(published, policy.threshold)
    alone = respondents(published)
    for attacker in alone[:MOST_RESPONDENTS]:
        yield "respondent", len(alone), 1, attacker
    pairs = list(pairwise(alone))
    for one, other in pairs[:MOST_PAIRS]:
        yield "pair", len(pairs), 2, together(f"{one.name} and {other.name}", [one, other])
    if earlier:
        yield "earlier", 1, 0, holder_of_earlier(published, _counts_in(earlier, system), 0, 0)


def _counts_in(earlier: tuple[Table, ...], system: System) -> IntArray:
    """What an earlier release showed of this release's cells."""
    counts = np.full(system.published.relations.n_cells, WITHHELD, dtype=np.int64)
    numbers = system.published.relations.numbers()
    for cell, count in shown_cells(earlier).items():
        if cell in numbers:
            counts[numbers[cell]] = count
    return counts


def _differences(
    system: System, tables: tuple[Table, ...], earlier: tuple[Table, ...], policy: Policy
) -> Iterator[Finding]:
    """Two releases that differ by few respondents tell about those few."""
    before = shown_cells(earlier)
    for cell, count in shown_cells(tables).items():
        change = abs(count - before.get(cell, count))
        if 0 < change < policy.threshold:
            table, row = system.tables[system.published.relations.numbers()[cell]]
            rule = "differs from the earlier release by a small count"
            yield Finding(table, row, rule, "withhold it, or release again when more has changed")


def _attack(kind: str, possible: int, reports: list[Report]) -> Attack:
    widths = Counter(interval.width for report in reports for interval in report.intervals)
    return Attack(
        attacker=kind,
        knows=KNOWS[kind],
        tried=len(reports),
        possible=possible,
        cells=sum(len(report.intervals) for report in reports),
        widths=tuple(sorted(widths.items())),
        failures=sum(len(report.failures) for report in reports),
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
        yield Finding(table, row, rule, "protect again; never publish it as it is")

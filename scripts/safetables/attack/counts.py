"""Attacks published tables of counts with what their readers have; reports widths, never a likely count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from publication.audit.listed import WITNESSES
from publication.cited.citing import Citation
from publication.model import Table

from ..findings import Attack, Finding
from ..lp import OutOfTimeError
from ..policy import Method, Policy
from ..proof import Witnesses
from ..system import IntArray, RelationsError
from .certainty import certain_groups
from .cubes import System, system_of
from .differences import differences
from .intervals import FeasibilityInterval, Pool, Report
from .knowledge import ContradictionError
from .means import MEAN_RULES, limits_of, read_means, revealing_means, with_sums
from .scenarios import KNOWS, Scenario, scenarios, scenarios_with_earlier
from .search import feasibility_intervals
from .witnesses import doubts, report_of, witnesses_of

NO_VALUES = "no values give the means that are shown"
HELP = "merge categories, or drop a dimension or a table; never publish it as it is"

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
    "Whoever knows how large one person's value can be, or of answers that exclude each other and are not said to.",
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
    citations: tuple[Citation, ...] = (),
) -> tuple[tuple[Attack, ...], tuple[Finding, ...], Witnesses | None]:
    """Attacks all tables of counts of a release together.

    Args:
        tables: the release's tables as published; those that are no tables of counts are left out.
        policy: what the release promises.
        earlier: the tables of each release before it.
        progress: is told which attacker is at work.
        written: the witnesses that the release brings along. Where they hold, an outsider need not be played: what he
            can reach is at least what they show.
        citations: what sources print of the people who are counted.

    Returns:
        What each attacker reached, a finding for each cell whose promise is broken or could not be proven, and
        witnesses that show what an outsider cannot find out.
    """
    if not any(table.cube for table in tables):
        return (), (), None
    counts, wrong = _linked(tables, policy, citations)
    if counts is None or policy is None:
        return (), wrong, None
    limits = limits_of(tables)
    sums, wrong_means = read_means(counts, tables, (), policy)
    with_earlier, incomparable = scenarios_with_earlier(tables, policy, earlier, citations)
    proven, faults = _proven(counts, policy, written, progress)
    findings: list[Finding] = [*certain_groups(counts, policy), *differences(counts, tables, earlier, policy)]
    findings += [*wrong_means, *revealing_means(counts, sums, limits, policy), *incomparable, *faults]
    system = with_sums(counts, sums, limits, policy)
    results: dict[str, list[_Result]] = {}
    pool = None if proven is None or system is not counts else Pool.of(proven)
    for scenario in scenarios(counts, system, policy, with_earlier):
        kind = scenario.kind
        if kind not in results:
            progress(f"Audit: attacker who knows {KNOWS[kind]}")
        made = results.setdefault(kind, [])
        try:
            report = _played(scenario, policy, system, pool)
        except OutOfTimeError:
            rule = f"not decided within the time for the attacker: {scenario.intruder.name}"
            findings.append(Finding("all", "solver", rule, HELP))
            break
        except ContradictionError as error:
            # Otherwise there are no such people: every table that fits says so.
            if scenario.is_certain:
                where = "release before" if kind == "earlier" else "all"
                what = NO_VALUES if system is not counts and _fits(counts) else error.what
                findings.append(Finding(where, scenario.intruder.name, what, error.remedy))
            continue
        made.append(_Result(scenario, report, tuple(i for i in report.intervals if _fails(i, scenario.system, policy))))
        findings += made[-1].findings()
        if kind == "outsider":
            pool = Pool.of(report)
            if pool is None or made[-1].failing:
                break  # Whoever knows more finds more.
        elif kind == "earlier":
            findings += certain_groups(scenario.system, policy)
    attacks = tuple(_attack(kind, made) for kind, made in results.items() if made)
    outsider = results.get("outsider", [])
    witnesses = witnesses_of(counts.published, outsider[0].report.of_first(counts.n_counts)) if outsider else None
    return attacks, tuple(dict.fromkeys(findings)), witnesses


def _fits(counts: System) -> bool:
    """Whether some table of counts agrees with what is published of them alone."""
    try:
        feasibility_intervals(counts.published, np.zeros(counts.n_counts, dtype=np.int64))
    except ContradictionError:
        return False
    return True


@dataclass(frozen=True)
class _Result:
    """What one attacker reached, and the intervals that are too narrow for the policy."""

    scenario: Scenario
    report: Report
    failing: tuple[FeasibilityInterval, ...]

    def findings(self) -> Iterator[Finding]:
        relations = self.scenario.system.published.relations
        for interval in self.failing:
            cell = str(relations.cells[interval.cell])
            system = self.scenario.system
            table, row = {**system.tables, **system.sums}.get(interval.cell, ("no table", cell))
            if interval.is_pinned and interval.cell not in system.sums:
                what = "one whole number alone is possible"
            elif interval.cell in system.sums:
                what = "its sum is found up to the percentage of the policy, or this could not be decided"
            elif interval.is_undecided:
                what = "not decided within the limits"
            elif relations.is_published[interval.cell]:
                what = "the feasibility interval is narrower than promised"
            else:
                what = "a count that can be small is known too closely"
            yield Finding(table, row, f"{what} for the attacker: {self.report.intruder}", HELP)


def _played(scenario: Scenario, policy: Policy, system: System, pool: Pool | None) -> Report:
    """What an attacker reaches; tables found for the outsider serve whoever has the same release."""
    known = scenario.system
    wanted = _wanted(known, policy)
    is_count = np.arange(len(wanted)) < known.n_counts
    # Who takes himself away is left with an interval that is narrower by himself.
    wanted[is_count] = np.maximum(wanted[is_count] - scenario.n_records, 0)
    if scenario.kind == "rule":
        # That a lone withheld cell is sensitive, the rule itself says; no pattern can take that back.
        wanted[is_count] = np.minimum(wanted[is_count], policy.threshold - 2)
    pool = pool if known is system else None
    return feasibility_intervals(known.published, wanted, scenario.intruder, pool=pool)


def _linked(
    tables: tuple[Table, ...], policy: Policy | None, citations: tuple[Citation, ...]
) -> tuple[System | None, tuple[Finding, ...]]:
    """What readers have, or what is wrong before any attack."""
    if policy is None:
        return None, (Finding("all", "policy", "tables of counts without a policy", "add protection.yml"),)
    try:
        system = system_of(tables, policy, (), citations)
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

    A cell that no table has must keep it too, unless it is found to be empty or large: see `_fails`. A rounded cell
    that can be a small count keeps half its base: a count that is rounded to 0 has no more of its own, and what other
    cells say must take nothing away.
    """
    published = system.published
    is_rounded = policy.method is Method.ROUNDING
    half = max(1, min(policy.width, (policy.round_to - 1) // 2))
    wanted = np.where(published.is_unknown, half if is_rounded else policy.width, 0).astype(np.int64)
    if system.wanted_sums is not None:
        wanted[system.n_counts :] = system.wanted_sums[system.n_counts :]
    for known in published.inequalities:
        if known.is_rounding:
            (cell,) = known.cells
            can_be_small = (known.most or 0) > 0 and (known.least or 0) < policy.threshold
            wanted[cell] = half if can_be_small else 0
    return wanted


def _fails(interval: FeasibilityInterval, system: System, policy: Policy) -> bool:
    """Whether an attacker finds too much of a cell; that one which no table has is empty or large, he may know."""
    low, high = interval.least_seen, interval.most_seen
    if interval.cell in system.sums and low is not None and high is not None:
        # The most that a sum can be was not known before the search, so that less was asked than is enough.
        return 100 * (high - low) < max(1, policy.mean_within_pct * high)
    if interval.is_wide_enough:
        return False
    is_withheld = bool(system.published.relations.is_published[interval.cell])
    return is_withheld or (interval.most_possible != 0 and interval.least_possible < policy.threshold)


def _attack(kind: str, results: Sequence[_Result]) -> Attack:
    narrow = set()
    widths: Counter[int] = Counter()
    for result in results:
        relations = result.scenario.system.published.relations
        widths += Counter(i.width for i in result.report.intervals if relations.is_published[i.cell])
        # What a release before shows, no wider interval takes back.
        failing = [] if kind == "earlier" else result.failing
        narrow |= {relations.cells[i.cell] for i in failing}
    return Attack(
        intruder=kind,
        knows=KNOWS[kind],
        tried=len(results),
        possible=results[0].scenario.possible,
        cells=widths.total(),
        widths=tuple(sorted(widths.items())),
        failures=sum(len(result.failing) for result in results),
        narrow=tuple(sorted(narrow)),
    )

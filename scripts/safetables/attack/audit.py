"""Attacks published tables of counts with what each intruder has; reports widths, never a likely count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..findings import Attack, Audit, Finding, KnownInterval, Witnesses
from ..lineage import UntiedError, tie
from ..lp import OutOfTimeError
from ..policy import Method, Policy
from ..system import IntArray, RelationsError
from ..tables import PublishedTable
from .disclosures import certain_groups, differences
from .knowledge import ContradictionError
from .means import MEAN_RULES, read_means, revealing_means, with_sums
from .proofs import doubts, pool_of, witnesses_of
from .reading import System, read_tables
from .scenarios import KNOWS, Scenario, scenarios, scenarios_with_earlier
from .search import feasibility_intervals
from .sources import source_findings
from .witnesses import FeasibilityInterval, Pool, Report

NO_VALUES = "no values give the means that are shown"
STEP = 20
"""After so many intruders of a kind, progress is told."""
MANY = 1_000
"""So many unknown cells take long enough to say so beforehand."""
HELP = "merge categories, or drop a dimension or a table; never publish it as it is"

SUPPRESSION_RULES = (
    "No count below the threshold is shown, zero apart.",
    "Every withheld cell is empty and carries the one symbol, in every table that has it.",
    "No intruder finds a withheld count: two tables of whole numbers that agree with everything published lie at least "
    "the promised width apart in it, less the records that the intruder knows.",
    "Who knows the rule knows that a cell withheld alone is from 1 to the threshold less one; their intervals keep "
    "that width, or the promised one where it is less.",
)
ROUNDING_RULES = (
    "Every count is rounded by itself to a multiple of the base, halves upwards.",
    "No intruder finds a count that can be small: two tables of whole numbers that agree with everything published lie "
    "at least half the base apart in it, or the promised width where that is less, less the records that they know.",
)
COMMON_RULES = (
    "No group smaller than the policy names is seen to be all in one category.",
    "No share is shown of a base that is smaller than the policy allows.",
    "No cell differs from any release before by a small count, and no mean by what a few people add to it.",
)

DECOYS_RULE = (
    "The choice of cells rules out no table that fits: whichever of them were true, some key would have led to the "
    "same withheld cells."
)
REPEATED_CELLS = (
    "Whoever repeats the choice of cells on every table that fits the release, and keeps those that give its pattern."
)
REPEATED_MEANS = "Whoever repeats the choice of means on every table that fits the release."
NOT_PLAYED = (
    "Whoever knows how large one person's value can be, or of answers that exclude each other and are not said to.",
    "Whoever compares means with those of a release before that counted many more or many fewer people.",
    "Readers of releases that were not given to the audit, or of tables of another universe with the same people.",
)


def rules_for(policy: Policy | None, *, has_means: bool) -> tuple[str, ...]:
    """What an audit of tables of counts looks for, in words."""
    is_rounded = policy is not None and policy.method is Method.ROUNDING
    kept = ROUNDING_RULES if is_rounded else SUPPRESSION_RULES
    hidden = (DECOYS_RULE,) if _has_decoys(policy) else ()
    return (*kept, *hidden, *COMMON_RULES, *(MEAN_RULES if has_means else ()))


def not_played(policy: Policy | None, *, has_means: bool) -> tuple[str, ...]:
    """The intruders whom an audit does not play, in words."""
    is_rounded = policy is not None and policy.method is Method.ROUNDING
    cells = () if is_rounded or _has_decoys(policy) else (REPEATED_CELLS,)
    return (*cells, *((REPEATED_MEANS,) if has_means else ()), *NOT_PLAYED)


def _has_decoys(policy: Policy | None) -> bool:
    return policy is not None and policy.method is Method.SUPPRESSION and policy.decoys_pct > 0


def audit(
    tables: Sequence[PublishedTable],
    policy: Policy,
    *,
    earlier: Sequence[Sequence[PublishedTable]] = (),
    known: Sequence[KnownInterval] = (),
    witnesses: Witnesses | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Audit:
    """Attacks all tables of counts of a release together; described where it is called, in `safetables.audit`."""
    try:
        counts = read_tables(tables, policy, (), known)
    except RelationsError as error:
        finding = Finding("all", "relations", f"{error.where}: {error.what}", "describe the tables as they are")
        return Audit((), (finding,), None)
    if counts.findings or not tables:
        return Audit((), counts.findings, None)
    sums, wrong_means = read_means(counts, tables, (), policy)
    with_earlier, findings = _with_earlier(counts, tables, policy, earlier, known)
    pool, faults = _proven(counts, policy, witnesses, progress)
    findings += [*certain_groups(counts, policy)]
    findings += [*source_findings(known, counts, tables), *wrong_means, *revealing_means(counts, sums, policy)]
    findings += faults
    system = with_sums(counts, sums, policy)
    if system is not counts:
        pool = None
    results: dict[str, list[_Result]] = {}
    for scenario in scenarios(counts, system, policy, with_earlier):
        made = results.setdefault(scenario.kind, [])
        _tell(progress, scenario, len(made))
        try:
            # Tables found for the outsider serve whoever has the same release.
            report = _attempt(scenario, policy, pool if scenario.system is system else None)
        except OutOfTimeError:
            rule = f"not decided within the time for the intruder: {scenario.intruder.name}"
            findings.append(Finding("all", "solver", rule, HELP))
            break
        except ContradictionError as error:
            # Otherwise there are no such people: every table that fits says so.
            if scenario.is_certain:
                what = NO_VALUES if system is not counts and _fits(counts) else error.what
                findings.append(Finding("all", scenario.intruder.name, what, error.remedy))
            continue
        made.append(_Result(scenario, report, tuple(i for i in report.intervals if _fails(i, scenario.system, policy))))
        findings += made[-1].findings()
        if scenario.kind == "outsider":
            pool = Pool.of(report)
            if pool is None or made[-1].failing:
                break  # Whoever knows more finds more.
        elif scenario.kind == "earlier":
            findings += certain_groups(scenario.system, policy)
        elif pool is not None and scenario.system is system:
            pool = pool.and_found(report)
    attacks = tuple(_attack(kind, made) for kind, made in results.items() if made)
    outsider = results.get("outsider", [])
    found = witnesses_of(counts.published, outsider[0].report.of_first(counts.n_counts)) if outsider else None
    return Audit(attacks, tuple(dict.fromkeys(findings)), found)


def _with_earlier(
    counts: System,
    tables: Sequence[PublishedTable],
    policy: Policy,
    earlier: Sequence[Sequence[PublishedTable]],
    known: Sequence[KnownInterval],
) -> tuple[list[Scenario], list[Finding]]:
    """The scenarios of those who hold releases before, and what these tell without any search."""
    try:
        tied, before = tie(tables, earlier)
        system = counts if tied == list(tables) else read_tables(tied, policy, (), known)
        found = [*differences(system, tied, before, policy)]
    except (UntiedError, RelationsError) as error:
        rule = f"the release before cannot be compared: {error.where}: {error.what}"
        return [], [Finding("all", "relations", rule, error.remedy)]
    made, incomparable = scenarios_with_earlier(tied, policy, before, known)
    return made, [*found, *incomparable]


def _tell(progress: Callable[[str], None], scenario: Scenario, n_tried: int) -> None:
    if n_tried == 0:
        progress(f"Audit: intruder who knows {KNOWS[scenario.kind]}")
    elif n_tried % STEP == 0:
        progress(f"Audit: {n_tried} intruders tried who know {KNOWS[scenario.kind]}")


def _fits(counts: System) -> bool:
    """Whether some table of counts agrees with what is published of them alone."""
    try:
        feasibility_intervals(counts.published, np.zeros(counts.n_counts, dtype=np.int64))
    except ContradictionError:
        return False
    return True


def _proven(
    system: System, policy: Policy, witnesses: Witnesses | None, progress: Callable[[str], None]
) -> tuple[Pool | None, list[Finding]]:
    """The witnesses that a release brings along, or what is wrong with them."""
    if (n_unknown := int(system.published.is_unknown.sum())) > MANY:
        progress(f"Audit: {n_unknown:,} numbers that readers do not see are looked for; this may take some minutes")
    if witnesses is None:
        return None, []
    wanted = _wanted(system, policy)
    for doubt in doubts(system.published, wanted, witnesses):
        return None, [Finding("all", "witnesses", f"proves nothing: {doubt}", "build the package again")]
    progress(f"Audit: the witnesses hold for all {len(witnesses.pairs):,} cells, by addition alone")
    return pool_of(system.published, witnesses), []


@dataclass(frozen=True)
class _Result:
    """What one intruder reached, and the intervals that are too narrow for the policy."""

    scenario: Scenario
    report: Report
    failing: tuple[FeasibilityInterval, ...]

    def findings(self) -> Iterator[Finding]:
        system = self.scenario.system
        for interval in self.failing:
            if interval.cell in system.sums:
                what = "its sum is found up to the percentage of the policy, or this could not be decided"
            elif interval.is_pinned:
                what = "one whole number alone is possible"
            elif interval.is_undecided:
                what = "not decided within the limits"
            elif system.published.relations.is_published[interval.cell]:
                what = "the feasibility interval is narrower than promised"
            else:
                what = "a count that can be small is known too closely"
            yield Finding(*system.place(interval.cell), f"{what} for the intruder: {self.report.intruder}", HELP)


def _attempt(scenario: Scenario, policy: Policy, pool: Pool | None) -> Report:
    wanted = _wanted(scenario.system, policy)
    counts = wanted[: scenario.system.n_counts]
    # Whoever takes oneself away is left with an interval that is narrower by one.
    np.maximum(counts - scenario.n_records, 0, out=counts)
    if scenario.kind == "rule":
        # That a lone withheld cell is sensitive, the rule itself says; no pattern can take that back.
        np.minimum(counts, policy.threshold - 2, out=counts)
    return feasibility_intervals(scenario.system.published, wanted, scenario.intruder, pool=pool)


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
    """Whether an intruder finds too much of a cell; one that no table has may be known to be empty or large."""
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
        if kind != "earlier":
            narrow |= {relations.cells[i.cell] for i in result.failing}
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

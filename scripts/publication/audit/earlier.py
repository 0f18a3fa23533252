"""Turns a study, or a written package, and the releases before it into what cannot be published after them.

All of it is known before anybody is counted, so that nobody waits for a search that must fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from safetables import Policy
from safetables.lineage import changes_refused, tie
from safetables.tables import Layout

from ..errors import Problem
from ..microdata.counts import empty_table
from ..model import Finding, Study
from ..package.reading import Written, read_package
from .published import tables_of_counts


def read_earlier(packages: Sequence[Path]) -> list[Written]:
    """Releases before one, the oldest first; those of one version in the order in which they are given.

    Raises:
        PackageRefused: one of them cannot be read.
    """
    read = [read_package(folder) for folder in packages]
    return sorted(read, key=lambda package: _numbers(package.described.get("version")))


def _numbers(version: object) -> tuple[int, ...]:
    return tuple(int(part) for part in str(version).split(".") if part.isdigit())


def weaker_promises(policy: Policy | None, earlier: Sequence[Written]) -> list[Finding]:
    """Settings that are weaker than in an earlier package, so that they show what was suppressed then."""
    findings = []
    for before in filter(None, (package.policy for package in earlier)):
        for name, rule in policy.weaker_than(before) if policy is not None else ():
            findings.append(Finding("all", f"policy, {name}", rule, "keep it as it was"))
    return findings


def earlier_problems(study: Study, earlier: Sequence[Written]) -> Iterator[Problem]:
    """Yields which changes of a study no release after those before it can have, and which coarser ones it can."""
    if study.policy is None or not study.counts:
        return
    yield from (finding.problem() for finding in weaker_promises(study.policy, earlier))
    layouts = [empty_table(spec, study) for spec in study.counts]
    before = [tables_of_counts(package.tables) for package in earlier]
    wholes = {layout.whole for layout in layouts}
    for other in sorted({table.whole for tables in before for table in tables} - wholes):
        what = f"counts of {' and of '.join(sorted(wholes))}, and a release before has counts of {other}"
        yield Problem("study/universes.csv", what, f"count {other}, or parts of it: nobody states how they overlap")
    untied = list(changes_refused(layouts, before))
    for error in untied:
        yield Problem(f"study/categories.csv: {error.variable}", error.what, error.remedy)
    if not untied:
        yield from _shown_already(layouts, study.policy, earlier)


def _shown_already(layouts: Sequence[Layout], policy: Policy, earlier: Sequence[Written]) -> Iterator[Problem]:
    """Yields releases that show counts which a higher threshold would withhold: nothing takes these back."""
    _, before = tie(layouts, [tables_of_counts(package.tables) for package in earlier])
    counted = [frozenset(d.pair(code)[0] for d in layout.all_dimensions for code in d.parents) for layout in layouts]
    for package, tables in zip(earlier, before, strict=True):
        small = {
            frozenset(name for name, _ in table.cell(codes).where)
            for table in tables
            for codes, count in table.counts.items()
            if table.rounded_to == 1 and count is not None and 0 < count < policy.threshold
        }
        if any(names <= own for names in small for own in counted) and package.policy is not None:
            version = package.described.get("version")
            what = f"{policy.threshold}, and release {version} shows smaller counts of these tables"
            remedy = f"keep it at {package.policy.threshold}; nothing takes back what is out"
            yield Problem("study/protection.yml: threshold", what, remedy)

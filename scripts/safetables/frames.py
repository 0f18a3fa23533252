"""Turns a data frame of respondents or of counts into protected data frames, and attacks frames from anywhere.

Frames are those of pandas, Polars or PyArrow, by Narwhals; what comes back is of the same kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from .counting import COUNT, People, PublishedFrame, dimension_of
from .errors import Problem, ProtectionRefused, sealed
from .findings import Audit, KnownInterval, Measure, Witnesses
from .policy import SHORTEST_KEY, Policy
from .protection import Explanation, Progress, Result, audit_tables, explain_tables, protect_tables
from .tables import TOTAL, Cell, Layout

Variables = str | Sequence[str]
Known = KnownInterval | tuple[Mapping[str, object], int]
_NOTHING: Mapping[str, Any] = {}


class Frames(Mapping[tuple[str, ...], Any]):
    """Data frames by the variables of their tables: `frames["region", "sex"]`, in whichever order."""

    def __init__(self, frames: Mapping[tuple[str, ...], Any]) -> None:
        self._frames = dict(frames)

    def __getitem__(self, variables: Variables) -> Any:
        wanted = _names(variables)
        for own, frame in self._frames.items():
            if sorted(own) == sorted(wanted):
                return frame
        raise KeyError(f"no table of {', '.join(wanted)}; there are those of {'; '.join(map(', '.join, self))}")

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)


@dataclass(frozen=True)
class ProtectedFrames:
    """Tables that may be published, and why.

    Attributes:
        tables: for each table a frame with a row for each cell, totals included: its categories, `count` (missing where
            it is suppressed), `suppressed`, and what else was asked for: `share`, `weighted_share`, `mean`.
        result: the same as nouns of the library, with the audit.
        policy: the rules that hold.
    """

    tables: Frames = field(repr=False)
    result: Result = field(repr=False)
    policy: Policy

    @property
    def proof(self) -> Witnesses | None:
        """Tables of whole numbers that agree with everything published; None where nothing is suppressed."""
        return self.result.audit.witnesses

    @cached_property
    def report(self) -> dict[str, Any]:
        """What was promised and what each intruder found, in numbers that may be published."""
        # The audit's own words, which load its solver.
        from .attack.audit import not_played, rules_for  # noqa: PLC0415

        has_means = any(table.means for table in self.result.tables)
        return {
            "policy": {setting.name: getattr(self.policy, setting.name) for setting in fields(Policy)},
            "rules": list(rules_for(self.policy, has_means=has_means)),
            "cells": self.result.summary.cells,
            "suppressed": self.result.summary.suppressed,
            "intruders": [
                {
                    "knows": attack.knows,
                    "tried": attack.tried,
                    "narrowest": min((width for width, _ in attack.widths), default=None),
                    "failures": attack.failures,
                }
                for attack in self.result.audit.attacks
            ],
            "not_played": list(not_played(self.policy, has_means=has_means)),
        }

    def __str__(self) -> str:
        cells, suppressed = self.result.summary.cells, self.result.summary.suppressed
        tables = f"{len(self.tables)} table" + "s" * (len(self.tables) != 1)
        return f"{tables}: {suppressed:,} of {cells:,} cells suppressed; no intruder found a small count"


def protect(
    data: Any,
    tables: Iterable[Variables],
    *,
    threshold: int | None = None,
    count: str | None = None,
    hierarchies: Mapping[str, Mapping[str, str]] = _NOTHING,
    answers: Mapping[str, Sequence[str]] = _NOTHING,
    shares_of: Variables | None = None,
    weights: str | None = None,
    mean_of: str | None = None,
    missing: str | None = None,
    known: Iterable[Known] = (),
    earlier: Iterable[ProtectedFrames] = (),
    key: bytes | str | None = None,
    policy: Policy | None = None,
    progress: Progress = lambda _: None,
    **settings: Any,
) -> ProtectedFrames:
    """Counts a data frame by the variables of each table, protects the tables together and attacks the result.

    Args:
        data: a row for each respondent; or, with `count`, for each combination of categories.
        tables: the variables of each table; one is a table of its categories alone.
        threshold: the smallest count, zero apart, that may be shown.
        count: the column that holds counts; a combination without a row counts nobody.
        hierarchies: variable -> category -> the category that it is part of.
        answers: a question with several answers -> its columns, in which 1 or True ticks.
        shares_of: variables of the margin that shares are wanted of, in tables that have them; () for the whole.
        weights: the column of weights, the same for everybody in a category of one of the variables.
        mean_of: a column of whole numbers of which each table shows means; everybody has one.
        missing: the category of those who have no value; without it they are refused.
        known: counts in print elsewhere, as ({variable: category}, count), or intervals.
        earlier: what was published before of the same people.
        key: a secret of yours, at least 16 characters; with it, whoever runs this program on every table that fits
            rules none of them out.
        policy: all rules at once, in place of `threshold`.
        progress: is told what is at work.
        settings: of the policy, such as `width`, `certainty_below` or `method`.

    Raises:
        ProtectionRefused: an argument cannot be used, or nothing that may be published was found.
    """
    rules, secret = _policy(threshold, policy, settings), key.encode() if isinstance(key, str) else key
    if secret is None:
        rules = replace(rules, decoys_pct=0)
    elif len(secret) < SHORTEST_KEY:
        remedy = f"give {SHORTEST_KEY} characters or more, such as those of secrets.token_hex()"
        raise ProtectionRefused([Problem("key", "easy to guess", remedy)])
    layouts = _tables(tables)
    with sealed("reading the data frame"):
        people = People(data, count, hierarchies, answers, missing, mean_of, weights)
        people.refuse_unknown({name for names in layouts for name in names})
        counted = [people.table(names, None if shares_of is None else _names(shares_of)) for names in layouts]
    before = [made.result.tables for made in earlier]
    figures = [_known(one, counted) for one in known]
    result = protect_tables(counted, rules, known=figures, earlier=before, key=secret, progress=progress)
    if result.audit.findings:
        raise ProtectionRefused(finding.problem() for finding in result.audit.findings)
    made = zip(layouts, result.tables, strict=True)
    return ProtectedFrames(Frames({names: people.frame(table) for names, table in made}), result, rules)


def explain(
    data: Any,
    tables: Iterable[Variables],
    *,
    threshold: int | None = None,
    count: str | None = None,
    hierarchies: Mapping[str, Mapping[str, str]] = _NOTHING,
    answers: Mapping[str, Sequence[str]] = _NOTHING,
    missing: str | None = None,
    policy: Policy | None = None,
    seconds: float = 20,
    progress: Progress = lambda _: None,
    **settings: Any,
) -> Explanation:
    """Says why each cell would be suppressed, and what would help; for the author of tables and nobody else.

    Args are those of `protect`; `seconds` says how long to look for coarser tables.
    """
    rules = _policy(threshold, policy, settings)
    layouts = _tables(tables)
    with sealed("reading the data frame"):
        people = People(data, count, hierarchies, answers, missing, None, None)
        people.refuse_unknown({name for names in layouts for name in names})
        counted = [people.table(names, None) for names in layouts]
    return explain_tables(counted, rules, seconds=seconds, progress=progress)


def audit(
    tables: Iterable[Any] | Mapping[Any, Any],
    *,
    threshold: int | None = None,
    count: str = COUNT,
    total: str = TOTAL,
    hierarchies: Mapping[str, Mapping[str, str]] = _NOTHING,
    shares_of: Variables | None = None,
    known: Iterable[Known] = (),
    proof: Witnesses | None = None,
    policy: Policy | None = None,
    progress: Progress = lambda _: None,
    **settings: Any,
) -> Audit:
    """Attacks tables of counts that anybody protected with any tool; findings name each cell that can be found out.

    Args:
        tables: data frames; every column but the count names categories, and a missing count is suppressed.
        threshold: the smallest count that may be known.
        count: the column of counts in every table.
        total: what stands for the whole of a variable.
        hierarchies: variable -> category -> the category that it is part of.
        shares_of: variables of the margin that the column `share`, in per cent with one digit after the point, is of.
        known: counts in print elsewhere, as ({variable: category}, count), or intervals.
        proof: what came with the tables; it is checked by addition.
        policy: all rules at once, in place of `threshold`.
        progress: is told which intruder is at work.
        settings: of the policy, such as `width`.

    Raises:
        ProtectionRefused: an argument cannot be used.
    """
    rules = _policy(threshold, policy, settings)
    frames = tables.values() if isinstance(tables, Mapping) else tables
    of = None if shares_of is None else _names(shares_of)
    read = [PublishedFrame(frame, count, total, of) for frame in frames]
    values: dict[str, dict[str, None]] = {}
    for one in read:
        for place, name in enumerate(one.variables):
            values.setdefault(name, {}).update(dict.fromkeys(codes[place] for codes in one.counts))
    dimensions = {name: dimension_of(name, found, hierarchies.get(name, {})) for name, found in values.items()}
    published = [one.table(dimensions) for one in read]
    figures = [_known(one, published) for one in known]
    return audit_tables(published, rules, known=figures, witnesses=proof, progress=progress)


def _policy(threshold: int | None, policy: Policy | None, settings: Mapping[str, Any]) -> Policy:
    names = [setting.name for setting in fields(Policy)]
    problems = [
        Problem(name, "no argument and no setting of the policy", f"a setting is one of {', '.join(names)}")
        for name in settings
        if name not in names
    ]
    if (threshold is None) == (policy is None):
        problems.append(Problem("threshold", "give either a threshold or a policy", "such as threshold=10"))
    elif threshold is not None and threshold < 2:
        problems.append(Problem("threshold", f"{threshold} protects nobody", "give 2 or more; 5 and 10 are usual"))
    if problems:
        raise ProtectionRefused(problems)
    rules = policy or Policy.of(threshold=threshold, **settings)
    if weak := [Problem(*found) for found in rules.weaknesses()]:
        raise ProtectionRefused(weak)
    return rules


def _tables(tables: Iterable[Variables]) -> list[tuple[str, ...]]:
    found = [_names(table) for table in tables]
    problems = [
        Problem("tables", f"{', '.join(names)} stands there twice", "give each table once")
        for number, names in enumerate(found)
        if sorted(names) in [sorted(other) for other in found[:number]] or len({*names}) < len(names)
    ]
    if not found or not all(found):
        problems.append(Problem("tables", "a table has no variable", 'give such as [["region", "sex"], ["region"]]'))
    if problems:
        raise ProtectionRefused(problems)
    return found


def _known(figure: Known, tables: Sequence[Layout]) -> KnownInterval:
    """A count in print as an interval of one cell."""
    if isinstance(figure, KnownInterval):
        return figure
    where, count = figure
    dimensions = {dimension.variable: dimension for table in tables for dimension in table.dimensions}
    problems = []
    for name, code in where.items():
        if name not in dimensions:
            problems.append(Problem("known", f"no table has {name!r}", f"name one of {', '.join(dimensions)}"))
        elif str(code) not in dimensions[name].parents:
            one_of = ", ".join(dimensions[name].parents)
            problems.append(Problem("known", f"{name!r} has no category {code!r}", f"name one of {one_of}"))
    if problems:
        raise ProtectionRefused(problems)
    universe = tables[0].whole
    cell = Cell.of(universe, [dimensions[name].pair(str(code)) for name, code in where.items()])
    end = (Fraction(count), False)
    return KnownInterval(str(cell), Measure.COUNT, cell, Cell.of(universe), count, end, end)


def _names(variables: Variables) -> tuple[str, ...]:
    return (variables,) if isinstance(variables, str) else tuple(variables)

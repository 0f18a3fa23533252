"""Each rule at its edge: what has exactly the number that it names passes, and one less does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from safetables.policy import Method, Policy
from safetables.publish import published
from safetables.tables import TOTAL, Codes, CountedTable, ProtectedTable
from tests.safetables.by_hand import (
    POLICY,
    X,
    Y,
    cited,
    counted,
    flat,
    found,
    part_of,
    printed,
    protected,
    row,
    with_years,
)

Findings = list[tuple[str, str]]


def rules(**changes: int) -> Policy:
    return replace(POLICY, **changes)  # type: ignore[arg-type]  # each of these settings is a number


def shown(n: int) -> Findings:
    return found(printed(row(n, 30)))


def withheld_together(n: int) -> Findings:
    return found(printed(row(2, n - 2, 40), ("a",), ("b",)))


def left_by_who_ticked(n: int) -> Findings:
    ticked = counted((flat("tools", "s", is_multiple=True),), {})
    return found(printed(replace(ticked, counts={("s",): 50, (TOTAL,): 50 + n})))


def left_by_a_part(n: int) -> Findings:
    """In the first category so many are outside the part, which two answers cut out."""
    part = part_of(row(60, 40), (Y, "p"), (flat("z", "uv"), "u"))
    return found(printed(row(60 + n, 90)), printed(part))


def withheld_alone(n: int) -> Findings:
    """A source says that more than so many are in the one cell that is withheld; the rule says fewer than seven."""
    told = cited({"x": "a"}, str(5 - n), is_open=True)
    return found(printed(row(6, 30, 40, has_totals=False), ("a",)), policy=rules(threshold=7), known=(told,))


def base_of_a_share(n: int) -> Findings:
    return found(printed(row(9, n - 9), shares_of=()), policy=rules(base_below=20))


def of_one_category(n: int) -> Findings:
    table = counted((flat("x", "ab"), Y), {("a", "p"): n, ("b", "p"): 30, ("b", "q"): 40})
    return found(printed(table), policy=rules(certainty_below=20))


def change(n: int) -> Findings:
    return found(printed(row(30 + n, 40)), earlier=[(printed(row(30, 40)),)])


def change_downwards(n: int) -> Findings:
    return found(printed(row(30, 40)), earlier=[(printed(row(30 + n, 40)),)])


def change_of_what_is_withheld(n: int) -> Findings:
    now, before = ((3, 20 + n, 90), (3, 20, 40))
    return found(printed(row(*now), ("a",), ("b",)), earlier=[(printed(row(*before), ("a",), ("b",)),)])


def of_20(*codes: str) -> dict[Codes, str]:
    return {(code,): "20.0" for code in (*codes, TOTAL)}


def people_of_a_mean(n: int) -> Findings:
    return found(printed(row(n, 40), means=of_20("a", "b")), policy=rules(mean_base_below=12))


def people_whom_means_leave(n: int) -> Findings:
    return found(printed(row(6, n - 6, 40, 50), means=of_20("c", "d")), policy=rules(mean_base_below=12))


def change_of_a_mean(n: int) -> Findings:
    now, before = (printed(row(size, 60), means=of_20("a", "b")) for size in (30 + n, 30))
    return found(now, earlier=[(before,)], policy=rules(mean_base_below=12))


def width_of_a_rounded_count(n: int) -> Findings:
    """Both are rounded to 0 and so 0 to 4; their total, rounded to 10, is at least 5, so each is at least 1."""
    rounded = Policy(
        Method.ROUNDING, threshold=5, width=7 - n, certainty_below=0, base_below=0, round_to=10, reasons={}
    )
    table = replace(row(0, 0), counts={("a",): 0, ("b",): 0, (TOTAL,): 10})
    return found(printed(table, policy=rounded), policy=rounded)


@dataclass(frozen=True)
class Edge:
    """A release with a number in it, the least that passes, and what is said of one less."""

    release: Callable[[int], Findings]
    least: int
    row: str
    rule: str


EDGES = [
    Edge(shown, 5, "x=a", "a small count is shown"),
    Edge(withheld_together, 5, "x=a", "the feasibility interval is narrower than promised for the intruder: outsider"),
    Edge(left_by_who_ticked, 5, "everybody[tools.s=unticked]", "one whole number alone is possible"),
    Edge(left_by_a_part, 5, "everybody[x=a, y=q]", "a count that can be small is known too closely for the intruder: "),
    Edge(withheld_alone, 5, "x=a", "the feasibility interval is narrower than promised for the intruder: knows the"),
    Edge(base_of_a_share, 20, "x=a", "a share of too small a base"),
    Edge(of_one_category, 20, "x=a, y=p", "a group that can be small is seen to be all in this category"),
    Edge(change, 5, "x=a", "differs from the earlier release by a small count"),
    Edge(change_downwards, 5, "x=a", "differs from the earlier release by a small count"),
    Edge(change_of_what_is_withheld, 5, "x=a", "what is withheld with it, now or then, differs from the earlier"),
    Edge(people_of_a_mean, 12, "x=a", "a mean of too few"),
    Edge(people_whom_means_leave, 12, "x=a", "the means beside it leave a mean of too few"),
    Edge(change_of_a_mean, 12, "x=a", "with the mean of the earlier release, it is a mean of too few"),
    Edge(width_of_a_rounded_count, 4, "x=a", "the feasibility interval is narrower than promised for the intruder: "),
]


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge.release.__name__)
def test_the_audit_accepts_what_is_at_the_edge_and_refuses_one_less(edge: Edge) -> None:
    assert edge.release(edge.least) == []
    refused = edge.release(edge.least - 1)
    assert any(place == edge.row and rule.startswith(edge.rule) for place, rule in refused), refused


def is_shown(n: int) -> bool:
    return protected(row(n, 30, 40, 50)).counts[("a",)] == n


def has_a_share(n: int) -> bool:
    policy = rules(base_below=20)
    table = replace(counted((X, Y), {("a", "p"): 9, ("a", "q"): n - 9, ("b", "p"): 30}), shares_of=("x",))
    (shares,) = published(protected(table), policy).shares
    return ("a", "p") in shares.printed


def has_a_mean(n: int) -> bool:
    means = protected(of_years(n), rules(mean_base_below=12)).means
    assert means is not None
    return ("a",) in means.printed


def of_years(n: int) -> CountedTable:
    """Nobody stands out: all are between 20 and 49."""
    values: dict[Codes, list[int]] = {("a",): [20 + i for i in range(n)], ("b",): [20 + i % 30 for i in range(40)]}
    return with_years(row(n, 40), values)


def is_seen_to_be_all_in_one_category(n: int) -> bool:
    table = counted((X, Y), {("a", "p"): n, ("b", "p"): 30, ("b", "q"): 40, ("c", "p"): 50, ("c", "q"): 60})
    safe: ProtectedTable = protected(table, rules(certainty_below=20))
    return None not in (safe.counts["a", "p"], safe.counts["a", "q"])


@pytest.mark.parametrize(
    ("passes", "least"),
    [(is_shown, 5), (has_a_share, 20), (has_a_mean, 12), (is_seen_to_be_all_in_one_category, 20)],
)
def test_the_protector_shows_what_is_at_the_edge_and_not_one_less(passes: Callable[[int], bool], least: int) -> None:
    assert passes(least)
    assert not passes(least - 1)

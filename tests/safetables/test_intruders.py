"""Who attacks a release, how often, and what some find together that none of them finds alone."""

from __future__ import annotations

import pytest

from publication.audit.published import audit_counts
from publication.model import Measure, Table
from safetables.findings import KnownInterval
from safetables.policy import Method, Policy
from safetables.tables import TOTAL, Category, Codes, Dimension
from tests.safetables.by_hand import POLICY, X, Y, cited, counted, found, printed, row

Release = tuple[Table, ...]
PINNED = "one whole number alone is possible for the intruder: holder of the earlier release"
# Four counts are withheld, one of them small; a respondent of each may attack, and any two of them.
EACH = {"outsider": (1, 1), "rule": (1, 1), "respondent": (4, 4), "pair": (3, 10)}


def tried(
    table: Table,
    policy: Policy = POLICY,
    earlier: tuple[Release, ...] = (),
    known: tuple[KnownInterval, ...] = (),
) -> dict[str, tuple[int, int]]:
    """Kind of attacker -> how many were tried, and how many there are."""
    attacks, findings, _ = audit_counts((table,), policy, earlier, known=known)
    assert findings == ()
    return {attack.intruder: (attack.tried, attack.possible) for attack in attacks}


def four_withheld() -> Table:
    inner: dict[Codes, int] = {(x, y): 20 for x in "abcd" for y in "pq"}
    inner["a", "p"] = 3
    return printed(counted((X, Y), inner), ("a", "p"), ("a", "q"), ("b", "p"), ("b", "q"))


def without_base(code: str, least: str | None, most: str | None) -> KnownInterval:
    return cited({"x": code}, least, most, measure=Measure.SHARE, has_base=False, figure=f"{code}, {least} to {most}")


def test_readers_the_rule_s_knowers_respondents_and_pairs_attack_what_is_withheld() -> None:
    assert tried(four_withheld()) == EACH


def test_a_release_that_withholds_nothing_has_readers_alone() -> None:
    assert tried(printed(row(10, 20, 30))) == {"outsider": (1, 1)}


def test_nobody_knows_a_rule_of_rounded_counts() -> None:
    rounding = Policy(Method.ROUNDING, threshold=5, width=5, certainty_below=0, base_below=0, round_to=10, reasons={})
    assert tried(printed(row(10, 20, 30), policy=rounding), rounding) == {
        "outsider": (1, 1),
        "respondent": (3, 3),
        "pair": (2, 6),
    }


def test_of_many_respondents_some_from_all_over_are_tried_and_all_are_counted() -> None:
    """Of 401 respondents each is counted in the total, which is withheld: every third is tried."""
    codes = tuple(f"c{n}" for n in range(401))
    dimension = Dimension("x", tuple(map(Category, codes)))
    table = printed(counted((dimension,), {(code,): 5 for code in codes}), ("c0",), (TOTAL,))
    assert tried(table)["respondent"] == (134, 401)
    assert tried(table)["pair"] == (40, 401 * 402 // 2)


@pytest.mark.parametrize(("releases", "groups"), [(1, 1), (2, 2 + 1), (3, 3 + 3 + 1), (4, 4 + 6 + 1)])
def test_who_holds_earlier_releases_has_each_any_two_and_all_of_them(releases: int, groups: int) -> None:
    earlier = ((printed(row(100, 200, 300, 400)),),) * releases
    assert tried(four_withheld(), earlier=earlier) == EACH | {"earlier": (groups, groups)}


@pytest.mark.parametrize(
    ("shares", "readers"),
    [
        ((("a", "1", "99"),), 1),
        ((("a", "1", "99"), ("b", "1", "99")), 2 + 1),
        ((("a", "1", "99"), ("b", "1", "99"), ("c", "90", "99")), 2 + 1),
    ],
    ids=["one", "two", "two, and one that what is shown contradicts"],
)
def test_who_reads_sources_has_each_share_without_a_base_and_all_of_them(
    shares: tuple[tuple[str, str, str], ...], readers: int
) -> None:
    known = tuple(without_base(*share) for share in shares)
    assert tried(four_withheld(), known=known) == EACH | {"cited": (readers, readers)}


def test_two_shares_that_are_wide_alone_are_refused_where_they_are_narrow_together() -> None:
    """Of 1,000 people, at least 10 by the one and at most 12 by the other."""
    table = printed(row(11, 19, 400, 570), ("a",), ("b",))
    low, high = without_base("a", "1", None), without_base("a", None, "1.2")
    assert found(table, known=(low,)) == []
    assert found(table, known=(high,)) == []
    narrow = "the feasibility interval is narrower than promised for the intruder: reader of the sources"
    assert found(table, known=(low, high)) == [("x=a", narrow), ("x=b", narrow)]


def before(place: tuple[str, str], count: int) -> Release:
    """A release that showed one count by both variables, and no totals."""
    table = counted((X, Y), {place: count}, has_totals=False)
    return (printed(table, *(codes for codes in table.counts if codes != place)),)


def test_two_releases_before_are_held_together_though_a_third_contradicts_them() -> None:
    """Twelve in the first category are six and six; the third release counted other people."""
    now = printed(row(12, 20, 40, 50), ("a",), ("b",))
    one, other, strange = before(("a", "p"), 6), before(("a", "q"), 6), before(("c", "p"), 900)
    for harmless in ([one, strange], [other, strange]):
        assert found(now, earlier=harmless) == []
    for told in ([one, other], [one, other, strange], [strange, one, other], [one, strange, other]):
        assert found(now, earlier=told) == [("x=a", PINNED), ("x=b", PINNED)]


def test_a_release_before_with_other_counts_of_the_same_cells_tells_nothing_of_them() -> None:
    """Of what two releases before say differently of one cell, none says what it is now."""
    now = printed(row(12, 20, 40, 50), ("a",), ("b",))
    assert found(now, earlier=[before(("a", "p"), 6), before(("a", "p"), 9)]) == []

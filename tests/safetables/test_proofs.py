"""What is brought along as a proof: one that is one too narrow, or that breaks one printed share, proves nothing."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from publication.audit import read_earlier, weaker_promises
from publication.audit.published import audit_counts
from publication.model import Measure
from publication.package.reading import read_package
from safetables.findings import Witnesses
from safetables.policy import Policy
from safetables.suppress.demand import Demand, Move, Pattern, Witness, broken_promises
from safetables.system import Cell, Variable
from tests.publication.offices.office import ROOT
from tests.safetables.by_hand import POLICY, cited, printed, row
from tests.safetables.worlds import Shape, demand_for, related


def demand_of(width: int) -> Demand:
    """Of three categories two are withheld; the first is small."""
    relations = related((Shape("u", ("x",)),), (Variable.flat("x", "abc"),))
    counts = relations.fill({Cell.of("u", {"x": code}): n for code, n in zip("abc", (3, 20, 40), strict=True)})
    is_small = np.array([cell == Cell.of("u", {"x": "a"}) for cell in relations.cells], dtype=np.bool_)
    return demand_for(relations, counts, is_small, width)


def proof(demand: Demand, down: int, up: int) -> Pattern:
    """Witnesses that move people between the two withheld cells, so many down and so many up in each."""
    first, second = (demand.relations.numbers()[Cell.of("u", {"x": code})] for code in "ab")
    moves = {
        cell: (Move((cell, other), (-down, down)), Move((cell, other), (up, -up)))
        for cell, other in ((first, second), (second, first))
    }
    withheld = np.isin(np.arange(demand.relations.n_cells), [first, second])
    witnesses = tuple(Witness(cell, *ends) for cell, ends in moves.items())
    return Pattern(withheld, demand.is_primary, 2, 2, witnesses, "by hand")


@pytest.mark.parametrize(("down", "up"), [(3, 2), (2, 3)])
def test_a_witness_of_exactly_the_width_keeps_the_promise(down: int, up: int) -> None:
    demand = demand_of(5)
    assert broken_promises(demand, proof(demand, down, up)) == ()


@pytest.mark.parametrize(("down", "up"), [(3, 1), (2, 2), (1, 3)])
def test_a_witness_that_is_one_too_narrow_breaks_the_promise(down: int, up: int) -> None:
    demand = demand_of(5)
    named = {dict(demand.relations.cells[cell].where)["x"] for cell in broken_promises(demand, proof(demand, down, up))}
    assert named == {"a", "b"}


def written(most: int) -> Witnesses:
    """Tables in which the first of three withheld counts is 525 to so many."""
    cells = tuple((("x", code),) for code in "abc")
    moves = ((), ((0, -5), (1, 5)), ((0, most - 530), (1, 530 - most)), ((1, -5), (2, 5)))
    return Witnesses("everybody", cells, (530, 470, 3), moves, ((0, 1, 2), (1, 3, 1), (2, 0, 3)))


def findings_with(witnesses: Witnesses) -> list[str]:
    """What is found of a release of 2,000 people, of whom 26% to 26.6% are in the first group as a source prints."""
    table = printed(row(530, 470, 3, 997), ("a",), ("b",), ("c",))
    share = cited({"x": "a"}, "26", "26.6", measure=Measure.SHARE)
    _, found, _ = audit_counts((table,), POLICY, witnesses=witnesses, known=(share,))
    return [finding.rule for finding in found]


def test_the_audit_takes_a_witness_of_exactly_the_width_and_none_that_is_one_too_narrow() -> None:
    assert findings_with(written(530)) == []
    narrow = "proves nothing: they do not show the promised width for everybody[x=a]"
    assert findings_with(written(529)) == [narrow]


def test_a_witness_at_the_edge_of_a_printed_share_holds() -> None:
    assert findings_with(written(532)) == []


def test_a_witness_that_fits_every_sum_and_breaks_a_printed_share_proves_nothing() -> None:
    assert findings_with(written(533)) == ["proves nothing: move 2 leads to a table that does not fit"]


WATCHED = ("threshold", "width", "certainty_below", "base_below", "mean_base_below", "mean_within_pct")


def test_each_number_of_the_policy_says_whether_a_later_release_may_lower_it() -> None:
    settings = {
        setting.name: setting.metadata for setting in fields(Policy) if setting.name not in ("method", "reasons")
    }
    assert [name for name, metadata in settings.items() if "is_kept" not in metadata] == []
    assert tuple(name for name, metadata in settings.items() if metadata["is_kept"]) == WATCHED


@pytest.mark.parametrize("setting", WATCHED)
def test_each_setting_that_is_weaker_than_in_a_release_before_is_refused(setting: str) -> None:
    before = ROOT / "datapackage" / "practice"
    policy = read_package(before).policy
    assert policy is not None

    def refused(more: int) -> list[str]:
        changed = replace(policy, **{setting: getattr(policy, setting) + more})
        return [f"{finding.row}: {finding.rule}" for finding in weaker_promises(changed, read_earlier([before]))]

    assert refused(-1) == [f"policy, {setting}: weaker than in a release before, which withheld more"]
    assert refused(0) == refused(1) == []

"""Data frames in and out: what a notebook's user meets, and that nothing suppressed comes back."""

from __future__ import annotations

import doctest
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

import safetables
from safetables import ProtectedFrames, ProtectionRefused
from tests.conftest import ROOT

SIZES = {("north", "a"): 30, ("north", "b"): 3, ("north", "c"): 14, ("south", "a"): 25, ("south", "b"): 17}
SIZES |= {("south", "c"): 20, ("west", "a"): 12, ("west", "b"): 19, ("west", "c"): 16}


def people(**more: Any) -> pd.DataFrame:
    rows = [pair for pair, size in SIZES.items() for _ in range(size)]
    return pd.DataFrame(rows, columns=["region", "answer"]).assign(**more)


def counts(made: ProtectedFrames, *variables: str) -> dict[tuple[str, ...], int | None]:
    frame = made.tables[variables]
    rows = frame.to_dict("records") if isinstance(frame, pd.DataFrame) else frame.to_pylist()
    return {
        tuple(row[name] for name in sorted(variables)): None if row["suppressed"] else int(row["count"]) for row in rows
    }


def test_the_page_for_notebooks_says_what_happens() -> None:
    found = doctest.testfile(str(ROOT / "docs" / "about" / "notebooks.md"), module_relative=False)
    assert found.attempted > 10
    assert found.failed == 0


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_each_kind_of_frame_comes_back_as_what_it_was(kind: str) -> None:
    data = people() if kind == "pandas" else pa.Table.from_pandas(people())
    if kind == "polars":
        data = pytest.importorskip("polars").from_arrow(data)
    made = safetables.protect(data, [["region", "answer"]], threshold=5)
    frame = made.tables["answer", "region"]
    assert type(frame) is type(data)
    suppressed = frame["count"].is_null() if kind == "polars" else frame["count"].isna() if kind == "pandas" else None
    if suppressed is not None:
        assert suppressed.to_list() == frame["suppressed"].to_list()
    assert made.result.summary.suppressed == 4


def test_a_suppressed_count_comes_back_nowhere() -> None:
    made = safetables.protect(people(), [["region", "answer"]], threshold=5, shares_of="region")
    assert counts(made, "region", "answer")[("b", "north")] is None
    row = made.tables["region", "answer"].query("region == 'north' and answer == 'b'")
    assert row["share"].isna().all()
    assert "3" not in str(made).replace("16 cells", "")


def test_counts_protect_as_the_people_whom_they_count() -> None:
    frame = pd.DataFrame([(*pair, size) for pair, size in SIZES.items()], columns=["region", "answer", "n"])
    one = safetables.protect(frame, [["region", "answer"], "region"], threshold=5, count="n")
    other = safetables.protect(people(), [["region", "answer"], "region"], threshold=5)
    assert one.result.tables == other.result.tables


def test_linked_tables_are_protected_together() -> None:
    frame = people(sex=["m", "f"] * 78)
    made = safetables.protect(frame, [["region", "answer"], ["region", "sex"], ["answer", "sex"]], threshold=5)
    assert len(made.tables) == 3
    assert not safetables.audit(made.tables, threshold=5, proof=made.proof).findings


def test_a_table_of_another_tool_is_attacked() -> None:
    made = safetables.protect(people(), [["region", "answer"]], threshold=5).tables["region", "answer"]
    own = made.drop(columns="suppressed").replace({"total": "All"}).rename(columns={"count": "Freq"})
    assert not safetables.audit([own], threshold=5, count="Freq", total="All").findings
    own.loc[(own["region"] == "west") & (own["answer"] == "b"), "Freq"] = 19
    own.loc[(own["region"] == "west") & (own["answer"] == "c"), "Freq"] = 16
    found = safetables.audit([own], threshold=5, count="Freq", total="All").findings
    assert {finding.row for finding in found} >= {"region=north, answer=b"}


def test_parents_of_a_hierarchy_are_counted_and_tied() -> None:
    made = safetables.protect(
        people(), [["region", "answer"]], threshold=5, hierarchies={"region": {"south": "rest", "west": "rest"}}
    )
    found = counts(made, "region", "answer")
    assert found[("total", "rest")] == 109
    assert found[("b", "rest")] in (36, None)


def test_columns_that_tick_are_one_question_with_several_answers() -> None:
    frame = people(saw=[1, 0, 1] * 52, axe=[True, True, False] * 52)
    made = safetables.protect(frame, [["tools"], ["tools", "region"]], threshold=5, answers={"tools": ["saw", "axe"]})
    assert counts(made, "tools") == {("saw",): 104, ("axe",): 104, ("total",): 156}


def test_weights_by_a_variable_of_the_table_give_weighted_shares() -> None:
    frame = people()
    frame["w"] = frame["region"].map({"north": 0.5, "south": 1.25, "west": 2})
    made = safetables.protect(frame, [["region", "answer"]], threshold=2, shares_of=(), weights="w")
    row = made.tables["region", "answer"].query("region == 'total' and answer == 'a'")
    weighted = (30 * 0.5 + 25 * 1.25 + 12 * 2) / (47 * 0.5 + 62 * 1.25 + 47 * 2)
    assert row["weighted_share"].item() == pytest.approx(100 * weighted, abs=0.05)


def test_means_stand_beside_counts() -> None:
    made = safetables.protect(people(age=[20, 40] * 78), ["region"], threshold=5, mean_of="age")
    assert made.tables["region"].set_index("region")["mean"]["total"] == 30.0


def test_a_count_in_print_is_known_to_the_intruder() -> None:
    with pytest.raises(ProtectionRefused, match="known"):
        safetables.protect(people(), ["region"], threshold=5, known=[({"region": "east"}, 47)])
    made = safetables.protect(
        people(), [["region", "answer"]], threshold=5, known=[({"region": "west", "answer": "c"}, 16)]
    )
    assert counts(made, "region", "answer")[("c", "west")] == 16


def test_what_was_published_before_is_known_too() -> None:
    first = safetables.protect(people(), [["region", "answer"]], threshold=5)
    again = safetables.protect(people(), [["region", "answer"]], threshold=5, earlier=[first])
    assert again.result.tables == first.result.tables


def test_missing_values_are_refused_until_they_have_a_category() -> None:
    frame = people()
    frame.loc[:9, "answer"] = None
    with pytest.raises(ProtectionRefused, match=r"answer: some rows have no value; .*missing="):
        safetables.protect(frame, [["region", "answer"]], threshold=5)
    made = safetables.protect(frame, ["answer"], threshold=5, missing="none given")
    assert counts(made, "answer")[("none given",)] == 10


def test_categories_keep_the_order_of_the_frame() -> None:
    frame = people(size=pd.Categorical(["small", "large"] * 78, categories=["small", "middle", "large"]))
    made = safetables.protect(frame, ["size"], threshold=5)
    assert [*made.tables["size"]["size"]] == ["small", "middle", "large", "total"]
    numbers = safetables.protect(people(n=[9, 10] * 78), ["n"], threshold=5)
    assert [*numbers.tables["n"]["n"]] == ["9", "10", "total"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"tables": [["region", "answers"]]}, r"no column 'answers'; name one of region, answer"),
        ({"tables": []}, "a table has no variable"),
        ({"tables": [["region"], "region"]}, "region stands there twice"),
        ({"threshold": None}, "give either a threshold or a policy"),
        ({"threshold": 1}, "1 protects nobody; give 2 or more"),
        ({"treshold": 5}, "treshold: no argument and no setting of the policy; a setting is one of method, threshold"),
        ({"width": 2}, "width: less than the threshold"),
        ({"data": {"region": ["a"]}}, "dict is no data frame; give one of pandas, Polars or PyArrow"),
        ({"mean_of": "answer"}, "some values are missing, below zero, or not whole"),
        ({"weights": "answer", "shares_of": ()}, "no variable of the table region decides the weight"),
        ({"hierarchies": {"region": {"north": "x", "x": "north"}}}, "is part of itself"),
        ({"data": people().replace("north", "total")}, "'total' is a category"),
    ],
)
def test_a_wrong_argument_says_what_is_allowed(given: dict[str, Any], said: str) -> None:
    asked = {"data": people(), "tables": ["region"], "threshold": 5, **given}
    with pytest.raises(ProtectionRefused, match=said):
        safetables.protect(asked.pop("data"), asked.pop("tables"), **asked)


def test_the_way_out_of_a_refusal_is_named_without_a_count() -> None:
    frame = pd.DataFrame({"region": ["a"] * 3 + ["b"] * 40})
    with pytest.raises(ProtectionRefused) as refused:
        safetables.protect(frame, ["region"], threshold=5, known=[({}, 43), ({"region": "b"}, 40)])
    assert "merge" in str(refused.value)


def test_an_author_is_told_why_each_cell_is_suppressed_and_what_would_help() -> None:
    explained = safetables.explain(people(), [["region", "answer"]], threshold=5)
    roles = {str(reason.cell): str(reason) for reason in explained.reasons}
    assert roles.pop("respondents[answer=b, region=north]") == "primary, by threshold"
    assert {*roles.values()} <= {"secondary, for respondents[answer=b, region=north]"}
    assert len(roles) == 3
    best = explained.savings[0]
    assert (best.variable, best.suppressed) in {("answer", 0), ("region", 0)}
    assert str(best).endswith("merged: 0 of 12 cells suppressed")


def test_zeros_that_hide_a_small_group_of_one_answer_are_told_from_small_counts() -> None:
    frame = pd.DataFrame({"region": ["a"] * 12 + ["b"] * 40 + ["c"] * 40, "answer": ["x"] * 12 + ["x", "y"] * 40})
    explained = safetables.explain(frame, [["region", "answer"]], threshold=5, certainty_below=20)
    assert {reason.rule for reason in explained.reasons} >= {"certainty_below"}
    assert "threshold" not in {reason.rule for reason in explained.reasons}

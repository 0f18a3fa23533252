"""Releases of every shape: protected, written, and audited from their files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from publication.package import verify
from tests.publication.offices.office import Counted, Office, Row, flat, poisson_office

AREAS = {"north": "", "n1": "north", "n2": "north", "n3": "north", "south": "", "s1": "south", "s2": "south"}


def invented(home: Path, variables: dict[str, dict[str, str]], *tables: Counted, mean: float = 6) -> Office:
    """Poisson counts over the finest categories of any variables."""
    empty = Office(home, variables, {}, tables)
    leaves = [empty.leaves(name) for name in variables]
    size = tuple(len(codes) for codes in leaves)
    counts = np.random.default_rng(7).poisson(mean, size)
    people = {tuple(codes[i] for codes, i in zip(leaves, at, strict=True)): int(counts[at]) for at in np.ndindex(*size)}
    return Office(home, variables, people, tables)


def sound(office: Office) -> list[Row]:
    """Protects, checks, and returns the rows of all tables."""
    office.write()
    made = office.protect()
    assert made.returncode == 0, made.stderr
    checked = office.check()
    assert checked.returncode == 0, checked.stdout
    return [row for table in office.tables for row in office.published_rows(table.id)]


SHAPES: Mapping[str, tuple[dict[str, dict[str, str]], tuple[Counted, ...]]] = {
    "one dimension": ({"region": flat("region", 8)}, (Counted("people", ("region",)),)),
    "inner cells only": (
        {"region": flat("region", 4), "group": flat("group", 3)},
        (Counted("people", ("region", "group"), has_totals=False),),
    ),
    "two tables that share a margin": (
        {"region": flat("region", 5), "group": flat("group", 4), "item": flat("item", 4)},
        (Counted("groups", ("region", "group")), Counted("items", ("region", "item"))),
    ),
    "two tables that share a margin which neither shows": (
        {"region": flat("region", 5), "group": flat("group", 4), "item": flat("item", 4)},
        (
            Counted("groups", ("region", "group"), has_totals=False),
            Counted("items", ("region", "item"), has_totals=False),
        ),
    ),
    "nested categories": (
        {"area": AREAS, "group": flat("group", 4)},
        (Counted("people", ("area", "group")), Counted("areas", ("area",))),
    ),
    "four dimensions": (
        {"region": flat("region", 3), "group": flat("group", 2), "item": flat("item", 3), "level": flat("level", 2)},
        (Counted("people", ("region", "group", "item", "level")), Counted("levels", ("level",))),
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_tables_of_this_shape_are_protected_and_pass_the_audit(tmp_path: Path, shape: str) -> None:
    variables, tables = SHAPES[shape]
    mean = 2 if shape.startswith("two tables") else 6
    rows = sound(invented(tmp_path, variables, *tables, mean=mean))
    assert any(row["marker"] == "[c]" for row in rows)
    assert all(row["people_count"] == "" for row in rows if row["marker"])
    assert not any(0 < int(row["people_count"]) < 5 for row in rows if row["people_count"])
    assert verify.main([str(tmp_path / "package")]) == 0


def test_a_cell_is_withheld_in_every_table_that_has_it(tmp_path: Path) -> None:
    variables, tables = SHAPES["nested categories"]
    office = invented(tmp_path, variables, *tables, mean=1)
    sound(office)
    alone = {row["area"]: row["marker"] for row in office.published_rows("areas")}
    margins = {row["area"]: row["marker"] for row in office.published_rows("people") if row["group"] == "total"}
    assert alone == margins
    assert "[c]" in alone.values()


def certain(home: Path, size: int, below: int) -> Office:
    """A group of so many people who are all in one category, among larger groups that are not."""
    office = poisson_office(home, (4, 3), mean=40, threshold=5)
    office.settings |= {"certainty_below": below, "width": 5}
    office.people |= {("r0", "g0"): size, ("r0", "g1"): 0, ("r0", "g2"): 0}
    return office


@pytest.mark.parametrize("size", [3, 12])
def test_a_small_group_is_not_seen_to_be_all_in_one_category(tmp_path: Path, size: int) -> None:
    rows = sound(certain(tmp_path, size, below=20))
    group = {row["group"]: row["people_count"] for row in rows if row["region"] == "r0"}
    assert group["g0"] == ""
    assert "" in (group["g1"], group["g2"])


def test_a_large_group_may_be_all_in_one_category(tmp_path: Path) -> None:
    rows = sound(certain(tmp_path, 60, below=20))
    assert all(row["people_count"] for row in rows)


def test_certainty_in_a_package_without_the_rule_is_refused_under_it(tmp_path: Path) -> None:
    office = certain(tmp_path, 12, below=0)
    sound(office)
    office.promise(certainty_below=20)
    checked = office.check()
    assert checked.returncode == 1
    assert checked.stdout == (
        "table people: region=r0, group=g0: a group that can be small is seen to be all in this category; "
        "withhold a zero beside it\n"
    )


def test_a_share_of_a_small_base_is_withheld_and_refused(tmp_path: Path) -> None:
    office = poisson_office(tmp_path, (3, 3), mean=20, threshold=5)
    office.settings |= {"base_below": 1000}
    office.tables = (Counted("people", ("region", "group"), shares_of=("region",)),)
    rows = sound(office)
    assert all(row["share_pct"] == "" for row in rows)

    def share(rows: list[Row]) -> None:
        whole = int(next(row for row in rows if (row["region"], row["group"]) == ("r0", "total"))["people_count"])
        rows[0]["share_pct"] = f"{100 * int(rows[0]['people_count']) / whole:.1f}"

    office.rewrite("people", share)
    assert office.check().stdout == (
        "table people: region=r0, group=g0: a share of too small a base; withhold the share\n"
    )

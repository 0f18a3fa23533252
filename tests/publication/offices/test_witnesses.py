"""The witnesses of a package: anybody can check them by addition, and they tell nothing that the tables do not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from publication.audit import audit_release
from publication.package.disclosure import witnesses_bytes
from publication.package.reading import read_package
from publication.study import read_study
from tests.publication.offices.office import Office

Document = dict[str, Any]


def cells_of(office: Office) -> dict[tuple[str, ...], int | None]:
    """What `people.csv` shows, by region, group and item; all other tables of the office are parts of it."""
    lines = (office.package / "people.csv").read_text().splitlines()
    rows = [dict(zip(lines[0].split(","), line.split(","), strict=True)) for line in lines[1:]]
    return {
        (row["region"], row["group"], row["item"]): int(row["people_count"]) if row["people_count"] else None
        for row in rows
    }


def filled(office: Office, document: Document, move: int) -> dict[tuple[str, ...], int]:
    """The published table with one of the witnesses' tables in its gaps."""
    steps = dict(document["moves"][move])
    table = {codes: count for codes, count in cells_of(office).items() if count is not None}
    for number, (cell, count) in enumerate(zip(document["cells"], document["base"], strict=True)):
        table[tuple(cell.get(name, "total") for name in office.variables)] = count + steps.get(number, 0)
    return table


def test_every_table_of_a_witness_could_be_the_true_one(good_office: Office) -> None:
    document = json.loads((good_office.package / "witnesses.json").read_text())
    sizes = [[*good_office.leaves(name), "total"] for name in good_office.variables]
    for move in range(len(document["moves"])):
        table = filled(good_office, document, move)
        assert min(table.values()) >= 0
        for codes, count in table.items():
            for axis, every in enumerate(sizes):
                if codes[axis] == "total":
                    assert count == sum(table[(*codes[:axis], code, *codes[axis + 1 :])] for code in every[:-1])


def test_the_two_tables_of_a_pair_lie_the_promised_width_apart(good_office: Office) -> None:
    document = json.loads((good_office.package / "witnesses.json").read_text())
    withheld = {codes for codes, count in cells_of(good_office).items() if count is None}
    seen = set()
    for number, low, high in document["pairs"]:
        codes = tuple(document["cells"][number].get(name, "total") for name in good_office.variables)
        tables = [filled(good_office, document, move) for move in (low, high)]
        assert tables[1][codes] - tables[0][codes] >= 5
        seen.add(codes)
    assert seen == withheld


def test_witnesses_follow_from_the_published_files_alone(good_office: Office) -> None:
    """Whoever has the package can make them, so they tell nothing more; two true tables behind one package agree."""
    study, _ = read_study(good_office.home / "study")
    assert study is not None
    tables = read_package(good_office.package).tables
    found = audit_release(study, (), (), tables).witnesses
    assert found is not None
    assert witnesses_bytes(found) == (good_office.package / "witnesses.json").read_bytes()


def test_the_check_says_that_it_needed_no_search(good_office: Office) -> None:
    document = json.loads((good_office.package / "witnesses.json").read_text())
    told = good_office.check().stderr
    assert f"the witnesses hold for all {len(document['pairs'])} cells, by addition alone" in told


def narrow(document: Document) -> None:
    document["pairs"][0][2] = document["pairs"][0][1]


def unbalanced(document: Document) -> None:
    document["moves"][1][0][1] += 1


def negative(document: Document) -> None:
    document["moves"][1] = [[number, -1000 * by] for number, by in document["moves"][1]]


def other_base(document: Document) -> None:
    document["base"][0] += 1


def other_cells(document: Document) -> None:
    document["cells"][0], document["cells"][1] = document["cells"][1], document["cells"][0]


def fewer_pairs(document: Document) -> None:
    del document["pairs"][-1]


def unlisted_move(document: Document) -> None:
    document["pairs"][0][1] = len(document["moves"])


def counted_from_the_end(document: Document) -> None:
    document["pairs"][0][1] = -1


def twice_the_same_cell(document: Document) -> None:
    document["moves"][1].append(document["moves"][1][0])


def broken(document: Document) -> None:
    document["base"][0] = 2.5


def without_moves(document: Document) -> None:
    del document["moves"]


FAULTS: dict[Callable[[Document], None], str] = {
    narrow: "witnesses.json: proves nothing: they do not show the promised width for people[",
    unbalanced: "witnesses.json: proves nothing: move 1 leads to a table that does not fit",
    negative: "witnesses.json: proves nothing: move 1 leads to a table that does not fit",
    other_base: "witnesses.json: proves nothing: the base is no table that fits",
    other_cells: "witnesses.json: proves nothing: they are of other cells than those without a count",
    fewer_pairs: "witnesses.json: proves nothing: they do not show the promised width for people[",
    unlisted_move: "witnesses.json: names cells or moves that it does not list, or a cell twice",
    counted_from_the_end: "witnesses.json: names cells or moves that it does not list, or a cell twice",
    twice_the_same_cell: "witnesses.json: names cells or moves that it does not list, or a cell twice",
    broken: "witnesses.json: no witnesses of ours",
    without_moves: "witnesses.json: no witnesses of ours",
}


@pytest.mark.parametrize("change", FAULTS)
def test_witnesses_that_prove_nothing_are_refused(office: Office, change: Callable[[Document], None]) -> None:
    office.rewrite_witnesses(change)
    ran = office.check()
    assert ran.returncode == 1
    assert FAULTS[change] in ran.stdout
    assert "by addition alone" not in ran.stderr


def test_witnesses_that_were_edited_are_refused(office: Office) -> None:
    path = office.package / "witnesses.json"
    path.write_text(path.read_text().replace("none is an estimate", "each is an estimate"))
    assert "table all: witnesses.json: edited after it was written" in office.check().stdout

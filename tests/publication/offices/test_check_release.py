"""`check_release.py` on written packages: exit status 1, with table, cell and reason, where a count is given away."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.publication.offices.office import ROOT, Office, Row, poisson_office, started

FORM = re.compile(r".+: .+; .+")
PATTERN = Path(__file__).with_name("linear_only.csv")


def findings(office: Office, *more: str) -> list[str]:
    """What the runner prints of a package that it refuses."""
    checked = office.check(*more)
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "Traceback" not in checked.stderr
    lines = checked.stdout.splitlines()
    assert all(FORM.fullmatch(line) for line in lines), lines
    return lines


def first(rows: list[Row], *, is_withheld: bool, column: str = "people_count") -> Row:
    return next(row for row in rows if (row[column] == "") is is_withheld)


def test_a_sound_package_passes(good_office: Office) -> None:
    checked = good_office.check()
    assert (checked.returncode, checked.stdout) == (0, "Nothing found.\n")


def test_the_committed_package_passes() -> None:
    checked = started("check_release.py", ROOT, "datapackage")
    assert (checked.returncode, checked.stdout) == (0, "Nothing found.\n")


def test_a_pattern_that_stops_linear_elimination_alone_is_refused(tmp_path: Path) -> None:
    """M as today's best tool withholds it: 308 cells, none of them open to a linear combination of shown ones."""
    office = poisson_office(tmp_path, (20, 10, 8), threshold=2)
    office.people = dict.fromkeys(office.people, 20)
    office.write()
    assert office.protect().returncode == 0
    true = poisson_office(tmp_path, (20, 10, 8))
    margins = true.margins()
    with PATTERN.open(encoding="utf-8", newline="") as file:
        withheld = {(row["region"], row["group"], row["item"]) for row in csv.DictReader(file)}

    def withhold(rows: list[Row]) -> None:
        for row in rows:
            codes = (row["region"], row["group"], row["item"])
            is_withheld = codes in withheld
            row["people_count"] = "" if is_withheld else str(margins[codes])
            row["marker"] = "[c]" if is_withheld else ""

    office.rewrite("people", withhold)
    office.promise(threshold=5, width=5)
    found = findings(office)
    pinned = [line for line in found if "one whole number alone is possible for the intruder: outsider" in line]
    sensitive = [codes for codes, count in true.people.items() if 0 < count < 5]
    assert len(sensitive) == 153
    for codes in sensitive:
        cell = ", ".join(f"{name}={code}" for name, code in zip(("region", "group", "item"), codes, strict=True))
        assert any(line.startswith(f"table people: {cell}: one whole number alone") for line in pinned)


def two_symbols(rows: list[Row]) -> None:
    first(rows, is_withheld=True)["marker"] = "[p]"


def small_count(rows: list[Row]) -> None:
    row = first(rows, is_withheld=True)
    row["people_count"], row["marker"] = "3", ""


def forgotten_marker(rows: list[Row]) -> None:
    first(rows, is_withheld=True)["marker"] = ""


def marked_count(rows: list[Row]) -> None:
    first(rows, is_withheld=False)["marker"] = "[c]"


def one_more(rows: list[Row]) -> None:
    row = rows[-2]
    row["people_count"] = str(int(row["people_count"]) + 1)


def below_zero(rows: list[Row]) -> None:
    first(rows, is_withheld=False)["people_count"] = "-4"


def fraction(rows: list[Row]) -> None:
    first(rows, is_withheld=False)["people_count"] = "7.5"


def nought_before(rows: list[Row]) -> None:
    row = first(rows, is_withheld=False)
    row["people_count"] = f"0{row['people_count']}"


def a_row_less(rows: list[Row]) -> None:
    rows.remove(first(rows, is_withheld=True))


def unknown_code(rows: list[Row]) -> None:
    rows[0]["region"] = "r99"


def more_columns(rows: list[Row]) -> None:
    for row in rows:
        row["note"] = "x"


def hidden_everywhere_but_one(rows: list[Row]) -> None:
    """The only secondary cells that stand between a reader and a sensitive count are shown."""
    for row in rows:
        row["people_count"] = row["people_count"] or "17"
        row["marker"] = ""


SPOILT: dict[str, tuple[Callable[[list[Row]], None], str]] = {
    "two symbols": (two_symbols, r"table people: column marker: withheld cells carry different symbols;"),
    "a small count": (small_count, r"table people: region=\w+, group=\w+, item=\w+: a small count is shown;"),
    "a forgotten marker": (forgotten_marker, r"table people: region=\w+, .*: an empty cell is not marked;"),
    "a marked count": (marked_count, r"table people: region=\w+, .*: a shown cell is marked;"),
    "one more": (one_more, r"table people: region=total, group=total, item=total: is not the sum of its parts;"),
    "below zero": (below_zero, r"table people: region=\w+, .*: a count that is no whole, non-negative number;"),
    "a fraction": (fraction, r"people.csv:\d+:people_count: no integer, or not as the program writes one;"),
    "a number with a nought before it": (nought_before, r"people.csv:\d+:people_count: no integer, or not as"),
    "a row less": (a_row_less, r"table people: rows: some combinations of categories have no row;"),
    "an unknown category": (unknown_code, r"table people: region=r99, .*: an unknown category;"),
    "invented counts": (hidden_everywhere_but_one, r"table people: .*: is not the sum of its parts;"),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_a_package_that_was_built_so_is_refused(office: Office, fault: str) -> None:
    change, says = SPOILT[fault]
    office.rewrite("people", change)
    found = findings(office)
    assert any(re.match(says, line) for line in found), found


def test_a_column_that_stands_twice_is_refused(office: Office) -> None:
    """Readers by name see the last of them alone, and the first may hold every count."""
    path = office.package / "people.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(["people_count," + lines[0], *("3," + line for line in lines[1:])]) + "\n")

    def describe(resource: dict[str, Any]) -> None:
        fields = resource["schema"]["fields"]
        fields.insert(0, next(field for field in fields if field["name"] == "people_count"))

    office.describe("people", describe)
    assert findings(office) == ["people.csv:1: two columns of one name; build the package again"]


def test_cells_that_are_written_in_another_way_are_refused(office: Office) -> None:
    """Quotes around some empty cells could tell which of them a rule names."""
    path = office.package / "people.csv"
    path.write_text(path.read_text().replace(",,[c]", ',"",[c]', 1))
    office.describe("people", lambda _: None)
    assert findings(office) == ["people.csv: not written as the program writes tables; build the package again"]


@pytest.mark.parametrize(
    ("where", "entry", "says"),
    [
        ("witnesses", {"path": "secret.csv"}, "table all: secret.csv: a file that no rule covers"),
        (
            "charts",
            {"name": "c", "resource": "people", "files": [{"path": "secret.csv"}]},
            "table c: secret.csv: a file that no rule covers",
        ),
    ],
)
def test_a_file_that_passes_as_another_is_refused(office: Office, where: str, entry: dict[str, Any], says: str) -> None:
    (office.package / "secret.csv").write_text("region,n\nr0,3\n")
    digest = hashlib.sha256(b"region,n\nr0,3\n").hexdigest()
    described = json.loads((office.package / "datapackage.json").read_text())
    report = json.loads((office.package / "disclosure.json").read_text())
    file = entry["files"][0] if "files" in entry else entry
    file["hash"] = f"sha256:{digest}"
    described[where] = [*described.get(where, []), entry]
    report["witnesses"].append({"path": "secret.csv", "sha256": digest})
    (office.package / "datapackage.json").write_text(json.dumps(described))
    (office.package / "disclosure.json").write_text(json.dumps(report))
    assert any(line.startswith(says) for line in findings(office))


def test_counts_in_a_table_that_calls_itself_cited_are_refused(office: Office) -> None:
    def as_cited(resource: dict[str, Any]) -> None:
        del resource["cube"]
        resource["origin"] = "cited"
        resource["schema"]["fields"] = [
            field | {"name": field["name"].replace("people_count", "n").replace("marker", "remark")}
            for field in resource["schema"]["fields"]
        ]

    path = office.package / "people.csv"
    path.write_text(path.read_text().replace("people_count,marker", "n,remark", 1))
    office.describe("people", as_cited)
    assert "table people: description: counts without a description of their sums; build the package again" in (
        findings(office)
    )


def test_a_promise_that_was_made_weaker_is_refused(office: Office) -> None:
    path = office.package / "datapackage.json"
    path.write_text(path.read_text().replace('"width": 5,', '"width": 1,', 1))
    assert "table all: policy: not the rules that were audited; build the package again" in findings(office)


def test_sums_that_are_described_otherwise_are_refused(office: Office) -> None:
    """An ordinary dimension that calls itself one of several answers has no sums that could be checked."""
    path = office.package / "datapackage.json"
    path.write_text(path.read_text().replace('"is_multiple": false', '"is_multiple": true'))
    says = "table people: description: its sums are not described as they were audited; build the package again"
    assert findings(office) == [says, says.replace("people", "shares")]


def test_a_folder_beside_the_package_is_named_as_not_read(office: Office) -> None:
    (office.package / "practice").mkdir()
    (office.package / "practice" / "counts.csv").write_text("region,count\nr0,3\n")
    checked = office.check()
    assert checked.stdout == "Nothing found.\n"
    assert "Not read, since it is not of the package: practice" in checked.stderr


def test_an_edited_file_is_refused(office: Office) -> None:
    path = office.package / "people.csv"
    path.write_text(path.read_text().replace(",[c],", ",[x],", 1))
    assert "table people: people.csv: edited after it was written; build the package again" in findings(office)


def test_a_package_is_checked_by_its_description_or_as_a_zip_file(good_office: Office, tmp_path: Path) -> None:
    packed = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", good_office.package.parent, "package"))
    for place in (good_office.package / "datapackage.json", packed):
        checked = started("check_release.py", ROOT, str(place))
        assert (checked.returncode, checked.stdout) == (0, "Nothing found.\n")


@pytest.mark.parametrize(
    "saved",
    [lambda content: b"\xef\xbb\xbf" + content, lambda content: content.replace(b",", b";")],
    ids=["bom", "semicolons"],
)
def test_a_file_that_a_spreadsheet_saved_is_called_changed(office: Office, saved: Callable[[bytes], bytes]) -> None:
    path = office.package / "people.csv"
    before = office.home / "before"
    shutil.copytree(office.package, before)
    path.write_bytes(saved(path.read_bytes()))
    assert any("the file was changed since it was written" in line for line in findings(office))
    compared = started("compare_releases.py", ROOT, str(before / "datapackage.json"), str(office.package))
    assert compared.returncode == 1
    assert "the file was changed since it was written" in compared.stderr
    assert "Traceback" not in compared.stderr


def test_a_file_that_nobody_described_is_refused(office: Office) -> None:
    (office.package / "counts.csv").write_text("region,count\nr0,3\n")
    assert "table all: counts.csv: a file that the package does not describe; remove it" in findings(office)


def test_a_column_that_no_rule_covers_is_refused(office: Office) -> None:
    office.rewrite("people", more_columns)

    def describe(resource: dict[str, Any]) -> None:
        resource["schema"]["fields"].append(
            {"name": "note", "title": "Note", "description": "A note.", "type": "string"}
        )

    office.describe("people", describe)
    found = findings(office)
    assert found == [
        "table people: column note: no rule covers what it says of the counts; remove the column",
    ]


def test_counts_without_their_description_are_refused(office: Office) -> None:
    office.describe("people", lambda resource: resource.pop("cube"))
    assert any("people: description: counts without a description of their sums" in line for line in findings(office))


def test_a_value_withheld_in_one_table_and_shown_in_another_is_refused(office: Office) -> None:
    def withhold(rows: list[Row]) -> None:
        row = next(row for row in rows if row["people_count"] and "total" not in (row["region"], row["group"]))
        row["people_count"], row["share_pct"], row["marker"] = "", "", "[c]"

    office.rewrite("shares", withhold)
    found = findings(office)
    assert any(re.match(r"table shares: region=\w+, group=\w+: withheld here and shown in", line) for line in found)


def test_a_share_that_pins_a_count_is_refused(tmp_path: Path) -> None:
    office = poisson_office(tmp_path, (3, 3), mean=30, threshold=5, width=5)
    office.people["r0", "g0"] = 3
    office.tables = (type(office.tables[0])("people", ("region", "group"), shares_of=("region",)),)
    office.write()
    assert office.protect().returncode == 0
    assert office.check().returncode == 0
    base = office.count({"region": "r0"})

    def tell(rows: list[Row]) -> None:
        row = next(row for row in rows if (row["region"], row["group"]) == ("r0", "g0"))
        assert row["people_count"] == ""
        row["share_pct"] = f"{100 * 3 / base:.1f}"

    office.rewrite("people", tell)
    says = "table people: region=r0, group=g0: one whole number alone is possible for the intruder: outsider;"
    found = findings(office)
    assert any(line.startswith(says) for line in found)
    assert any("witnesses.json: proves nothing: " in line for line in found)

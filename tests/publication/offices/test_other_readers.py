"""Readers who have more than one table, release or universe: what the audit must not let through."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.publication.offices.office import Counted, Office, Row, poisson_office

# Region by item; the smallest cell is withheld together with three others.
SMALL = ((3, 25, 23, 19), (20, 15, 16, 15), (17, 28, 26, 30), (23, 25, 31, 27))


def small_office(home: Path, counts: tuple[tuple[int, ...], ...] = SMALL, **settings: int | str) -> Office:
    office = poisson_office(home, (4, 4))
    office.settings = dict(settings) or {"threshold": 5}
    for place, row in enumerate(counts):
        for item, count in enumerate(row):
            office.people[f"r{place}", f"g{item}"] = count
    office.write()
    return office


def said(office: Office, *earlier: Office) -> str:
    """What protection says when it stops; empty where it does not stop."""
    more = ["--earlier", *(str(release.package) for release in earlier)] if earlier else []
    return office.protect(*more).stderr if office.protect(*more).returncode else ""


def test_two_universes_in_one_release_are_refused_since_nobody_says_how_they_overlap(tmp_path: Path) -> None:
    office = small_office(tmp_path)
    (tmp_path / "study" / "universes.csv").write_text("id,label,note\npeople,All people,\nstaff,All staff,\n")
    tables = tmp_path / "study" / "tables.yml"
    entry = tables.read_text()
    other = entry.replace("id: people", "id: staff").replace("universe: people", "universe: staff")
    tables.write_text(entry + other.replace("[region, group]", "[group]"))
    rows = [{"group": f"g{i}", "count": str(office.count({"group": f"g{i}"}))} for i in range(4)]
    office.write_counts("staff", rows)
    assert "counts of 2 universes (people, staff), whose overlap nobody states" in said(office)


def test_one_classification_under_two_names_is_refused(tmp_path: Path) -> None:
    codes = {f"r{place}": "" for place in range(3)}
    people: dict[tuple[str, ...], int] = {(one, one): 20 for one in codes}
    tables = (Counted("people", ("region",)), Counted("again", ("district",)))
    office = Office(tmp_path, {"region": codes, "district": codes}, people, tables)
    office.write()
    assert "district and region have the same categories, and may be one variable" in said(office)


def test_all_releases_before_are_read_and_not_the_last_one_alone(tmp_path: Path) -> None:
    grown = ((3, 25, 23, 19), (20, 15, 16, 15), (17, 28, 26, 30), (23, 25, 32, 27))
    first = small_office(tmp_path / "first")
    second = small_office(tmp_path / "second", grown)
    second.tables = (Counted("groups", ("group",)),)
    second.count_file("people").unlink()
    second.write()
    third = small_office(tmp_path / "third", grown)
    for office in (first, second):
        assert office.protect().returncode == 0
    rule = "differs from the earlier release by a small count"
    assert rule not in said(third, second)
    assert rule in said(third, second, first)


def test_a_release_before_is_one_release_whatever_its_tables_are_called(tmp_path: Path) -> None:
    """The second renamed its table, and the third differs from the first by one respondent."""
    far = ((3, 65, 63, 59), (60, 55, 56, 55), (57, 68, 66, 70), (63, 65, 71, 67))
    near = ((3, 25, 23, 19), (20, 15, 16, 15), (17, 28, 26, 30), (23, 25, 32, 27))
    first, second, third = (
        small_office(tmp_path / name, counts) for name, counts in (("first", SMALL), ("second", far), ("third", near))
    )
    second.tables = (Counted("renamed", ("region", "group")),)
    second.count_file("people").unlink()
    second.write()
    for office in (first, second):
        assert office.protect().returncode == 0
    assert "differs from the earlier release by a small count" in said(third, first, second)


def test_a_rounded_release_before_tells_what_is_withheld_now(tmp_path: Path) -> None:
    rounded = small_office(tmp_path / "rounded", threshold=5, method="rounding", round_to=5)
    assert rounded.protect().returncode == 0, rounded.protect().stderr
    exact = small_office(tmp_path / "exact", threshold=5)
    assert "policy, method: another one than in a release before" in said(exact, rounded)
    assert exact.protect().returncode == 0
    assert "for the intruder: holder of the earlier release" in exact.check("--earlier", str(rounded.package)).stdout


def test_what_changed_among_withheld_cells_is_refused_when_its_total_tells_it(tmp_path: Path) -> None:
    before = ((3, 20, 21, 30), (22, 2, 18, 19), (30, 22, 25, 26), (27, 21, 24, 20))
    after = ((4, 20, 21, 35), (22, 2, 18, 19), (30, 22, 25, 26), (33, 21, 24, 20))
    first, second = small_office(tmp_path / "first", before), small_office(tmp_path / "second", after)
    assert first.protect().returncode == 0
    assert "differs from the earlier release by a small count" in said(second, first)


@pytest.mark.parametrize("promise", [{"threshold": 1}, {"width": 0}, {"threshold": "5"}])
def test_a_package_that_promises_nothing_is_refused(tmp_path: Path, promise: dict[str, object]) -> None:
    office = small_office(tmp_path)
    assert office.protect().returncode == 0
    path = office.package / "datapackage.json"
    described = json.loads(path.read_text())
    described["protection"] |= promise
    path.write_text(json.dumps(described))
    assert "not the description of a package of ours" in office.check().stdout


def test_counts_that_call_themselves_cited_are_refused(tmp_path: Path) -> None:
    office = small_office(tmp_path)
    assert office.protect().returncode == 0

    def as_cited(resource: dict[str, object]) -> None:
        del resource["cube"]
        resource["origin"] = "cited"

    office.describe("people", as_cited)
    assert "counts without a description of their sums" in office.check().stdout


def test_rows_in_another_order_are_refused(tmp_path: Path) -> None:
    office = small_office(tmp_path)
    assert office.protect().returncode == 0

    def primary_first(rows: list[Row]) -> None:
        rows.sort(key=lambda row: row["people_count"] != "")

    office.rewrite("people", primary_first)
    assert "not in the order of the categories" in office.check().stdout


def test_a_share_with_other_digits_than_described_is_refused(tmp_path: Path) -> None:
    office = small_office(tmp_path)
    office.tables = (Counted("people", ("region", "group"), shares_of=("region",)),)
    office.write()
    assert office.protect().returncode == 0

    def coarse(rows: list[Row]) -> None:
        row = next(row for row in rows if row["people_count"] == "" and row["region"] != "total")
        row["share_pct"] = "4"

    office.rewrite("people", coarse)
    assert "a share without its 1 digits after the point" in office.check().stdout


def test_the_report_does_not_tell_how_the_cells_were_found(tmp_path: Path) -> None:
    """Which cells a rule names, and whether any other cell was needed, comes from the counts themselves."""
    office = small_office(tmp_path)
    assert office.protect().returncode == 0
    report = json.loads((office.package / "disclosure.json").read_text())
    assert set(report["cost"]) == {"cells", "withheld"}
    assert report["not_played"]


def test_a_folder_with_other_files_is_not_replaced(tmp_path: Path) -> None:
    office = small_office(tmp_path)
    (office.package).mkdir()
    (office.package / "thesis.txt").write_text("years of work")
    assert "holds other files than a package" in said(office)
    assert (office.package / "thesis.txt").read_text() == "years of work"


def test_a_count_in_the_wrong_column_is_not_said(tmp_path: Path) -> None:
    office = small_office(tmp_path)
    rows = [{"region": "r0", "count": row["group"], "group": row["count"]} for row in office.rows(office.tables[0])]
    rows[0]["group"] = "7919"
    office.write_counts("people", rows)
    text = said(office)
    assert "unknown category that is no code" in text
    assert "7919" not in text


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"width": 4}, "width: less than the threshold, which is 5"),
        ({"mean_base_below": 4}, "mean_base_below: less than the threshold, which is 5"),
        ({"method": "rounding", "round_to": 4}, "round_to: less than the threshold, which is 5"),
        ({"method": "rounding", "width": 2}, "width: rounding leaves intervals of half its base"),
    ],
)
def test_settings_that_let_small_counts_be_known_are_refused(
    tmp_path: Path, settings: dict[str, int | str], says: str
) -> None:
    office = small_office(tmp_path)
    office.settings |= settings
    office.write()
    assert f"study/protection.yml: {says}" in said(office)


def test_a_weaker_policy_than_before_is_refused(tmp_path: Path) -> None:
    strict, weak = small_office(tmp_path / "strict", threshold=10), small_office(tmp_path / "weak", threshold=5)
    assert strict.protect().returncode == 0
    assert "policy, threshold: weaker than in a release before" in said(weak, strict)
    assert weak.protect().returncode == 0
    assert "policy, threshold: weaker than in a release before" in weak.check("--earlier", str(strict.package)).stdout


def test_what_was_withheld_together_and_is_shown_now_is_compared_with_what_it_was(tmp_path: Path) -> None:
    """Two cells had eight people together; now each of them has five, and is shown."""
    before = ((3, 5, 23, 19), (20, 15, 16, 15), (17, 28, 26, 30), (23, 25, 31, 27))
    after = ((5, 5, 23, 19), (20, 15, 16, 15), (17, 28, 26, 30), (43, 45, 51, 47))
    first, second = small_office(tmp_path / "first", before), small_office(tmp_path / "second", after)
    assert first.protect().returncode == 0
    text = said(second, first)
    assert "what is withheld with it, now or then, differs from the earlier release by a small count" in text


def test_a_third_release_that_fits_no_other_does_not_hide_what_two_tell(tmp_path: Path) -> None:
    """The first counted other people; the second, of the same people, shows what the third withholds."""
    other = ((30, 55, 53, 49), (50, 45, 46, 45), (47, 58, 56, 60), (53, 55, 61, 57))
    first, second, third = (
        small_office(tmp_path / name, counts)
        for name, counts in (("first", other), ("second", SMALL), ("third", SMALL))
    )
    second.settings = {"threshold": 3}
    second.write()
    for office in (first, second, third):
        assert office.protect().returncode == 0
    kept = "study/protection.yml: threshold: 5, and release 1.0.0 shows smaller counts of these tables; keep it at 3"
    for earlier in ((second,), (first, second)):
        assert kept in said(third, *earlier)
        found = third.check("--earlier", *(str(office.package) for office in earlier)).stdout
        assert "for the intruder: holder of the earlier release" in found


def test_two_questions_with_the_same_answers_and_by_chance_the_same_totals_are_two_where_a_table_shows_it(
    tmp_path: Path,
) -> None:
    codes = {"yes": "", "no": ""}
    groups = {"a": "", "b": ""}
    people: dict[tuple[str, ...], int] = {
        ("yes", "no", "a"): 30,
        ("no", "yes", "b"): 30,
        ("yes", "yes", "a"): 25,
        ("no", "no", "b"): 25,
    }
    variables = {"price": codes, "colour": codes, "group": groups}
    alone = (Counted("price", ("price",)), Counted("colour", ("colour",)))
    crossed = (Counted("price", ("price", "group")), Counted("colour", ("colour", "group")))
    together = (*alone, Counted("both", ("price", "colour")))
    for name, tables, is_refused in (("alone", alone, True), ("crossed", crossed, False), ("both", together, False)):
        office = Office(tmp_path / name, variables, people, tables)
        office.write()
        stopped = office.protect()
        assert ("if they are two, show both in one table" in stopped.stderr) is is_refused
        assert bool(stopped.returncode) is is_refused

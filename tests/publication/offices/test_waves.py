"""A release and those before it: the same people a little changed, other names for the same, and other people."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from tests.publication.offices.office import Counted, Office, flat, poisson_office
from tests.publication.offices.test_check_release import findings


def released(office: Office, *earlier: Office) -> Office:
    office.write()
    made = office.protect(*(part for one in earlier for part in ("--earlier", str(one.package))))
    assert made.returncode == 0, made.stderr
    return office


def refused(office: Office, *earlier: Office) -> str:
    office.write()
    made = office.protect(*(part for one in earlier for part in ("--earlier", str(one.package))))
    assert made.returncode == 1
    return made.stderr


def of_items(home: Path, both: int, tools: int, pets: int, everybody: int) -> Office:
    """Counts of two questions with several answers, with one answer each; who gave neither is in no table."""
    variables = {"tools": {"spade": ""}, "pets": {"dog": ""}}
    office = Office(home, variables, {("spade", "dog"): 1}, (Counted("people", ("tools", "pets")),))
    office.write()
    path = home / "study" / "variables.csv"
    path.write_text(path.read_text().replace("categorical", "multiple"))
    counts = {("spade", "dog"): both, ("spade", "total"): tools, ("total", "dog"): pets, ("total", "total"): everybody}
    rows = [{"tools": one, "pets": two, "count": str(count)} for (one, two), count in counts.items()]
    office.write_counts("people", rows)
    return office


def test_a_small_change_that_takes_two_sums_to_see_is_refused(tmp_path: Path) -> None:
    """No count that is shown changes by few; those who gave neither answer are 40 and then 42."""
    first = of_items(tmp_path / "first", 20, 50, 50, 120)
    assert first.protect().returncode == 0
    second = of_items(tmp_path / "second", 28, 65, 65, 144)
    stopped = second.protect("--earlier", str(first.package))
    assert "differs from the earlier release by a small count" in stopped.stderr


def test_another_name_for_a_variable_does_not_hide_that_one_person_moved(tmp_path: Path) -> None:
    first = released(poisson_office(tmp_path / "first", (3, 3), mean=40))
    moved = dict(first.people)
    moved["r0", "g0"] += 1
    moved["r1", "g0"] -= 1
    names = {"area": first.variables["region"], "group": first.variables["group"]}
    second = Office(tmp_path / "second", names, moved, (Counted("people", ("area", "group")),))
    assert "area and region have the same categories, and may be one variable" in refused(second, first)


def test_a_variable_with_common_codes_and_far_other_counts_is_another_one(tmp_path: Path) -> None:
    names = {"car": flat("c", 2), "group": flat("g", 3)}
    people: dict[tuple[str, ...], int] = {
        (car, group): count for car, count in (("c0", 90), ("c1", 30)) for group in names["group"]
    }
    first = released(Office(tmp_path / "first", names, people, (Counted("people", ("car", "group")),)))
    others = {"bike": names["car"], "group": names["group"]}
    fewer: dict[tuple[str, ...], int] = {
        (code, group): count for code, count in (("c0", 20), ("c1", 160)) for group in names["group"]
    }
    released(Office(tmp_path / "second", others, fewer, (Counted("people", ("bike", "group")),)), first)


def test_a_wave_of_other_people_may_leave_a_table_out(tmp_path: Path) -> None:
    """What the first shows of the table contradicts the second's totals: they are not the same people."""
    first = poisson_office(tmp_path / "first", (3, 3, 2), mean=40)
    first.tables = (Counted("people", ("region", "group")), Counted("items", ("region", "item")))
    released(first)
    second = replace(first, home=tmp_path / "second", people={codes: 3 * n for codes, n in first.people.items()})
    second.tables = first.tables[:1]
    released(second, first)


def test_a_second_release_that_differs_by_one_respondent_is_refused(office: Office, good_office: Office) -> None:
    cell = max(office.people, key=lambda codes: office.people[codes])
    office.people[cell] += 1
    office.write()
    earlier = ("--earlier", str(good_office.package))
    stopped = office.protect(*earlier)
    assert stopped.returncode == 1
    assert "table people: " in stopped.stderr
    assert "differs from the earlier release by a small count" in stopped.stderr
    assert office.published() == good_office.published()
    assert office.protect().returncode == 0
    assert any("differs from the earlier release by a small count" in line for line in findings(office, *earlier))


def test_a_release_that_is_near_to_an_older_one_than_the_last_is_refused(office: Office, tmp_path: Path) -> None:
    """From the last it differs by many, from the first by one; and by one is what a respondent is."""
    cell = max(office.people, key=lambda codes: office.people[codes])
    folders = []
    for number, more in enumerate((0, 20, -19)):
        office.people[cell] += more
        office.write()
        assert office.protect().returncode == 0
        folders.append(str(shutil.copytree(office.package, tmp_path / f"v{number}")))
    found = findings(office, "--earlier", *folders[:2])
    assert any("differs from the earlier release by a small count" in line for line in found)


def test_the_same_release_again_passes(office: Office, good_office: Office) -> None:
    assert office.check("--earlier", str(good_office.package)).returncode == 0


def test_an_earlier_release_that_shows_what_is_withheld_now_is_refused(office: Office) -> None:
    """The earlier release had another table, whose cells tell the present one's."""
    coarse = poisson_office(office.home / "before", (4, 3, 4))
    coarse.settings = {"threshold": 2}
    coarse.write()
    assert coarse.protect().returncode == 0
    found = findings(office, "--earlier", str(coarse.package))
    assert any("for the intruder: holder of the earlier release" in line for line in found)

"""`protect_tables.py` on bad counts: `where: what; what to do`, no count in any message, the last package untouched."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from publication.files import STAGING
from tests.publication.microdata.traces import contents, traces
from tests.publication.offices.office import Counted, Office, Row, flat, poisson_office, write_rows

FORM = re.compile(r".+: .+; .+")
SECRET = 4711


def refused(office: Office, secret: int = SECRET) -> list[str]:
    """What the runner says when it stops; it may leave nothing behind and say no count."""
    before = office.published()
    stopped = office.protect()
    assert stopped.returncode == 1, stopped.stdout
    assert stopped.stdout == ""
    assert str(secret) not in stopped.stderr
    assert office.published() == before
    lines = [line for line in stopped.stderr.splitlines() if not line.startswith(("Protect: ", "Audit: "))]
    assert lines
    assert all(FORM.fullmatch(line) for line in lines), lines
    return lines


def negative(rows: list[Row]) -> None:
    rows[1]["count"] = f"-{SECRET}"


def fractional(rows: list[Row]) -> None:
    rows[1]["count"] = f"{SECRET}.5"


def missing(rows: list[Row]) -> None:
    rows[1]["count"] = ""


def left_out(rows: list[Row]) -> None:
    del rows[1]


def twice(rows: list[Row]) -> None:
    rows.append(dict(rows[1]) | {"count": str(SECRET)})


def wrong_total(rows: list[Row]) -> None:
    rows[-1]["count"] = str(SECRET)


def wrong_inner(rows: list[Row]) -> None:
    rows[0]["count"] = str(SECRET)


def unknown(rows: list[Row]) -> None:
    rows[1]["item"] = "i99"


def another_column(rows: list[Row]) -> None:
    for row in rows:
        row["weight"] = str(SECRET)


FAULTS: dict[str, tuple[Callable[[list[Row]], None], str]] = {
    "negative": (negative, "counts/people.csv:3:count: no whole, non-negative number; "),
    "fractional": (fractional, "counts/people.csv:3:count: no whole, non-negative number; "),
    "missing": (missing, "counts/people.csv:3:count: no whole, non-negative number; "),
    "left out": (left_out, "counts/people.csv: no row for region=r0, group=g0, item=i1; "),
    "twice": (twice, "counts/people.csv:102: the cell stands here for the second time; "),
    "a total that does not add up": (wrong_total, "counts: people[all]: is not the sum of its 3 parts; "),
    "a part that does not add up": (
        wrong_inner,
        "counts: people[group=g0, item=i0]: is not the sum of its 4 parts; ",
    ),
    "an unknown category": (unknown, "counts/people.csv:3:item: unknown category 'i99'; "),
    "another column": (another_column, "counts/people.csv:1: the header does not name the table's dimensions; "),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_counts_that_are_wrong_are_named_by_place_and_not_by_value(office: Office, fault: str) -> None:
    change, says = FAULTS[fault]
    office.tables = office.tables[:1]
    office.write()
    rows = list(office.rows(office.tables[0]))
    change(rows)
    office.count_file("shares").unlink()
    office.write_counts("people", rows)
    lines = refused(office)
    assert any(line.startswith(says) for line in lines), lines


def test_a_cell_with_two_counts_in_two_tables_is_refused(office: Office) -> None:
    rows = list(office.rows(office.tables[1]))
    rows[0]["count"] = str(SECRET)
    office.write_counts("shares", rows)
    assert "table shares: people[group=g0, region=r0]: another table has another count; correct one of them" in (
        refused(office)
    )


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("counts/people.csv", None, "counts/people.csv: the file is missing; "),
        ("counts/people.csv", b"", "counts/people.csv: the file is empty; "),
        (
            "counts/people.csv",
            b"region,caf\xe9\n",
            "counts/people.csv: not UTF-8 at byte 10; it seems to be windows-1252",
        ),
        ("counts/people.csv", b'"', "counts/people.csv: line 1: malformed CSV"),
        ("counts/more.csv", b"region,count\n", "counts/more.csv: no table asks for this file; "),
        ("study/protection.yml", None, "study/tables.yml: people: counts without a policy; "),
        ("study/protection.yml", b"threshold: 1\nreasons: {threshold: x}\n", "study/protection.yml: threshold"),
        (
            "study/protection.yml",
            b"threshold: 5\ncertainty_below: 0\nbase_below: 0\nreasons: {}\n",
            "study/protection.yml: threshold: no reason is given",
        ),
        (
            "study/protection.yml",
            b"threshold: 5\nreasons: {threshold: x}\n",
            "study/protection.yml: the document: 'base_below' is a required property",
        ),
        ("study/tables.yml", b"[]\n", "study/tables.yml: no table of kind counts; "),
        ("study/variables.csv", None, "study/variables.csv: the file is missing; "),
        ("study/study.yml", None, "study/study.yml: the file is missing; "),
    ],
)
def test_a_file_that_is_no_file_of_its_kind_stops_the_runner(
    office: Office, name: str, content: bytes | None, says: str
) -> None:
    (office.home / name).unlink(missing_ok=True)
    if content is not None:
        (office.home / name).write_bytes(content)
    lines = refused(office)
    assert any(line.startswith(says) for line in lines), lines


def test_a_policy_that_asks_for_any_width_withholds_up_to_the_totals(office: Office) -> None:
    """Nothing bounds a count from above once its totals are withheld, so every width can be met."""
    office.settings = {"threshold": 5, "width": 1_000_000}
    office.write()
    assert office.protect().returncode == 0
    assert office.check().returncode == 0


def test_a_policy_that_cannot_be_met_names_table_cell_and_what_would_help(office: Office) -> None:
    """Independent rounding to so coarse a base that the sums give counts away."""
    office.settings = {"threshold": 5, "method": "rounding", "round_to": 5}
    office.people = dict.fromkeys(office.people, 2)
    office.write()
    lines = refused(office)
    assert all(
        re.fullmatch(r"table \w+: region=.*: (one whole number|the feasibility interval).*; merge categories, .*", line)
        for line in lines
    ), lines


def test_a_dimension_with_one_category_is_protected(office: Office) -> None:
    office.variables = {**office.variables, "group": flat("group", 1)}
    office.people = {codes: count for codes, count in office.people.items() if codes[1] == "g0"}
    office.write()
    made = office.protect()
    assert made.returncode == 0, made.stderr
    assert office.check().returncode == 0
    # The category is the total under another name: what is suppressed in one must not be read in the other.
    counts: dict[tuple[str, str], set[str]] = {}
    for row in office.published_rows("people"):
        counts.setdefault((row["region"], row["item"]), set()).add(row["people_count"])
    assert {len(both) for both in counts.values()} == {1}


def test_a_table_of_zeros_is_shown_as_it_is(office: Office) -> None:
    office.people = dict.fromkeys(office.people, 0)
    office.write()
    made = office.protect()
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("none of 100 cells withheld")
    assert office.check().returncode == 0


def test_a_run_that_was_killed_leaves_the_last_package_and_the_next_one_goes_on(office: Office) -> None:
    before = office.published()
    staging = office.package / STAGING
    staging.mkdir()
    (staging / "people.csv").write_text("region,group,item,people_count,marker,origin\n")
    made = office.protect()
    assert made.returncode == 0, made.stderr
    assert office.published() == before
    assert office.check().returncode == 0


def test_a_kill_between_files_is_made_good_by_the_next_run(office: Office) -> None:
    before = office.published()
    staging = office.package / STAGING
    staging.mkdir()
    (office.package / "people.csv").rename(staging / "people.csv")
    (staging / ".complete").write_text("\n".join(sorted(before)))
    assert office.protect().returncode == 0
    assert office.published() == before


def test_the_same_counts_in_another_order_give_the_same_bytes(office: Office) -> None:
    before = office.published()
    for table in office.tables:
        write_rows(office.count_file(table.id), list(reversed(list(office.rows(table)))))
    assert office.protect().returncode == 0
    assert office.published() == before


def test_no_count_is_left_in_any_file_of_the_package(tmp_path: Path) -> None:
    """No two counts are the same here; the witnesses alone may meet one by chance."""
    office = poisson_office(tmp_path, (4, 3, 4), threshold=7000)
    office.people = {codes: 1009 * count + 7 * n for n, (codes, count) in enumerate(office.people.items(), start=1)}
    office.write()
    assert office.protect().returncode == 0
    places = [
        (tuple(row[name] for name in office.variables), row["people_count"]) for row in office.published_rows("people")
    ]
    true = office.margins()
    canaries = {str(true[codes]): f"the count of {codes}" for codes, shown in places if not shown}
    assert len(canaries) > 5
    (office.package / "witnesses.json").unlink()
    assert traces(contents(office.package), canaries) == []
    shown = {str(true[codes]): "shown" for codes, shown in places if shown}
    assert len(traces(contents(office.package), shown)) > 0


def test_long_work_says_how_far_it_is(office: Office) -> None:
    told = office.protect().stderr.splitlines()
    assert told[0].startswith("Protect: ")
    # What was audited as it was protected is not audited again as it is written.
    assert told.count("Audit: intruder who knows everything that is published") == 1


def test_rounding_with_totals_and_shares_passes_its_audit(office: Office) -> None:
    office.settings = {"threshold": 5, "method": "rounding", "round_to": 10}
    office.write()
    made = office.protect()
    assert made.returncode == 0, made.stderr
    assert office.check().returncode == 0
    shares = [row for row in office.published_rows("shares") if row["share_pct"]]
    assert shares

    def from_true_counts(rows: list[Row]) -> None:
        rows[0]["share_pct"] = f"{float(rows[0]['share_pct']) + 1:.1f}"

    office.rewrite("shares", from_true_counts)
    says = "table shares: region=r0, group=g0: a share that the rounded counts do not give; "
    assert office.check().stdout.startswith(says)


def test_rounding_passes_its_own_audit(tmp_path_factory: pytest.TempPathFactory) -> None:
    office = poisson_office(tmp_path_factory.mktemp("rounded"), (3, 3), mean=20, threshold=5)
    office.settings |= {"method": "rounding", "round_to": 5}
    office.people["r0", "g0"] = 0
    office.people["r1", "g1"] = 2
    office.tables = (Counted("people", ("region", "group"), has_totals=False),)
    office.write()
    made = office.protect()
    assert made.returncode == 0, made.stderr
    assert made.stdout == "none of 9 cells withheld; rounded to multiples of 5\n"
    assert all(int(row["people_count"]) % 5 == 0 for row in office.published_rows("people"))
    assert office.check().returncode == 0


def test_an_office_s_cited_figures_are_known_to_its_audit(tmp_path: Path) -> None:
    """No table of the package shows them; their sources are public all the same."""
    office = poisson_office(tmp_path, (4, 3))
    office.people = {**office.people, ("r0", "g0"): 2}
    office.write()
    study = office.home / "study"
    (study / "sources.csv").write_text(
        "id,kind,title,authors,publisher,published,url,citation,checked,note\n"
        "almanac,primary,Almanac,,The printer,2024,,Almanac 2024,,\n"
    )
    (study / "figures.csv").write_text(
        "id,series,topic,label,measure,value,unit,qualifier,decimals,wordings,universe,base,variable,category,source,"
        "locator,quote,conflicts_with,note\n"
        "g0,final,groups,People,count,3,people,exact,0,{value} people,people,,group,g0,almanac,page 1,,,\n"
    )
    stopped = office.protect()
    assert stopped.returncode == 1
    assert "the source of the figure g0 prints another count of the same people" in stopped.stderr

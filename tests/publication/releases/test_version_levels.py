"""Which part of the version a change asks for: what defines a number, the codes of a column, and how rows are named."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from publication.build import Built
from publication.model import Change, Level
from publication.releases import compare
from tests.publication.releases.test_versions import described

Field = dict[str, Any]


def with_value(package: dict[str, bytes], column: str, value: str) -> tuple[str, dict[str, bytes]]:
    """The value that a figure has in a column, and the package with another one there."""
    rows = list(csv.DictReader(io.StringIO(package["printed.csv"].decode())))
    (row,) = [row for row in rows if row["id"] == "gardeners_north"]
    before, row[column] = row[column], value
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return before, {**package, "printed.csv": text.getvalue().encode()}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("measure", "mean"),
        ("unit", "owners"),
        ("universe", "owners"),
        ("base", "gardeners_south"),
        ("variable", "gate"),
        ("category", "south"),
        ("series", "press"),
        ("origin", "practice"),
    ],
)
def test_another_value_of_what_a_number_is_about_is_a_major_change(tiny_built: Built, column: str, value: str) -> None:
    before, changed = with_value(dict(tiny_built.package), column, value)
    assert compare(dict(tiny_built.package), changed) == (
        Change(Level.MAJOR, f"printed.{column}: gardeners_north", f"redefined from {before} to {value}"),
    )


@pytest.mark.parametrize(
    ("column", "value", "level"),
    [
        ("value", "501", Level.MINOR),
        ("decimals", "1", Level.MINOR),
        ("source", "gazette", Level.MINOR),
        ("locator", "page 9", Level.PATCH),
        ("wording", "501", Level.PATCH),
    ],
)
def test_another_value_of_what_a_number_is_or_says_is_a_lesser_one(
    tiny_built: Built, column: str, value: str, level: Level
) -> None:
    _, changed = with_value(dict(tiny_built.package), column, value)
    (change,) = compare(dict(tiny_built.package), changed)
    assert (change.level, change.where) == (level, f"printed.{column}: gardeners_north")


def field(package: dict[str, bytes], name: str, change: Callable[[Field], object]) -> dict[str, bytes]:
    """The package with another description of a column of its printed figures."""

    def of_table(table: dict[str, Any]) -> None:
        (found,) = [field for field in table["schema"]["fields"] if field["name"] == name]
        change(found)

    return described(package, of_table)


@pytest.mark.parametrize(
    ("column", "change", "expected"),
    [
        pytest.param(
            "qualifier",
            lambda f: f["categories"].remove(next(c for c in f["categories"] if c["value"] == "about")),
            Change(Level.MAJOR, "printed.qualifier", "codes removed: about"),
            id="a code less",
        ),
        pytest.param(
            "qualifier",
            lambda f: f["categories"].append({"value": "nought", "label": "None"}),
            Change(Level.MINOR, "printed.qualifier", "codes added: nought"),
            id="a code more",
        ),
        pytest.param(
            "qualifier",
            lambda f: f["categories"][0].update(label="Other words"),
            Change(
                Level.PATCH,
                "printed.qualifier: exact",
                "label corrected from “printed without a qualifier” to “Other words”",
            ),
            id="a code in other words",
        ),
        pytest.param(
            "value",
            lambda f: f.update(type="string"),
            Change(Level.MAJOR, "printed.value", "column redefined: another type or unit"),
            id="another type",
        ),
        pytest.param(
            "value",
            lambda f: f.update(unit="barrels"),
            Change(Level.MAJOR, "printed.value", "column redefined: another type or unit"),
            id="another unit",
        ),
        pytest.param(
            "value",
            lambda f: f.update(title="Other words"),
            Change(Level.PATCH, "printed.value", "title corrected from “Value” to “Other words”"),
            id="a column in other words",
        ),
        pytest.param(
            "qualifier",
            lambda f: f.pop("categories"),
            Change(Level.MAJOR, "printed.qualifier", "list of codes removed"),
            id="no list of codes any more",
        ),
        pytest.param(
            "id",
            lambda f: f.update(categories=[{"value": "gardeners_north", "label": "Of the north"}]),
            Change(Level.MINOR, "printed.id", "list of codes added"),
            id="a list of codes where there was none",
        ),
        pytest.param(
            "qualifier",
            lambda f: f["categories"].reverse(),
            Change(Level.PATCH, "printed.qualifier", "codes in another order"),
            id="codes in another order",
        ),
    ],
)
def test_another_description_of_a_column_asks_for_this_level(
    tiny_built: Built, column: str, change: Callable[[Field], object], expected: Change
) -> None:
    package = dict(tiny_built.package)
    assert compare(package, field(package, column, change)) == (expected,)


def test_a_code_less_and_a_code_more_is_a_major_change_and_a_minor_one(tiny_built: Built) -> None:
    package = dict(tiny_built.package)
    changes = compare(package, field(package, "qualifier", lambda f: f["categories"][0].update(value="other")))
    assert [change.level for change in changes] == [Level.MAJOR, Level.MINOR]


def name_rows_otherwise(table: dict[str, Any]) -> None:
    table["schema"]["primaryKey"] = ["id", "series"]


def turn_columns_round(table: dict[str, Any]) -> None:
    table["schema"]["fields"].reverse()


@pytest.mark.parametrize(
    ("change", "level", "what"),
    [
        (name_rows_otherwise, Level.MAJOR, "rows are named by other columns"),
        (turn_columns_round, Level.MINOR, "columns in another order"),
    ],
)
def test_another_description_of_a_table_asks_for_this_level(
    tiny_built: Built, change: Callable[[dict[str, Any]], None], level: Level, what: str
) -> None:
    package = dict(tiny_built.package)
    assert compare(package, described(package, change)) == (Change(level, "printed", what),)


def test_a_long_text_is_shown_from_where_it_was_corrected(tiny_built: Built) -> None:
    long = "A barrel is a cylinder with staves, and so it was of old. " * 3
    package = dict(tiny_built.package)
    before = field(package, "value", lambda f: f.update(description=f"{long}In oak."))
    after = field(package, "value", lambda f: f.update(description=f"{long}In ash."))
    assert compare(before, after) == (
        Change(Level.PATCH, "printed.value", "description corrected from “…oak.” to “…ash.”"),
    )

"""The gate: what was audited is what is released, and no published number can be altered unnoticed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.audit import audit_release
from publication.build import Built
from publication.errors import ReleaseRefused
from publication.model import Release, Table, Value

# Tables that hold numbers of the survey; records hold words, and numbers that put them in order.
NUMBERED = ("printed", "press", "gardeners_by_side", "sums")


def cells(table: Table) -> list[tuple[int, int]]:
    """Place of each number: (row, column)."""
    return [
        (row, column)
        for row, values in enumerate(table.rows)
        for column, value in enumerate(values)
        if isinstance(value, Decimal | int) and not isinstance(value, bool)
    ]


def with_cell(table: Table, row: int, column: int, value: Value) -> Table:
    values = list(table.rows[row])
    values[column] = value
    return replace(table, rows=(*table.rows[:row], tuple(values), *table.rows[row + 1 :]))


def audited(release: Release, table: Table) -> Release:
    """A release with one table exchanged, audited as it then stands."""
    tables = tuple(table if own.id == table.id else own for own in release.tables)
    report = audit_release(release.study, release.figures, release.results, tables)
    return Release(release.study, release.figures, release.results, tables, report)


def test_the_release_itself_passes(tiny_built: Built) -> None:
    release = tiny_built.release
    assert audited(release, release.tables[0]) == release


@given(data=st.data())
def test_a_published_number_that_is_altered_is_refused(tiny_built: Built, data: st.DataObject) -> None:
    places = [(table, *cell) for table in map(tiny_built.release.table, NUMBERED) for cell in cells(table)]
    table, row, column = data.draw(st.sampled_from(places))
    old = table.rows[row][column]
    assert isinstance(old, Decimal | int)
    new = Decimal(old) + data.draw(st.decimals(-100, 100, places=4).filter(bool))
    with pytest.raises(ReleaseRefused):
        audited(tiny_built.release, with_cell(table, row, column, new))


@pytest.mark.parametrize("name", ["lower", "upper", "is_lower_open", "is_upper_open"])
@pytest.mark.parametrize("id", ["printed", "press", "sums"])
def test_a_bound_that_is_dropped_invented_or_opened_is_refused(tiny_built: Built, id: str, name: str) -> None:
    table = tiny_built.release.table(id)
    place = [column.name for column in table.columns].index(name)
    for row in range(len(table.rows)):
        old = table.rows[row][place]
        new: Value = not old if isinstance(old, bool) else (None if old is not None else Decimal(1))
        with pytest.raises(ReleaseRefused):
            audited(tiny_built.release, with_cell(table, row, place, new))


@pytest.mark.parametrize(("id", "value"), [("barrel_green", Decimal(25)), ("barrel_none", None)])
def test_a_value_stands_where_no_word_goes_with_the_number_and_nowhere_else(
    tiny_built: Built, id: str, value: Value
) -> None:
    table = tiny_built.release.table("printed")
    row = [record["id"] for record in table.records()].index(id)
    place = [column.name for column in table.columns].index("value")
    with pytest.raises(ReleaseRefused, match="a value is given where the number has a qualifier, or none is"):
        audited(tiny_built.release, with_cell(table, row, place, value))


@pytest.mark.parametrize("column", ["qualifier", "wording", "universe", "source", "locator", "origin", "unit"])
def test_a_word_that_belongs_to_a_number_cannot_be_exchanged(tiny_built: Built, column: str) -> None:
    table = tiny_built.release.table("printed")
    place = [own.name for own in table.columns].index(column)
    others = {"qualifier": "at_least", "wording": "over 26%"}
    with pytest.raises(ReleaseRefused):
        audited(tiny_built.release, with_cell(table, 7, place, others.get(column, "press")))


@pytest.mark.parametrize("columns", [("gardeners_count", "figure"), ("share_pct", "share_figure")])
def test_a_category_cannot_have_the_numbers_of_another(tiny_built: Built, columns: tuple[str, str]) -> None:
    table = tiny_built.release.table("gardeners_by_side")
    north, south, *rest = table.rows
    places = [index for index, column in enumerate(table.columns) if column.name in columns]
    swapped = (
        tuple(south[at] if at in places else value for at, value in enumerate(north)),
        tuple(north[at] if at in places else value for at, value in enumerate(south)),
    )
    with pytest.raises(ReleaseRefused, match="is not the figure of this category"):
        audited(tiny_built.release, replace(table, rows=(*swapped, *rest)))


def test_a_row_that_no_figure_stands_behind_is_refused(tiny_built: Built) -> None:
    table = tiny_built.release.table("printed")
    with pytest.raises(ReleaseRefused, match="row ghost: no figure"):
        audited(tiny_built.release, with_cell(table, 0, 0, "ghost"))


def test_a_row_that_stands_twice_is_refused(tiny_built: Built) -> None:
    table = tiny_built.release.table("gardeners_by_side")
    with pytest.raises(ReleaseRefused, match="twice"):
        audited(tiny_built.release, replace(table, rows=(*table.rows, table.rows[0])))


def test_a_table_that_the_audit_did_not_see_as_it_stands_is_refused(tiny_built: Built) -> None:
    release = tiny_built.release
    table = release.tables[0]
    for changed in (
        replace(table, title=f"{table.title}: 39%"),
        replace(table, description="39% were trained."),
        replace(table, universe="owners"),
        replace(table, rows=table.rows[1:]),
        replace(table, columns=table.columns[::-1]),
        replace(table, sources=()),
    ):
        with pytest.raises(ReleaseRefused, match="did not see"):
            replace(release, tables=(changed, *release.tables[1:]))


def test_a_table_that_is_missing_added_or_doubled_is_refused(tiny_built: Built) -> None:
    release = tiny_built.release
    extra = replace(release.tables[0], id="extra")
    for tables in (release.tables[1:], (*release.tables, extra), (*release.tables, release.tables[0])):
        with pytest.raises(ReleaseRefused):
            replace(release, tables=tables)


def test_figures_and_results_that_the_audit_did_not_see_are_refused(tiny_built: Built) -> None:
    release = tiny_built.release
    with pytest.raises(ReleaseRefused):
        replace(release, figures=release.figures[1:])
    with pytest.raises(ReleaseRefused):
        replace(release, results=release.results[1:])


def test_a_finding_cannot_be_released(tiny_built: Built) -> None:
    release = tiny_built.release
    table = with_cell(release.table("gardeners_by_side"), 0, 4, Decimal(37))
    tables = tuple(table if own.id == table.id else own for own in release.tables)
    report = audit_release(release.study, release.figures, release.results, tables)
    assert report.findings
    with pytest.raises(ReleaseRefused, match="complement"):
        Release(release.study, release.figures, release.results, tables, report)

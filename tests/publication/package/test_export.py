"""The other formats: the same values in each, and withheld, not available and zero three different things in all."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from publication.address import site_at
from publication.build import Built
from publication.files import csv_bytes
from publication.metadata import site_descriptions
from publication.model import (
    AuditReport,
    Column,
    Cube,
    MissingValue,
    Option,
    Origin,
    Qualifier,
    Release,
    Table,
    TableSpec,
    content_fingerprint,
)
from publication.package import export_files, exports, formula_problems
from publication.package.exports import FORMATS, Format
from publication.pages.generated_pages import downloads
from safetables.tables import Category, Dimension


@pytest.fixture(scope="session")
def counted(tiny_built: Built) -> Release:
    """A release of one table of counts: a count, a zero, a withheld one and a share of too small a base."""
    columns = (
        Column("side", "Side", "Which side.", is_required=True),
        Column(
            "people_count", "People", "How many.", "integer", unit="people", missing=(MissingValue("", "withheld"),)
        ),
        Column("share_pct", "Share", "Share.", "number", unit="percent", missing=(MissingValue("", "small base"),)),
        Column("marker", "Marker", "Why.", options=(Option("[c]", "withheld to protect respondents"),)),
    )
    rows = (
        ("=1+1", 12, None, None),
        ("@north", 0, None, None),
        ("south", None, None, "[c]"),
        ("+44 1372 847", 30, None, None),
    )
    cube = Cube("gardeners", (Dimension("side", (Category("south"),)),), "people_count", "marker", "total", (), 1)
    table = Table(
        "sides", "counts", "Sides", "People.", Origin.MICRODATA, columns, rows, ("side",), (), (), "gardeners", cube
    )
    study = replace(
        tiny_built.release.study,
        tables=(TableSpec(id="sides", kind="counts", title="Sides", description="People.", universe="gardeners"),),
    )
    return Release(study, (), (), (table,), AuditReport(content_fingerprint(study, (), (), (table,)), (), ()))


@pytest.fixture(scope="session")
def made(counted: Release, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return dict(export_files(counted, tmp_path_factory.mktemp("downloads")))


def _sheet(content: bytes, name: str) -> list[list[object]]:
    """Rows of a sheet from its header on, blank lines above the table included."""
    return [
        list(row) for row in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()
    ]


def _rows_below(rows: list[list[object]], first_header: str) -> list[list[object]]:
    (top,) = [number for number, row in enumerate(rows) if row[0] == first_header]
    return rows[top + 1 :]


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_workbook_shows_symbols_for_missing_numbers_and_true_zeros(made: dict[str, bytes], ending: str) -> None:
    rows = _rows_below(_sheet(made[f"rain-barrels.{ending}"], "sides"), "side")
    assert rows == [
        ["=1+1", 12.0, "[x]", ""],
        ["@north", 0.0, "[x]", ""],
        ["south", "[c]", "[c]", "[c]"],
        ["+44 1372 847", 30.0, "[x]", ""],
    ]


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_workbook_explains_its_symbols_before_it_uses_them(made: dict[str, bytes], ending: str) -> None:
    notes = _sheet(made[f"rain-barrels.{ending}"], "Notes")
    lines = [str(row[0]) for row in notes]
    assert "[c] in place of a number means: withheld to protect respondents." in lines
    assert "A zero is a true zero." in lines
    assert [row[-1] for row in notes if row[1] == "share_pct"] == ["small base"]


def test_json_tells_withheld_not_available_and_zero_apart(made: dict[str, bytes]) -> None:
    rows = json.loads(made["sides.json"])["rows"]
    assert [(row["people_count"], row["share_pct"], row["marker"]) for row in rows] == [
        (12, None, None),
        (0, None, None),
        (None, None, "[c]"),
        (30, None, None),
    ]


def test_the_database_tells_withheld_not_available_and_zero_apart(made: dict[str, bytes], tmp_path: Path) -> None:
    with closing(_opened(made["rain-barrels.sqlite"], tmp_path)) as base:
        rows = base.execute("SELECT people_count, typeof(people_count), marker FROM sides").fetchall()
        meant = base.execute("SELECT null_means FROM dictionary_columns WHERE column_name = 'share_pct'").fetchall()
    assert rows == [(12, "integer", None), (0, "integer", None), (None, "null", "[c]"), (30, "integer", None)]
    assert meant == [("small base",)]


def _opened(content: bytes, folder: Path) -> sqlite3.Connection:
    path = folder / "release.sqlite"
    path.write_bytes(content)
    return sqlite3.connect(path)


def test_every_format_holds_the_values_of_the_csv_files(tiny_built: Built, tmp_path: Path) -> None:
    release = tiny_built.release
    beside = tiny_built.exports
    with closing(_opened(beside["rain-barrels.sqlite"], tmp_path)) as base:
        for table in release.tables:
            wanted = list(csv.reader(io.StringIO(csv_bytes(table).decode())))[1:]
            assert [list(map(_text, row)) for row in base.execute(f'SELECT * FROM "{table.id}"')] == [
                [_truth(text) for text in row] for row in wanted
            ]
            document = json.loads(beside[f"{table.id}.json"])
            assert [list(map(_text, row.values())) for row in document["rows"]] == [
                [_truth(text) for text in row] for row in wanted
            ]
            for ending in ("xlsx", "ods"):
                sheet = _sheet(beside[f"rain-barrels.{ending}"], table.id)
                shown = [row[: len(table.columns)] for row in sheet[len(sheet) - len(wanted) :]]
                # A symbol says in a workbook what an empty cell says elsewhere.
                assert [["" if cell == "[x]" else _text(cell) for cell in row] for row in shown] == [
                    [_truth(text) for text in row] for row in wanted
                ]


def _text(value: object) -> str:
    """A value as the CSV files write it, true and false as the database does."""
    match value:
        case None:
            return ""
        case bool() | int():
            return str(int(value))
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case list():
            return " | ".join(map(str, value))
        case _:
            return str(value)


def _truth(text: str) -> str:
    return {"TRUE": "1", "FALSE": "0"}.get(text, text)


def test_the_database_is_sound_and_every_key_leads_to_a_row(real_built: Built, tmp_path: Path) -> None:
    with closing(_opened(real_built.exports["isec-police-surveys.sqlite"], tmp_path)) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        assert base.execute("PRAGMA foreign_key_list(figures)").fetchall()
        described = base.execute("SELECT count(*) FROM dictionary_columns").fetchone()
    assert described == (sum(len(table.columns) for table in real_built.release.tables),)


def test_the_table_of_all_figures_is_a_view_of_those_of_each_series(real_built: Built, tmp_path: Path) -> None:
    table = real_built.release.table("all_figures")
    with closing(_opened(real_built.exports["isec-police-surveys.sqlite"], tmp_path)) as base:
        assert base.execute("SELECT type FROM sqlite_master WHERE name = 'all_figures'").fetchall() == [("view",)]
        rows = base.execute("SELECT * FROM all_figures").fetchall()
        mean = base.execute("SELECT count(*), count(value), count(printed_value) FROM all_figures").fetchone()
    assert sorted(row[0] for row in rows) == sorted(str(row[0]) for row in table.rows)
    assert {len(row) for row in rows} == {len(table.columns)}
    exact = sum(figure.cited.qualifier is Qualifier.EXACT for figure in real_built.release.figures)
    assert mean == (len(table.rows), exact, len(table.rows))


def test_the_same_release_gives_the_same_bytes(counted: Release, made: dict[str, bytes], tmp_path: Path) -> None:
    assert export_files(counted, tmp_path) == made


def test_a_file_of_the_cache_that_was_changed_is_made_again(
    counted: Release, made: dict[str, bytes], tmp_path: Path
) -> None:
    export_files(counted, tmp_path)
    (tmp_path / "rain-barrels.ods").write_bytes(b"spoilt")
    assert export_files(counted, tmp_path) == made


@pytest.mark.parametrize(
    ("label", "runs"),
    [
        *[(text, True) for text in ("=1+1", "@side", "+side", "-side", "-1+cmd", "\tside")],
        *[(text, False) for text in ("side", "+44 1372 847", "-5", "−side", "a=b")],
    ],
)
def test_a_label_that_a_spreadsheet_would_run_is_named(counted: Release, label: str, runs: bool) -> None:
    (table,) = counted.tables
    changed = replace(table, rows=((label, 1, None, None),))
    found = [str(problem) for problem in formula_problems([changed])]
    assert [line.partition(": the text begins")[0] for line in found] == [f"table sides: {label}: side"] * runs


def test_a_format_is_a_line_and_its_writer_and_catalogues_then_list_it(
    tiny_built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = exports._written
    monkeypatch.setitem(FORMATS, "txt", Format("text/plain", "All tables as text."))
    monkeypatch.setattr(exports, "_written", lambda release: {**written(release), "txt": b"Barrels\n"})
    release = tiny_built.release
    files = downloads(tiny_built.package, export_files(release, tmp_path), release.study.card)
    assert files["data/rain-barrels.txt"] == b"Barrels\n"
    described = site_descriptions(release, files, site_at(None).absolute)["data/dcat.jsonld"].decode()
    assert "https://www.iana.org/assignments/media-types/text/plain" in described
    assert "All tables as text." in described

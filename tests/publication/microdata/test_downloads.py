"""Downloads hold no more than the tables: a number that none shows is found wherever in a file it is planted.

Each attack plants what a fault of a writer could: the withheld count of those on the hill who would not say.
"""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing

import pytest

from publication.build import Built
from tests.conftest import Workspace
from tests.leaks import Leak, file_leaks

BOOK = "rain-barrel-survey"
TABLE = "barrels_by_side"
NONE = "a number where the table shows none"
LOOSE = "a number that no table has"
Spoil = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def built(good_survey: Workspace) -> Built:
    return good_survey.build(is_counted=False)


@pytest.fixture(scope="module")
def files(built: Built) -> Mapping[str, bytes]:
    return {**built.package, **built.exports}


def withheld(built: Built) -> str:
    """The key of a row that shows no count."""
    return next(f"{row['side']}.{row['barrel']}" for row in built.release.table(TABLE).records() if row["marker"])


def found(built: Built, files: Mapping[str, bytes]) -> list[Leak]:
    return list(file_leaks(files, built.release.study, built.release.tables))


def in_part(part: str, old: str, new: str) -> Spoil:
    """A workbook with another text in one of its parts."""

    def spoil(content: bytes) -> bytes:
        parts = _parts(content)
        text = parts[part].decode()
        assert old in text, text[:2000]
        return _zipped(parts | {part: text.replace(old, new, 1).encode()})

    return spoil


def with_part(part: str, text: str) -> Spoil:
    return lambda content: _zipped(_parts(content) | {part: text.encode()})


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def by_sql(*statements: str) -> Spoil:
    def spoil(content: bytes) -> bytes:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
            base.deserialize(content)
            for statement in statements:
                base.execute(statement)
            return base.serialize()

    return spoil


def in_json(change: Callable[[dict[str, object]], object]) -> Spoil:
    def spoil(content: bytes) -> bytes:
        document = json.loads(content)
        change(document)
        return json.dumps(document).encode()

    return spoil


def first_withheld(document: dict[str, object]) -> dict[str, object]:
    rows = document["rows"]
    assert isinstance(rows, list)
    return next(row for row in rows if row["marker"])


def test_every_file_as_it_is_made_says_what_the_tables_show(built: Built, files: Mapping[str, bytes]) -> None:
    assert {name.rpartition(".")[2] for name in files} >= {"csv", "json", "xlsx", "ods", "sqlite"}
    assert found(built, files) == []


def excel_cell(content: bytes) -> bytes:
    """The first symbol of a withheld count, in the sheet of the table, made a number."""
    parts = _parts(content)
    place, sheet = next(
        (name, text)
        for name, text in ((name, part.decode()) for name, part in parts.items() if "worksheets/sheet" in name)
        if "<c" in text and name.endswith("/sheet7.xml")
    )
    texts = [item.split("</t>")[0] for item in parts["xl/sharedStrings.xml"].decode().split("<t>")[1:]]
    symbol = f' t="s"><v>{texts.index("[c]")}</v>'
    assert symbol in sheet
    return _zipped(parts | {place: sheet.replace(symbol, "><v>4</v>", 1).encode()})


EXCEL: dict[str, tuple[Spoil, str]] = {
    "a hidden sheet": (
        in_part("xl/workbook.xml", 'sheetId="7"', 'sheetId="7" state="hidden"'),
        "something that is no cell",
    ),
    "a defined name": (
        in_part(
            "xl/workbook.xml", "<calcPr", '<definedNames><definedName name="n">4</definedName></definedNames><calcPr'
        ),
        "something that is no cell",
    ),
    "a hidden row": (in_part("xl/worksheets/sheet7.xml", '<row r="6"', '<row hidden="1" r="6"'), "something that is"),
    "a hidden column": (in_part("xl/worksheets/sheet7.xml", "<col ", '<col hidden="1" '), "something that is no cell"),
    "a formula": (in_part("xl/worksheets/sheet7.xml", "<v>", "<f>4*1</f><v>"), "something that is no cell"),
    "a note": (with_part("xl/comments1.xml", "<comments/>"), "a part that no rule covers"),
    "a link that says more": (
        in_part("xl/worksheets/sheet2.xml", " display=", ' tooltip="4" display='),
        "something that is no cell",
    ),
    "a text in no cell": (in_part("xl/sharedStrings.xml", "</sst>", "<si><t>4</t></si></sst>"), "a text that no cell"),
    "a remark": (in_part("xl/styles.xml", "<fonts", "<!-- 4 --><fonts"), "a remark that no reader sees"),
    "a number format": (
        in_part("xl/styles.xml", 'formatCode="#,##0"', 'formatCode="&quot;4&quot;"'),
        "a number format",
    ),
    "a property": (in_part("docProps/core.xml", "<dc:creator>", "<dc:creator>4 on the hill"), LOOSE),
    "a comment of the archive": (
        lambda content: content[:-2] + b"\x01\x004",
        "a remark that no reader sees",
    ),
    "a sheet that nothing lists": (with_part("xl/worksheets/sheet77.xml", "<worksheet/>"), "a sheet that the workbook"),
}


@pytest.mark.parametrize("name", EXCEL)
def test_what_hides_in_an_excel_workbook_is_found(built: Built, files: Mapping[str, bytes], name: str) -> None:
    spoil, says = EXCEL[name]
    rules = [rule for _, _, rule in found(built, {f"{BOOK}.xlsx": spoil(files[f"{BOOK}.xlsx"])})]
    assert [rule for rule in rules if rule.startswith(says)], rules


def test_a_withheld_count_in_a_cell_of_an_excel_workbook_is_named(built: Built, files: Mapping[str, bytes]) -> None:
    spoilt = {f"{BOOK}.xlsx": excel_cell(files[f"{BOOK}.xlsx"])}
    assert found(built, spoilt) == [(TABLE, f"{BOOK}.xlsx, {withheld(built)}: gardeners_count", NONE)]


def test_a_sheet_that_is_of_no_table_is_found(built: Built, files: Mapping[str, bytes]) -> None:
    table = "<table:table table:name='more'><table:table-row/></table:table>"
    spoil = in_part("content.xml", "<table:database-ranges>", f"{table}<table:database-ranges>")
    rules = found(built, {f"{BOOK}.ods": spoil(files[f"{BOOK}.ods"])})
    assert ("all", f"{BOOK}.ods, sheet 10", "a sheet of no table") in rules, rules


CELL = '<table:table-cell table:style-name="symbol" office:value-type="string"><text:p>[c]</text:p>'
NUMBER = '<table:table-cell table:style-name="number" office:value-type="float" office:value="4"><text:p>4</text:p>'
OPEN: dict[str, tuple[Spoil, str]] = {
    "a value that is not shown": (
        in_part("content.xml", CELL, CELL.replace('"string"', '"string" office:value="4"').replace("[c]", "[c] 4")),
        NONE,
    ),
    "a formula": (
        in_part("content.xml", CELL, CELL.replace("cell ", 'cell table:formula="4" ')),
        "something that is no",
    ),
    "a note": (in_part("content.xml", CELL, f"{CELL}<office:annotation/>"), "something that is no cell"),
    "a hidden row": (
        in_part("content.xml", "<table:table-row ", '<table:table-row table:visibility="collapse" '),
        "something that is no cell",
    ),
    "a defined name": (
        in_part("content.xml", 'table:name="Table_4"', 'table:name="n_4"'),
        "a defined name of no table",
    ),
    "a property": (in_part("meta.xml", "Version 0.1.0", "Version 0.1.0, 4 withheld"), LOOSE),
    "a part": (with_part("more.xml", "<x/>"), "a part that no rule covers"),
    "a value that differs from what is shown": (
        in_part("content.xml", CELL, NUMBER.replace("<text:p>4", "<text:p>5")),
        "a cell that shows another value than it holds",
    ),
    "a value behind a symbol": (
        in_part("content.xml", CELL, CELL.replace('"string"', '"string" office:value="4"')),
        "a cell that shows another value than it holds",
    ),
}


@pytest.mark.parametrize("name", OPEN)
def test_what_hides_in_an_open_workbook_is_found(built: Built, files: Mapping[str, bytes], name: str) -> None:
    spoil, says = OPEN[name]
    rules = [rule for _, _, rule in found(built, {f"{BOOK}.ods": spoil(files[f"{BOOK}.ods"])})]
    assert [rule for rule in rules if rule.startswith(says)], rules


def test_a_withheld_count_in_a_cell_of_an_open_workbook_is_named(built: Built, files: Mapping[str, bytes]) -> None:
    spoilt = {f"{BOOK}.ods": in_part("content.xml", CELL, NUMBER)(files[f"{BOOK}.ods"])}
    assert found(built, spoilt) == [(TABLE, f"{BOOK}.ods, {withheld(built)}: gardeners_count", NONE)]


SQL: dict[str, tuple[Spoil, str]] = {
    "another row": (
        by_sql(
            "PRAGMA ignore_check_constraints = ON",
            f"INSERT INTO {TABLE} VALUES ('hill', 'no answer', 4, 1.2, NULL, 'microdata')",
        ),
        "a row that",
    ),
    "a row taken out": (by_sql(f"DELETE FROM {TABLE} WHERE side = 'hill'"), "rows are left out"),
    "another table": (by_sql("CREATE TABLE more (n)", "INSERT INTO more VALUES (4)"), "something that is no table"),
    "a view": (by_sql("CREATE VIEW more AS SELECT 4"), "something that is no table"),
    "a default": (by_sql(f"ALTER TABLE {TABLE} ADD COLUMN more DEFAULT 4"), "other columns"),
    "a number of the file": (by_sql("PRAGMA user_version = 4"), LOOSE),
    "a word of the dictionary": (by_sql("UPDATE dictionary_tables SET description = '4 on the hill'"), LOOSE),
    "a page left behind": (
        by_sql("CREATE TABLE more (n)", "INSERT INTO more VALUES (4)", "DROP TABLE more"),
        LOOSE,
    ),
}


@pytest.mark.parametrize("name", SQL)
def test_what_hides_in_a_database_is_found(built: Built, files: Mapping[str, bytes], name: str) -> None:
    spoil, says = SQL[name]
    rules = [rule for _, _, rule in found(built, {f"{BOOK}.sqlite": spoil(files[f"{BOOK}.sqlite"])})]
    assert [rule for rule in rules if rule.startswith(says)], rules


def test_a_withheld_count_in_a_row_of_a_database_is_named(built: Built, files: Mapping[str, bytes]) -> None:
    side, barrel = withheld(built).split(".")
    change = f"UPDATE {TABLE} SET gardeners_count = 4 WHERE side = '{side}' AND barrel = '{barrel}'"
    spoilt = {f"{BOOK}.sqlite": by_sql(change)(files[f"{BOOK}.sqlite"])}
    assert found(built, spoilt) == [(TABLE, f"{BOOK}.sqlite, {withheld(built)}: gardeners_count", NONE)]


JSON: dict[str, tuple[Spoil, str]] = {
    "another column": (in_json(lambda document: first_withheld(document).update(more=4)), "other columns"),
    "a number as a text": (in_json(lambda document: first_withheld(document).update(gardeners_count="4")), NONE),
    "a share": (in_json(lambda document: first_withheld(document).update(share_pct=1.2)), NONE),
    "a word about it": (in_json(lambda document: document.update(note="4 on the hill")), "a number that is no text"),
    "a number in words": (
        in_json(lambda document: document.update(note="four of the hill")),
        "a number that is no text",
    ),
    "a number beside it": (in_json(lambda document: document.update(hidden=[4])), "a number that is no text"),
    "a number as a name": (in_json(lambda document: document.update({"4": None})), "a number that is no text"),
    "a key twice the same": (
        lambda content: content.replace(
            b'"gardeners_count": null', b'"gardeners_count": 4, "gardeners_count": null', 1
        ),
        "cannot be read back",
    ),
}


@pytest.mark.parametrize("name", JSON)
def test_what_hides_in_a_json_table_is_found(built: Built, files: Mapping[str, bytes], name: str) -> None:
    spoil, says = JSON[name]
    rules = [rule for _, _, rule in found(built, {f"{TABLE}.json": spoil(files[f"{TABLE}.json"])})]
    assert [rule for rule in rules if rule.startswith(says)], rules


def test_a_withheld_count_in_a_json_table_is_named(built: Built, files: Mapping[str, bytes]) -> None:
    spoil = in_json(lambda document: first_withheld(document).update(gardeners_count=4))
    spoilt = {f"{TABLE}.json": spoil(files[f"{TABLE}.json"])}
    assert found(built, spoilt) == [(TABLE, f"{TABLE}.json, {withheld(built)}: gardeners_count", NONE)]


def test_a_withheld_count_in_a_csv_file_is_named(built: Built, files: Mapping[str, bytes]) -> None:
    text = files[f"{TABLE}.csv"].decode()
    spoilt = {f"{TABLE}.csv": text.replace(",,,[c]", ",4,,[c]", 1).encode()}
    assert found(built, spoilt) == [(TABLE, f"{TABLE}.csv, {withheld(built)}: gardeners_count", NONE)]


def test_a_number_in_a_description_of_a_csv_file_is_found(built: Built, files: Mapping[str, bytes]) -> None:
    spoil = in_json(lambda document: document.update({"dc:abstract": "4 on the hill"}))
    path = f"{TABLE}.metadata.json"
    assert found(built, {path: spoil(files[path])}) == [
        ("all", f"{path}, dc:abstract", "a number that is no text of the release")
    ]


def test_a_file_that_nothing_reads_back_is_refused(built: Built) -> None:
    assert found(built, {"more.parquet": b"4"}) == [("all", "more.parquet", "a file that nothing reads back")]


@pytest.mark.parametrize("rubbish", [b"", b"\xff\xfe\x00", b"PK\x03\x04 rubbish", b"[]"])
def test_rubbish_is_refused_whatever_its_name(built: Built, rubbish: bytes) -> None:
    for name in (f"{BOOK}.xlsx", f"{BOOK}.ods", f"{BOOK}.sqlite", f"{TABLE}.json", f"{TABLE}.csv"):
        assert {rule for _, _, rule in found(built, {name: rubbish})} & {
            "cannot be read back",
            "other columns than the table's",
        }

"""Files of counts as offices write them: labels for codes, other delimiters, pivoted tables, workbooks, marks."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import xlsxwriter

from publication.errors import StudyRefused
from publication.microdata.count_files import read_counts
from publication.study import read_study
from tests.publication.microdata.test_exports import CATEGORY, STUDY, VARIABLE

LONG = """\
age,sex,count
15-24,f,1010
15-24,m,12
65+,f,5
65+,m,7
15-24,Total,1022
65+,Total,12
Total,f,1015
Total,m,19
Total,Total,1034
"""
COUNTS = [1010, 12, 1022, 5, 7, 12, 1015, 19, 1034]


class Office:
    def __init__(self, home: Path) -> None:
        self.home = home
        for folder in ("study", "counts"):
            (home / folder).mkdir()
        files = {
            **STUDY,
            "tables.yml": STUDY["tables.yml"].replace("[region, tools]", "[age, sex]").replace("_tools", ""),
        }
        files["variables.csv"] = (
            f"{VARIABLE}age,Age group,,categorical,respondents,,,,\nsex,Sex,,categorical,respondents,,,,\n"
        )
        files["categories.csv"] = (
            f"{CATEGORY}age,a15,15-24,1,,,,,,,,\nage,a65,65+,2,,,,old,,,,\nsex,f,Female,1,,,,,,,,\nsex,m,Male,2,,,,,,,,\n"
        )
        for name, text in files.items():
            (home / "study" / name).write_text(text)

    def read(self, content: str | bytes, settings: str = "{}", name: str = "region.csv") -> list[int]:
        (self.home / "study" / "respondents.yml").write_text(settings)
        (self.home / "counts" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        study, problems = read_study(self.home / "study")
        assert study is not None
        assert not problems
        (table,) = read_counts(self.home / "counts", study)
        order = [(age, sex) for age in ("a15", "a65", "total") for sex in ("f", "m", "total")]
        return [table.counts[codes] for codes in order]

    def refused(self, content: str | bytes, settings: str = "{}") -> str:
        with pytest.raises(StudyRefused) as stopped:
            self.read(content, settings)
        return str(stopped.value)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def pivoted() -> str:
    return "Age group,Female,m,Total\n15-24,1010,12,1022\nold,5,7,12\nTotal,1015,19,1034\n"


FORMS: dict[str, tuple[str | bytes, str]] = {
    "labels instead of codes": (LONG, "{}"),
    "labels of variables, and answers": (LONG.replace("age,sex", "Age group,Sex").replace("65+", "old"), "{}"),
    "semicolons": (LONG.replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig"), "{}"),
    "tabs in UTF-16": (LONG.replace(",", "\t").encode("utf-16"), "{}"),
    "a line that names the delimiter": ("sep=;\n" + LONG.replace(",", ";"), "{}"),
    "rows without any text": (LONG + ",,\n\n", "{}"),
    "decimals, and blanks around names": (
        LONG.replace("age,sex,count", "age ,sex ,count ").replace("1010\n", "1010.0\n"),
        "{}",
    ),
    "thousands marks": (LONG.replace("1010", '"1,010"').replace("1022", '"1,022"'), "thousands_mark: comma"),
    "pivoted": (pivoted(), "{}"),
    "windows-1252": ((LONG + "\n").encode("windows-1252"), "encoding: windows-1252"),
}


@pytest.mark.parametrize("name", FORMS)
def test_the_same_counts_are_read_from_every_form(office: Office, name: str) -> None:
    content, settings = FORMS[name]
    assert office.read(content, settings) == COUNTS


def test_counts_are_read_from_a_workbook(office: Office) -> None:
    pytest.importorskip("python_calamine")
    path = office.home / "book"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for place, (*texts, count) in enumerate(csv.reader(io.StringIO(LONG))):
            sheet.write_row(place, 0, [*texts, int(count) if count.isdigit() else count])
    assert office.read(path.read_bytes(), name="region.xlsx") == COUNTS


@pytest.mark.parametrize("mark", ["c", "[c]", "*", "..", "-"])
def test_what_is_withheld_already_cannot_be_protected_again(office: Office, mark: str) -> None:
    problems = office.refused(LONG.replace("f,5", f"f,{mark}"))
    assert problems.startswith("counts/region.csv:4:count: a mark for a count that is not shown")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (LONG.replace("15-24,m", "25-64,m"), "counts/region.csv:3:age: unknown category that is no code or label"),
        (
            LONG.replace("1010", '"1,010"'),
            "counts/region.csv:2:count: no whole, non-negative number; write digits only, or",
        ),
        (LONG.replace("1010", "1010.5"), "counts/region.csv:2:count: no whole, non-negative number"),
        (LONG + "old,m,7\n", "counts/region.csv:11: the cell stands here for the second time"),
        (pivoted().replace("Female", "Fem"), "counts/region.csv:1: the header does not name"),
        (pivoted().replace("Total\n", "f\n"), "counts/region.csv:1: the header does not name"),
        (
            LONG.replace("sex,count", "sex,year,count").replace(",f,", ",f,2024,"),
            "counts/region.csv:1: the header does not",
        ),
    ],
)
def test_counts_that_do_not_fit_are_named_by_place(office: Office, content: str, says: str) -> None:
    assert office.refused(content).startswith(says)


def test_a_folder_that_is_a_file_and_two_files_of_one_table_are_named(office: Office) -> None:
    (office.home / "counts" / "region.txt").write_text(LONG)
    assert "counts/region.csv: several files of the table; leave one of them" in office.refused(LONG)
    study, _ = read_study(office.home / "study")
    assert study is not None
    with pytest.raises(StudyRefused, match=r"region\.csv: no folder with counts; give the folder"):
        read_counts(office.home / "counts" / "region.csv", study)

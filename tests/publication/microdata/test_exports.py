"""Exports of survey tools and statistical packages: each kind of layout is read as declared, or refused with a way out.

The layouts are those that the tools write; the answers are made up.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from publication.errors import StudyRefused
from publication.microdata import delimited
from publication.microdata.respondents import read_respondents
from publication.model import Respondents
from publication.study import read_study

Rows = Sequence[Sequence[object]]

STUDY = {
    "study.yml": """\
id: exports
title: Exports
description: What the respondents of this made-up survey answered, in tables that give no respondent away.
version: 1.0.0
released: 2026-01-01
licence: {name: CC-BY-4.0, title: Creative Commons Attribution 4.0, path: "https://creativecommons.org/licenses/by/4.0/"}
contributors:
  - {title: Whoever publishes it, roles: [publisher]}
""",
    "tables.yml": """\
- id: region_tools
  kind: counts
  title: Region and tools
  description: Respondents by region and tools.
  universe: respondents
  unit: respondents
  dimensions: [region, tools]
""",
    "charts.yml": "[]",
    "protection.yml": """\
threshold: 3
certainty_below: 0
base_below: 3
reasons: {threshold: a trial, certainty_below: a trial, base_below: a trial}
""",
    "universes.csv": "id,label,note,part_of,where\nrespondents,Respondents,,,\n",
}
VARIABLE = "id,label,question,type,universe,source,locator,note,column\n"
CATEGORY = "variable,code,label,order,maps_to,note,status,answers,from,below,column,excludes\n"
REGION = "region,north,North,1,,,,A1,,,,\nregion,south,South,2,,,,A2,,,,\nregion,none,No answer,3,,,missing,,,,,\n"


class Survey:
    """A study of a region and the tools that people use, around a file."""

    def __init__(self, home: Path) -> None:
        self.home = home
        (home / "study").mkdir()
        self.write(**{name.replace(".", "_"): text for name, text in STUDY.items()})
        self.describe()

    def write(self, **files: str) -> None:
        for name, text in files.items():
            (self.home / "study" / name.replace("_", ".")).write_text(text, encoding="utf-8")

    def describe(
        self, region: str = "region", tools: str = "", hammer: str = ",,,hammer", saw: str = ",,,saw", more: str = ""
    ) -> None:
        """Variables and categories: headers of the columns, and of each tool what stands under answers to column."""
        self.write(
            variables_csv=f"{VARIABLE}region,Region,,categorical,respondents,,,,{region}\n"
            f"tools,Tools,,multiple,respondents,,,,{tools}\n",
            categories_csv=f'{CATEGORY}{REGION}tools,hammer,"Hammer, nails",1,,,,{hammer},\n'
            f"tools,saw,Saw,2,,,,{saw},\n{more}",
        )

    def read(
        self, content: bytes | str, settings: str = "{}", name: str = "answers.csv"
    ) -> tuple[Respondents, list[str]]:
        self.write(respondents_yml=settings)
        study, problems = read_study(self.home / "study")
        if study is None or problems:
            raise StudyRefused(problems)
        path = self.home / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        said: list[str] = []
        return read_respondents(path, study, said.append), said

    def refused(self, content: bytes | str, settings: str = "{}", name: str = "answers.csv") -> str:
        with pytest.raises(StudyRefused) as stopped:
            self.read(content, settings, name)
        return str(stopped.value)


@pytest.fixture
def survey(tmp_path: Path) -> Survey:
    return Survey(tmp_path)


def regions(read: Respondents) -> list[str]:
    return list(read.answers["region"])


def tools(read: Respondents) -> list[set[str]]:
    columns = {code: list(ticked) for code, ticked in read.ticks["tools"].items()}
    return [{code for code, ticked in columns.items() if ticked[row]} for row in range(read.n_respondents)]


GIVEN = [("north", {"hammer"}), ("south", {"hammer", "saw"}), ("north", set()), ("none", {"saw"})]


def rows(region: Iterable[str], yes: str, no: str) -> list[list[str]]:
    names = dict(zip(("north", "south", "none"), region, strict=True))
    return [[names[place], *(yes if one in own else no for one in ("hammer", "saw"))] for place, own in GIVEN]


def text(*lines: Sequence[object], delimiter: str = ",") -> str:
    quoted = [
        ['"' + str(cell).replace('"', '""') + '"' if delimiter in str(cell) else str(cell) for cell in line]
        for line in lines
    ]
    return "".join(delimiter.join(line) + "\n" for line in quoted)


def assert_given(read: Respondents) -> None:
    assert list(zip(regions(read), tools(read), strict=True)) == GIVEN


ONE_HEADER: dict[str, tuple[str, str, str]] = {
    "ones and zeros": ("1", "0", "{}"),
    "decimals": ("1.0", "0.0", "{}"),
    "booleans": ("TRUE", "False", "{}"),
    "REDCap, labels": ("Checked", "Unchecked", "tool: redcap"),
    "LimeSurvey, codes": ("Y", "", "tool: limesurvey"),
    "LimeSurvey, words": ("Yes", "No", "tool: limesurvey"),
    "statistical packages": ("1", "2", 'ticked: ["1"]\nunticked: ["2"]'),
    "two words for each": ("Ja", "Nee", "ticked: [Oui, Ja]\nunticked: [Non, Nee]"),
}


@pytest.mark.parametrize("name", ONE_HEADER)
def test_what_ticks_and_what_does_not_is_read_as_declared(survey: Survey, name: str) -> None:
    yes, no, settings = ONE_HEADER[name]
    read, _ = survey.read(text(["region", "hammer", "saw"], *rows(("North", "A2", ""), yes, no)), settings)
    assert_given(read)


@pytest.mark.parametrize(
    ("yes", "no", "says"),
    [("Checked", "Unchecked", "neither ticked nor unticked"), ("Y", "N", "neither"), ("1", "2", "neither")],
)
def test_words_for_ticks_that_nobody_declared_are_refused_with_the_keys_that_declare_them(
    survey: Survey, yes: str, no: str, says: str
) -> None:
    problems = survey.refused(text(["region", "hammer", "saw"], *rows(("North", "South", ""), yes, no)))
    assert says in problems
    assert "`unticked`" in problems
    assert "Unchecked" not in problems


def test_a_question_in_which_every_cell_ticks_is_refused(survey: Survey) -> None:
    survey.describe(hammer="Checked | Unchecked,,,hammer", saw="Checked | Unchecked,,,saw")
    problems = survey.refused(text(["region", "hammer", "saw"], *rows(("North", "South", ""), "Checked", "Unchecked")))
    assert "answers.csv: tools: every cell ticks an answer" in problems
    assert "`unticked`" in problems


def test_a_word_that_yaml_takes_for_true_or_false_is_to_stand_in_quotation_marks(survey: Survey) -> None:
    problems = survey.refused("region\n", "unticked: [No]")
    assert problems == "study/respondents.yml: unticked.0: a word that YAML takes for false; put it in quotation marks"


@pytest.mark.parametrize("settings", ['unticked: ["No"]\nticked: ["No"]', "ticked: [N/A]\nnot_asked: [N/A]"])
def test_a_text_with_two_meanings_is_refused_where_it_is_declared(survey: Survey, settings: str) -> None:
    assert "let each text have one meaning" in survey.refused("region\n", settings)


def test_a_text_that_ticks_in_one_file_and_not_in_the_other_is_refused(survey: Survey) -> None:
    survey.describe(hammer="No,,,hammer")
    problems = survey.refused(text(["region", "hammer", "saw"], ["North", "No", ""]), 'unticked: ["No"]')
    assert "study/categories.csv:5: 'No' is declared to tick the answer, and not to" in problems


REASONS = "tools,unasked,Not asked,3,,,not_applicable,,,,,others\ntools,blank,No answer,4,,,missing,,,,,others\n"


def test_who_was_not_asked_and_who_left_all_empty_are_kept_apart(survey: Survey) -> None:
    survey.describe(more=REASONS)
    lines = [["North", "1", "0"], ["North", "N/A", "N/A"], ["South", "", ""], ["South", "0", ""]]
    read, _ = survey.read(text(["region", "hammer", "saw"], *lines), "not_asked: [N/A]")
    assert tools(read) == [{"hammer"}, {"unasked"}, {"blank"}, set()]


def test_an_answer_beside_not_asked_is_refused(survey: Survey) -> None:
    survey.describe(more=REASONS)
    problems = survey.refused(
        text(["region", "hammer", "saw"], ["North", "1", "N/A"], ["South", "", ""]), "not_asked: [N/A]"
    )
    assert "answers.csv:2:tools.unasked: an answer that excludes all others, given beside another" in problems


def test_not_asked_needs_a_category(survey: Survey) -> None:
    problems = survey.refused(text(["region", "hammer", "saw"], ["North", "N/A", "0"]), "not_asked: [N/A]")
    assert (
        "answers.csv:2:tools.hammer: not asked; give the question a category with the status not_applicable" in problems
    )


def test_any_text_may_tick_an_answer(survey: Survey) -> None:
    survey.describe(saw="*,,,Other (please specify)")
    lines = [["North", "0", "my knife"], ["South", "1", ""], ["South", "1", "0"], ["South", "1", "No, nothing"]]
    read, _ = survey.read(text(["region", "hammer", "Other (please specify)"], *lines))
    assert tools(read) == [{"saw"}, {"hammer"}, {"hammer", "saw"}, {"hammer", "saw"}]


@pytest.mark.parametrize(
    ("separator", "cells"),
    [
        (", ", ["Hammer, nails", "Hammer, nails, Saw", "", "Saw"]),
        (";", ["Hammer, nails;", "Saw;Hammer, nails;", "", "Saw;"]),
        (" ", ["hammer", "hammer saw", "", "saw"]),
    ],
    ids=["Google Forms", "Microsoft Forms", "Kobo"],
)
def test_several_answers_in_one_cell_are_split_the_longest_label_first(
    survey: Survey, separator: str, cells: list[str]
) -> None:
    survey.describe(tools="Which tools?", hammer=",,,", saw=",,,")
    lines = [[place, cell] for (place, _), cell in zip(GIVEN, cells, strict=True)]
    lines[-1][0] = ""
    read, _ = survey.read(text(["region", "Which tools?"], *lines), f'separator: "{separator}"')
    assert_given(read)


def test_several_answers_in_one_cell_need_a_separator_and_known_answers(survey: Survey) -> None:
    survey.describe(tools="Which?", hammer=",,,Which?", saw=",,,Which?")
    content = text(["region", "Which?"], ["North", "Hammer, nails;my secret"])
    assert "say in respondents.yml what separates the answers in a cell" in survey.refused(content)
    problems = survey.refused(content, 'separator: ";"')
    assert "answers.csv:2:tools: neither ticked nor unticked" in problems
    assert "secret" not in problems
    survey.describe(tools="Which?", hammer=",,,Which?", saw="*,,,Which?")
    assert tools(survey.read(content, 'separator: ";"')[0]) == [{"hammer", "saw"}]


def test_surveymonkey_has_questions_above_answers_and_free_text_beside_them(survey: Survey) -> None:
    survey.describe("Where do you live?", "Which tools?", ",,,", "*,,,Other (please specify)")
    lines = [
        ["Respondent ID", "Where do you live?", "", "Which tools?", ""],
        ["", "Response", "Other (please specify)", "Hammer, nails", "Other (please specify)"],
        ["1", "North", "", "Hammer, nails", ""],
        ["2", "South", "an island", "Hammer, nails", "my knife"],
        ["3", "North", "", "", ""],
        ["4", "", "", "", "a spoon"],
    ]
    assert_given(survey.read(text(*lines), "tool: surveymonkey")[0])


def test_a_matrix_is_a_question_for_each_of_its_rows(survey: Survey) -> None:
    survey.describe("How good is it? | Price")
    survey.write(tables_yml=STUDY["tables.yml"].replace("[region, tools]", "[region]"))
    lines = [["How good is it?", "", "Else"], ["Price", "Taste", ""], ["North", "South", "x"], ["South", "", "x"]]
    assert regions(survey.read(text(*lines), "header_rows: 2")[0]) == ["north", "south"]


QUALTRICS = [
    ["Status", "Q1", "Q2_1", "Q2_2"],
    ["Response Type", "Where do you live?", "Which? - Hammer", "Which? - Saw"],
    ['{"ImportId":"status"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2"}', '{"ImportId":"QID3"}'],
]


def test_qualtrics_has_three_header_rows_and_previews_that_are_left_out(survey: Survey) -> None:
    survey.describe("Q1", "", ",,,Q2_1", ",,,Q2_2")
    people = [["IP Address", *line] for line in rows(("North", "South", ""), "1", "")]
    content = text(*QUALTRICS, ["Survey Preview", "North", "1", "1"], *people)
    read, said = survey.read(content, "tool: qualtrics")
    assert_given(read)
    assert said == ["answers.csv: rows are left out, as `leave_out` in respondents.yml says"]


def test_leaving_out_by_a_column_that_is_not_there_is_refused_with_a_way_out(survey: Survey) -> None:
    survey.describe("Q1", "", ",,,Q2_1", ",,,Q2_2")
    lines = [line[1:] for line in QUALTRICS]
    problems = survey.refused(text(*lines, ["North", "1", ""]), "tool: qualtrics")
    assert "no column 'Status'" in problems
    assert "leave_out: []" in problems
    assert survey.read(text(*lines, ["North", "1", ""]), "tool: qualtrics\nleave_out: []")[0].n_respondents == 1


@pytest.mark.parametrize("settings", ["{}", "header_rows: 2\nnames_row: 1"])
def test_header_rows_of_qualtrics_are_never_respondents(survey: Survey, settings: str) -> None:
    survey.describe("Q1", "", ",,,Q2_1", ",,,Q2_2")
    categories = survey.home / "study" / "categories.csv"
    told = categories.read_text().replace("A1", 'A1 | Where do you live? | {""ImportId"":""QID1""}')
    categories.write_text(told.replace(",A1 |", ',"A1 |').replace('QID1""}', 'QID1""}"'))
    problems = survey.refused(text(*QUALTRICS, ["IP Address", "North", "1", ""]), settings)
    assert "a header row of Qualtrics; say `tool: qualtrics`" in problems
    assert "declare" not in problems


def test_rows_without_any_text_are_no_respondents_and_are_said_once(survey: Survey) -> None:
    content = text(
        ["id", "region", "hammer", "saw"],
        ["1", "North", "1", ""],
        ["", "", "", ""],
        ["2", "", "", ""],
        [" ", "", "", ""],
    )
    read, said = survey.read(content)
    assert regions(read) == ["north", "none"]
    assert said == ["answers.csv: 2 rows are blank in every cell, and are no respondents"]


def test_a_header_among_respondents_is_named_as_what_it_is(survey: Survey) -> None:
    header = ["id", "region", "hammer", "saw"]
    problems = survey.refused(text(header, ["1", "North", "1", ""], header, ["2", "South", "", "1"]))
    assert problems.startswith("answers.csv:3: the header again")


@pytest.mark.parametrize("width", [4, 12])
def test_a_row_that_an_open_quotation_mark_has_swallowed_is_refused(survey: Survey, width: int) -> None:
    more = [f"q{n}" for n in range(width - 4)]
    blank = [""] * (width - 4)
    lines = [text(["region", "hammer", "saw", *more, "why"])]
    for n in range(8):
        why = {2: '"tall', 5: 'ends"'}.get(n, "x")
        lines.append(",".join(["North", "1", "0", *blank, why]) + "\n")
    problems = survey.refused("".join(lines))
    assert problems.startswith("answers.csv:4: a cell that seems to hold further rows")


def test_an_answer_of_several_lines_is_one_cell(survey: Survey) -> None:
    content = 'region,hammer,saw,why\nNorth,1,0,"first, second\nthird, ""fourth"""\nSouth,0,1,x\n'
    assert regions(survey.read(content)[0]) == ["north", "south"]


def test_marks_written_with_a_backslash_are_read_where_declared_and_named_where_not(survey: Survey) -> None:
    content = 'region,hammer,saw,why\nNorth,1,0,"he said \\"no\\", then"\nSouth,0,1,x\n'
    assert "`quotes: backslash`" in survey.refused(content)
    assert regions(survey.read(content, "quotes: backslash")[0]) == ["north", "south"]
    assert regions(survey.read("region,hammer,saw\n'North',1,'0'\n", "quotes: single")[0]) == ["north"]


def test_a_huge_cell_in_a_column_that_nobody_wants_is_no_fault(survey: Survey) -> None:
    assert regions(survey.read(text(["region", "hammer", "saw", "why"], ["North", "1", "", "x" * 200_000]))[0]) == [
        "north"
    ]


@pytest.mark.parametrize(
    ("content", "settings", "says"),
    [
        ("region,hammer,saw,’\nNorth,1,,\n".encode("windows-1252"), "{}", "say `encoding: windows-1252`"),
        (
            "region,hammer,saw,’\nNorth,1,,\n".encode("windows-1252"),
            "encoding: latin-1",
            "say `encoding: windows-1252`",
        ),
        (b"region;hammer;saw\nNorth;1;\n", "{}", "which is comma; the header holds a semicolon"),
        (b"\x89PNG\r\n", "{}", "the file is a picture"),
        (b"%PDF-1.7", "{}", "the file is a PDF document"),
        (b"<html>", "{}", "the file is a web page"),
        (b'[{"region": "North"}]', "{}", "the file is a JSON file"),
        (b"\x1f\x8b\x08\x00", "{}", "the file is a file packed by gzip"),
        (b"PK\x03\x04damaged", "{}", "the file is a damaged zip file"),
        (b"PAR1 damaged", "{}", "a Parquet file that is damaged"),
        (b"$FL2@(#) damaged", "{}", "an SPSS file that is damaged"),
        (b"\xd0\xcf\x11\xe0 damaged", "{}", "an Excel workbook that is damaged"),
        (b"region,hammer,saw\n", "encoding: rot13", "'rot13' is no encoding of text"),
        (b"region,hammer,saw\n", "tool: paper", "'paper' is no survey tool that is known"),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is_with_what_to_write(
    survey: Survey, content: bytes, settings: str, says: str
) -> None:
    assert says in survey.refused(content, settings)


def test_a_zip_file_is_called_one_and_a_workbook_is_read_whatever_its_name(survey: Survey) -> None:
    packed = survey.home / "packed"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("answers.csv", "region")
    assert "the file is a zip file; unpack it" in survey.refused(packed.read_bytes())
    with xlsxwriter.Workbook(packed) as book:
        for name, table in (
            ("Notes", []),
            ("Answers", [["region", "hammer", "saw"], *rows(("North", "South", ""), "1", "")]),
        ):
            sheet = book.add_worksheet(name)
            for place, line in enumerate(table):
                sheet.write_row(place, 0, line)
    pytest.importorskip("python_calamine")
    assert_given(survey.read(packed.read_bytes(), "sheet: Answers")[0])
    assert "no sheet 'Reply'; correct `sheet` in respondents.yml; there is 'Notes', 'Answers'" in survey.refused(
        packed.read_bytes(), "sheet: Reply"
    )


Writer = Callable[[Path], None]


def statistics(name: str) -> Writer:
    pyreadstat = pytest.importorskip("pyreadstat")
    import pandas  # noqa: PLC0415

    frame = pandas.DataFrame(
        {"region": [1.0, 2.0, 1.0, None], "hammer": [1.0, 1, 0, 0], "saw": [0.0, 1, 0, 1], "who": list("abcd")}
    )
    labels = {"region": {1.0: "North", 2.0: "South"}}
    if name == "xport":
        frame["region"] = frame["region"].replace({1.0: 11.0, 2.0: 22.0})
        return lambda path: pyreadstat.write_xport(frame, str(path))
    return lambda path: getattr(pyreadstat, f"write_{name}")(frame, str(path), variable_value_labels=labels)


@pytest.mark.parametrize("name", ["sav", "dta", "xport"])
def test_files_of_statistical_packages_are_read_by_value_or_label(survey: Survey, name: str) -> None:
    statistics(name)(survey.home / "written")
    categories = survey.home / "study" / "categories.csv"
    if name == "xport":
        categories.write_text(categories.read_text().replace("A1", "11").replace("A2", "22"))
    assert_given(survey.read((survey.home / "written").read_bytes())[0])


def with_missing(home: Path) -> bytes:
    pyreadstat = pytest.importorskip("pyreadstat")
    import pandas  # noqa: PLC0415

    frame = pandas.DataFrame({"region": [1.0, 2, 9, -5, None], "hammer": [1.0, 1, 0, 0, 0], "saw": [0.0, 1, 0, 1, 0]})
    path = home / "written"
    pyreadstat.write_sav(
        frame,
        str(path),
        variable_value_labels={"region": {1.0: "North", 2.0: "South", 9.0: "Would not say"}},
        missing_ranges={"region": [9, {"lo": -9, "hi": -1}]},
    )
    return path.read_bytes()


def test_values_that_the_file_declares_missing_are_missing_or_what_the_study_calls_them(survey: Survey) -> None:
    content = with_missing(survey.home)
    assert regions(survey.read(content)[0]) == ["north", "south", "none", "none", "none"]
    categories = survey.home / "study" / "categories.csv"
    categories.write_text(categories.read_text() + "region,refused,Would not say,4,,,refused,,,,,\n")
    assert regions(survey.read(content)[0]) == ["north", "south", "refused", "none", "none"]


def test_a_value_that_the_file_declares_missing_is_never_an_answer(survey: Survey) -> None:
    content = with_missing(survey.home)
    categories = survey.home / "study" / "categories.csv"
    categories.write_text(categories.read_text().replace("A2", "A2 | 9"))
    assert "answers.csv:3:region: a value that the file itself declares as missing" in survey.refused(content)


def test_missing_values_may_be_a_range_of_numbers(survey: Survey) -> None:
    survey.write(tables_yml=STUDY["tables.yml"].replace("[region, tools]", "[region]"))
    categories = survey.home / "study" / "categories.csv"
    categories.write_text(categories.read_text().replace("missing,,,,,", "missing,,-99,0,,"))
    assert regions(survey.read("region\nNorth\n-9\n-98\n\nSouth\n")[0]) == ["north", "none", "none", "south"]


@pytest.mark.parametrize(
    ("mark", "written"), [("comma", "1,234.5"), ("space", "1 234.5"), ("apostrophe", "1'234.5"), ("none", "1234.5")]
)
def test_thousands_marks_are_read_where_declared(survey: Survey, mark: str, written: str) -> None:
    survey.write(
        tables_yml=STUDY["tables.yml"].replace("[region, tools]", "[pay]"),
        variables_csv=f"{VARIABLE}pay,Pay,,numeric,respondents,,,,\n",
        categories_csv=f"{CATEGORY}pay,low,Low,1,,,,,0,1000,,\npay,high,High,2,,,,,1000,,,\n",
    )
    content = text(["pay", "x"], [written, ""], ["999", ""])
    read, _ = survey.read(content, f"thousands_mark: {mark}")
    assert list(read.numbers["pay"]) == [Decimal("1234.5"), Decimal(999)]
    if mark != "none":
        assert "`thousands_mark`" in survey.refused(content)
    assert "with no currency or exponent" in survey.refused(text(["pay", "x"], ["£12", ""], ["999", ""]))


def test_a_bar_without_blanks_around_it_is_part_of_an_answer(survey: Survey) -> None:
    categories = survey.home / "study" / "categories.csv"
    categories.write_text(categories.read_text().replace("A1", "Oui|Yes | Ja"))
    assert regions(survey.read("region,hammer,saw\nOui|Yes,1,\nJa,0,\n")[0]) == ["north", "north"]


def test_blocks_that_pyarrow_reads_are_read_as_by_the_csv_module(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyarrow")
    lots = np.random.default_rng(7)
    cells = ["North", "A2", "", '"North"', '" A1"', "South", '"a ""North"""']
    lines = [f"{cells[lots.integers(5)]},{lots.integers(2)},,{cells[lots.integers(7)]}" for _ in range(400)]
    lines += [",,,", ",,,x", '"",,"",""']
    content = "region,hammer,saw,why\r\n" + "\r\n".join(lines) + "\r\n"
    used: list[bool] = []
    quickly = delimited.DelimitedFile.quickly

    def noted(*given: object) -> object:
        piece = quickly(*given)  # type: ignore[arg-type]  # its own arguments
        used.append(piece is not None)
        return piece

    monkeypatch.setattr(delimited.DelimitedFile, "quickly", noted)
    read, said = survey.read(content)
    assert used == [True]
    monkeypatch.setattr(delimited.DelimitedFile, "quickly", lambda *_: None)
    assert survey.read(content) == (read, said)
    assert "2 rows are blank" in said[0]

"""What a respondents' file may look like, and what is said of one that does not fit: place and rule, and no value."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas
import pytest

from publication.errors import StudyRefused
from publication.microdata.respondents import read_respondents
from publication.model import Reading, Respondents, Study, Weighting
from publication.study import read_study
from tests.publication.microdata.conftest import SURVEY
from tests.publication.microdata.gardeners import HEADER, Row, as_csv, gardeners

GOOD = gardeners(40)
SECRET = "Sékrèt 4711"


@pytest.fixture(scope="module")
def study() -> Study:
    study, problems = read_study(SURVEY / "study")
    assert study is not None
    assert not problems
    return study


def changed(row: int, **cells: str) -> list[Row]:
    """The good rows with some cells of one changed; `row` as a spreadsheet counts."""
    names = {"tools": "Tools: rake"}
    rows: list[Row] = [*GOOD]
    rows[row - 2] = {**rows[row - 2], **{names.get(name, name): text for name, text in cells.items()}}
    return rows


def read(study: Study, path: Path, content: bytes | str, **reading: str | int) -> tuple[Respondents | None, list[str]]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    study = replace(study, reading=replace(Reading(), **reading))  # type: ignore[arg-type]  # the test's own names
    try:
        return read_respondents(path, study), []
    except StudyRefused as stopped:
        return None, [str(problem) for problem in stopped.problems]


@pytest.mark.parametrize(
    ("write", "reading"),
    [
        (lambda text: text.encode(), {}),
        (lambda text: text.encode("utf-8-sig"), {}),
        (lambda text: text.replace("\n", "\r\n").encode(), {}),
        (lambda text: (text + "\n\n").encode(), {}),
        (lambda text: text.replace(",", ";").encode(), {"delimiter": ";"}),
        (lambda text: text.replace(",", "\t").encode(), {"delimiter": "\t"}),
        (
            lambda text: text.replace(",", ";").replace("210.5", "210,5").encode(),
            {"delimiter": ";", "decimal_mark": ","},
        ),
        (lambda text: text.encode("latin-1"), {"encoding": "latin-1"}),
        (lambda text: text.encode("windows-1252"), {"encoding": "windows-1252"}),
        (lambda text: text.encode("utf-16"), {}),
        (lambda text: text.encode("utf-16-be"), {"encoding": "utf-16-be"}),
        (lambda text: text.replace("\n", "\r").encode(), {}),
        (lambda text: ("sep=;\n" + text.replace(",", ";")).encode(), {}),
        (lambda text: text.replace("hill", "hill\u00a0\u200b").replace("Tools: ", "Tools:&#32;").encode(), {}),
        (lambda text: text.replace("\n", ",,\n").replace("none,,", "none").encode(), {}),
    ],
    ids=[
        "utf-8",
        "bom",
        "crlf",
        "blank end",
        "semicolon",
        "tab",
        "decimal comma",
        "latin-1",
        "windows-1252",
        "marked utf-16",
        "utf-16",
        "lines of old Macintoshes",
        "a line that names the delimiter",
        "characters that nobody sees, and entities",
        "surplus cells without a text",
    ],
)
def test_the_same_answers_are_read_from_every_form(
    study: Study, tmp_path: Path, write: Callable[[str], bytes], reading: dict[str, str]
) -> None:
    plain, _ = read(study, tmp_path / "a.csv", as_csv(GOOD))
    other, problems = read(study, tmp_path / "a.csv", write(as_csv(GOOD)), **reading)
    assert problems == []
    assert plain is not None
    assert other is not None
    assert (other.answers, other.ticks, other.numbers) == (plain.answers, plain.ticks, plain.numbers)


def test_a_parquet_file_is_read_like_its_csv(study: Study, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    frame = pandas.DataFrame(GOOD, columns=list(HEADER)).replace({"": None})
    frame.to_parquet(tmp_path / "a.parquet")
    plain, _ = read(study, tmp_path / "a.csv", as_csv(GOOD))
    records = read_respondents(tmp_path / "a.parquet", study)
    assert plain is not None
    assert (records.answers, records.ticks, records.numbers) == (plain.answers, plain.ticks, plain.numbers)


def test_an_export_with_two_header_rows_and_a_column_for_each_ticked_answer_is_read(
    study: Study, tmp_path: Path
) -> None:
    text = "Name,Side,Barrel,Litres,Which tools do you use?,,\n,Response,Response,Response,Spade,Rake,None of these\n"
    text += as_csv(GOOD).partition("\n")[2]
    (variables, categories) = (study.file("variables"), study.file("categories"))
    asked = tuple(
        replace(record, values={**record.values, "column": "Which tools do you use?"})
        if record["id"] == "tools"
        else record
        for record in variables.records
    )
    labelled = tuple(
        replace(r, values={**r.values, "column": ""}) if r["variable"] == "tools" else r for r in categories.records
    )
    files = tuple(
        replace(file, records={"variables": asked, "categories": labelled}.get(file.name, file.records))
        for file in study.files
    )
    plain, _ = read(study, tmp_path / "a.csv", as_csv(GOOD))
    records, problems = read(replace(study, files=files), tmp_path / "a.csv", text, header_rows=2)
    assert problems == []
    assert records is not None
    assert plain is not None
    assert (records.answers, records.ticks) == (plain.answers, plain.ticks)


def test_the_words_of_records_hold_no_answer(study: Study, tmp_path: Path) -> None:
    records, _ = read(study, tmp_path / "a.csv", as_csv(GOOD))
    assert repr(records) == "Respondents(name='a.csv')"


HEAD = as_csv([])
FAULTS: dict[str, tuple[str | bytes, str]] = {
    "an empty file": ("", "a.csv: the file is empty"),
    "blank lines alone": ("\n \n", "a.csv: the file is empty"),
    "a header and nobody": (HEAD, "a.csv: no respondent"),
    "another encoding": (as_csv(changed(5, Side=SECRET)).encode("latin-1"), "a.csv: not UTF-8 at byte"),
    "two bytes for each character, unmarked": (
        as_csv(GOOD).encode("utf-16-le"),
        "a.csv: the file is no text, or UTF-16",
    ),
    "another delimiter": (as_csv(GOOD, ";"), "a.csv:1: no column 'Side' (study/variables.csv:2); the header has one"),
    "no header": (as_csv(GOOD).partition("\n")[2], "a.csv:1: no column 'Barrel' (study/variables.csv:3)"),
    "a row too short": (HEAD + f"{SECRET},hill,Yes\n", "a.csv:2: 3 cells, the header has 7"),
    "a row too long": (HEAD + f"A,hill,Yes,90,1,0,,{SECRET}\n", "a.csv:2: 8 cells, the header has 7"),
    "a column twice": (as_csv(GOOD).replace("Name,", "Side,", 1), "a.csv:1: 2 columns 'Side'"),
    "a category that nobody declared": (as_csv(changed(7, Side=SECRET)), "a.csv:7:side: an answer that no category"),
    "no answer where none is declared": (as_csv(changed(7, Side="")), "a.csv:7:side: no answer; give it a category"),
    "a number in no group": (as_csv(changed(9, Litres="1e3")), "a.csv:9:litres: an answer that no category"),
    "not a number": (as_csv(changed(9, Litres="NaN")), "a.csv:9:litres: an answer that no category stands for"),
    "neither ticked nor unticked": (
        as_csv(changed(3, tools=SECRET)),
        "a.csv:3:tools.rake: neither ticked nor unticked",
    ),
    "an answer beside one that excludes it": (
        as_csv([*GOOD[:2], {**GOOD[2], "Tools: spade": "1", "Tools: none": "1"}, *GOOD[3:]]),
        "a.csv:4:tools.none: an answer that excludes all others, given beside another",
    ),
    "an open quote": (HEAD + f'"{SECRET},hill,Yes,90,1,0,\n', "a.csv: line 2: malformed CSV from here on"),
    "a formula": (as_csv(changed(4, Side="=cmd|' /C calc'!A0")), "a.csv:4:side: an answer that no category"),
    "markup": (as_csv(changed(4, Side="<script>alert(4711)</script>")), "a.csv:4:side: an answer that no category"),
    "text from right to left": (as_csv(changed(4, Side="\u202eשלום")), "a.csv:4:side: an answer that no category"),
    "a very long text": (as_csv(changed(4, Side="4711" * 40_000)), "a.csv:"),  # by length or by category
    "a long text": (as_csv(changed(4, Side="4711" * 20_000)), "a.csv:4:side: an answer that no category"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_that_does_not_fit_is_refused_by_place_and_rule_alone(study: Study, tmp_path: Path, name: str) -> None:
    content, says = FAULTS[name]
    records, problems = read(study, tmp_path / "a.csv", content)
    assert records is None
    assert any(problem.startswith(says) for problem in problems), problems
    for secret in ("4711", "Sékrèt", "cmd", "script", "שלום", "Gardener"):
        assert secret not in "\n".join(problems)


def test_all_that_does_not_fit_is_said_at_once_and_no_number_of_respondents_with_it(
    study: Study, tmp_path: Path
) -> None:
    rows = [{**row, "Side": SECRET, "Litres": "many" if n == 3 else row["Litres"]} for n, row in enumerate(GOOD)]
    _, problems = read(study, tmp_path / "a.csv", as_csv(rows))
    assert sum("a.csv:5:" in problem for problem in problems) == 2
    assert len(problems) == 22
    assert sum("and below it" in problem for problem in problems) == 1


def test_ten_thousand_columns_that_no_table_asks_for_are_not_read(study: Study, tmp_path: Path) -> None:
    extra = [f"Q{n}" for n in range(10_000)]
    rows = [{**row, **dict.fromkeys(extra, SECRET)} for row in GOOD]
    plain, _ = read(study, tmp_path / "a.csv", as_csv(GOOD))
    records, problems = read(study, tmp_path / "a.csv", as_csv(rows, header=(*HEADER, *extra)))
    assert problems == []
    assert records == plain


@pytest.mark.parametrize("weight", ["-1", "one", "", "inf", "1e999", "0x10"])
def test_a_weight_that_is_negative_or_no_number_stops_the_run(study: Study, tmp_path: Path, weight: str) -> None:
    variables = study.file("variables")
    column = replace(
        variables.records[0], values={**variables.records[0].values, "id": "w", "type": "weight", "column": "W"}
    )
    files = tuple(replace(file, records=(*file.records, column)) if file is variables else file for file in study.files)
    weighting = Weighting(("barrel",), {(code,): Decimal("1.25") for code in ("yes", "no", "refused", "blank")}, "w")
    study = replace(study, files=files, weightings=(weighting,))
    rows = [{**row, "W": weight if n == 3 else "1.25"} for n, row in enumerate(GOOD)]
    records, problems = read(study, tmp_path / "a.csv", as_csv(rows, header=(*HEADER, "W")))
    assert records is None
    assert problems == ["a.csv:5:w: no weight that is a number of at least 0; correct it"]


OVERLAPS = {
    "two groups of numbers": ("100,200,", "90,200,", "study/categories.csv:14:from: overlaps with small"),
    "an answer of two categories": (
        "Bosrand,,,",
        "Heuvel,,,",
        "study/categories.csv:4:answers: 'Heuvel' stands for two",
    ),
}


@pytest.mark.parametrize("name", OVERLAPS)
def test_categories_that_contradict_each_other_are_named(tmp_path: Path, name: str) -> None:
    old, new, says = OVERLAPS[name]
    shutil.copytree(SURVEY / "study", tmp_path / "study")
    path = tmp_path / "study" / "categories.csv"
    path.write_text(path.read_text().replace(old, new))
    spoiled, _ = read_study(tmp_path / "study")
    assert spoiled is not None
    _, problems = read(spoiled, tmp_path / "a.csv", as_csv(GOOD))
    assert any(problem.startswith(says) for problem in problems), problems

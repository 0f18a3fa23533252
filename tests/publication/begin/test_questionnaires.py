"""What a questionnaire says of itself comes before what the respondents' file shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter

from publication.begin.guessing import DraftQuestion, guessed
from publication.begin.questionnaires import read_questionnaire, with_questionnaire
from publication.errors import StudyRefused
from publication.microdata.describe import describe

XLSFORM = {
    "survey": (
        ("type", "name", "label::English (en)", "label::Nederlands (nl)"),
        ("begin_group", "home", "Your home", "Uw huis"),
        ("select_one yn", "garden", "Do you have a garden?", "Heeft u een tuin?"),
        ("select_multiple tools", "tools", "Which tools do you use?", "Welk gereedschap?"),
        ("end_group", "", "", ""),
        ("text", "remark", "Anything else?", "Nog iets?"),
        ("integer", "litres", "How many litres?", "Hoeveel liter?"),
    ),
    "choices": (
        ("list_name", "name", "label::English (en)"),
        ("yn", "1", "Yes"),
        ("yn", "0", "No"),
        ("tools", "sp", "Spade"),
        ("tools", "ra", "Rake"),
    ),
}
REDCAP = """\
Variable / Field Name,Section Header,Field Type,Field Label,"Choices, Calculations, OR Slider Labels",Identifier?
garden,"Your home",radio,"Do you have a <b>garden</b>?","1, Yes, a large one | 2, Yes | 3, No",
tools,,checkbox,"Which tools do you use?","1, Spade | 2, Rake",
town,,text,Town,,y
"""
QSF = {
    "SurveyElements": [
        {"Element": "BL", "Payload": []},
        {
            "Element": "SQ",
            "Payload": {
                "QuestionText": "Do you have a <b>garden</b>?",
                "DataExportTag": "Q1",
                "QuestionType": "MC",
                "Selector": "SAVR",
                "Choices": {"1": {"Display": "Yes"}, "2": {"Display": "No"}},
                "ChoiceOrder": ["2", "1"],
                "RecodeValues": {"1": "5", "2": "6"},
            },
        },
        {
            "Element": "SQ",
            "Payload": {
                "QuestionText": "How often do you use them?",
                "DataExportTag": "Q2",
                "QuestionType": "Matrix",
                "Choices": {"1": {"Display": "Spade"}, "2": {"Display": "Rake"}},
                "Answers": {"1": {"Display": "Often"}, "2": {"Display": "Never"}},
            },
        },
    ]
}
DDI = """\
<codeBook xmlns="ddi:codebook:2_5"><dataDscr>
<var name="garden"><labl>Garden</labl><qstn><qstnLit>Do you have a garden?</qstnLit></qstn>
<catgry><catValu>1</catValu><labl>Yes</labl></catgry><catgry><catValu>2</catValu><labl>No</labl></catgry>
<catgry missing="Y"><catValu>9</catValu><labl>Interviewer error</labl></catgry></var>
</dataDscr></codeBook>
"""


def drafted(folder: Path, answers: str, questionnaire: Path) -> dict[str, DraftQuestion]:
    (folder / "answers.csv").write_text(answers)
    asked = read_questionnaire(questionnaire)
    questions, _ = guessed(with_questionnaire(describe(folder / "answers.csv"), asked))
    return {question.id: question for question in questions}


def labels(question: DraftQuestion) -> list[str]:
    return [answer.label for answer in question.answers]


def test_an_xlsform_gives_wordings_in_english_answers_in_their_order_and_what_is_text(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "form.xlsx") as book:
        for name, lines in XLSFORM.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(lines):
                sheet.write_row(row, 0, line)
    rows = [f"{n % 2},{n % 2},{(n + 1) % 2},{('nice', 'fine')[n % 2]},{n % 50 + 100}" for n in range(60)]
    answers = "home/garden,home/tools/sp,home/tools/ra,remark,litres\n" + "\n".join(rows)
    questions = drafted(tmp_path, answers, tmp_path / "form.xlsx")
    assert list(questions) == ["home_garden", "home_tools", "litres"]
    assert questions["home_garden"].label == "Do you have a garden?"
    assert labels(questions["home_garden"]) == ["Yes", "No"]
    assert (questions["home_tools"].label, questions["home_tools"].type) == ("Which tools do you use?", "multiple")
    assert labels(questions["home_tools"]) == ["Spade", "Rake"]
    assert questions["litres"].label == "How many litres?"


def test_a_redcap_dictionary_gives_labels_and_says_what_names_a_person(tmp_path: Path) -> None:
    (tmp_path / "dictionary.csv").write_text(REDCAP)
    rows = [f"{n % 3 + 1},{n % 2},{(n + 1) % 2},{('Delft', 'Gouda')[n % 2]}" for n in range(30)]
    questions = drafted(tmp_path, "garden,tools___1,tools___2,town\n" + "\n".join(rows), tmp_path / "dictionary.csv")
    assert list(questions) == ["garden", "tools"]
    assert questions["garden"].label == "Do you have a garden?"
    assert labels(questions["garden"]) == ["Yes, a large one", "Yes", "No"]
    assert labels(questions["tools"]) == ["Spade", "Rake"]


def test_a_qualtrics_survey_gives_recoded_values_and_the_rows_of_a_matrix(tmp_path: Path) -> None:
    (tmp_path / "survey.qsf").write_text(json.dumps(QSF))
    rows = [f"{5 + n % 2},{n % 2 + 1},{n % 2 + 1}" for n in range(30)]
    questions = drafted(tmp_path, "Q1,Q2_1,Q2_2\n" + "\n".join(rows), tmp_path / "survey.qsf")
    assert labels(questions["q1"]) == ["No", "Yes"]
    assert questions["q1"].answers[0].answers == ("6",)
    assert [(questions[id].label, questions[id].topic) for id in ("q2_1", "q2_2")] == [
        ("Spade", "How often do you use them?"),
        ("Rake", "How often do you use them?"),
    ]


def test_a_ddi_codebook_gives_the_literal_question_and_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "codebook.xml").write_text(DDI)
    questions = drafted(tmp_path, "garden\n" + "\n".join("1299"[n % 4] for n in range(30)), tmp_path / "codebook.xml")
    assert questions["garden"].label == "Do you have a garden?"
    assert [(answer.label, answer.status) for answer in questions["garden"].answers][-1] == (
        "Interviewer error",
        "missing",
    )


def test_another_file_is_refused_with_what_would_do(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("garden: do you have one?\n")
    with pytest.raises(StudyRefused, match=r"notes\.txt: no questionnaire that can be read; give an XLSForm"):
        read_questionnaire(tmp_path / "notes.txt")


def test_a_wording_that_reads_like_a_result_is_no_label(tmp_path: Path) -> None:
    (tmp_path / "codebook.xml").write_text(DDI.replace("Do you have a garden?", "Suppose only two gardens were left"))
    questions = drafted(tmp_path, "garden\n" + "\n".join("12"[n % 2] for n in range(30)), tmp_path / "codebook.xml")
    assert questions["garden"].label == "Question garden"
    assert questions["garden"].question == "Suppose only two gardens were left"

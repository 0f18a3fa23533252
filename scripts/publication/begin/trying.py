"""Tries a draft upon the respondents' file: who was asked what, and which tables the build would refuse.

It reads answers to decide; what it writes names questions alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ..errors import StudyRefused, sealed
from ..microdata.respondents import read_respondents
from ..microdata.tabulate import tabulate
from ..model import Respondents, Study
from ..study import read_study
from .drafting import Draft, DraftUniverse, new_universe, study_files, tables_of
from .guessing import DraftQuestion

# As in `microdata.routing`: what two respondents did is a slip, and ten who were not asked are a rule.
SLIPS, UNASKED = 2, 10
# Fewer are withheld under the threshold that is drafted, in some group if not in all.
RARE = 30
NOT_ASKED = ("missing", "not_applicable")


def tried(draft: Draft, path: Path) -> Draft:
    """The draft with a universe for each question that an answer leads to, and without what the build would refuse.

    Raises:
        StudyRefused: the file cannot be read.
    """
    draft, respondents, _ = _read(draft, path)
    draft = _with_own_codes(_with_universes(draft, respondents), respondents)
    draft, respondents, study = _read(draft, path)
    for _ in range(len(draft.counted)):
        refused = _refused_tables(respondents, study)
        by_id = {table.id: table.question for table in tables_of(draft)}
        questions = [(by_id[id], why) for id, why in refused if id in by_id]
        if not questions:
            break
        # The first alone: without it, the others may be harmless.
        question, why = questions[0]
        draft = draft.without(question.id, why)
        study = _study(draft)
    return draft


def _read(draft: Draft, path: Path) -> tuple[Draft, Respondents, Study]:
    """The respondents as the draft reads them; without questions that the file's cells do not fit."""
    for _ in range(len(draft.counted) + 1):
        study = _study(draft)
        try:
            with sealed("respondents' file"):
                return draft, read_respondents(path, study), study
        except StudyRefused as refused:
            names = [problem.where.rpartition(":")[2].partition(".")[0] for problem in refused.problems]
            misread = [question for question in draft.counted if question.id in names]
            if not misread:
                raise
            draft = draft.without(misread[0].id, "some of its cells fit no category; see `answers` in categories.csv")
    raise AssertionError("a question is left out each time")


def _study(draft: Draft) -> Study:
    with TemporaryDirectory() as folder:
        for name, text in study_files(draft).items():
            Path(folder, name).write_text(text, encoding="utf-8")
        study, problems = read_study(Path(folder))
    if study is None or problems:
        raise StudyRefused(problems)
    return study


def _refused_tables(respondents: Respondents, study: Study) -> list[tuple[str, str]]:
    """Ids of tables that the build would refuse, and why."""
    try:
        with sealed("counting"):
            tabulate(respondents, study)
    except StudyRefused as refused:
        return [(problem.where.rpartition(": ")[2], problem.what) for problem in refused.problems]
    return []


def _with_universes(draft: Draft, respondents: Respondents) -> Draft:
    earlier: list[DraftQuestion] = []
    counted: list[DraftQuestion] = []
    for question in draft.questions:
        found = _leading_to(question, earlier, respondents.answers)
        if found is not None and question in draft.counted:
            universe = new_universe(*found, draft)
            universe = next((known for known in draft.universes if known.where == universe.where), universe)
            if universe not in draft.universes:
                draft = replace(draft, universes=(*draft.universes, universe))
            counted.append(replace(question, universe=universe.id))
        elif question in draft.counted:
            counted.append(question)
        earlier.append(question)
    by_id = {question.id: question for question in counted}
    questions = tuple(by_id.get(question.id, question) for question in draft.questions)
    used = {question.universe for question in counted}
    universes: tuple[DraftUniverse, ...] = tuple(universe for universe in draft.universes if universe.id in used)
    return replace(draft, questions=questions, counted=tuple(counted), universes=universes)


def _with_own_codes(draft: Draft, respondents: Respondents) -> Draft:
    """The draft with codes of their own for questions that share their codes and have rare answers.

    Where rare answers are withheld, others are too; readers might then take two such questions for one.
    """
    shared = Counter(frozenset(answer.code for answer in question.answers) for question in draft.counted)
    changed: dict[str, DraftQuestion] = {}
    for question in draft.counted:
        codes = frozenset(answer.code for answer in question.answers)
        counts = Counter(respondents.answers.get(question.id, ()))
        if shared[codes] > 1 and any(0 < count < RARE for count in counts.values()):
            answers = (replace(answer, code=f"{question.id}_{answer.code.rstrip('_')}") for answer in question.answers)
            changed[question.id] = replace(question, answers=tuple(answers))
    questions, counted = (
        tuple(changed.get(question.id, question) for question in own) for own in (draft.questions, draft.counted)
    )
    universes = tuple(_with_code(universe, changed) for universe in draft.universes)
    return replace(draft, questions=questions, counted=counted, universes=universes)


def _with_code(universe: DraftUniverse, changed: Mapping[str, DraftQuestion]) -> DraftUniverse:
    name, _, code = universe.where.partition("=")
    return replace(universe, where=f"{name}={name}_{code.rstrip('_')}") if name in changed else universe


def _leading_to(
    question: DraftQuestion, earlier: Sequence[DraftQuestion], answers: Mapping[str, Iterable[str]]
) -> tuple[DraftQuestion, str] | None:
    """The question and its answer that alone led to another question; the nearest before it."""
    unasked = {answer.code for answer in question.answers if answer.status in NOT_ASKED}
    if question.id not in answers or not unasked:
        return None
    was_asked = [code not in unasked for code in answers[question.id]]
    for other in reversed(earlier):
        if other.id not in answers:
            continue
        asked = Counter(code for code, is_asked in zip(answers[other.id], was_asked, strict=True) if is_asked)
        everybody = Counter(answers[other.id])
        leading = [code for code, count in asked.items() if count > SLIPS]
        if len(leading) != 1 or everybody.total() - everybody[leading[0]] < UNASKED:
            continue
        if asked[leading[0]] * 10 >= everybody[leading[0]] * 9:
            return other, leading[0]
    return None

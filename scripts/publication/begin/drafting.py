"""A drafted study: which questions are counted by which groups, and its study files as they are written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

import yaml

from ..errors import Problem, StudyRefused
from ..microdata.describe import FileDescription
from ..study import STUDY_FILES
from .guessing import DraftQuestion, LeftOut
from .words import in_a_sentence, listed, slug

EVERYBODY = "respondents"
# Larger questions are drafted, but not counted: their categories want merging first.
MANY_CATEGORIES = 12
# Bars that a reader still takes in.
MANY_BARS = 24
# Words by which people call what results are usually shown by.
_GROUPS = ("sex", "gender", "age", "region", "country", "area", "education", "educ", "state", "occupation", "party")


@dataclass(frozen=True)
class DraftUniverse:
    """Who was asked a question: those who gave an answer to another."""

    id: str
    label: str
    where: str


@dataclass(frozen=True)
class Draft:
    """A study folder before it is written.

    Attributes:
        questions: all that the file has, in its order.
        groups: those that results are shown by; none for tables of one question each.
        counted: those that tables count.
        uncounted: label of a question that no table counts -> why.
    """

    id: str
    title: str
    released: str
    description: FileDescription
    questions: tuple[DraftQuestion, ...]
    groups: tuple[DraftQuestion, ...]
    counted: tuple[DraftQuestion, ...]
    left_out: tuple[LeftOut, ...] = ()
    universes: tuple[DraftUniverse, ...] = ()
    uncounted: tuple[tuple[str, str], ...] = ()

    def without(self, id: str, reason: str) -> Draft:
        """The draft without the tables of a question."""
        (question,) = [question for question in self.counted if question.id == id]
        counted = tuple(other for other in self.counted if other is not question)
        return replace(self, counted=counted, uncounted=(*self.uncounted, (question.label, reason)))


@dataclass(frozen=True)
class DraftTable:
    """A table of the draft: a question, alone or by a group."""

    id: str
    question: DraftQuestion
    group: DraftQuestion | None

    @property
    def title(self) -> str:
        """What it is called."""
        return f"{self.question.label}, by {in_a_sentence(self.group.label)}" if self.group else self.question.label


def chosen(option: str, wanted: Sequence[str], questions: Sequence[DraftQuestion]) -> tuple[DraftQuestion, ...]:
    """The questions that an option of the command names, by id, column or label.

    Raises:
        StudyRefused: a name that no question has, or a group in which a respondent may be several times.
    """
    found, problems = [], []
    for name in wanted:
        own = [q for q in questions if name.casefold() in (q.id, q.column.casefold(), q.label.casefold())]
        if own and (option != "--by" or own[0].type != "multiple"):
            found.append(own[0])
            continue
        what = "a question with several answers" if own else "no question of that name"
        candidates = ", ".join(question.id for question in group_candidates(questions)) or "a question's column"
        problems.append(Problem(f"{option} {name}", what, f"name some of {candidates}"))
    if problems:
        raise StudyRefused(problems)
    return tuple(found)


def group_candidates(questions: Iterable[DraftQuestion]) -> list[DraftQuestion]:
    """Questions that results may be shown by: those whose name says so, with few categories."""
    few = [q for q in questions if q.type != "multiple" and 2 <= len(q.answers) - len(q.missing) <= MANY_CATEGORIES]
    words = {q.id: {*q.id.split("_"), *q.label.lower().split()} for q in few}
    return [question for question in few if words[question.id] & {*_GROUPS}][:6]


def tables_of(draft: Draft) -> list[DraftTable]:
    """Every counted question by every group; without groups each by itself."""
    tables = []
    where = {universe.id: universe.where for universe in draft.universes}
    for question in draft.counted:
        # Who was asked may be cut out by the group itself.
        leading = where.get(question.universe, "").partition("=")[0]
        groups = [group for group in draft.groups if group.id != leading]
        tables += [DraftTable(f"{question.id}_by_{group.id}", question, group) for group in groups]
        tables += [] if groups else [DraftTable(f"{question.id}_answers", question, None)]
    return tables


def charts_of(draft: Draft) -> list[dict[str, Any]]:
    """For each counted question a chart of all respondents, and one of its first group where that is small."""
    charts = []
    drawn = set()
    for table in tables_of(draft):
        question, group = table.question, table.group
        who = _people(draft, question)
        codes = [answer.code for answer in question.answers if not _is_parent(answer.code, question)]
        if question.id not in drawn:
            drawn.add(question.id)
            everybody = "all respondents" if not question.universe else "all who were asked"
            chart = _chart(question, question.id, table.id, f"{question.label}: {everybody}", who)
            charts.append(chart | {"rows": [f"total {code}" for code in codes]} if group else chart)
            if group and len(codes) * len(group.answers) <= MANY_BARS:
                name = in_a_sentence(group.label)
                charts.append(_chart(question, f"{question.id}_groups", table.id, table.title, who, name))
    return charts


def _chart(question: DraftQuestion, id: str, table: str, headline: str, who: str, group: str = "") -> dict[str, Any]:
    each = f"each group of {group}" if group else who
    silent = any(answer.status for answer in question.answers)
    return {
        "id": id,
        "table": table,
        "kind": "bars",
        "headline": headline,
        "subtitle": f"Share of {each}, in per cent",
        "alt": f"Bars for each answer{' in each group' * bool(group)}, on a full scale; where one is withheld, "
        "the sign [c] stands in its place.",
        "base": f"{'all of ' * bool(group)}{each}{', with those who gave no answer' * silent}",
        "caution": "What respondents answered, not what is true of everybody.",
    }


def _is_parent(code: str, question: DraftQuestion) -> bool:
    return any(answer.maps_to == code for answer in question.answers)


def _people(draft: Draft, question: DraftQuestion) -> str:
    universe = next((universe for universe in draft.universes if universe.id == question.universe), None)
    return in_a_sentence(universe.label) if universe else "all respondents"


def study_files(draft: Draft) -> dict[str, str]:
    """Every file of the study folder."""
    policy = files(__package__).joinpath("templates/draft/protection.yml")
    return {
        "protection.yml": policy.read_text(encoding="utf-8"),
        "study.yml": _study_card(draft),
        "respondents.yml": _yaml(
            f"How the respondents' file is written: {draft.description.kind}.", dict(draft.description.settings)
        ),
        "universes.csv": _csv("universes", _universe_rows(draft)),
        "variables.csv": _csv("variables", [_variable_row(question) for question in draft.questions]),
        "categories.csv": _csv("categories", _category_rows(draft)),
        "tables.yml": _yaml(
            "draft: the tables that are counted, in the order of the catalogue; remove what nobody needs.",
            [_table_entry(table, draft) for table in tables_of(draft)],
        ),
        "charts.yml": _yaml(
            "draft: let each headline say what the chart shows, once you have seen it.", charts_of(draft)
        ),
    }


def _study_card(draft: Draft) -> str:
    card = {
        "id": draft.id,
        "title": f"{draft.title} (draft)",
        "short_title": draft.title,
        "description": f"What the respondents of the survey “{draft.title}” answered, in tables that were counted from "
        "their answers, protected and audited.",
        "version": "0.1.0",
        "released": draft.released,
        "licence": {
            "name": "CC-BY-4.0",
            "title": "Creative Commons Attribution 4.0",
            "path": "https://creativecommons.org/licenses/by/4.0/",
        },
        "contributors": [{"title": "Publisher to be named", "roles": ["publisher"]}],
    }
    wanted = "what the survey is, who publishes it (publisher, contact), its licence and its year (survey_year)"
    return _yaml(f"draft: say {wanted}.", card)


def _universe_rows(draft: Draft) -> list[dict[str, str]]:
    rows = [{"id": EVERYBODY, "label": "All respondents", "note": "draft: say whom you asked"}]
    for universe in draft.universes:
        row = {"id": universe.id, "label": universe.label, "part_of": EVERYBODY, "where": universe.where}
        rows.append(row | {"note": "draft: found in the answers; check it against the questionnaire"})
    return rows


def _variable_row(question: DraftQuestion) -> dict[str, str]:
    return {
        "id": question.id,
        "label": question.label,
        "question": question.question,
        "type": question.type,
        "universe": question.universe or EVERYBODY,
        "note": question.guess,
        "column": question.column if question.column != question.id else "",
    }


def _category_rows(draft: Draft) -> list[dict[str, str]]:
    return [
        {
            "variable": question.id,
            "code": answer.code,
            "label": answer.label,
            "order": str(order),
            "maps_to": answer.maps_to,
            "note": answer.note,
            "status": answer.status,
            "answers": " | ".join(answer.answers),
            "from": answer.least,
            "below": answer.below,
            "column": answer.column,
            "excludes": answer.excludes,
        }
        for question in draft.questions
        for order, answer in enumerate(question.answers, start=1)
    ]


def _table_entry(table: DraftTable, draft: Draft) -> dict[str, Any]:
    question, group = table.question, table.group
    by = f", by {in_a_sentence(group.label)}" if group else ""
    several = "; a respondent may have given several answers" if question.type == "multiple" else ""
    return {
        "id": table.id,
        "kind": "counts",
        "title": table.title,
        "description": f"{_capital(_people(draft, question))}{by} and what they answered{several}.",
        "universe": question.universe or EVERYBODY,
        "unit": "respondents",
        "dimensions": [*([group.id] if group else []), question.id],
        "shares_of": [group.id] if group else [],
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _csv(name: str, rows: Iterable[Mapping[str, str]]) -> str:
    text = io.StringIO()
    columns = [column.name for column in STUDY_FILES[name].columns]
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _yaml(comment: str, content: Any) -> str:
    return f"# {comment}\n" + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)


def summary(draft: Draft) -> str:
    """What the draft counts, in a sentence."""
    tables = tables_of(draft)
    by = f" by {listed([in_a_sentence(group.label) for group in draft.groups])}" if draft.groups else ""
    return f"{len(tables)} tables of {len(draft.counted)} questions{by}"


def new_universe(question: DraftQuestion, code: str, draft: Draft) -> DraftUniverse:
    """Those who gave one answer to a question."""
    taken = {EVERYBODY, *(universe.id for universe in draft.universes)}
    (answer,) = [answer.label for answer in question.answers if answer.code == code]
    label = f"Respondents who answered “{answer}” to “{question.label}”"
    return DraftUniverse(slug(f"{question.id} {code}", taken), label, f"{question.id}={code}")

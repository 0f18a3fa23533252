"""Writes the folder that a survey's publication begins with: an empty one, or one drafted from a respondents' file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from ..errors import Problem, StudyRefused
from ..files import write_if_changed
from ..study import STUDY_FILES
from .drafting import Draft, chosen, group_candidates, study_files, summary
from .guessing import DraftQuestion, LeftOut, guessed
from .pages import pages_of
from .words import humanised, listed, slug

__all__ = ["begin_survey", "draft_survey", "start_survey"]

_STUDY = "datapackage/study"
_PAGES = ("docs/index.md", "docs/data/index.md", "docs/data/download.md")
_SETTINGS = ("study", "tables", "charts", "protection", "respondents")
_CSV = ("variables", "categories", "universes")
# More tables than these are for the author to ask for: each shares its margins with all others.
MOST_QUESTIONS = 12
_MANY_CATEGORIES = 12


def start_survey(
    today: str,
    given: Path,
    into: Path | None,
    by: str,
    questions: str,
    most: int,
    description: Path | None,
    sensitive: bool,
) -> list[str]:
    """What `start_survey.py` does: begins an empty folder, or drafts one from a file; see `draft_survey`."""
    if not (given.is_file() or given.suffix):
        return begin_survey(given)
    return draft_survey(
        given,
        into or Path(f"{given.stem.lower().replace(' ', '-')}-survey"),
        today,
        by=_listed(by),
        wanted=_listed(questions),
        most=most,
        questionnaire=description,
        is_sensitive=sensitive,
    )


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def begin_survey(folder: Path) -> list[str]:
    """Writes the first files of a survey's own publication into a new folder; returns their paths.

    Raises:
        StudyRefused: the folder holds something.
    """
    templates = files(__package__).joinpath("templates")
    sources = {path: path.removeprefix("docs/") for path in ("CHANGELOG.md", "mkdocs.yml", *_PAGES)}
    sources |= {f"{_STUDY}/{name}.yml": f"{name}.yml" for name in _SETTINGS}
    wanted = {path: templates.joinpath(source).read_text(encoding="utf-8") for path, source in sources.items()}
    for name in _CSV:
        wanted[f"{_STUDY}/{name}.csv"] = ",".join(column.name for column in STUDY_FILES[name].columns) + "\n"
    return _written(folder, wanted)


def draft_survey(
    respondents: Path,
    folder: Path,
    released: str,
    *,
    by: Sequence[str] = (),
    questionnaire: Path | None = None,
    wanted: Sequence[str] = (),
    most: int = MOST_QUESTIONS,
    is_sensitive: bool = False,
) -> list[str]:
    """Drafts a survey's whole publication from its respondents' file; returns what was done and what is left to do.

    Args:
        respondents: their file, of any kind that can be read.
        folder: a new folder for the draft.
        released: the day that the draft carries, `2026-01-31`.
        by: questions that results are shown by: their id, column or label.
        questionnaire: what the questionnaire says of itself, see `questionnaires`.
        wanted: questions that are counted; the first of all without it.
        most: how many questions are counted.
        is_sensitive: whether readers may need help, so that a page of it is drafted.

    Raises:
        StudyRefused: the folder holds something, the file cannot be read, or it has no question of that name.
    """
    # Arrays, which an empty folder need not wait for.
    from ..microdata.describe import describe  # noqa: PLC0415
    from .questionnaires import read_questionnaire, with_questionnaire  # noqa: PLC0415
    from .trying import tried  # noqa: PLC0415

    _must_be_new(folder)
    description = describe(respondents)
    if questionnaire is not None:
        description = with_questionnaire(description, read_questionnaire(questionnaire))
    questions, left_out = guessed(description)
    groups = chosen("--by", by, questions)
    own = chosen("--questions", wanted, questions)
    title = humanised(respondents.stem)
    draft = Draft(
        id=slug(title, most=40).replace("_", "-"),
        title=title,
        released=released,
        description=description,
        questions=tuple(questions),
        groups=groups,
        counted=(),
        left_out=tuple(left_out),
    )
    draft = tried(_with_counted(draft, own, most), respondents)
    if not draft.counted:
        what = "no question that could be counted"
        raise StudyRefused([Problem(respondents.name, what, "begin with an empty folder: start_survey.py FOLDER")])
    texts = {f"{_STUDY}/{name}": text for name, text in study_files(draft).items()}
    _written(folder, {**texts, **pages_of(draft, is_sensitive=is_sensitive)})
    return _report(draft, folder, respondents, is_sensitive=is_sensitive)


def _with_counted(draft: Draft, wanted: Sequence[DraftQuestion], most: int) -> Draft:
    """The draft with the questions that are counted: those that are wanted, or the first of all."""
    counted: list[DraftQuestion] = []
    uncounted = []
    most = len(wanted) or most
    for question in wanted or draft.questions:
        size = len(question.answers) - len(question.missing)
        if question in draft.groups:
            continue
        if size > _MANY_CATEGORIES:
            uncounted.append((question.label, "many categories; merge them by `maps_to`, and add a table"))
        elif size < 2:
            uncounted.append((question.label, "one answer alone"))
        elif len(counted) == most:
            uncounted.append(
                (
                    question.label,
                    "not among the first; say --most or --questions",
                )
            )
        else:
            counted.append(question)
    return replace(draft, counted=tuple(counted), uncounted=tuple(uncounted))


def _must_be_new(folder: Path) -> None:
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise StudyRefused([Problem(str(folder), "holds files already", "name a new folder")])


def _written(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    _must_be_new(folder)
    for path, text in wanted.items():
        write_if_changed(folder / path, text.encode())
    return sorted(wanted)


def _report(draft: Draft, folder: Path, respondents: Path, *, is_sensitive: bool) -> list[str]:
    lines = [f"Drafted in {folder}: {summary(draft)}."]
    lines += _left_out(draft.left_out)
    by_reason: dict[str, list[str]] = {}
    for label, reason in draft.uncounted:
        by_reason.setdefault(reason, []).append(label)
    lines += [f"Not counted ({reason}): {_some(labels)}" for reason, labels in by_reason.items()]
    if not draft.groups:
        names = ",".join(question.id for question in group_candidates(draft.questions)[:2]) or "NAME"
        lines.append(f"Each question stands alone. To show answers by groups, start again with, say, --by {names}")
    steps = [
        f"Build: cd {folder} && SAFETABLES_RESPONDENTS={respondents.resolve()} mkdocs build --strict",
        f"{_STUDY}/variables.csv and categories.csv: read every label; what is marked “draft:” is a guess",
        f"{_STUDY}/universes.csv: say whom you asked; check who was asked which question",
        f"{_STUDY}/protection.yml: decide on the threshold, and put the reasons in your own words",
        f"{_STUDY}/study.yml: title, year, publisher, licence",
        *(["docs/help.md: name services that can help"] if is_sensitive else []),
        "docs/method/index.md: answer the questions of AAPOR's disclosure list",
        "docs/index.md, docs/findings/, docs/about/: say what the survey found, and who you are",
        "Build again until it names no draft any more; until then every page says that it is one",
    ]
    return [*lines, "", "Left to do, in this order:", *(f"{n}. {step}" for n, step in enumerate(steps, start=1))]


def _left_out(left_out: Sequence[LeftOut]) -> list[str]:
    by_reason: dict[str, list[str]] = {}
    for column in left_out:
        by_reason.setdefault(column.reason, []).append(column.header)
    return [f"Left out ({reason}): {_some(headers)}" for reason, headers in by_reason.items()]


def _some(names: Sequence[str]) -> str:
    return listed(names) if len(names) <= 8 else f"{', '.join(names[:8])} and {len(names) - 8} more"

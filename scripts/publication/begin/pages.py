"""The pages of a drafted survey: what can be said of it from its file, and notes on what its author has to write."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from typing import Any

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from ..wording import numbers_in, quantities_in, written_date
from .drafting import Draft, charts_of, tables_of
from .guessing import DraftQuestion
from .words import in_a_sentence, listed, slug

_TEMPLATES = files(__package__).joinpath("templates")
# Questions of one page; a matrix stays together.
_ON_A_PAGE = 5
_ON_HOME = 3
# Characters of a page's description.
_DESCRIPTION = 155
AAPOR_ITEMS = yaml.safe_load(_TEMPLATES.joinpath("aapor.yml").read_text(encoding="utf-8"))
"""What AAPOR's Transparency Initiative asks of a survey: title of each item, and a question to the author."""


@dataclass(frozen=True)
class Topic:
    """Questions that share a page of findings."""

    name: str
    title: str
    questions: tuple[DraftQuestion, ...]

    @property
    def labels(self) -> str:
        """What is asked, in a sentence."""
        return listed([question.label for question in self.questions][:4])


def topics_of(questions: Sequence[DraftQuestion]) -> list[Topic]:
    """Questions that the file groups, and the others by neighbourhood."""
    found: list[Topic] = []
    for topic, together in groupby(questions, lambda question: question.topic):
        own = tuple(together)
        pages = [own] if topic else list(_evenly(own))
        for part in pages:
            # A page of findings may say no number but in the names of questions.
            title = topic if topic and not [*numbers_in(topic), *quantities_in(topic)] else _title(part)
            found.append(Topic(slug(title, {"index", *(other.name for other in found)}), title, part))
    return found


def _evenly(questions: tuple[DraftQuestion, ...]) -> Iterator[tuple[DraftQuestion, ...]]:
    n_pages = -(-len(questions) // _ON_A_PAGE)
    size, larger = divmod(len(questions), n_pages)
    start = 0
    for page in range(n_pages):
        end = start + size + (page < larger)
        yield questions[start:end]
        start = end


def _title(questions: Sequence[DraftQuestion]) -> str:
    first, *others = [question.label for question in questions]
    if not others:
        return first
    return f"{first} and {in_a_sentence(others[0])}" if len(others) == 1 else f"{first} and more"


def pages_of(draft: Draft, *, is_sensitive: bool) -> dict[str, str]:
    """Every page below docs/, and mkdocs.yml and the changelog beside it: path -> text."""
    environment = Environment(
        loader=PackageLoader(__package__ or "", "templates/draft"),
        autoescape=False,  # noqa: S701 - Markdown and YAML, whose texts are quoted where they stand
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    charts, topics = charts_of(draft), topics_of(draft.counted)
    shown = [chart for chart in charts if not chart["id"].endswith("_groups")][:_ON_HOME]
    given: dict[str, dict[str, Any]] = {
        "index.md": {"title": draft.title, "charts": shown, "sensitive": is_sensitive},
        "findings/index.md": {"topics": topics, "groups": _groups(draft)},
        "method/index.md": {"items": AAPOR_ITEMS},
        "method/protection.md": {},
        "about/index.md": {"released": written_date(draft.released)},
        "about/licence.md": {},
    }
    if is_sensitive:
        given["help.md"] = {}
    made = {f"docs/{path}": environment.get_template(path).render(**values) for path, values in given.items()}
    template = environment.get_template("findings/topic.md")
    for topic in topics:
        made[f"docs/findings/{topic.name}.md"] = template.render(topic=_topic(topic, draft, charts))
    menu = [{topic.title: f"findings/{topic.name}.md"} for topic in topics]
    for path in ("data/index.md", "data/download.md"):
        made[f"docs/{path}"] = _text(path)
    made["mkdocs.yml"] = _configuration(draft, menu, is_sensitive=is_sensitive)
    made["CHANGELOG.md"] = f"# Changelog\n\n## 0.1.0 - {draft.released}\n\n- First draft.\n"
    return made


def _groups(draft: Draft) -> str:
    return listed([in_a_sentence(group.label) for group in draft.groups]) if draft.groups else ""


def _topic(topic: Topic, draft: Draft, charts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    universes = {universe.id: universe.label for universe in draft.universes}
    tables = tables_of(draft)
    questions = []
    for question in topic.questions:
        own = [table for table in tables if table.question.id == question.id]
        names = {table.id for table in own}
        questions.append(
            {
                "label": question.label,
                "wording": question.question,
                "universe": in_a_sentence(universes[question.universe]) if question.universe else "",
                "tables": own,
                "charts": [chart for chart in charts if chart["table"] in names],
            }
        )
    sentence = listed([in_a_sentence(question.label) for question in topic.questions][:4])
    description = f"What the respondents of the survey answered on {sentence}"
    if len(description) > _DESCRIPTION:
        description = "What the respondents of the survey answered, with a chart and a table for each question"
    return {
        "title": topic.title,
        "description": description,
        "sentence": sentence,
        "questions": questions,
    }


def _configuration(draft: Draft, menu: Sequence[dict[str, str]], *, is_sensitive: bool) -> str:
    """mkdocs.yml as an empty folder begins with it, with the name of the survey and a menu of the drafted pages."""
    head, _, data = _text("mkdocs.yml").partition("nav:\n  - Home: index.md\n")
    data = data.partition("  - Changelog: ")[0]
    head = head.replace("site_name: My survey", f"site_name: {json.dumps(draft.title, ensure_ascii=False)}")
    if is_sensitive:
        head = head.replace("Questions about this survey?", "Affected by this subject?").replace(
            "Ask us", "Where to turn"
        )
        head = head.replace("page: .\n", "page: help/\n")
    else:
        head = head.replace("page: .\n", "page: about/\n")
    before: list[Any] = [{"Findings": ["findings/index.md", *menu]}]
    before.append({"Method": ["method/index.md", {"How answers are protected": "method/protection.md"}]})
    after: list[Any] = [
        {"About": ["about/index.md", {"Licence": "about/licence.md"}, {"Changelog": "about/changelog.md"}]}
    ]
    after = [*([{"Help": "help.md"}] if is_sensitive else []), *after]
    return f"{head}nav:\n  - Home: index.md\n{_entries(before)}{data}{_entries(after)}"


def _entries(entries: Any) -> str:
    text = yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=1000)
    return "".join(f"  {line}\n" for line in text.splitlines())


def _text(path: str) -> str:
    return _TEMPLATES.joinpath(path).read_text(encoding="utf-8")

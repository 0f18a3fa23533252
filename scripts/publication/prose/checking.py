"""Compares prose with what may be said of the data that it is bound to, and rewrites what disagrees."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import Problem
from ..model import CheckResult, Figure, Study
from ..wording import figure_wordings, numbers_in, result_wordings, written_date
from .bindings import Binding, bindings_in, plain, replace_bindings
from .loose import Rule, loose_problems, place_of

_FREE = re.compile(r"\A---\n(?:(?!---\n).*\n)*?numbers: free\b(?P<reason>.*)\n(?:(?!---\n).*\n)*?---\n")

# Pages that state findings: none of their numbers may be loose, whatever their front matter says.
FINDINGS = ("findings/", "index.md", "who-took-part.md")
# What is bound to one of these shows rows, of which a query chooses some.
_SHOWN = ("table", "list")


@dataclass(frozen=True)
class Vocabulary:
    """What prose may say.

    Attributes:
        phrases: scheme -> id -> permitted phrases, the first one the best.
        unreadable: ids of figures that stand in a study file and could not be read; prose about them is not to blame.
    """

    phrases: Mapping[str, Mapping[str, tuple[str, ...]]]
    unreadable: frozenset[str] = frozenset()


def vocabulary_of(study: Study, figures: tuple[Figure, ...], results: tuple[CheckResult, ...]) -> Vocabulary:
    """The vocabulary of a study, also of one that has problems."""
    card = study.card
    readable = {figure.id for figure in figures}
    phrases: dict[str, dict[str, tuple[str, ...]]] = {
        "figure": {figure.id: figure_wordings(figure.cited) for figure in figures},
        "check": {result.id: result_wordings(result) for result in results},
        "source": {record["id"]: (record["title"],) for record in study.file("sources").records},
        "study": {
            "title": (card.title,),
            "short_title": (card.short_title,),
            "version": (card.version,),
            "released": (written_date(card.released),),
            "survey_year": (str(card.survey_year),),
        },
        "chart": {chart.id: (plain(chart.headline),) for chart in study.charts},
        "table": {table.id: (plain(table.title),) for table in study.tables},
        "list": {"tables": (), "charts": (), "marks": (), "disclosure": (), "snippets": (), "study_files": ()},
    }
    listed = {record["id"] for record in study.file("figures").records}
    return Vocabulary(phrases, frozenset(listed - readable))


def agrees(binding: Binding, vocabulary: Vocabulary) -> bool:
    """Whether a bound passage says what its target allows; a capital at the start is no difference."""
    if binding.scheme in _SHOWN and (binding.scheme == "list" or "?" in binding.target):
        return True
    said = _bare(binding.text)
    return any(said in (phrase, _capital(phrase)) for phrase in vocabulary.phrases[binding.scheme][binding.id])


def prose_problems(text: str, where: str, vocabulary: Vocabulary, rule: Rule) -> list[Problem]:
    """Everything in a Markdown text that the data does not bear out, or that the rule forbids."""
    problems = []
    for binding in bindings_in(text):
        place = place_of(text, binding.start, where)
        known = vocabulary.phrases[binding.scheme]
        if "?" in binding.target and binding.scheme not in _SHOWN:
            problems.append(Problem(place, f"a query behind {binding.scheme}", "a query belongs to a table or a list"))
        elif "?" in binding.target and any(numbers_in(binding.text)):
            problems.append(
                Problem(place, f"a number in the caption {binding.text!r}", "say it in words that count nothing")
            )
        elif binding.id not in known:
            if binding.id not in vocabulary.unreadable:
                remedy = f"correct the id, or add it to the study ({_nearest(binding.id, known)})"
                problems.append(Problem(place, f"unknown {binding.scheme} {binding.id!r}", remedy))
        elif not agrees(binding, vocabulary):
            allowed = " | ".join(known[binding.id])
            # The script rewrites pages; what stands in the study is for its author to word.
            script = ", or run scripts/update_prose.py" if place.startswith("docs/") else ""
            problems.append(
                Problem(
                    place,
                    f"says {_bare(binding.text)!r}, {binding.scheme} {binding.id} says {known[binding.id][0]!r}",
                    f"correct the text{script} (permitted: {allowed})",
                )
            )
    return [*problems, *loose_problems(text, where, rule)]


def page_problems(pages: Mapping[str, str], vocabulary: Vocabulary) -> list[Problem]:
    """The problems of hand-written pages, given as address below docs/ -> Markdown."""
    problems = []
    for address, text in sorted(pages.items()):
        where = f"docs/{address}"
        free = _FREE.match(text)
        rule = Rule.FREE if free else Rule.BOUND
        if address.startswith(FINDINGS):
            rule = Rule.STRICT
            if free:
                what = "a findings page with `numbers: free`"
                problems.append(Problem(f"{where}:1", what, "remove the line and bind each number"))
        elif free and not re.search(r"#\s*\S", free["reason"]):
            what = "`numbers: free` without a reason"
            problems.append(Problem(f"{where}:1", what, "add one: `numbers: free  # dates`"))
        problems += prose_problems(text, where, vocabulary, rule)
    return problems


def updated(text: str, vocabulary: Vocabulary) -> str:
    """The text with each passage that disagrees brought to the permitted phrase nearest in form."""

    def written(binding: Binding) -> str:
        original = text[binding.start : binding.end]
        known = vocabulary.phrases[binding.scheme]
        if binding.id not in known or agrees(binding, vocabulary):
            return original
        said = _bare(binding.text)
        same_form = [phrase for phrase in known[binding.id] if _form(phrase) == _form(said)]
        phrase = (same_form or list(known[binding.id]))[0]
        phrase = _capital(phrase) if said[:1].isupper() else phrase
        inner = binding.text.replace(said, phrase, 1) if said and said in binding.text else phrase
        return f"{'!' if binding.is_image else ''}[{inner}]({binding.scheme}:{binding.target})"

    return replace_bindings(text, written)


def _bare(text: str) -> str:
    return " ".join(text.replace("*", "").replace("_", "").split())


def _capital(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


def _form(phrase: str) -> str:
    return re.sub(r"\d[\d,.]*", "#", phrase).casefold()


def _nearest(id: str, known: Mapping[str, tuple[str, ...]]) -> str:
    near = difflib.get_close_matches(id, known, n=1)
    return f"did you mean {near[0]!r}?" if near else "none is like it"

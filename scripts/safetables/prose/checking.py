"""Compares prose with the data that it is bound to, and finds numbers that are bound to nothing.

Changes a text only where it is asked to.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping

from ..errors import Problem
from ..wording import numbers_in
from .bindings import BINDING, NOT_PROSE, Binding, bindings_in, replace_bindings
from .vocabulary import Vocabulary

_LIST_NUMBER = re.compile(r"^\s*\d+\.\s", re.MULTILINE)
_FREE = re.compile(r"\A---\n(?:(?!---\n).*\n)*?numbers: free\b.*\n(?:(?!---\n).*\n)*?---\n")

# Pages below this folder state findings: none of their numbers may be loose, whatever their front matter says.
FINDINGS = "findings/"


def agrees(binding: Binding, vocabulary: Vocabulary) -> bool:
    """Whether a bound passage says what its target allows; a capital at the start is no difference."""
    if binding.scheme == "list" or "?" in binding.target:
        return True
    said = _bare(binding.text)
    return any(said in (phrase, _capital(phrase)) for phrase in vocabulary.phrases[binding.scheme][binding.id])


def prose_problems(
    text: str, where: Callable[[int], str], vocabulary: Vocabulary, *, may_be_loose: bool
) -> list[Problem]:
    """Everything in a text that the data does not bear out.

    Args:
        text: Markdown.
        where: line number (from 1) -> the place as a message names it.
        vocabulary: what may be said.
        may_be_loose: whether numbers may stand without a binding.
    """
    problems = []
    for binding in bindings_in(text):
        place = where(text.count("\n", 0, binding.start) + 1)
        known = vocabulary.phrases[binding.scheme]
        if binding.id not in known:
            if binding.id not in vocabulary.unreadable:
                remedy = f"correct the id, or add it to the study ({_nearest(binding.id, known)})"
                problems.append(Problem(place, f"unknown {binding.scheme} {binding.id!r}", remedy))
        elif not agrees(binding, vocabulary):
            allowed = " | ".join(known[binding.id])
            problems.append(
                Problem(
                    place,
                    f"says {_bare(binding.text)!r}, {binding.scheme} {binding.id} says {known[binding.id][0]!r}",
                    f"correct the text, or run scripts/update_prose.py (permitted: {allowed})",
                )
            )
    if not may_be_loose:
        problems += _loose_numbers(text, where)
    return problems


def page_problems(pages: Mapping[str, str], vocabulary: Vocabulary) -> list[Problem]:
    """The problems of hand-written pages, given as address below docs/ -> Markdown."""
    problems = []
    for address, text in sorted(pages.items()):
        is_free = bool(_FREE.match(text))
        if is_free and address.startswith(FINDINGS):
            problems.append(
                Problem(
                    f"docs/{address}:1", "a findings page with `numbers: free`", "remove the line and bind each number"
                )
            )
        may_be_loose = is_free and not address.startswith(FINDINGS)

        def where(line: int, address: str = address) -> str:
            return f"docs/{address}:{line}"

        problems += prose_problems(text, where, vocabulary, may_be_loose=may_be_loose)
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
        return original.replace(said, _capital(phrase) if said[:1].isupper() else phrase, 1)

    return replace_bindings(text, written)


def _loose_numbers(text: str, where: Callable[[int], str]) -> Iterator[Problem]:
    masked = BINDING.sub(_blank, text)
    masked = NOT_PROSE.sub(_blank, masked)
    masked = _LIST_NUMBER.sub(_blank, masked)
    for number in numbers_in(masked):
        yield Problem(
            where(masked.count("\n", 0, number.start) + 1),
            f"the number {number.text!r} is bound to nothing",
            "write it as [number](figure:id), [number](check:id) or [number](study:name)",
        )


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def _bare(text: str) -> str:
    return " ".join(text.replace("*", "").replace("_", "").split())


def _capital(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


def _form(phrase: str) -> str:
    return re.sub(r"\d[\d,.]*", "#", phrase).casefold()


def _nearest(id: str, known: Mapping[str, tuple[str, ...]]) -> str:
    near = difflib.get_close_matches(id, known, n=1)
    return f"did you mean {near[0]!r}?" if near else "none is like it"

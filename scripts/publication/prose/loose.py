"""Finds numbers in a text that are bound to nothing, wherever a reader may meet them; changes no text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum

from ..errors import Problem
from ..wording import numbers_in, quantities_in
from .bindings import Binding, bindings_in, replace_bindings


class Rule(Enum):
    """What a text may hold beside bound numbers.

    FREE: any number.
    BOUND: none; code and commands are not read as prose.
    STRICT: none, nor a word that stands for a quantity ("twice", "most"), nor code: texts that state findings.
    """

    FREE = "free"
    BOUND = "bound"
    STRICT = "strict"


_CODE = re.compile(r"^(?P<fence>```+|~~~+).*?^(?P=fence)|(?<!\\)`[^`\n]*`", re.DOTALL | re.MULTILINE)
# Titles and descriptions are read, in search results and tabs; the rest of the front matter is not.
_SETTINGS = re.compile(r"^(?!title:|description:)[a-z_]+:.*$", re.MULTILINE)
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Addresses, but not the titles behind them; definitions of links, but not of footnotes.
_ADDRESS = re.compile(
    r"\]\(\s*[^()\s\"']*|^\[[^\]^\n][^\]\n]*\]:\s*\S+|<https?://[^>\s]*>|https?://[^\s,;\"'<>)]+",
    re.MULTILINE,
)
_TAG = re.compile(r"</?[a-zA-Z][^>\n]*>")
_READ_ATTRIBUTE = re.compile(r"\b(?:title|alt|aria-label)\s*=\s*(\"[^\"]*\"|'[^']*')")
_ATTRIBUTES = re.compile(r"\{:?\s*(?:[.#][\w-]+\s*)+\}")
_ITEM = re.compile(r"^[ \t]*\d{1,2}\.\s", re.MULTILINE)
_TOUCHES_BEFORE = re.compile(r"[^\W_]\Z|[%\-–]\Z")
_TOUCHES_BEHIND = re.compile(r"[^\W_]|\s?(?:%|per\s?cent\b)")
_TURNS = re.compile(
    r"\b(?:above|below|(?<!add )(?<!adds )up to|at least|at most|under|over|nearly|almost|about"
    r"|around|roughly|approximately|more than|less than|fewer than|a mere|as many as)\s+[*_]*$",
    re.IGNORECASE,
)


def place_of(text: str, start: int, where: str) -> str:
    """Where a message says that something stands: of a page with its line, of a study's text as it is called."""
    return f"{where}:{text.count(chr(10), 0, start) + 1}" if where.startswith("docs/") else where


def loose_problems(text: str, where: str, rule: Rule) -> Iterator[Problem]:
    """Numbers of a Markdown text that are bound to nothing, and words that change what a bound number says."""
    yield from _changed_bindings(text, where)
    if rule is Rule.FREE:
        return
    read = visible(text, with_code=rule is Rule.STRICT)
    found = [(number.text, number.start) for number in numbers_in(read)]
    if rule is Rule.STRICT:
        found += list(quantities_in(read))
    for words, start in found:
        yield Problem(
            place_of(read, start, where),
            f"the number {words!r} is bound to nothing",
            "write it as [number](figure:id), [number](check:id) or [number](study:name), or say it otherwise",
        )


def visible(text: str, *, with_code: bool) -> str:
    """What a reader meets of a Markdown text beside its bindings, line by line where it was."""
    text = replace_bindings(text, _gap)
    text = _FRONT.sub(lambda match: _SETTINGS.sub(_blank, match.group()), text)
    text = _COMMENT.sub(_blank, text)
    if not with_code:
        text = _CODE.sub(_blank, text)
    text = _TAG.sub(_attributes_only, text)
    text = _ADDRESS.sub(_blank, text)
    text = _ATTRIBUTES.sub(_blank, text)
    lines = text.split("\n")
    listed = [
        _ITEM.sub(_blank, line) if not above.strip() or _ITEM.match(above) or line[:1].isspace() else line
        for above, line in zip(["", *lines], lines, strict=False)
    ]
    # Half signs, circled digits and full-width digits are numbers like any other.
    return "\n".join(unicodedata.normalize("NFKC", line) for line in listed)


def _changed_bindings(text: str, where: str) -> Iterator[Problem]:
    for binding in bindings_in(text):
        if binding.scheme not in ("figure", "check"):
            continue
        line = place_of(text, binding.start, where)
        before = text[max(0, binding.start - 40) : binding.start]
        if _TOUCHES_BEFORE.search(before) or _TOUCHES_BEHIND.match(text, binding.end):
            yield Problem(line, f"something touches the bound number {binding.text!r}", "set it apart")
        turn = _TURNS.search(before)
        if turn:
            what = f"{turn.group().strip()!r} before {binding.text!r} changes what it says"
            yield Problem(line, what, "put the qualifier inside the link, where it is checked")


def _attributes_only(match: re.Match[str]) -> str:
    tag = match.group()
    kept = " ".join(value[1:-1] for value in _READ_ATTRIBUTE.findall(tag))
    return kept if kept else " " * len(tag)


def _gap(binding: Binding) -> str:
    return " " * (binding.end - binding.start)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())

"""Turns the theme's style sheets and our own into one, without the rules that no page can use.

A rule goes if a class, an id or an element that its selector asks for stands in no page and in no script.
What only a browser knows - states, sizes, attributes that scripts set - is never a reason to drop anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..cache import Step, cached
from ..errors import PageRefused, Problem

_CLASSES = re.compile(r"""\b(?:class|id)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TAGS = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)")
_WORDS = re.compile(r"[A-Za-z_][\w-]*")
_PROPERTIES = re.compile(r"--[A-Za-z0-9_-]+")
# Attributes that no script of ours sets: a rule for another value is never used.
_FIXED = ("dir", "data-md-color-primary", "data-md-color-accent")
_FIXED_VALUES = re.compile(rf"\b({'|'.join(_FIXED)})=\"([^\"]*)\"")
STYLES = Step("styles", 1, ("tinycss2",))
_GROUPS = ("media", "supports", "layer", "container")


@dataclass(frozen=True)
class Sheets:
    """What one style sheet is made of."""

    sheets: Sequence[str]  # in the order of the cascade
    pages: Iterable[str]
    scripts: Sequence[str]  # all that pages can load; each word in one may be the name of a class


@dataclass(frozen=True)
class _Used:
    names: frozenset[str]
    tags: frozenset[str]
    values: frozenset[tuple[str, str]]
    properties: frozenset[str]


def style_sheet(sources: Sheets, cache: Path) -> str:
    """The one style sheet of a site."""
    used = _used(sources)

    def make() -> str:
        rules = "".join(line for sheet in sources.sheets for line in _rules(sheet, used))
        return _without_properties(rules, used.properties)

    key = (sources.sheets, [sorted(part) for part in vars(used).values()])
    return cached(cache, STYLES, "site.json", key, str, make)


def _used(sources: Sheets) -> _Used:
    names: set[str] = {word for script in sources.scripts for word in _WORDS.findall(script)}
    tags: set[str] = {"html", "body", "dialog", *names}
    values: set[tuple[str, str]] = set()
    properties: set[str] = {name for script in sources.scripts for name in _PROPERTIES.findall(script)}
    for page in sources.pages:
        names.update(name for found in _CLASSES.findall(page) for name in "".join(found).split())
        tags.update(tag.lower() for tag in _TAGS.findall(page))
        values.update(_FIXED_VALUES.findall(page))
        properties.update(_PROPERTIES.findall(page))
    return _Used(frozenset(names), frozenset(tags), frozenset(values), frozenset(properties))


def _rules(css: str | Sequence[Any], used: _Used) -> Iterator[str]:
    """CSS without unused rules, without comments, on one line for each rule."""
    # A parser is imported only where something changed.
    import tinycss2  # noqa: PLC0415

    # A style sheet is a list of rules, as the content of a group of rules is.
    parse = tinycss2.parse_stylesheet if isinstance(css, str) else tinycss2.parse_rule_list
    for rule in parse(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "error":
            what = f"a rule that cannot be read ({rule.message})"
            raise PageRefused([Problem(f"style sheets:{rule.source_line}", what, "correct it")])
        if rule.type == "qualified-rule":
            selectors = [part for part in _split(rule.prelude) if _can_match(part, used)]
            if selectors:
                yield f"{','.join(map(_text, selectors))}{{{_text(rule.content)}}}\n"
        elif rule.lower_at_keyword in _GROUPS and rule.content is not None:
            inner = "".join(_rules(rule.content, used))
            if inner:
                yield f"@{rule.at_keyword} {_text(rule.prelude)} {{{inner.rstrip()}}}\n"
        elif rule.lower_at_keyword != "charset":
            body = ";" if rule.content is None else f"{{{_text(rule.content)}}}"
            yield f"@{rule.at_keyword} {_text(rule.prelude)}".rstrip() + f"{body}\n"


def _text(nodes: Sequence[Any]) -> str:
    import tinycss2  # noqa: PLC0415

    text = tinycss2.serialize([node for node in nodes if node.type != "comment"])
    return re.sub(r"\s*\n\s*", " ", text).strip()


def _split(prelude: Sequence[Any]) -> list[list[Any]]:
    parts: list[list[Any]] = [[]]
    for node in prelude:
        if node.type == "literal" and node.value == ",":
            parts.append([])
        else:
            parts[-1].append(node)
    return parts


def _can_match(selector: Sequence[Any], used: _Used) -> bool:
    """Whether every class, id, element and fixed value that a selector asks for stands somewhere.

    What stands in brackets after `:not`, `:is` and their like is left alone: it excludes, or it offers a choice.
    """
    before = ""
    for node in selector:
        if node.type == "ident":
            if before == "." and node.value not in used.names:
                return False
            if before not in (".", ":") and node.lower_value not in used.tags:
                return False
        elif (node.type == "hash" and node.value not in used.names) or (
            node.type == "[] block" and not _has_value(node.content, used)
        ):
            return False
        before = node.value if node.type == "literal" else ""
    return True


def _has_value(content: Sequence[Any], used: _Used) -> bool:
    words = [node.value for node in content if node.type in ("ident", "string")]
    operators = [node.value for node in content if node.type == "literal"]
    if len(words) == 2 and operators == ["="] and words[0] in _FIXED:
        return (words[0], words[1]) in used.values
    return True


def _without_properties(css: str, elsewhere: frozenset[str]) -> str:
    """CSS without custom properties that nothing reads; one that is read by a dropped one alone goes too."""
    while (shorter := _shortened(css, elsewhere)) != css:
        css = shorter
    return css


def _shortened(css: str, elsewhere: frozenset[str]) -> str:
    read = set(re.findall(r"var\(\s*(--[A-Za-z0-9_-]+)", css)) | elsewhere
    return _DECLARED.sub(lambda match: match.group() if match["name"] in read else match["before"], css)


# A value may hold quoted text, and brackets with quoted text, with semicolons in them.
_DECLARED = re.compile(
    r"""(?P<before>[{;]\s*)(?P<name>--[A-Za-z0-9_-]+)\s*:(?:[^;{}"'(]|"[^"]*"|'[^']*'|\((?:[^()"']|"[^"]*"|'[^']*'|\([^()]*\))*\))*(?:;|(?=\}))"""
)

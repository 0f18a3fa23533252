"""Finds the passages of a text that are bound to the data, such as `[61%](figure:training_none)`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

_BINDING = re.compile(
    r"(?P<bang>!?)\[(?P<text>[^\[\]]*)\]\((?P<scheme>figure|check|cell|source|study|chart|table|list):(?P<target>[^()\s]*)\)"
)
_TITLE = re.compile(r"\A---\n(?:(?!---\n).*\n)*?title:[ \t]*(?P<title>.+)\n")
# Where a binding is an example, or no text at all: code, comments, tags.
_HIDDEN = re.compile(
    r"^(?P<fence>```+|~~~+).*?^(?P=fence)|<!--.*?-->|(?<!\\)`[^`\n]*`|</?[a-zA-Z][^>\n]*>", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class Binding:
    """One bound passage, which stands in its text from `start` up to `end`.

    Attributes:
        text: what the prose says.
        scheme: what it is bound to: figure, check, cell, source, study, chart, table or list.
        target: the id, with a query (`?column=value`) where a table is shown in part.
    """

    text: str
    scheme: str
    target: str
    start: int
    end: int
    is_image: bool

    @property
    def id(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


@dataclass(frozen=True)
class Quotation:
    """A page that quotes a figure: its address below docs/, its title, and the phrases that it uses, each once."""

    address: str
    title: str
    phrases: tuple[str, ...]


def bindings_in(text: str) -> Iterator[Binding]:
    """Yields the bound passages of a text that do not stand in code or comments."""
    hidden = [(match.start(), match.end()) for match in _HIDDEN.finditer(text)]
    for match in _BINDING.finditer(text):
        if not any(start <= match.start() < end for start, end in hidden):
            yield Binding(
                match["text"], match["scheme"], match["target"], match.start(), match.end(), match["bang"] == "!"
            )


def replace_bindings(text: str, written: Callable[[Binding], str]) -> str:
    """The text with each bound passage replaced by what `written` makes of it."""
    parts, last = [], 0
    for binding in bindings_in(text):
        parts += [text[last : binding.start], written(binding)]
        last = binding.end
    return "".join((*parts, text[last:]))


def plain(text: str) -> str:
    """The text with its bindings reduced to what they say."""
    return replace_bindings(text, lambda binding: binding.text)


def quotations_in(pages: Mapping[str, str]) -> Mapping[str, tuple[Quotation, ...]]:
    """`figure:ID`, `check:ID`, `cell:ID` or `chart:ID` -> the pages that quote or show it, sorted by address.

    Args:
        pages: address below docs/ -> Markdown.
    """
    found: dict[str, list[Quotation]] = {}
    for address, text in sorted(pages.items()):
        phrases: dict[str, dict[str, None]] = {}
        for binding in bindings_in(text):
            if binding.scheme in ("figure", "check", "cell", "chart"):
                phrases.setdefault(f"{binding.scheme}:{binding.id}", {})[binding.text.replace("*", "").strip()] = None
        for target, said in phrases.items():
            found.setdefault(target, []).append(Quotation(address, _title(address, text), tuple(said)))
    return {target: tuple(quotations) for target, quotations in found.items()}


def _title(address: str, text: str) -> str:
    match = _TITLE.match(text)
    return plain(match["title"]).strip().strip("\"'") if match else address

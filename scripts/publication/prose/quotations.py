"""Lists where hand-written pages quote each figure, so that a figure's own page can say so; judges nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .bindings import bindings_in, plain

_TITLE = re.compile(r"\A---\n(?:(?!---\n).*\n)*?title:[ \t]*(?P<title>.+)\n")


@dataclass(frozen=True)
class Quotation:
    """A page that quotes a figure.

    Attributes:
        address: the page's address below docs/.
        title: the page's title.
        phrases: in which words, each once, in order.
    """

    address: str
    title: str
    phrases: tuple[str, ...]


def quotations_in(pages: Mapping[str, str]) -> Mapping[str, tuple[Quotation, ...]]:
    """`figure:ID`, `check:ID` or `chart:ID` -> the pages that quote or show it, sorted by address.

    Args:
        pages: address below docs/ -> Markdown.
    """
    found: dict[str, list[Quotation]] = {}
    for address, text in sorted(pages.items()):
        phrases: dict[str, dict[str, None]] = {}
        for binding in bindings_in(text):
            if binding.scheme in ("figure", "check", "chart"):
                phrases.setdefault(f"{binding.scheme}:{binding.id}", {})[binding.text.replace("*", "").strip()] = None
        for target, said in phrases.items():
            found.setdefault(target, []).append(Quotation(address, _title(address, text), tuple(said)))
    return {target: tuple(quotations) for target, quotations in found.items()}


def _title(address: str, text: str) -> str:
    match = _TITLE.match(text)
    return plain(match["title"]).strip().strip("\"'") if match else address

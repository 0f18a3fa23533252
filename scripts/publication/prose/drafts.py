"""Finds texts that nobody has read yet: what `start_survey.py` wrote, and left for the author to decide.

A draft is a note `!!! draft "…"` on a page, a comment `# draft: …` in a YAML file, or a text that begins with `draft: `
in a cell of a CSV file. Who has read the text removes the mark.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_ON_PAGES = re.compile(r'^[ \t]*!!! draft(?:[ \t]+"(?P<what>[^"\n]*)")?', re.MULTILINE)
_IN_SETTINGS = re.compile(r"^[ \t]*#[ \t]*draft: *(?P<what>.*)$", re.MULTILINE)
_IN_CELLS = "draft: "


@dataclass(frozen=True)
class Draft:
    """A text that its author has not read yet: the file, and what to do there; how often, where rows say the same."""

    where: str
    what: str
    times: int = 1

    def __str__(self) -> str:
        return f"{self.where}: {self.what}{f' ({self.times} rows)' if self.times > 1 else ''}"


def drafts_in(study: Path, pages: Mapping[str, str]) -> tuple[Draft, ...]:
    """The drafts of a study folder and of pages, given as address below docs/ -> Markdown."""
    return (*_in_study(study), *_on_pages(pages))


def _on_pages(pages: Mapping[str, str]) -> Iterator[Draft]:
    for address, text in pages.items():
        for match in _ON_PAGES.finditer(text):
            yield Draft(f"docs/{address}:{_line(text, match)}", match["what"] or "a draft")


def _in_study(folder: Path) -> Iterator[Draft]:
    for path in sorted(folder.glob("*.yml")):
        text = path.read_text(encoding="utf-8", errors="replace")
        for match in _IN_SETTINGS.finditer(text):
            yield Draft(f"study/{path.name}:{_line(text, match)}", match["what"])
    for path in sorted(folder.glob("*.csv")):
        rows: dict[str, list[int]] = {}
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            for number, row in enumerate(csv.reader(file), start=1):
                for cell in row:
                    if cell.startswith(_IN_CELLS):
                        rows.setdefault(cell.removeprefix(_IN_CELLS), []).append(number)
        for what, numbers in rows.items():
            yield Draft(f"study/{path.name}:{numbers[0]}", what, len(numbers))


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1

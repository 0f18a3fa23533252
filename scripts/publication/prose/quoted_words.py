"""Compares words in quotation marks with the words that the study holds: of its sources, and of its own labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from ..errors import Problem
from ..model import Study
from ..study import STUDY_FILES
from ..wording import figure_wordings
from .bindings import plain

_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"\n]+)\"|‘([^‘’\n]+)’")
_QUOTE_TAG = re.compile(r"<q\b[^>]*>(.*?)</q>", re.DOTALL)
# Quotation marks that belong to YAML and Markdown: around titles of pages, links and notes, and in lists of attributes.
_MARKS = re.compile(
    r"^[a-z]+: \".*\"$|(?<=\]\()[^()\s]*[ ]+\"[^\"\n]*\"(?=\))|^[!?]{3}\+? \w+ \".*\"$|\{[^{}\n]*\}", re.MULTILINE
)
# The head of a page, of which its title and description are read by people.
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_SETTINGS = re.compile(r"^(?!title:|description:|---$).*$", re.MULTILINE)
_ESCAPED = re.compile(r"\\(?=[\\`*_\[\]#|\"])")
_UNREAD = str.maketrans({"*": None, '"': None, "’": "'"})
_LEFT_OUT = re.compile(r"\s*\[?(?:…|\.\.\.)\]?\s*")
# Columns of study files whose words may be quoted: those of sources, and the names that this publication gives.
_QUOTABLE = ("quote", "title", "label", "question")
_REMEDY = (
    "quote the source letter for letter, add its words to a column `quote` of the study, or take the marks away; "
    "see docs/about/contributing.md, Quotation marks"
)


def quotable_words(study: Study) -> tuple[str, ...]:
    """Every text that a quotation may be taken from, each once."""
    records = [record for file in study.files for record in file.records]
    described = [column for file in STUDY_FILES.values() for column in file.columns]
    texts = [
        *(plain(record.values[name]) for record in records for name in _QUOTABLE if record.values.get(name)),
        *(wording for figure in study.figures for wording in figure_wordings(figure)),
        *(plain(chart.headline) for chart in study.charts),
        *(plain(table.title) for table in study.tables),
        *(missing.label for column in described for missing in column.missing),
        *(option.label for column in described for option in column.options),
    ]
    return tuple(dict.fromkeys(_bare(text) for text in texts))


def only_quotations(text: str) -> str:
    """Markdown in which every quotation mark belongs to a quotation; each line stays where it was."""
    text = _FRONT.sub(lambda match: _SETTINGS.sub("", match.group()), text)
    text = _MARKS.sub(lambda match: match.group().replace('"', " "), plain(text))
    return _ESCAPED.sub("", _QUOTE_TAG.sub(r"“\1”", text))


def quotation_problems(text: str, place: Callable[[int], str], quotable: Iterable[str]) -> Iterator[Problem]:
    """Quotations of a text without markup that stand in no quotable text; `place` names where an offset stands."""
    texts = list(quotable)
    for match in _QUOTED.finditer(text):
        words = _bare(next(filter(None, match.groups())))
        if not _is_quoted(words, texts):
            yield Problem(place(match.start()), f"“{words}” is in no source and no label that the study holds", _REMEDY)


def _is_quoted(words: str, texts: Iterable[str]) -> bool:
    """Whether words stand in one of the texts, letter for letter but for a capital at their beginning."""
    parts = [part for part in _LEFT_OUT.split(words.strip(" .,;:")) if part]
    if not parts:
        return False
    begin, *rest = (re.escape(part) for part in parts)
    initial = parts[0][0]
    begin = f"[{re.escape(initial.lower() + initial.upper())}]" + begin.removeprefix(re.escape(initial))
    whole = re.compile(r"(?<!\w)" + r"(?!\w).*?(?<!\w)".join([begin, *rest]) + r"(?!\w)")
    return any(whole.search(text) for text in texts)


def _bare(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).translate(_UNREAD).split())

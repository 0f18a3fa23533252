"""Compares prose with what may be said of the data that it is bound to, and finds numbers that are bound to nothing."""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from ..errors import Problem
from ..model import CheckResult, Figure, Study, Table
from ..wording import figure_wordings, numbers_in, quantities_in, result_wordings, written_date
from .bindings import Binding, bindings_in, plain, replace_bindings
from .cells import cell_phrases
from .names import claims_in, counted_nouns, labels_with_numbers, titles_with_numbers, without_names
from .quoted_words import only_quotations, quotable_words, quotation_problems

_FREE = re.compile(r"\A---\n(?:(?!---\n).*\n)*?numbers: free\b(?P<reason>.*)\n(?:(?!---\n).*\n)*?---\n")

_FREE_QUOTES = re.compile(_FREE.pattern.replace("numbers", "quotes"))
# Pages that state findings: none of their numbers may be loose, whatever their front matter says.
FINDINGS = ("findings/", "index.md", "who-took-part.md")
# What is bound to one of these shows rows, of which a query chooses some.
_SHOWN = ("table", "list")
_LISTS = (
    *("tables", "charts", "marks", "byline", "timeline", "pairs", "citation", "publisher", "services"),
    *("disclosure", "snippets", "study_files"),
)
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


class Rule(Enum):
    """What a text may hold beside bound numbers.

    FREE: any number.
    BOUND: none; code and commands are not read as prose.
    NAMED: as parts of names, such as "COVID-19" or "0-10", but none that claims a result, nor a word for a quantity.
    STRICT: none, nor a word that stands for a quantity ("twice", "most"), nor code: texts that state findings.
    """

    FREE = "free"
    BOUND = "bound"
    NAMED = "named"
    STRICT = "strict"


@dataclass(frozen=True)
class Vocabulary:
    """What prose may say.

    Attributes:
        phrases: scheme -> id -> permitted phrases, the first one the best.
        unreadable: ids of figures that stand in a study file and could not be read; prose about them is not to blame.
        quotable: texts that words in quotation marks may be taken from.
        labels: what the study calls itself, its questions and groups, where that holds numbers; it may stand anywhere.
        titles: titles of tables that hold numbers, likewise.
        nouns: what the study counts.
    """

    phrases: Mapping[str, Mapping[str, tuple[str, ...]]]
    unreadable: frozenset[str] = frozenset()
    quotable: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()

    def with_cells(self, tables: Iterable[Table]) -> Vocabulary:
        """The same with the cells of counted tables, which there are none of before people are counted."""
        return replace(self, phrases={**self.phrases, "cell": cell_phrases(tables)})


def vocabulary_of(study: Study, figures: tuple[Figure, ...], results: tuple[CheckResult, ...]) -> Vocabulary:
    """The vocabulary of a study, also of one that has problems; its cells are not counted yet."""
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
        "list": dict.fromkeys(_LISTS, ()),
    }
    listed = {record["id"] for record in study.file("figures").records}
    unreadable = frozenset(listed - readable)
    names = (labels_with_numbers(study), titles_with_numbers(study))
    return Vocabulary(phrases, unreadable, quotable_words(study), *names, counted_nouns(study))


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
        if binding.scheme == "cell":
            continue
        place = _place_of(text, binding.start, where)
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
    return [*problems, *_loose_problems(text, where, rule, vocabulary)]


def cell_problems(text: str, where: str, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yields what a text says of the cells of counted tables and these do not."""
    known = vocabulary.phrases["cell"]
    for binding in bindings_in(text):
        if binding.scheme != "cell":
            continue
        place = _place_of(text, binding.start, where)
        if binding.id not in known:
            remedy = f"write cell:TABLE/CODE with a code for each dimension ({_nearest(binding.id, known)})"
            yield Problem(place, f"unknown cell {binding.target!r}", remedy)
        elif not known[binding.id]:
            yield Problem(place, f"the cell {binding.id!r} is withheld", "say nothing of it, or of a larger group")
        elif not agrees(binding, vocabulary):
            script = ", or run scripts/update_prose.py" if place.startswith("docs/") else ""
            what = f"says {_bare(binding.text)!r}, cell {binding.id} says {known[binding.id][0]!r}"
            yield Problem(place, what, f"correct the text{script} (permitted: {' | '.join(known[binding.id])})")


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
        problems += _page_quotations(text, where, vocabulary, is_finding=rule is Rule.STRICT)
    return problems


def _page_quotations(text: str, where: str, vocabulary: Vocabulary, *, is_finding: bool) -> Iterator[Problem]:
    free = _FREE_QUOTES.match(text)
    if free and is_finding:
        yield Problem(f"{where}:1", "a findings page with `quotes: free`", "remove the line, and quote the source")
    elif free and not re.search(r"#\s*\S", free["reason"]):
        yield Problem(f"{where}:1", "`quotes: free` without a reason", "add one: `quotes: free  # examples`")
    elif not free:
        yield from quotations_checked(text, where, vocabulary)


def quotations_checked(text: str, where: str, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Words in quotation marks in a Markdown text that neither a source nor a label of the study has."""
    read = html.unescape(_visible(only_quotations(text), with_code=False))
    return quotation_problems(read, lambda start: _place_of(read, start, where), vocabulary.quotable)


def updated(text: str, vocabulary: Vocabulary) -> str:
    """The text with each passage that disagrees brought to the permitted phrase nearest in form."""

    def written(binding: Binding) -> str:
        original = text[binding.start : binding.end]
        known = vocabulary.phrases.get(binding.scheme, {})
        if not known.get(binding.id) or agrees(binding, vocabulary):
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


def _place_of(text: str, start: int, where: str) -> str:
    """Where a message says that something stands: of a page with its line, of a study's text as it is called."""
    return where if where.startswith("study/") else f"{where}:{text.count(chr(10), 0, start) + 1}"


def _loose_problems(text: str, where: str, rule: Rule, vocabulary: Vocabulary) -> Iterator[Problem]:
    yield from _changed_bindings(text, where)
    if rule is Rule.FREE:
        return
    is_finding = rule in (Rule.NAMED, Rule.STRICT)
    read = _visible(text, with_code=is_finding)
    if rule is Rule.NAMED:
        found = list(claims_in(read, vocabulary.nouns))
        # A title claims what its own words say, and its questions' names do not.
        read = without_names(read, vocabulary.labels)
    else:
        read = without_names(read, (*vocabulary.titles, *vocabulary.labels))
        found = [(number.text, number.start) for number in numbers_in(read)]
    if is_finding:
        found += list(quantities_in(read))
    ways = "[number](figure:id), [number](check:id), [number](cell:table/code) or [number](study:name)"
    for words, start in found:
        what, remedy = f"the number {words!r} is bound to nothing", f"write it as {ways}, or say it otherwise"
        yield Problem(_place_of(read, start, where), what, remedy)


def _visible(text: str, *, with_code: bool) -> str:
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
        if binding.scheme not in ("figure", "check", "cell"):
            continue
        line = _place_of(text, binding.start, where)
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

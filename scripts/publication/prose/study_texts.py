"""Checks the sentences that stand in study files, and reduces them to what they say; the files stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..errors import Problem
from ..model import ChartKind, ChartSpec, Measure, Record, Study
from .bindings import bindings_in, plain
from .checking import Rule, Vocabulary, prose_problems, quotations_checked

ALT_LENGTH = 220
# YAML file of the study -> each of its keys that holds sentences -> what these may hold beside bound numbers.
_TEXTS: Mapping[str, Mapping[str, Rule]] = {
    "charts": dict.fromkeys(("headline", "subtitle", "alt", "base", "caution"), Rule.STRICT),
    "tables": {"title": Rule.NAMED, "description": Rule.BOUND},
    "checks": {"question": Rule.BOUND, "reading": Rule.BOUND},
}
# Columns that hold sentences; dates and page numbers may stand there unbound, but not where findings are stated.
_SENTENCES = {"label", "headline", "note", "statement"}
_RULES = {("findings", "statement"): Rule.STRICT, ("variables", "label"): Rule.NAMED}


def study_prose_problems(study: Study, vocabulary: Vocabulary) -> list[Problem]:
    """Sentences of study files that disagree with the data, and alt texts that are too long."""
    problems: list[Problem] = []
    for place, text, rule in _sentences(study):
        problems += prose_problems(text, place, vocabulary, rule)
        problems += quotations_checked(text, place, vocabulary)
    for chart in study.charts:
        length = len(plain(chart.alt))
        if length > ALT_LENGTH:
            place = f"study/charts.yml: {chart.id}.alt"
            problems.append(Problem(place, f"{length} characters", f"shorten it to {ALT_LENGTH}"))
        if plain(chart.alt).casefold() == plain(chart.headline).casefold():
            place = f"study/charts.yml: {chart.id}.alt"
            problems.append(Problem(place, "it repeats the headline", "describe the drawing"))
        problems += _foreign_shares(chart, study)
    for figure in study.figures:
        own = {binding.id for binding in bindings_in(figure.headline) if binding.scheme == "figure"}
        if figure.headline and own != {figure.id}:
            place = f"study/figures.csv:{figure.row}:headline"
            problems.append(Problem(place, "it does not say its number", f"bind it: [number](figure:{figure.id})"))
    return problems


def texts_with_cells(study: Study, pages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yields the place of each text that speaks of a cell of a counted table, and the text, to check after counting."""
    every = [(place, text) for place, text, _ in _sentences(study)]
    every += [(f"docs/{address}", text) for address, text in sorted(pages.items())]
    for place, text in every:
        if any(binding.scheme == "cell" for binding in bindings_in(text)):
            yield place, text


def _foreign_shares(chart: ChartSpec, study: Study) -> Iterator[Problem]:
    """Shares that a chart of shares speaks of and does not draw: its reader would look for them in vain."""
    shares = {figure.id for figure in study.figures if figure.measure is Measure.SHARE}
    if chart.kind is not ChartKind.SHARES or not chart.rows:
        return
    for name in _TEXTS["charts"]:
        for binding in bindings_in(getattr(chart, name)):
            if binding.scheme == "figure" and binding.id in shares - set(chart.rows):
                where = f"study/charts.yml: {chart.id}.{name}"
                yield Problem(where, f"speaks of {binding.id}, which it does not draw", "draw it, or leave it out")


def _sentences(study: Study) -> Iterator[tuple[str, str, Rule]]:
    """Yields the place of each sentence, the sentence, and what it may hold beside bound numbers."""
    for name, rules in _TEXTS.items():
        for entry in getattr(study, name):
            for key, rule in rules.items():
                yield f"study/{name}.yml: {entry.id}.{key}", getattr(entry, key), rule
    for file in study.files:
        for record in file.records:
            for column in _SENTENCES & record.values.keys():
                rule = _RULES.get((file.name, column), Rule.FREE)
                yield f"study/{file.name}.csv:{record.row}:{column}", record[column], rule


def with_plain_texts(study: Study) -> Study:
    """The study with every sentence as a reader sees it."""
    entries: dict[str, Any] = {
        name: tuple(_plain(entry, rules) for entry in getattr(study, name)) for name, rules in _TEXTS.items()
    }
    files = tuple(
        replace(file, records=tuple(replace(record, values=_plain_values(record)) for record in file.records))
        for file in study.files
    )
    figures = tuple(
        replace(figure, note=plain(figure.note), headline=plain(figure.headline)) for figure in study.figures
    )
    return replace(study, figures=figures, files=files, **entries)


def _plain(entry: Any, keys: Iterable[str]) -> Any:
    return replace(entry, **{key: plain(getattr(entry, key)) for key in keys})


def _plain_values(record: Record) -> dict[str, str]:
    return {name: plain(text) if name in _SENTENCES else text for name, text in record.values.items()}

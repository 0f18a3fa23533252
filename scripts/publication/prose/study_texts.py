"""Checks the sentences that stand in study files, and reduces them to what they say; the files stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..errors import Problem
from ..model import ChartKind, ChartSpec, CheckSpec, Measure, Record, RecordFile, Study, TableSpec
from .bindings import bindings_in, plain
from .checking import prose_problems
from .loose import Rule
from .vocabulary import Vocabulary

ALT_LENGTH = 220
_CHART_TEXTS = ("headline", "subtitle", "alt", "base", "caution")
# Columns that hold sentences; dates and page numbers may stand there unbound, but not where findings are stated.
_SENTENCES = ("label", "note", "statement")
_FINDINGS = (("findings", "statement"), ("variables", "label"))


def study_prose_problems(study: Study, vocabulary: Vocabulary) -> list[Problem]:
    """Sentences of study files that disagree with the data, and alt texts that are too long."""
    problems: list[Problem] = []
    for place, text, rule in _sentences(study):

        def where(_line: int, place: str = place) -> str:
            return place

        problems += prose_problems(text, where, vocabulary, rule)
    for chart in study.charts:
        length = len(plain(chart.alt))
        if length > ALT_LENGTH:
            place = f"study/charts.yml: {chart.id}.alt"
            problems.append(Problem(place, f"{length} characters", f"shorten it to {ALT_LENGTH}"))
        if plain(chart.alt).casefold() == plain(chart.headline).casefold():
            place = f"study/charts.yml: {chart.id}.alt"
            problems.append(Problem(place, "it repeats the headline", "describe the drawing"))
        problems += _foreign_shares(chart, study)
    return problems


def _foreign_shares(chart: ChartSpec, study: Study) -> Iterator[Problem]:
    """Shares that a chart of shares speaks of and does not draw: its reader would look for them in vain."""
    shares = {figure.id for figure in study.figures if figure.measure is Measure.SHARE}
    if chart.kind is not ChartKind.SHARES or not chart.rows:
        return
    for name in _CHART_TEXTS:
        for binding in bindings_in(getattr(chart, name)):
            if binding.scheme == "figure" and binding.id in shares - set(chart.rows):
                where = f"study/charts.yml: {chart.id}.{name}"
                yield Problem(where, f"speaks of {binding.id}, which it does not draw", "draw it, or leave it out")


def _sentences(study: Study) -> Iterator[tuple[str, str, Rule]]:
    for chart in study.charts:
        for name in _CHART_TEXTS:
            yield f"study/charts.yml: {chart.id}.{name}", getattr(chart, name), Rule.STRICT
    for table in study.tables:
        yield f"study/tables.yml: {table.id}.title", table.title, Rule.STRICT
        yield f"study/tables.yml: {table.id}.description", table.description, Rule.BOUND
    for check in study.checks:
        yield f"study/checks.yml: {check.id}.question", check.question, Rule.BOUND
        yield f"study/checks.yml: {check.id}.reading", check.reading, Rule.BOUND
    for file in study.files:
        for record in file.records:
            for name in _SENTENCES:
                if name in record.values:
                    rule = Rule.STRICT if (file.name, name) in _FINDINGS else Rule.FREE
                    yield f"study/{file.name}.csv:{record.row}:{name}", record[name], rule


def with_plain_texts(study: Study) -> Study:
    """The study with every sentence as a reader sees it."""
    return replace(
        study,
        figures=tuple(replace(figure, note=plain(figure.note)) for figure in study.figures),
        files=tuple(_plain_file(file) for file in study.files),
        checks=tuple(_plain_check(check) for check in study.checks),
        tables=tuple(_plain_table(table) for table in study.tables),
        charts=tuple(_plain_chart(chart) for chart in study.charts),
    )


def _plain_chart(chart: ChartSpec) -> ChartSpec:
    return replace(
        chart,
        headline=plain(chart.headline),
        subtitle=plain(chart.subtitle),
        alt=plain(chart.alt),
        base=plain(chart.base),
        caution=plain(chart.caution),
    )


def _plain_file(file: RecordFile) -> RecordFile:
    return replace(file, records=tuple(_plain_record(record) for record in file.records))


def _plain_record(record: Record) -> Record:
    values = {name: plain(text) if name in _SENTENCES else text for name, text in record.values.items()}
    return replace(record, values=values)


def _plain_check(check: CheckSpec) -> CheckSpec:
    return replace(check, question=plain(check.question), reading=plain(check.reading))


def _plain_table(table: TableSpec) -> TableSpec:
    return replace(table, title=plain(table.title), description=plain(table.description))

"""Turns a release into what lists show: sources in time, figures beside those of another measure, tables in groups."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from ..charts.dots import Drawing
from ..model import Figure, Measure, Record, Release, Table
from ..study import STUDY_FILES
from ..wording import figure_wordings, written_date
from .cells import figure_page

# Series of figures about the survey itself.
_OWN = ("final", "interim", "press")


@dataclass(frozen=True)
class Shown:
    """A share as a pair of figures shows it."""

    series: str
    label: str
    wording: str
    universe: str
    base: str
    page: str
    drawing: Drawing


def timeline(release: Release) -> list[tuple[str, Record, Counter[str]]]:
    """The sources of figures about the survey, in the order of their dates: date, source, series -> figures."""
    counted: dict[str, Counter[str]] = {}
    for figure in release.figures:
        cited = figure.cited
        if cited.series in _OWN:
            counted.setdefault(cited.source, Counter())[series_name(cited.series)] += 1
    records = [record for record in release.study.file("sources").records if record["id"] in counted]
    records.sort(key=lambda record: record["published"] or "9999")
    return [(_date(record["published"]), record, counted[record["id"]]) for record in records]


def _date(published: str) -> str:
    # Of a month without a day, the day that stands in for it is left out.
    is_month = published.count("-") == 1
    written = written_date(f"{published}-01" if is_month else published) if "-" in published else published
    return written.partition(" ")[2] if is_month else written


def pairs(release: Release) -> list[list[Shown]]:
    """Each share of the survey with those that are another measure, where it names any."""
    found = []
    for figure in release.figures:
        if figure.cited.series != "final" or figure.cited.measure is not Measure.SHARE:
            continue
        others = [release.figure(id) for id in figure.cited.another_measure_than]
        shares = [other for other in others if other.cited.measure is Measure.SHARE]
        if shares:
            found.append([_shown(one, release, beside=figure.id) for one in (figure, *shares)])
    return found


def _shown(figure: Figure, release: Release, beside: str) -> Shown:
    cited = figure.cited
    drawing = Drawing.of(figure, columns=25)
    return Shown(
        series_name(cited.series),
        cited.label,
        figure_wordings(cited)[0],
        release.study.label("universes", cited.universe),
        release.figure(cited.base).cited.label if cited.base else "not stated in the source",
        figure_page(figure.id, release) or "",
        # A figure may stand beside several others on one page.
        replace(drawing, id=f"{drawing.id}-{beside}"),
    )


def series_name(series: str) -> str:
    """How a series of figures is called."""
    column = next(entry for entry in STUDY_FILES["figures"].columns if entry.name == "series")
    return next(option.label for option in column.options if option.value == series)


def grouped(release: Release) -> list[tuple[str, list[Table]]]:
    """The tables of a catalogue, in groups; those of a release of counts are one."""
    if release.is_practice:
        return [("", list(release.tables))]
    findings = release.study.published_files.get("findings")
    groups: dict[str, list[Table]] = {"Findings": [], "The people who answered": [], "Sources and method": []}
    for table in release.tables:
        if table.kind in ("figures", "checks") or table.id == findings:
            groups["Findings"].append(table)
        elif table.kind == "breakdown" or table.cube is not None:
            groups["The people who answered"].append(table)
        else:
            groups["Sources and method"].append(table)
    return [(name, tables) for name, tables in groups.items() if tables]

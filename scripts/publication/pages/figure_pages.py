"""Turns each published figure into a page of its own; adds no number to the figure's, its bounds' and its checks'."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from ..address import Site, table_page
from ..charts.dots import Drawing
from ..model import CheckResult, CheckSpec, Figure, Interval, Measure, Release, Table
from ..prose import Quotation
from ..study import STUDY_FILES
from ..wording import bounds_wording, capitalised, figure_wordings, result_wordings, written_edition
from .cells import FIGURES, block, figure_page, filled, variable_page

Quotations = Mapping[str, tuple[Quotation, ...]]

# Why the ends are where they are, for each qualifier; the rules stand in the method.
_RULES = {
    "exact": "The number is printed without a qualifier; what is possible is what rounds to the printed digits.",
    "exact count": "The number is a count printed without a qualifier; it is taken as exact.",
    "exact fraction": "A fraction has no last digit, so its wording does not say how near it is.",
    "about": "The word says that the number is near; how near, it does not say.",
    "over": "The printed number is a limit that is itself excluded; no other is stated.",
    "at_least": "The printed number is the smallest that is possible; no largest is stated.",
    "under": "The printed number is a limit that is itself excluded; nothing lies below zero.",
    "nearly": "The printed number is not reached; how near it comes, the word does not say.",
    "majority": "The word says more than half, and no more than that.",
}


def figure_pages(release: Release, quotations: Quotations, site: Site) -> Mapping[str, str]:
    """Address below docs/ -> Markdown: a page for each figure, and the list of them all."""
    shown = [figure for figure in release.figures if figure_page(figure.id, release)]
    pages = {FIGURES: _index(shown, release)} if shown else {}
    return pages | {f"data/figures/{figure.id}.md": _page(figure, release, quotations, site) for figure in shown}


def _page(figure: Figure, release: Release, quotations: Quotations, site: Site) -> str:
    study, cited = release.study, figure.cited
    source = next(record for record in study.file("sources").records if record["id"] == cited.source)
    wordings = figure_wordings(cited)
    return filled(
        "figure_page.md",
        figure=figure,
        cited=cited,
        title=cited.headline or f"{cited.label}: {wordings[0]}",
        wording=wordings[0],
        note=_note(figure, release, source["published"]),
        interval=block(
            "interval.html",
            drawing=Drawing.of(figure) if cited.measure is Measure.SHARE else None,
            words=_ends(figure.interval, cited.unit),
            rule=_RULES[_rule(figure)],
            id=cited.id,
        ),
        facts=block(
            "figure_facts.html",
            cited=cited,
            figure=figure,
            wordings=wordings,
            universe=study.label("universes", cited.universe),
            base=release.figure(cited.base) if cited.base else None,
            variable=study.label("variables", cited.variable) if cited.variable else "",
            variable_page=variable_page(cited.variable),
            category=study.label_of(cited.variable, cited.category) if cited.category else "",
            options={name: _option(name, getattr(cited, name)) for name in ("series", "measure", "qualifier")},
        ),
        origin=block("figure_source.html", cited=cited, source=source),
        conflicts=block("figure_links.html", figures=[_named(id, release) for id in cited.conflicts_with]),
        others=block("figure_links.html", figures=[_named(id, release) for id in cited.another_measure_than]),
        checks=block("figure_checks.html", checks=_checks(figure, release)),
        used=block(
            "figure_used.html",
            id=cited.id,
            pages=quotations.get(f"figure:{cited.id}", ()),
            charts=_charts(figure, release, quotations),
            tables=[table for table in release.tables if cited.id in _figures_in(table)],
            table_page=table_page,
        ),
        citation=block(
            "figure_citation.html",
            cited=cited,
            source=source,
            card=study.card,
            edition=capitalised(written_edition(study.card)),
            # Nobody can follow an example: without an address of the site, the page's own is given below it.
            permalink="" if site.is_example else site.absolute(f"data/figures/{cited.id}/"),
        ),
    )


def _rule(figure: Figure) -> str:
    cited = figure.cited
    if cited.qualifier == "exact" and cited.measure is Measure.COUNT:
        return "exact count"
    return "exact fraction" if cited.qualifier == "exact" and cited.is_fraction else cited.qualifier.value


def _note(figure: Figure, release: Release, published: str) -> str:
    cited = figure.cited
    parts = [release.study.label("universes", cited.universe)]
    if cited.series != "final":
        parts.insert(0, _option("series", cited.series))
    parts = [part[:1].upper() + part[1:] for part in parts]
    if cited.measure is Measure.SHARE:
        base = release.figure(cited.base).cited.label if cited.base else "not stated in the source"
        parts.append(f"Base: {base}")
    if published:
        parts.append(f"Published in {published[:4]}")
    return ". ".join(parts) + "."


def _ends(interval: Interval, unit: str) -> str:
    words = bounds_wording(interval, unit)
    has_ends = interval.lower is not None and interval.upper is not None and not interval.is_point
    is_closed = has_ends and not (interval.is_lower_open or interval.is_upper_open)
    return f"{words}, both ends included" if is_closed else words


def _option(column: str, value: str) -> str:
    described = next(entry for entry in STUDY_FILES["figures"].columns if entry.name == column)
    return next(option.label for option in described.options if option.value == value)


def _named(id: str, release: Release) -> tuple[str, str, str]:
    cited = release.figure(id).cited
    return id, figure_wordings(cited)[0], cited.label


def _checks(figure: Figure, release: Release) -> list[tuple[CheckSpec, list[tuple[CheckResult, str]]]]:
    specs = {spec.id: spec for spec in release.study.checks}
    found = [result for result in release.results if figure.id in result.inputs]
    return [
        (specs[check], [(result, result_wordings(result)[0]) for result in results])
        for check, results in groupby(found, key=lambda result: result.check)
    ]


def _figures_in(table: Table) -> set[str]:
    names = [column.name for column in table.columns if column.name in ("figure", "share_figure")]
    own = [table.primary_key[0]] if table.kind == "figures" else []
    return {str(record[name]) for record in table.records() for name in (*own, *names)}


def _charts(figure: Figure, release: Release, quotations: Quotations) -> list[tuple[str, str, str]]:
    """Charts that draw the figure and stand on a page: headline, address, anchor."""
    return [
        (chart.headline, shown[0].address, f"chart-{chart.id}")
        for chart in release.study.charts
        if (shown := quotations.get(f"chart:{chart.id}"))
        and figure.id in (chart.rows or _figures_in(release.table(chart.table)))
    ]


def _index(figures: list[Figure], release: Release) -> str:
    groups = [
        (
            series,
            _option("series", series),
            [
                (topic, block("figure_links.html", figures=[_named(figure.id, release) for figure in of_topic]))
                for topic, of_topic in _by(of_series, "topic")
            ],
        )
        for series, of_series in _by(figures, "series")
    ]
    return filled("figure_index.md", groups=groups)


def _by(figures: list[Figure], name: str) -> list[tuple[str, list[Figure]]]:
    """Figures by a property, each value once, in the order of its first figure."""
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(str(getattr(figure.cited, name)), []).append(figure)
    return list(found.items())

"""Turns drawn charts into figure blocks for pages and into pages that others embed; draws nothing itself."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping

from jinja2 import Environment

from ..address import Site
from ..model import DrawnChart, Release, Table, Value
from ..prose import bindings_in
from ..wording import written_date
from .cells import Link, published_as, row_cells, shown_columns, table_page

Way = Callable[[str], str]

# What an embed needs beside its bars, and for each bar, in px at the width of a telephone.
_EMBED_FRAME, _EMBED_BAR = 475, 75


def chart_homes(pages: Mapping[str, str]) -> dict[str, str]:
    """Chart -> page below docs/ to which its address leads: of those that show it, the one nearest to the home page."""
    homes: dict[str, str] = {}
    for address in sorted(pages, key=lambda address: (address.count("/"), address)):
        for binding in bindings_in(pages[address]):
            if binding.scheme == "chart":
                homes.setdefault(binding.id, address)
    return homes


def embed_address(id: str) -> str:
    """Where the page that shows a chart alone lies, below the site."""
    return f"embed/{id}/"


class FigureBlocks:
    """Writes the figure blocks and embeds of one release.

    Args:
        release: what may be shown.
        charts: its drawn charts.
        templates: the templates of this step.
        site: where the site lives.
        homes: chart -> page to which its address leads; see `chart_homes`.
    """

    def __init__(
        self,
        release: Release,
        charts: Iterable[DrawnChart],
        templates: Environment,
        site: Site,
        homes: Mapping[str, str],
    ) -> None:
        self._release = release
        self._charts = {chart.spec.id: chart for chart in charts}
        self._templates = templates
        self._site = site
        self._homes = homes

    def block(self, id: str, way: Way) -> str:
        """The figure block of a chart, for a page.

        Args:
            id: the chart.
            way: address below docs/ -> address relative to the page.
        """
        return self._written("practice_chart.html" if self._release.is_practice else "chart.html", id, way)

    def embeds(self) -> Mapping[str, str]:
        """Address below docs/ -> a page with one figure block and nothing else, for the frames of other sites."""
        return {
            f"{embed_address(id)}index.html": self._written("embed.html", id, self._from_outside) for id in self._charts
        }

    def _from_outside(self, address: str) -> str:
        """Links of an embed are absolute: its frame is another site's."""
        return self._site.absolute(_url(address))

    def _written(self, template: str, id: str, way: Way) -> str:
        chart = self._charts[id]
        table = self._release.table(chart.spec.table)
        rows = [record for record in table.records() if _is_drawn(record, chart.spec.rows, table)]
        columns = _columns(table)
        return (
            self._templates.get_template(template)
            .render(
                chart=chart,
                data=table,
                head=shown_columns(table, columns),
                rows=[row_cells(row, table, columns, self._release) for row in rows],
                sources=self._sources(rows, table, way),
                has_withheld=table.cube is not None and any(row[table.cube.marker] for row in rows),
                permalink=self._permalink(id),
                embed_code=self._embed_code(chart, len(chart.words.lines)),
                way=way,
                table_page=table_page,
                href=lambda link: href(link, way),
                card=self._release.study.card,
                released=written_date(self._release.study.card.released),
            )
            .strip()
            + "\n"
        )

    def _permalink(self, id: str) -> str:
        home = self._homes.get(id)
        return self._site.absolute(f"{_url(home)}#chart-{id}" if home else embed_address(id))

    def _embed_code(self, chart: DrawnChart, n_bars: int) -> str:
        address = self._site.absolute(embed_address(chart.spec.id))
        title = chart.spec.headline.replace('"', "”")
        height = _EMBED_FRAME + _EMBED_BAR * n_bars
        return (
            f'<iframe src="{address}" title="{title}" width="100%" height="{height}" style="border:0" '
            'loading="lazy"></iframe>'
        )

    def _sources(self, rows: Iterable[Mapping[str, Value]], table: Table, way: Way) -> list[tuple[str, str]]:
        ids = sorted({str(row["source"]) for row in rows if "source" in row}) or list(table.sources)
        owner = published_as("sources", self._release)
        return [
            (self._release.study.label("sources", id, "title"), f"{way(table_page(owner))}#{id}" if owner else "")
            for id in ids
        ]


def href(link: Link, way: Way) -> str:
    """Where a cell's link leads, from a page."""
    if link.is_outside:
        return link.page
    return way(link.page) + (f"#{link.anchor}" if link.anchor else "")


def _is_drawn(record: Mapping[str, Value], rows: tuple[str, ...], table: Table) -> bool:
    """Whether a row stands in a chart, or beside it: all rows of a table do unless the chart names some."""
    return not rows or " ".join(str(record[name]) for name in table.primary_key) in rows


def _columns(table: Table) -> tuple[str, ...]:
    names = {column.name for column in table.columns}
    if table.cube is not None:
        return tuple(column.name for column in table.columns if column.name != "origin")
    if "wording" in names:
        return ("label", "wording", "lower", "upper")
    counts = tuple(column.name for column in table.columns if column.name.endswith(("_count", "_pct")))
    return ("label", *counts, "derivation")


def _url(address: str) -> str:
    """`findings/training.md` -> `findings/training/`; an address that is no page stays as it is."""
    stem, ending = posixpath.splitext(address)
    if ending != ".md":
        return address
    return stem.removesuffix("index") if posixpath.basename(stem) == "index" else f"{stem}/"

"""Turns drawn charts into figure blocks for pages, and into pages that other sites show in a frame."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping

from ..address import Site, table_page
from ..model import DrawnChart, Release, Table, Value
from ..prose import bindings_in
from ..wording import written_date
from .cells import Way, published_as, row_cells
from .filling import filled

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


class ChartBlocks:
    """Writes the figure blocks and embeds of one release.

    Args:
        release: what may be shown.
        charts: its drawn charts.
        site: where the site lives.
        homes: chart -> page to which its address leads; see `chart_homes`.
    """

    def __init__(self, release: Release, charts: Iterable[DrawnChart], site: Site, homes: Mapping[str, str]) -> None:
        self._release = release
        self._charts = {chart.spec.id: chart for chart in charts}
        self._site = site
        self._homes = homes

    def block(self, id: str, way: Way) -> str:
        """The figure block of a chart, for a page."""
        return self._written("practice_chart.html" if self._release.is_practice else "chart.html", id, way)

    def embeds(self) -> Mapping[str, str]:
        """Address below docs/ -> a page with one figure block and nothing else; its links are absolute."""

        def from_outside(address: str) -> str:
            return self._site.absolute(_url(address))

        return {f"embed/{id}/index.html": self._written("embed.html", id, from_outside) for id in self._charts}

    def _written(self, template: str, id: str, way: Way) -> str:
        chart, home = self._charts[id], self._homes.get(id)
        table, wanted = self._release.table(chart.spec.table), chart.spec.rows
        rows = [
            record
            for record in table.records()
            if not wanted or " ".join(str(record[name]) for name in table.primary_key) in wanted
        ]
        columns = _columns(table)
        text = filled(
            template,
            chart=chart,
            data=table,
            head=[table.column(name) for name in columns],
            rows=[row_cells(row, table, columns, self._release) for row in rows],
            sources=self._sources(rows, table, way),
            has_withheld=table.cube is not None and any(row[table.cube.marker] for row in rows),
            permalink=self._site.absolute(f"{_url(home)}#chart-{id}" if home else f"embed/{id}/"),
            embed_code=self._embed_code(chart),
            way=way,
            table_page=table_page,
            href=lambda link: link.seen_from(way),
            card=self._release.study.card,
            released=written_date(self._release.study.card.released),
        )
        return text.strip() + "\n"

    def _embed_code(self, chart: DrawnChart) -> str:
        address = self._site.absolute(f"embed/{chart.spec.id}/")
        title = chart.spec.headline.replace('"', "”")
        height = _EMBED_FRAME + _EMBED_BAR * len(chart.words.lines)
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


def _columns(table: Table) -> tuple[str, ...]:
    names = [column.name for column in table.columns]
    if table.cube is not None:
        return tuple(name for name in names if name != "origin")
    if "wording" in names:
        return ("label", "wording", "lower", "upper")
    return ("label", *(name for name in names if name.endswith(("_count", "_pct"))), "derivation")


def _url(address: str) -> str:
    """`findings/training.md` -> `findings/training/`; an address that is no page stays as it is."""
    stem, ending = posixpath.splitext(address)
    if ending != ".md":
        return address
    return stem.removesuffix("index") if posixpath.basename(stem) == "index" else f"{stem}/"

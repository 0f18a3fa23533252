"""Turns a release into the blocks and links of its pages: charts, tables, lists.

A page first holds a marker for each binding, which survives Markdown; the marker becomes HTML when the page's own
address, and so the way to every other page, is known.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import parse_qsl

from ..address import Site, site_at, table_page
from ..charts.dots import Drawing
from ..files import csv_bytes, sha256
from ..model import SYNTHETIC, DrawnChart, Origin, Release, Table, Value
from ..prose import Binding, bindings_in, replace_bindings
from ..study import STUDY_FILES
from ..wording import capitalised, written_edition
from .cells import Link, Way, filled, number_link, row_cells
from .generated_pages import PRACTICE, snippets
from .lists import grouped, pairs, timeline

_MARKER = re.compile(r'<(?P<tag>span|div) data-bound="(?P<target>[^"]+)">(?P<text>.*?)</(?P=tag)>', re.DOTALL)
# The study files behind tables that are counted, in the order in which somebody fills them in.
_COUNTED_FROM = ("universes", "variables", "categories")
_BLOCKS = ("chart", "table", "list")
_SOMEWHERE = site_at(None)
# What an embed needs beside its bars or dots, and for each row of them, in px at the width of a telephone.
_EMBED_BARS, _EMBED_DOTS = (475, 75), (640, 110)
# What the page of another site runs, so that a frame is as high as what it shows; without it, the height is fixed.
_HEIGHT_OF_FRAMES = (
    '<script>addEventListener("message",e=>{for(const f of document.querySelectorAll("iframe"))'
    "if(f.contentWindow===e.source&&e.data.publicationHeight)f.height=e.data.publicationHeight})</script>"
)
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEADER = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_FIRST_CELL = re.compile(r"(<tr>\s*)<td\b([^>]*)>(.*?)</td>", re.DOTALL)


def marked(markdown: str) -> str:
    """Markdown with each binding replaced by a marker that Markdown leaves alone."""

    def marker(binding: Binding) -> str:
        target = html.escape(f"{binding.scheme}:{binding.target}", quote=True)
        if binding.scheme == "study":
            return binding.text
        if binding.scheme in _BLOCKS:
            # Generated pages escape what study files call a table.
            return f'<div data-bound="{target}">{html.escape(html.unescape(binding.text))}</div>'
        return f'<span data-bound="{target}">{binding.text}</span>'

    return replace_bindings(markdown, marker)


def chart_homes(pages: Mapping[str, str]) -> dict[str, str]:
    """Chart -> page below docs/ to which its address leads: of those that show it, the one nearest to the home page."""
    homes: dict[str, str] = {}
    for address in sorted(pages, key=lambda address: (address.count("/"), address)):
        for binding in bindings_in(pages[address]):
            if binding.scheme == "chart":
                homes.setdefault(binding.id, address)
    return homes


class Blocks:
    """Fills the markers of pages from one release and its charts; `homes` is what `chart_homes` returns."""

    def __init__(
        self,
        release: Release,
        charts: tuple[DrawnChart, ...],
        site: Site = _SOMEWHERE,
        homes: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._release = release
        self._site = site
        self._charts = {chart.spec.id: chart for chart in charts}
        self._homes = homes
        self._numbers: dict[str, Link | None] = {}

    def fill(self, page: str, way: Way) -> str:
        """HTML as Markdown made it, with each marker replaced by its link or block."""

        def made(match: re.Match[str]) -> str:
            scheme, _, target = html.unescape(match["target"]).partition(":")
            return self._made(scheme, target, match["text"], way)

        return _MARKER.sub(made, _with_regions(page))

    def _made(self, scheme: str, target: str, text: str, way: Way) -> str:
        match scheme:
            case "figure" | "check":
                if target not in self._numbers:
                    self._numbers[target] = number_link(target, self._release)
                name = "a cited figure" if scheme == "figure" else "computed from cited figures"
                return _anchor(self._numbers[target], text, way, f'class="bound" title="{name}" ')
            case "cell":
                table_id, _, codes = target.partition(":")[0].partition("/")
                page = f"{PRACTICE}/tables/{table_id}.md" if self._release.is_practice else table_page(table_id)
                link = Link(page, codes.replace("/", "."))
                edition = written_edition(self._release.study.card)
                return _anchor(link, text, way, f'class="bound" title="counted by us, {edition}" ')
            case "source":
                table = self._release.study.published_files.get("sources")
                return _anchor(Link(table_page(table), target) if table else None, text, way)
            case "page":
                page, _, anchor = target.partition("#")
                return _anchor(Link(page, anchor), text, way)
            case "chart":
                return self._chart("practice_chart.html" if self._release.is_practice else "chart.html", target, way)
            case "table":
                return self._table(target, html.unescape(text), way)
            case _:
                return self._list(target, way)

    def _table(self, target: str, caption: str, way: Way) -> str:
        """A table, or the rows and columns of it that a target names."""
        id, _, query = target.partition("?")
        table, is_excerpt = self._release.table(id), bool(query)
        _, records, columns = rows_and_columns(table, target)
        # A telephone need not set the parts of a long table that are far from its screen.
        by = "kind" if table.kind == "dictionary" and not is_excerpt else ""
        names = tuple(name for name in columns or table.show if name != by)
        rows = [
            (
                record[by] if by else "",
                "" if is_excerpt else ".".join(str(record[key]) for key in table.primary_key),
                row_cells(record, table, names, self._release),
            )
            for record in records
        ]
        parts = [(option.value, option.label) for option in table.column(by).options] if by else [("", "")]
        return _stripped(
            "table.html",
            table=table,
            caption=caption,
            is_excerpt=is_excerpt,
            mark=SYNTHETIC if table.origin is Origin.PRACTICE else "",
            head=[table.column(name) for name in names],
            n_rows=len(rows),
            groups=[(name, [(id, cells) for group, id, cells in rows if group == value]) for value, name in parts],
            is_wordy=any(cells[0].size == "long" for _, _, cells in rows),
            page=way(table_page(table.id)),
            href=lambda link: link.seen_from(way),
        )

    def embeds(self) -> Mapping[str, str]:
        """Address below docs/ -> a page that shows one chart and nothing else, for the frames of other sites."""

        def from_outside(address: str) -> str:
            return self._site.absolute(_url(address))

        return {f"embed/{id}/index.html": self._chart("embed.html", id, from_outside) for id in self._charts}

    def _chart(self, template: str, id: str, way: Way) -> str:
        chart, home = self._charts[id], self._homes.get(id)
        table, wanted = self._release.table(chart.spec.table), chart.spec.rows
        rows = [
            record
            for record in table.records()
            if not wanted or " ".join(str(record[name]) for name in table.primary_key) in wanted
        ]
        columns = _columns(table)
        return _stripped(
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
            edition=capitalised(written_edition(self._release.study.card)),
        )

    def _embed_code(self, chart: DrawnChart) -> str:
        address = self._site.absolute(f"embed/{chart.spec.id}/")
        title = chart.spec.headline.replace('"', "”")
        frame, each = _EMBED_DOTS if chart.words.key else _EMBED_BARS
        height = frame + each * len(chart.words.lines)
        code = (
            f'<iframe src="{address}" title="{title}" width="100%" height="{height}" style="border:0" '
            'loading="lazy"></iframe>'
        )
        return f"{code}\n{_HEIGHT_OF_FRAMES}"

    def _sources(self, rows: Iterable[Mapping[str, Value]], table: Table, way: Way) -> list[tuple[str, str]]:
        ids = sorted({str(row["source"]) for row in rows if "source" in row}) or list(table.sources)
        owner = self._release.study.published_files.get("sources")
        return [
            (self._release.study.label("sources", id, "title"), f"{way(table_page(owner))}#{id}" if owner else "")
            for id in ids
        ]

    def _list(self, target: str, way: Way) -> str:
        id, _, query = target.partition("?")
        wanted: dict[str, list[str]] = {}
        for name, value in parse_qsl(query):
            wanted.setdefault(name, []).append(value)
        release, card = self._release, self._release.study.card
        files = wanted.get("file", _COUNTED_FROM)
        place = next((one for one in card.countries if [one.code] == wanted.get("country")), None)
        services = release.study.file("support").records if place else ()
        return _stripped(
            f"list_{id}.html",
            release=release,
            charts=self._charts.values(),
            homes=self._homes,
            timeline=timeline(release) if id == "timeline" else [],
            pairs=pairs(release) if id == "pairs" else [],
            sources_table=release.study.published_files.get("sources"),
            groups=grouped(release) if id == "tables" else [],
            marks=[Drawing.of(release.figure(figure), columns=25) for figure in wanted.get("figure", [])],
            snippets=[line for table in wanted.get("table", []) for line in snippets(table, card, self._site)],
            described=[(name, STUDY_FILES[name]) for name in files] if id == "study_files" else [],
            place=place,
            services=[one for one in services if place and one["country"] == place.code and one["in_local_language"]],
            edition=capitalised(written_edition(card)),
            card=card,
            address="" if self._site.is_example else self._site.absolute(""),
            hashes={table.id: sha256(csv_bytes(table)) for table in release.tables} if id == "disclosure" else {},
            way=way,
            table_page=table_page,
        )


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


def _anchor(link: Link | None, text: str, way: Way, attributes: str = "") -> str:
    """A link; the text alone where it leads nowhere."""
    return f'<a {attributes}href="{html.escape(link.seen_from(way))}">{text}</a>' if link else text


def rows_and_columns(table: Table, target: str) -> tuple[dict[str, str], Iterator[dict[str, Value]], tuple[str, ...]]:
    """What a target asks of a table: column -> value that a row must have, those rows, and columns if it names any."""
    filters = dict(parse_qsl(target.partition("?")[2]))
    columns = filters.pop("columns", "")
    rows = (row for row in table.records() if all(str(row[name]) == value for name, value in filters.items()))
    return filters, rows, tuple(columns.split(",")) if columns else ()


def _stripped(template: str, **given: object) -> str:
    return filled(template, **given).strip() + "\n"


def _with_regions(page: str) -> str:
    """HTML in which the tables that Markdown made can be reached and scrolled by keyboard, with scoped headers."""
    names: Counter[str] = Counter()

    def region(match: re.Match[str]) -> str:
        # A corner without words is no header.
        table = re.sub(r"<th\b[^>]*></th>", "<td></td>", match.group())
        headers = ", ".join(html.unescape(re.sub(r"<[^>]+>", "", header)) for header in _HEADER.findall(table))
        # A class keeps Material's script from wrapping the table once more, in a box that the keyboard does not reach.
        table = re.sub(r"<th\b", '<th scope="col"', table.replace("<table>", '<table class="pub-table">'))
        if re.search(r"<thead>\s*<tr>\s*<td></td>", table):
            # Below an empty corner, each first cell is the name of its row.
            head, opening, body = table.partition("<tbody>")
            table = head + opening + _FIRST_CELL.sub(r'\1<th scope="row"\2>\3</th>', body)
        names[headers] += 1
        again = f", {names[headers]}" if names[headers] > 1 else ""
        name = html.escape(f"Table: {headers}{again}", quote=True)
        return f'<div class="pub-scroll" role="region" tabindex="0" aria-label="{name}">{table}</div>'

    return _TABLE.sub(region, page)

"""Turns a release into the blocks and links of its pages: charts, tables, lists.

A page first holds a marker for each binding, which survives Markdown; the marker becomes HTML when the page's own
address, and so the way to every other page, is known.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import parse_qsl

from ..address import Site, site_at, table_page
from ..charts import Squares
from ..errors import Problem
from ..files import csv_bytes, sha256
from ..model import SYNTHETIC, DrawnChart, Figure, Measure, Origin, Release, Table, Value
from ..prose import Binding, bindings_in, replace_bindings
from ..study import STUDY_FILES
from .cells import Link, Way, number_link, published_as, row_cells
from .chart_blocks import ChartBlocks
from .downloads import snippets
from .filling import filled
from .typed_tables import typed_table_problems

_MARKER = re.compile(r'<(?P<tag>span|div) data-bound="(?P<target>[^"]+)">(?P<text>.*?)</(?P=tag)>', re.DOTALL)
# The study files behind tables that are counted, in the order in which somebody fills them in; what a list describes
# that names no file.
COUNTED_FROM = ("universes", "variables", "categories")
_BLOCKS = ("chart", "table", "list")
_SOMEWHERE = site_at(None)
# Tables so long that a page tells them in parts: a telephone need not set what is far from its screen.
_GROUPED = {"dictionary": "kind"}
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEADER = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_FIRST_CELL = re.compile(r"(<tr>\s*)<td\b([^>]*)>(.*?)</td>", re.DOTALL)


def block_problems(pages: Mapping[str, str], tables: Iterable[Table], figures: Iterable[Figure]) -> list[Problem]:
    """Tables, columns, values and lists that a page asks for and that are not, and tables that are typed by hand."""
    by_id = {table.id: table for table in tables}
    shares = {figure.id for figure in figures if figure.cited.measure is Measure.SHARE}
    problems: list[Problem] = []
    for address, text in sorted(pages.items()):
        problems += typed_table_problems(address, text, by_id.values())
        for binding in bindings_in(text):
            where = f"docs/{address}:{text.count(chr(10), 0, binding.start) + 1}"
            if binding.scheme == "list":
                problems += _list_problems(where, parse_qsl(binding.target.partition("?")[2]), shares, by_id)
            elif binding.scheme == "table" and binding.id in by_id:
                problems += _table_problems(where, by_id[binding.id], binding.target)
    return problems


def _list_problems(
    where: str, wanted: list[tuple[str, str]], shares: Iterable[str], tables: Iterable[str]
) -> Iterator[Problem]:
    known = {
        "figure": (shares, "marks of {!r}, which is no share", "name a figure that is a share"),
        "table": (tables, "unknown table {!r}", "name a table of tables.yml"),
        "file": (STUDY_FILES, "unknown study file {!r}", f"name one of {', '.join(STUDY_FILES)}"),
    }
    for kind, (ids, what, remedy) in known.items():
        yield from (Problem(where, what.format(id), remedy) for name, id in wanted if name == kind and id not in ids)


def _table_problems(where: str, table: Table, target: str) -> Iterator[Problem]:
    filters, columns = _query(target)
    names = {column.name for column in table.columns}
    unknown = [name for name in (*filters, *columns) if name not in names]
    for name in unknown:
        yield Problem(where, f"table {table.id} has no column {name!r}", f"use one of {', '.join(sorted(names))}")
    if not unknown and not list(_rows(table, filters)):
        yield Problem(where, f"no row of table {table.id} fits {target!r}", "correct the filter")


def marked(markdown: str) -> str:
    """Markdown with each binding replaced by a marker that Markdown leaves alone."""

    def marker(binding: Binding) -> str:
        target = html.escape(f"{binding.scheme}:{binding.target}", quote=True)
        if binding.scheme == "study":
            return binding.text
        if binding.scheme in _BLOCKS:
            return f'<div data-bound="{target}">{html.escape(binding.text)}</div>'
        return f'<span data-bound="{target}">{binding.text}</span>'

    return replace_bindings(markdown, marker)


class Blocks:
    """Fills the markers of pages from one release.

    Args:
        release: what may be shown.
        charts: its drawn charts.
        site: where the site lives, which readers type into their tools.
        homes: chart -> page below docs/ to which its address leads; see `chart_homes`.
    """

    def __init__(
        self,
        release: Release,
        charts: tuple[DrawnChart, ...],
        site: Site = _SOMEWHERE,
        homes: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._release = release
        self._site = site
        self._drawn = charts
        self._charts = ChartBlocks(release, charts, site, homes)
        self._numbers: dict[str, Link | None] = {}

    def embeds(self) -> Mapping[str, str]:
        """Address below docs/ -> a page that shows one chart and nothing else, for the frames of other sites."""
        return self._charts.embeds()

    def fill(self, page: str, way: Way) -> str:
        """HTML with each marker replaced by its link or block.

        Args:
            page: HTML as Markdown made it.
            way: address below docs/ -> address relative to this page.
        """

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
            case "source":
                table = published_as("sources", self._release)
                return _anchor(Link(table_page(table), target) if table else None, text, way)
            case "page":
                page, _, anchor = target.partition("#")
                return _anchor(Link(page, anchor), text, way)
            case "chart":
                return self._charts.block(target, way)
            case "table":
                return self._table(target, html.unescape(text), way)
            case _:
                return self._list(target, way)

    def _table(self, target: str, caption: str, way: Way) -> str:
        """A table, or the rows and columns of it that a target names."""
        id, _, query = target.partition("?")
        table, is_excerpt = self._release.table(id), bool(query)
        filters, columns = _query(target)
        by = "" if is_excerpt else _GROUPED.get(table.kind, "")
        names = tuple(name for name in columns or table.show if name != by)
        rows = [
            (
                record[by] if by else "",
                "" if is_excerpt else ".".join(str(record[key]) for key in table.primary_key),
                row_cells(record, table, names, self._release),
            )
            for record in _rows(table, filters)
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

    def _list(self, target: str, way: Way) -> str:
        id, _, query = target.partition("?")
        wanted: dict[str, list[str]] = {}
        for name, value in parse_qsl(query):
            wanted.setdefault(name, []).append(value)
        release, card = self._release, self._release.study.card
        files = wanted.get("file", COUNTED_FROM)
        return _stripped(
            f"list_{id}.html",
            release=release,
            charts=self._drawn,
            marks=[Squares.of(release.figure(figure)) for figure in wanted.get("figure", [])],
            snippets=[line for table in wanted.get("table", []) for line in snippets(table, card, self._site)],
            described=[(name, STUDY_FILES[name]) for name in files] if id == "study_files" else [],
            hashes={table.id: sha256(csv_bytes(table)) for table in release.tables} if id == "disclosure" else {},
            way=way,
            table_page=table_page,
        )


def _anchor(link: Link | None, text: str, way: Way, attributes: str = "") -> str:
    """A link; the text alone where it leads nowhere."""
    return f'<a {attributes}href="{html.escape(link.seen_from(way))}">{text}</a>' if link else text


def _query(target: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Column name -> value that a row must have, and the columns to show: none for the table's own choice."""
    pairs = dict(parse_qsl(target.partition("?")[2]))
    columns = pairs.pop("columns", "")
    return pairs, tuple(columns.split(",")) if columns else ()


def _rows(table: Table, filters: Mapping[str, str]) -> Iterator[dict[str, Value]]:
    for record in table.records():
        if all(str(record[name]) == value for name, value in filters.items()):
            yield record


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

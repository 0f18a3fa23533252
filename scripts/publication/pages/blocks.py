"""Turns a release into the blocks and links of its pages: charts, tables, lists; writes no prose of its own.

A page first holds a marker for each binding, which survives Markdown; the marker becomes HTML when the page's own
address, and so the way to every other page, is known.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import parse_qsl

from ..address import Site, site_at
from ..charts import Squares
from ..errors import Problem
from ..files import csv_bytes, sha256
from ..model import SYNTHETIC, DrawnChart, Figure, Measure, Origin, Release, Table, Value
from ..prose import Binding, bindings_in, replace_bindings
from ..study import STUDY_FILES
from .cells import Link, number_link, published_as, row_cells, shown_columns, table_page
from .figures import FigureBlocks, href
from .markdown import environment
from .snippets import Snippet, snippets
from .text_tables import with_regions
from .typed_tables import typed_table_problems

Way = Callable[[str], str]

_MARKER = re.compile(r'<(?P<tag>span|div) data-bound="(?P<target>[^"]+)">(?P<text>.*?)</(?P=tag)>', re.DOTALL)
# The study files behind tables that are counted, in the order in which somebody fills them in; what a list describes
# that names no file.
COUNTED_FROM = ("universes", "variables", "categories")
_BLOCKS = ("chart", "table", "list")
_SOMEWHERE = site_at(None)
# Tables so long that a page tells them in parts: a telephone need not set what is far from its screen.
_GROUPED = {"dictionary": "kind"}


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
                problems += [
                    Problem(where, f"marks of {id!r}, which is no share", "name a figure that is a share")
                    for name, id in parse_qsl(binding.target.partition("?")[2])
                    if name == "figure" and id not in shares
                ]
                problems += [
                    Problem(where, f"unknown table {id!r}", "name a table of tables.yml")
                    for name, id in parse_qsl(binding.target.partition("?")[2])
                    if name == "table" and id not in by_id
                ]
                problems += [
                    Problem(where, f"unknown study file {id!r}", f"name one of {', '.join(STUDY_FILES)}")
                    for name, id in parse_qsl(binding.target.partition("?")[2])
                    if name == "file" and id not in STUDY_FILES
                ]
            if binding.scheme != "table" or binding.id not in by_id:
                continue
            table = by_id[binding.id]
            filters, columns = _query(binding.target)
            names = {column.name for column in table.columns}
            unknown = [name for name in (*filters, *(columns or ())) if name not in names]
            problems += [
                Problem(where, f"table {table.id} has no column {name!r}", f"use one of {', '.join(sorted(names))}")
                for name in unknown
            ]
            if not unknown and not list(_rows(table, filters)):
                problems.append(
                    Problem(where, f"no row of table {table.id} fits {binding.target!r}", "correct the filter")
                )
    return problems


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
        self._charts = {chart.spec.id: chart for chart in charts}
        self._templates = environment()
        self._figures = FigureBlocks(release, charts, self._templates, site, homes)
        self._numbers: dict[str, Link | None] = {}

    def fill(self, page: str, way: Way) -> str:
        """HTML with each marker replaced by its link or block.

        Args:
            page: HTML as Markdown made it.
            way: address below docs/ -> address relative to this page.
        """

        def filled(match: re.Match[str]) -> str:
            scheme, _, target = html.unescape(match["target"]).partition(":")
            return self._made(scheme, target, match["text"], way)

        return _MARKER.sub(filled, with_regions(page))

    def _made(self, scheme: str, target: str, text: str, way: Way) -> str:
        match scheme:
            case "figure" | "check":
                link = self._number(target)
                if link is None:
                    return text
                name = "a cited figure" if scheme == "figure" else "computed from cited figures"
                address = href(link, way)
                return f'<a class="bound" title="{name}" href="{html.escape(address, quote=True)}">{text}</a>'
            case "source":
                address = self._source(target, way)
                return f'<a href="{html.escape(address)}">{text}</a>' if address else text
            case "page":
                page, _, anchor = target.partition("#")
                return f'<a href="{html.escape(href(Link(page, anchor), way), quote=True)}">{text}</a>'
            case "chart":
                return self._figures.block(target, way)
            case "table":
                id, _, query = target.partition("?")
                filters, columns = _query(target)
                table = self._release.table(id)
                caption = html.unescape(text)
                return self.table(table, caption, way, filters=filters, columns=columns, is_excerpt=bool(query))
            case _:
                return self._list(target, way)

    def _source(self, id: str, way: Way) -> str:
        """Where the site tells of a source; empty where no table publishes the sources."""
        table = published_as("sources", self._release)
        return f"{way(table_page(table))}#{id}" if table else ""

    def _number(self, id: str) -> Link | None:
        if id not in self._numbers:
            self._numbers[id] = number_link(id, self._release)
        return self._numbers[id]

    def embeds(self) -> Mapping[str, str]:
        """Address below docs/ -> a page that shows one chart and nothing else, for the frames of other sites."""
        return self._figures.embeds()

    def table(
        self,
        table: Table,
        caption: str,
        way: Way,
        *,
        filters: Mapping[str, str] | None = None,
        columns: tuple[str, ...] | None = None,
        is_excerpt: bool = False,
    ) -> str:
        """A table, or the rows of it that the filters leave.

        Args:
            table: the table.
            caption: what the caption says.
            way: address below docs/ -> address relative to this page.
            filters: column name -> value that a row must have.
            columns: columns to show; the table's own choice where None.
            is_excerpt: whether the whole table stands elsewhere, which the block then names.
        """
        by = "" if is_excerpt else _GROUPED.get(table.kind, "")
        names = tuple(name for name in columns or table.show if name != by)
        rows = [(record, row_cells(record, table, names, self._release)) for record in _rows(table, filters or {})]
        text = self._templates.get_template("table.html").render(
            table=table,
            caption=caption,
            is_excerpt=is_excerpt,
            mark=SYNTHETIC if table.origin is Origin.PRACTICE else "",
            head=shown_columns(table, names),
            n_rows=len(rows),
            groups=[
                (
                    name,
                    [
                        ("" if is_excerpt else ".".join(str(record[key]) for key in table.primary_key), cells)
                        for record, cells in rows
                        if not by or record[by] == value
                    ],
                )
                for value, name in _groups(table, by)
            ],
            is_wordy=any(cells[0].size == "long" for _, cells in rows),
            page=way(table_page(table.id)),
            href=lambda link: href(link, way),
        )
        return _one_block(text)

    def _list(self, target: str, way: Way) -> str:
        id, _, query = target.partition("?")
        asked = parse_qsl(query)
        figures = [self._release.figure(value) for name, value in asked if name == "figure"]
        read = [line for name, value in asked if name == "table" for line in self._snippets(value)]
        files = [value for name, value in asked if name == "file"] or COUNTED_FROM
        text = self._templates.get_template(f"list_{id}.html").render(
            release=self._release,
            charts=self._charts.values(),
            marks=[Squares.of(figure) for figure in figures],
            snippets=read,
            described=[(name, STUDY_FILES[name]) for name in files] if id == "study_files" else [],
            hashes={table.id: sha256(csv_bytes(table)) for table in self._release.tables} if id == "disclosure" else {},
            way=way,
            table_page=table_page,
        )
        return _one_block(text)

    def _snippets(self, table: str) -> tuple[Snippet, ...]:
        return snippets(table, self._release.study.card, self._site)


def _query(target: str) -> tuple[dict[str, str], tuple[str, ...] | None]:
    pairs = dict(parse_qsl(target.partition("?")[2]))
    columns = pairs.pop("columns", None)
    return pairs, tuple(columns.split(",")) if columns else None


def _rows(table: Table, filters: Mapping[str, str]) -> Iterator[dict[str, Value]]:
    for record in table.records():
        if all(str(record[name]) == value for name, value in filters.items()):
            yield record


def _groups(table: Table, by: str) -> list[tuple[str, str]]:
    """The values of a column by which a table is told in parts, each with its name; one part for no column."""
    return [(option.value, option.label) for option in table.column(by).options] if by else [("", "")]


def _one_block(text: str) -> str:
    return text.strip() + "\n"

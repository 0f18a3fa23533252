"""Fills the templates of pages, and turns values into what a reader sees: words for codes, links for references."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ..address import table_page
from ..markup import address, in_markdown, slug
from ..model import Column, Release, Table, Value
from ..study import split_list
from ..wording import digits, written_unit

# Address below docs/ -> address relative to a page, or an absolute one.
Way = Callable[[str], str]
# The list of all figures, below docs/.
FIGURES = "data/figures/index.md"
# What looks like code, or a link to bound prose, is none in HTML.
_NO_MARKDOWN = str.maketrans({"`": "&#96;", "[": "&#91;", "]": "&#93;"})
# Characters beyond which a text needs a wide column, and beyond which it is a sentence and no name; up to how many of
# them a number and the words around it stay in one line.
_TEXT, _LONG, _SHORT = 28, 70, 18
# Columns that name figures, results of checks or tables.
_NAMES_NUMBERS = {"figure", "share_figure", "base", "conflicts_with", "another_measure_than"}
_NAMES_NUMBERS |= {"inputs", "check", "used_in"}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@cache
def _environment(is_markdown: bool) -> Environment:
    # Everything in them is escaped unless it is markup that the engine made: for HTML, or for Markdown in HTML.
    made = Environment(
        loader=PackageLoader("publication.pages"),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=in_markdown if is_markdown else None,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "address": address,
        "slug": slug,
        "unit": written_unit,
        "breakable": _breakable,
        "dialled": _dialled,
        "parts": _parts,
    }
    return made


def filled(template: str, **given: object) -> str:
    """A filled template of a page (Markdown) or a block (HTML)."""
    return _environment(template.endswith(".md")).get_template(template).render(**given)


def block(template: str, **given: object) -> Markup:
    """A filled template on one line: Markdown must take it as one block of HTML, whatever it holds."""
    lines = (line.strip() for line in filled(template, **given).splitlines())
    return Markup(" ".join(line for line in lines if line).translate(_NO_MARKDOWN))  # noqa: S704 - escaped


def _breakable(text: str) -> Markup:
    """An address that may go on in the next line behind each stroke, and any other text as it is."""
    escaped = escape(text)
    return escaped if " " in text else escaped.replace("/", Markup("/<wbr>"))


def _dialled(phone: str) -> str:
    """A telephone number without what makes it readable."""
    return "".join(character for character in phone if character in "+0123456789")


def _parts(name: str) -> Markup:
    """A name that may go on in the next line behind each underscore."""
    return escape(name).replace("_", Markup("_<wbr>"))


@dataclass(frozen=True)
class Link:
    """Where a cell leads: a page below docs/ and an id on it, or a complete address of another place."""

    page: str
    anchor: str = ""

    def seen_from(self, way: Way) -> str:
        """Its address on a page."""
        if ":" in self.page:
            return self.page
        return way(self.page) + (f"#{self.anchor}" if self.anchor else "")


@dataclass(frozen=True)
class Cell:
    """A cell as shown: one text or several, each with or without a link."""

    parts: tuple[tuple[str, Link | None], ...]
    is_number: bool = False  # to be aligned as a figure; so is what stands in place of one
    is_absent: bool = False  # the text stands for a missing value

    @property
    def size(self) -> str:
        """How much room its words ask for: "long", "text", "date" and "words" in one line, or none in particular."""
        only = self.parts[0][0] if len(self.parts) == 1 else ""
        if _DATE.fullmatch(only):
            return "date"
        if not self.is_absent and len(only) <= _SHORT and any(character.isdigit() for character in only):
            return "words"
        length = len("; ".join(text for text, _ in self.parts))
        return "long" if length > _LONG else "text" if length > _TEXT else ""


def figure_page(figure: str, release: Release) -> str | None:
    """Address below docs/ of a figure's own page; None where no table publishes the figure."""
    is_figure = any(own.id == figure for own in release.figures)
    return f"data/figures/{figure}.md" if is_figure and _row_owner(figure, release) else None


def variable_page(variable: str) -> str:
    """Address below docs/ of the page that explains a variable."""
    return f"data/dictionary/{variable}.md"


def number_link(id: str, release: Release) -> Link | None:
    """Where a figure, or the result of a check, is explained; None where nothing publishes it."""
    page = figure_page(id, release)
    owner = _row_owner(id, release)
    return Link(page) if page else Link(table_page(owner), id) if owner else None


def row_cells(record: Mapping[str, Value], table: Table, names: Iterable[str], release: Release) -> list[Cell]:
    """The cells of a row; its label leads to the page that tells more of what the row is about, where there is one."""
    page = _own_page(record, table, release)
    return [
        replace(shown, parts=((shown.parts[0][0], Link(page)),)) if page and name == "label" else shown
        for name in names
        for shown in [_cell(record[name], table.column(name), release)]
    ]


def _own_page(record: Mapping[str, Value], table: Table, release: Release) -> str | None:
    if table.kind == "figures":
        return figure_page(str(record["id"]), release)
    return variable_page(str(record["id"])) if table.id == release.study.published_files.get("variables") else None


def _cell(value: Value, column: Column, release: Release) -> Cell:
    if value is None:
        label = column.missing[0].label if column.missing else ""
        return Cell(((label or "–", None),), is_number=column.datatype.is_number, is_absent=True)
    if isinstance(value, bool):
        return Cell((("yes" if value else "no", None),))
    if isinstance(value, int | Decimal):
        places = max(0, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 0
        return Cell(((digits(Fraction(value), places), None),), is_number=True)
    texts = split_list(value) if column.type == "list" else (value,)
    return Cell(tuple(_part(text, column, release) for text in texts))


def _part(text: str, column: Column, release: Release) -> tuple[str, Link | None]:
    for option in column.options:
        if option.value == text:
            return option.label, None
    if column.name == "phone":
        return text, Link(f"tel:{_dialled(text)}")
    if text.startswith(("https://", "http://")):
        return text.partition("://")[2].rstrip("/"), Link(text)
    return _named(text, column, release)


def _named(text: str, column: Column, release: Release) -> tuple[str, Link | None]:
    """A value that names a row of some table: shown by that row's name, leading to it."""
    if column.name in _NAMES_NUMBERS:
        link = number_link(text, release)
        if link is not None:
            return text, link
        if any(table.id == text for table in release.tables):
            return text, Link(table_page(text))
    if column.name == "conflicts_with":
        for own in release.tables:
            named = {"id", "label", "conflicts_with"} <= {known.name for known in own.columns}
            record = _record(text, own) if named else None
            if record:
                return str(record["label"]), Link(table_page(own.id), text)
    if column.name == "variable" and release.study.find("variables", text):
        return release.study.label("variables", text), Link(variable_page(text))
    if column.reference is not None or column.name in ("source", "confirmed_by"):
        wanted = column.reference.table if column.reference else release.study.published_files.get("sources")
        table = next((table for table in release.tables if table.id == wanted), None)
        record = _record(text, table) if table is not None and table.primary_key == ("id",) else None
        if table is not None and record:
            return str(record.get("title") or record.get("label") or text), Link(table_page(table.id), text)
    return text, None


def _record(id: str, table: Table) -> dict[str, Value] | None:
    return next((record for record in table.records() if record["id"] == id), None)


def _row_owner(id: str, release: Release) -> str | None:
    """The table that shows the figure, or the result of a check, called `id`; None where none does."""
    for table in release.tables:
        if "wording" in {column.name for column in table.columns} and any(
            record["id"] == id for record in table.records()
        ):
            return table.id
    return None

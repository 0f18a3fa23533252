"""Reads pages of a site and the index of its search as a browser does, and compares them with the tables.

A table of data on a page says by `data-table` which one it is of; one that has the columns of a table of counts and
does not say so is a leak.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from urllib.parse import unquote

from publication.model import Column, Origin, Study, Table, Value
from publication.wording import written_unit
from tests.site.publication import Element, read_html

from .cells import COLUMNS, NONE, NUMBERS, UNREADABLE, Leak, reason, row_key
from .documents import description_leaks
from .texts import Texts

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_PAGE_OF = re.compile(r"(?:^|/)tables/([^/]+)/index\.html$")
_ROW_OF = re.compile(r"(?:.*/)?tables/([^/#]+)/#(.+)")
# What an element within a table of data may have; another attribute could hold what no reader sees.
_ATTRIBUTES = {"class", "scope", "id"}
_WHERE = ("thead", "tbody", "tr", "table")


class Pages:
    """The checks of a site's pages.

    Args:
        releases: each study that the site shows with its tables; descriptions are of the first.
        sizes: of the files that the site offers, in bytes.
        address: where the site lives.
    """

    def __init__(self, releases: Sequence[tuple[Study, tuple[Table, ...]]], sizes: Collection[int], address: str):
        self.tables = {table.id: table for _, tables in releases for table in tables}
        self.rows = {id: {row_key(own, row): row for row in own.rows} for id, own in self.tables.items()}
        self.texts = Texts(*releases[0], sizes, address)
        self._names: dict[str, set[str]] = {}
        for study, tables in releases:
            named = [record.values for file in study.files for record in file.records]
            named += [
                {n: str(v or "") for n, v in r.items()} for t in tables if "id" in t.primary_key for r in t.records()
            ]
            for record in named:
                own = {record[name] for name in ("label", "title") if record.get(name)}
                self._names.setdefault(record.get("id", ""), set()).update(own)

    def page_leaks(self, address: str, page: str | Element) -> Iterator[Leak]:
        """What a page says beyond the tables."""
        root = page if isinstance(page, Element) else read_html(page)
        for element in root.all("table"):
            named = element.attrs.get("data-table")
            table = self.tables.get(named or "")
            if table is not None:
                yield from self._table_leaks(f"page {address}", table, element)
            elif named or self._looks_counted(element):
                yield "all", f"page {address}", "a table of counts that does not say of which"
        owner = _PAGE_OF.search(address)
        of = self.tables.get(owner[1]) if owner else None
        for script in root.all("script"):
            if script.attrs.get("type") == "application/ld+json":
                if of is not None and of.origin is Origin.PRACTICE:
                    yield of.id, f"page {address}", "synthetic numbers described as data"
                yield from description_leaks(f"page {address}", script.text, self.texts, of.id if of else "all")

    def index_leaks(self, index: str) -> Iterator[Leak]:
        """What the entries of the search tell of rows that their tables do not show."""
        try:
            entries = json.loads(index[index.index("(") + 1 : index.rindex(")")])["entries"]
        except (ValueError, KeyError, TypeError):
            yield "all", "the index of the search", UNREADABLE
            return
        for entry in entries:
            place = _ROW_OF.fullmatch(entry["location"])
            key = unquote(place[2]) if place else ""
            table = self.tables.get(place[1]) if place else None
            if table is None or key not in self.rows[table.id]:
                continue
            values = list(zip(self.rows[table.id][key], table.columns, strict=True))
            allowed = sum((self._numbers(*pair) for pair in values), _numbers(key) + _numbers(table.title))
            if _numbers(" ".join(entry[part] for part in ("title", "trail", "terms", "text"))) - allowed:
                absent = ", ".join(own.name for value, own in values if value is None and own.type in NUMBERS)
                where = f"search, {key}" + (f": {absent}" if absent else "")
                yield table.id, where, NONE if absent else "a number that the row does not show"

    def _table_leaks(self, where: str, table: Table, element: Element) -> Iterator[Leak]:
        heads = list(element.all("thead"))
        columns = _columns(table, [_text(cell) for cell in heads[0].all("th", "td")]) if heads else None
        if columns is None:
            yield table.id, where, COLUMNS
            return
        allowed = _ATTRIBUTES | (set() if table.cube else {"href"})
        inner = [own for part in element.all("thead", "tbody") for own in (part, *part.all())]
        if any(own.tag == "!--" or not own.attrs.keys() <= allowed for own in inner):
            yield table.id, where, "something in the table that no reader sees"
        for row in (row for body in element.all("tbody") for row in body.all("tr")):
            cells = [_text(cell) for cell in row.all("td", "th")]
            yield from self._row_leaks(where, table, columns, cells, row.attrs.get("id", ""))
        # What stands between the cells would be shown above the table.
        between = [own for own in (element, *element.all(*_WHERE)) if own.tag in _WHERE]
        if any(isinstance(child, str) and child.strip() for own in between for child in own.children):
            yield table.id, where, "a text outside the cells"

    def _row_leaks(
        self, where: str, table: Table, columns: Sequence[Column], cells: Sequence[str], id: str
    ) -> Iterator[Leak]:
        rows, name = self.rows[table.id], "row " + re.sub(r"\d", "", "".join(cells[:1]))
        if len(cells) != len(columns):
            yield table.id, f"{where}, {name}", "a cell beside the table"
            return
        key = id if id in rows else max((key for key in rows if id.endswith(f"-{key}")), key=len, default="")
        if id and not key:
            yield table.id, f"{where}, {name}", "a row that the table does not have"
            return
        places = [[own.name for own in table.columns].index(column.name) for column in columns]
        wrong = {
            row: [
                (column, reason(cell, values[place], column))
                for cell, column, place in zip(cells, columns, places, strict=True)
                if not self._is_said(cell, values[place], column, is_counted=table.cube is not None)
            ]
            for row, values in (rows.items() if not key else [(key, rows[key])])
        }
        # A row without a name is one of the table's: the one that it differs from least.
        key = min(wrong, key=lambda row: len(wrong[row]))
        for column, rule in wrong[key]:
            yield table.id, f"{where}, {key}: {column.name}", rule

    def _is_said(self, cell: str, value: Value, column: Column, *, is_counted: bool) -> bool:
        """Whether a cell shows a value and nothing more; texts of a table without counts may be shortened."""
        if not isinstance(value, str):
            return cell == _plainly(value, column)
        if is_counted:
            return cell in self._said(value, column)
        return cell == value or not _numbers(cell) - self._numbers(value, column)

    def _numbers(self, value: Value, column: Column) -> Counter[str]:
        """Each number that showing a value may need, and how often at most."""
        if not isinstance(value, str):
            return _numbers(_plainly(value, column))
        total: Counter[str] = Counter()
        for part in {value, *(part.strip() for part in value.split("|"))}:
            most: Counter[str] = Counter()
            for text in self._said(part, column):
                most |= _numbers(text)
            total += most
        return total

    def _said(self, value: str, column: Column) -> set[str]:
        return {value, *(own.label for own in column.options if own.value == value), *self._names.get(value, ())}

    def _looks_counted(self, element: Element) -> bool:
        """Whether a header has all dimensions and the counts of some table."""
        titles = {_text(cell) for head in element.all("thead") for cell in head.all("th", "td")}
        for table in self.tables.values():
            if table.cube is not None:
                names = [*(part.variable for part in table.cube.dimensions), table.cube.count]
                if all({*_titles(table.column(name)), name} & titles for name in names):
                    return True
        return False


def picture_leaks(name: str, words: str, page: str) -> Iterator[Leak]:
    """What a picture that stands for a page elsewhere says beyond the page; a page may say a number more often."""
    if _numbers(words).keys() - _numbers(_text(read_html(page))).keys():
        yield "all", f"picture of {name}", "a number that its page does not show"


def _columns(table: Table, titles: Sequence[str]) -> list[Column] | None:
    """The columns that a header names; those of one title in their order."""
    left, found = list(table.columns), []
    for title in titles:
        column = next((own for own in left if title in _titles(own)), None)
        if column is None:
            return None
        left.remove(column)
        found.append(column)
    return found


def _titles(column: Column) -> tuple[str, str]:
    return column.title, f"{column.title} ({written_unit(column.unit)})"


def _text(element: Element) -> str:
    marks = {id(own) for own in element.all("span") if own.attrs.get("class") == "pub-mark-of-row"}

    def parts(own: Element) -> Iterator[str]:
        for child in own.children:
            if isinstance(child, str):
                yield child
            elif id(child) not in marks:
                yield from parts(child)

    return " ".join("".join(parts(element)).split())


def _numbers(text: str) -> Counter[str]:
    """Each number in digits that a text holds, and how often."""
    return Counter(_NUMBER.findall(text))


def _plainly(value: Value, column: Column) -> str:
    match value:
        case None:
            return (column.missing[0].label if column.missing else "") or "–"
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return format(value, ",f")
        case _:
            return format(value, ",") if isinstance(value, int) else value

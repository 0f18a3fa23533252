"""Reads an OpenDocument spreadsheet back from its parts, and finds in it whatever is no cell to be seen."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree as ET

from ...model import Finding
from .known import Known
from .parts import archive_findings, attributes_of, name_of, root_of
from .rows import Stored, unreadable
from .sheets import Book, Sheet, hidden

_PART = re.compile(r"mimetype|(content|styles|meta)\.xml|META-INF/manifest\.xml")
_STYLES = (
    "automatic-styles number number-style page-layout page-layout-properties paragraph-properties style styles "
    "table-cell-properties table-column-properties table-row-properties text-properties master-styles master-page"
)
# Elements of the content -> the attributes that they may have; None for those of styles, which hold no text.
_ALLOWED: Mapping[str, frozenset[str] | None] = {
    **dict.fromkeys(_STYLES.split()),
    **{
        name: frozenset(attributes.split())
        for name, attributes in {
            "document-content": "version",
            "document-styles": "version",
            "body": "",
            "spreadsheet": "",
            "table": "name style-name",
            "table-column": "style-name",
            "table-header-rows": "",
            "table-row": "style-name",
            "table-cell": "style-name value-type value boolean-value",
            "p": "",
            "a": "href type",
            "database-ranges": "",
            "database-range": "name target-range-address",
        }.items()
    },
}
_RANGE = re.compile(r"'([^']+)'\.A\d+:'\1'\.[A-Z]+\d+")


def read_opendocument(path: str, content: bytes, known: Known) -> Book:
    """The sheets of a workbook, and what else is in it.

    Args:
        path: its name, for findings.
        content: its bytes.
        known: the texts that it may hold.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = list(archive_findings(path, archive, _PART))
            parts = {name: archive.read(name) for name in archive.namelist()}
        root, styles, meta = (root_of(parts[f"{name}.xml"]) for name in ("content", "styles", "meta"))
        own = [node for node in root.iter() if name_of(node) == "table"]
        sheets = tuple(Sheet(attributes_of(node)["name"], tuple(map(_cells, _rows_of(node)))) for node in own)
        names = {sheet.name for sheet in sheets}
        for part in (root, styles):
            found += _node_findings(path, part, names)
        for node in meta.iter():
            text = (node.text or "").strip()
            if text != f"{known.released}T00:00:00" and known.says_more(text):
                found.append(hidden(path, "meta.xml", "a number that no table has"))
    except (zipfile.BadZipFile, ET.ParseError, KeyError, ValueError, InvalidOperation):
        return Book((), (unreadable("all", path),))
    return Book(sheets, tuple(dict.fromkeys(found)))


def _rows_of(table: ET.Element) -> list[ET.Element]:
    return [node for node in table.iter() if name_of(node) == "table-row"]


def _cells(row: ET.Element) -> tuple[Stored, ...]:
    cells = list(map(_value, row))
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def _value(cell: ET.Element) -> Stored:
    """A value that the cell shows as it holds it: programs read the one, people the other."""
    given = attributes_of(cell)
    shown = "\n".join("".join(paragraph.itertext()) for paragraph in cell)
    match given.get("value-type"):
        case None if not shown:
            return None
        case "string":
            return shown or None
        case "boolean" if shown == given["boolean-value"].upper():
            return given["boolean-value"] == "true"
        case "float" if Decimal(shown) == Decimal(given["value"]):
            return Decimal(shown)
    raise ValueError("a cell that shows another value than it holds")


def _node_findings(path: str, root: ET.Element, sheets: set[str]) -> Iterator[Finding]:
    for node in root.iter():
        name, given = name_of(node), attributes_of(node)
        allowed = _ALLOWED.get(name, frozenset())
        if name not in _ALLOWED or (allowed is not None and not given.keys() <= allowed):
            yield hidden(path, "content.xml", "something that is no cell to be seen")
        if name == "a" and given["href"] not in {f"#{sheet}.A1" for sheet in sheets}:
            yield hidden(path, "content.xml", "a link to no sheet")
        if name == "database-range":
            target = _RANGE.fullmatch(given["target-range-address"])
            if target is None or target[1] not in sheets or not re.fullmatch(r"Table_\d+", given["name"]):
                yield hidden(path, "content.xml", "a defined name of no table")
        if (node.tail or "").strip() or (name not in ("p", "a") and (node.text or "").strip()):
            yield hidden(path, "content.xml", "a text outside the cells")

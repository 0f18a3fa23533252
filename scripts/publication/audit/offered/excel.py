"""Reads an Excel workbook back from its parts, and finds in it whatever is no cell to be seen.

A part, element or attribute that our workbooks need not have is a finding: there is no end of places to hide a number.
"""

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

_PART = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml"
    r"|xl/(workbook|styles|sharedStrings|theme/theme1|_rels/workbook\.xml\.rels"
    r"|worksheets/sheet\d+|worksheets/_rels/sheet\d+\.xml\.rels|tables/table\d+)(\.xml)?"
)
_SHEET = re.compile(r"worksheets/sheet\d+\.xml")
# Elements of a sheet -> the attributes that they may have.
_ALLOWED: Mapping[str, frozenset[str]] = {
    name: frozenset(attributes.split())
    for name, attributes in {
        "worksheet": "",
        "sheetPr": "",
        "pageSetUpPr": "fitToPage",
        "dimension": "ref",
        "sheetViews": "",
        "sheetView": "showGridLines tabSelected workbookViewId",
        "sheetFormatPr": "defaultRowHeight",
        "cols": "",
        "col": "min max width customWidth style",
        "sheetData": "",
        "row": "r spans ht customHeight",
        "c": "r s t",
        "v": "",
        "hyperlinks": "",
        "hyperlink": "ref location display",
        "pageMargins": "left right top bottom header footer",
        "pageSetup": "paperSize fitToHeight orientation",
        "tableParts": "count",
        "tablePart": "id",
    }.items()
}
_BOOK = {"workbook", "fileVersion", "workbookPr", "bookViews", "workbookView", "sheets", "sheet", "calcPr"}
_FORMAT = re.compile(r"#,##0(\.0+)?")
_PLACE = re.compile(r"([A-Z]+)([1-9]\d*)")
# What the format itself asks a workbook to say of itself.
_OWN_WORDS = {"Microsoft Excel", "12.0000"}


def read_excel(path: str, content: bytes, known: Known) -> Book:
    """The sheets of a workbook, and what else is in it.

    Args:
        path: its name, for findings.
        content: its bytes.
        known: the texts that it may hold.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
            found = list(archive_findings(path, archive, _PART))
        texts = [_text(item) for item in root_of(parts["xl/sharedStrings.xml"])]
        places = {node.get("Id"): node.get("Target") for node in root_of(parts["xl/_rels/workbook.xml.rels"])}
        book = root_of(parts["xl/workbook.xml"])
        named = [node for node in book.iter() if name_of(node) == "sheet"]
        own = [(str(node.get("name")), f"xl/{places[attributes_of(node)['id']]}") for node in named]
        roots = [(name, root_of(parts[place])) for name, place in own]
        used: set[int] = set()
        sheets = tuple(Sheet(name, tuple(_rows(root, texts, used))) for name, root in roots)
        for name, root in roots:
            found += _sheet_findings(path, name, root)
        found += [
            *_book_findings(path, book),
            *_word_findings(path, parts, known, {name for name, _ in own}),
            *(hidden(path, "styles", "a number format that no table needs") for _ in _strange_formats(parts)),
        ]
        found += [hidden(path, "texts", "a text that no cell shows")] * bool({*range(len(texts))} - used)
        if {name for name in parts if _SHEET.search(name)} != {place for _, place in own}:
            found.append(hidden(path, "sheets", "a sheet that the workbook does not list"))
    except (zipfile.BadZipFile, ET.ParseError, KeyError, IndexError, ValueError, InvalidOperation):
        return Book((), (unreadable("all", path),))
    return Book(sheets, tuple(dict.fromkeys(found)))


def _text(node: ET.Element) -> str:
    return "".join(node.itertext())


def _rows(root: ET.Element, texts: list[str], used: set[int]) -> Iterator[tuple[Stored, ...]]:
    """Yields the rows of a sheet, those without a cell among them."""
    last = 0
    for row in (node for node in root.iter() if name_of(node) == "row"):
        number = int(row.attrib["r"])
        yield from [()] * (number - last - 1)
        last = number
        cells: dict[int, Stored] = {}
        for cell in row:
            place = _PLACE.fullmatch(cell.attrib["r"])
            if place is None or int(place[2]) != number:
                raise ValueError("a cell in another row than its own")
            cells[_column(place[1])] = _value(cell, texts, used)
        filled = [at for at, value in cells.items() if value is not None]
        yield tuple(cells.get(at) for at in range(1, max(filled, default=0) + 1))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _value(cell: ET.Element, texts: list[str], used: set[int]) -> Stored:
    kind, text = cell.get("t", "n"), "".join(_text(part) for part in cell if name_of(part) == "v")
    if not len(cell):
        return None
    match kind:
        case "s":
            used.add(int(text))
            return texts[int(text)]
        case "b":
            return text == "1"
        case "n":
            return Decimal(text)
    raise ValueError("a cell of a kind that ours are not")


def _sheet_findings(path: str, name: str, root: ET.Element) -> Iterator[Finding]:
    where = f"sheet {name}"
    for node in root.iter():
        attributes = attributes_of(node).keys()
        allowed = _ALLOWED.get(name_of(node))
        if allowed is None or not attributes <= allowed:
            yield hidden(path, where, "something that is no cell to be seen")
        if name_of(node) == "hyperlink" and node.get("location") != f"'{node.get('display')}'!A1":
            yield hidden(path, where, "a link to no sheet")
        if (node.tail or "").strip() or (name_of(node) not in ("v",) and (node.text or "").strip()):
            yield hidden(path, where, "a text outside the cells")


def _book_findings(path: str, book: ET.Element) -> Iterator[Finding]:
    for node in book.iter():
        if name_of(node) not in _BOOK:
            yield hidden(path, "the workbook", "a defined name, or something else that is no sheet")
        if name_of(node) == "sheet" and len(node.attrib) != 3:
            yield hidden(path, "the workbook", "a hidden sheet")


def _word_findings(path: str, parts: Mapping[str, bytes], known: Known, sheets: set[str]) -> Iterator[Finding]:
    """What a workbook says of itself: title, version and day; how many sheets it has, and what they are called."""
    own = {*_OWN_WORDS, f"{known.released}T00:00:00Z", str(len(sheets)), "0", *sheets}
    for name in ("docProps/core.xml", "docProps/app.xml"):
        for node in root_of(parts[name]).iter():
            text = (node.text or "").strip()
            if text not in own and known.says_more(text):
                yield hidden(path, name, "a number that no table has")
    for name in (name for name in parts if name.startswith("xl/tables/")):
        root = root_of(parts[name])
        titles = [str(node.get("name")) for node in root.iter() if name_of(node) == "tableColumn"]
        if not re.fullmatch(r"Table_\d+", str(root.get("name"))) or any(map(known.says_more, map(_bare, titles))):
            yield hidden(path, name, "a number that no table has")
        if {name_of(node) for node in root.iter()} - {"table", "tableColumns", "tableColumn", "tableStyleInfo"}:
            yield hidden(path, name, "something that is no cell to be seen")


def _bare(title: str) -> str:
    """A header without the name that tells it from another."""
    return re.sub(r" \[[a-z0-9_]+\]$", "", title)


def _strange_formats(parts: Mapping[str, bytes]) -> list[str]:
    formats = [
        str(node.get("formatCode")) for node in root_of(parts["xl/styles.xml"]).iter() if name_of(node) == "numFmt"
    ]
    return [code for code in formats if not _FORMAT.fullmatch(code)]

"""Reads workbooks back: their cells with python-calamine, and whatever is no cell to be seen from their parts.

A part, element or attribute that our workbooks need not have is a leak: there is no end of places to hide a number.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineWorkbook

from publication.model import Column, Table, Value

from .cells import COLUMNS, LOOSE, NUMBERS, UNREADABLE, Leak, row_leaks, typed
from .texts import Texts

HIDDEN = "something that is no cell to be seen"
_WORDS = ("Cover", "Contents", "Notes", "Codes")
_EXCEL_PART = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/(workbook|styles|sharedStrings|theme/theme1)\.xml"
    r"|xl/(_rels/workbook\.xml|worksheets/_rels/sheet\d+\.xml)\.rels|xl/(worksheets/sheet|tables/table)\d+\.xml"
)
_OPEN_PART = re.compile(r"mimetype|(content|styles|settings|meta)\.xml|META-INF/manifest\.xml")
# Elements that a part may have, each with its attributes.
_SHEET = """worksheet sheetPr pageSetUpPr@fitToPage dimension@ref sheetViews
    sheetView@showGridLines,tabSelected,workbookViewId pane@ySplit,topLeftCell,activePane,state selection@pane
    sheetFormatPr@defaultRowHeight cols sheetData
    col@min,max,width,customWidth,style row@r,spans,ht,customHeight c@r,s,t v hyperlinks
    hyperlink@ref,location,display pageMargins@left,right,top,bottom,header,footer
    pageSetup@paperSize,fitToHeight,orientation tableParts@count tablePart@id"""
_BOOK = """workbook fileVersion@appName,lastEdited,lowestEdited,rupBuild workbookPr@defaultThemeVersion bookViews
    workbookView@xWindow,yWindow,windowWidth,windowHeight sheets sheet@name,sheetId,id calcPr@calcId,fullCalcOnLoad"""
_OPEN = """document-content@version document-styles@version body spreadsheet table@name,style-name
    table-column@style-name table-header-rows table-row@style-name p a@href,type database-ranges
    table-cell@style-name,value-type,value,boolean-value
    database-range@name,target-range-address,display-filter-buttons"""
_SETTINGS = """document-settings@version settings config-item-set@name config-item-map-indexed@name
    config-item-map-entry@name config-item-map-named@name config-item@name,type"""
# Elements of styles, which hold no text, whatever their attributes.
_STYLES = """automatic-styles number number-style page-layout page-layout-properties paragraph-properties style styles
    table-cell-properties table-column-properties table-row-properties text-properties master-styles master-page"""
# What the format itself asks a workbook to say of itself.
_OWN_WORDS = {"Microsoft Excel", "12.0000", "0"}
Parts = Mapping[str, bytes]
Rows = Sequence[Sequence[object]]


def excel_leaks(path: str, content: bytes, tables: tuple[Table, ...], texts: Texts) -> Iterator[Leak]:
    """What an Excel workbook says that the tables do not."""
    yield from _leaks(path, content, tables, texts, _EXCEL_PART, _hidden_in_excel)


def open_leaks(path: str, content: bytes, tables: tuple[Table, ...], texts: Texts) -> Iterator[Leak]:
    """What an OpenDocument workbook says that the tables do not."""
    yield from _leaks(path, content, tables, texts, _OPEN_PART, _hidden_in_open)


def _leaks(
    path: str, content: bytes, tables: tuple[Table, ...], texts: Texts, allowed: re.Pattern[str], hidden: object
) -> Iterator[Leak]:
    assert callable(hidden)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = [("all", f"{path}, the file", what) for what in _in_archive(archive, allowed)]
            parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            (name, _rows(book.get_sheet_by_name(name).to_python(skip_empty_area=False))) for name in book.sheet_names
        ]
        found += [("all", f"{path}, {part}", what) for part, what in hidden(parts, texts, book.sheet_names)]
    except (zipfile.BadZipFile, ET.ParseError, CalamineError, KeyError, ValueError, ArithmeticError):
        yield "all", path, UNREADABLE
        return
    yield from dict.fromkeys(found)
    yield from _sheet_leaks(path, sheets, tables, texts)


def _rows(sheet: Rows) -> Rows:
    """Rows without the empty cells at their end."""
    rows = []
    for row in sheet:
        cells = [Decimal(repr(cell)) if type(cell) in (int, float) else None if cell == "" else cell for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        rows.append(cells)
    return rows


def _in_archive(archive: zipfile.ZipFile, allowed: re.Pattern[str]) -> Iterator[str]:
    names = archive.namelist()
    for entry in archive.infolist():
        if not allowed.fullmatch(entry.filename) or names.count(entry.filename) > 1:
            yield "a part that no rule covers"
        if entry.comment or entry.extra or b"<!--" in archive.read(entry):
            yield "a remark that no reader sees"
    assert archive.fp is not None
    archive.fp.seek(-22, io.SEEK_END)
    if archive.comment or archive.fp.read(4) != b"PK\x05\x06":
        yield "a remark that no reader sees"


def _hidden_in_excel(parts: Parts, texts: Texts, sheets: Sequence[str]) -> Iterator[tuple[str, str]]:
    shared, used = _root(parts["xl/sharedStrings.xml"]), set()
    frozen, tops = [], []
    for name in (name for name in parts if name.startswith("xl/worksheets/sheet")):
        root = _root(parts[name])
        yield from _beyond(name, root, _SHEET, ("v",))
        texts_of = [cell for cell in root.iter() if _name(cell) == "c" and cell.get("t") == "s"]
        used |= {int(node.text or "") for cell in texts_of for node in cell if _name(node) == "v"}
        panes = [node for node in root.iter() if _name(node) == "pane"]
        frozen += [(pane.get("ySplit"), pane.get("topLeftCell")) for pane in panes]
        links = [node for node in root.iter() if _name(node) == "hyperlink"]
        if any(link.get("location") != f"'{link.get('display')}'!A1" for link in links):
            yield name, "a link to no sheet"
    yield from _beyond("xl/workbook.xml", _root(parts["xl/workbook.xml"]), _BOOK, ())
    if used != {*range(len(shared))}:
        yield "xl/sharedStrings.xml", "a text that no cell shows"
    if sum(name.startswith("xl/worksheets/sheet") for name in parts) != len(sheets):
        yield "xl/workbook.xml", "a sheet that the workbook does not list"
    own = {*_OWN_WORDS, f"{texts.released}T00:00:00Z", str(len(sheets)), *sheets}
    for name in ("docProps/core.xml", "docProps/app.xml"):
        told = [(node.text or "").strip() for node in _root(parts[name]).iter()]
        if any(text not in own and texts.has_loose_number(text) for text in told):
            yield name, LOOSE
    for name in (name for name in parts if name.startswith("xl/tables/")):
        nodes = list(_root(parts[name]).iter())
        titles = [str(n.get("name")) for n in nodes if _name(n) == "tableColumn"]
        ref = str(nodes[0].get("ref"))
        tops.append(int(ref.partition(":")[0].removeprefix("A")))
        if any(n.get("ref") not in (ref, None) for n in nodes):
            yield name, "a filter of other cells than the table's"
        if not re.fullmatch(r"Table_\d+", str(nodes[0].get("name"))) or any(map(texts.has_loose_number, titles)):
            yield name, LOOSE
        if {_name(node) for node in nodes} - {"table", "tableColumns", "tableColumn", "tableStyleInfo", "autoFilter"}:
            yield name, HIDDEN
    if sorted(frozen) != sorted((str(top), f"A{top + 1}") for top in tops):
        yield "xl/worksheets", "other rows that stay in sight than those above the tables"
    formats = [str(n.get("formatCode")) for n in _root(parts["xl/styles.xml"]).iter() if _name(n) == "numFmt"]
    if not all(re.fullmatch(r"#,##0(\.0+)?", code) for code in formats):
        yield "xl/styles.xml", "a number format that no table needs"


def _hidden_in_open(parts: Parts, texts: Texts, sheets: Sequence[str]) -> Iterator[tuple[str, str]]:
    tops: dict[str, str] = {}
    for name in ("content.xml", "styles.xml"):
        root = _root(parts[name])
        yield from _beyond(name, root, _OPEN, ("p", "a"), _STYLES.split())
        for node in root.iter():
            given = _attributes(node)
            if _name(node) == "a" and given["href"] not in {f"#{sheet}.A1" for sheet in sheets}:
                yield name, "a link to no sheet"
            if _name(node) == "database-range":
                target = re.fullmatch(r"'([^']+)'\.A(\d+):'\1'\.[A-Z]+\d+", given["target-range-address"])
                tops |= {target[1]: target[2]} if target else {}
                if not (target and target[1] in sheets and re.fullmatch(r"Table_\d+", given["name"])):
                    yield name, "a defined name of no table"
            if _name(node) == "table-cell" and not _shows_what_it_holds(node, given):
                yield name, "a cell that shows another value than it holds"
    settings = _root(parts["settings.xml"])
    yield from _beyond("settings.xml", settings, _SETTINGS, ("config-item",))
    for entry in (node for node in settings.iter() if _name(node) == "config-item-map-entry" and _attributes(node)):
        name = _attributes(entry)["name"]
        if any((item.text or "") not in ("0", "2", tops.get(name)) for item in entry):
            yield "settings.xml", "other rows that stay in sight than those above the tables"
    if [_attributes(entry)["name"] for entry in settings.iter() if "entry" in _name(entry) and entry.attrib] != [*tops]:
        yield "settings.xml", "settings of no sheet"
    told = [(node.text or "").strip() for node in _root(parts["meta.xml"]).iter()]
    if any(text != f"{texts.released}T00:00:00" and texts.has_loose_number(text) for text in told):
        yield "meta.xml", LOOSE


def _shows_what_it_holds(cell: ET.Element, given: Mapping[str, str]) -> bool:
    """Programs read the value of a cell, and people its text."""
    shown = "".join(cell.itertext())
    match given.get("value-type"):
        case "float":
            return "boolean-value" not in given and Decimal(shown) == Decimal(given["value"])
        case "boolean":
            return "value" not in given and shown == given["boolean-value"].upper()
        case kind:
            return not given.keys() & {"value", "boolean-value"} and (kind == "string" or not shown)


def _beyond(
    part: str, root: ET.Element, allowed: str, telling: tuple[str, ...], others: Iterable[str] = ()
) -> Iterator[tuple[str, str]]:
    """Elements and attributes of a part that it need not have, and texts outside the elements that tell something."""
    attributes = {name: {*given.split(",")} for name, _, given in (word.partition("@") for word in allowed.split())}
    for node in root.iter():
        name = _name(node)
        if name not in others and not _attributes(node).keys() <= attributes.get(name, set()) - {""}:
            yield part, HIDDEN
        if name not in attributes and name not in others:
            yield part, HIDDEN
        if (node.tail or "").strip() or (name not in telling and (node.text or "").strip()):
            yield part, "a text outside the cells"


def _root(part: bytes) -> ET.Element:
    if b"<!DOCTYPE" in part:
        raise ValueError("no part of ours declares a type")
    return ET.fromstring(part)


def _name(node: ET.Element) -> str:
    """The name of an element, in whatever namespace."""
    return node.tag.rpartition("}")[2]


def _attributes(node: ET.Element) -> dict[str, str]:
    return {key.rpartition("}")[2]: value for key, value in node.attrib.items()}


def _sheet_leaks(
    path: str, sheets: Sequence[tuple[str, Rows]], tables: tuple[Table, ...], texts: Texts
) -> Iterator[Leak]:
    waiting = list(tables)
    for number, (name, rows) in enumerate(sheets):
        if number < len(_WORDS) and name == _WORDS[number]:
            yield from _word_leaks(f"{path}, sheet {name}", name, rows, tables, texts)
        elif waiting and _is_of(name, rows, waiting[0]):
            yield from _table_leaks(path, name, rows, waiting.pop(0), texts)
        else:
            yield "all", f"{path}, sheet {number + 1}", "a sheet of no table"
    for table in waiting:
        yield table.id, path, "the table has no sheet"


def _is_of(name: str, rows: Rows, table: Table) -> bool:
    """Whether a sheet has the name of a table, cut off where it must be, and its title."""
    plain = re.sub(r"[\[\]:*?/\\]", "_", table.id)
    is_named = name == plain[:31] or re.fullmatch(rf"{re.escape(plain[:28])}_\d+", name)
    return bool(is_named) and list(rows[0]) == [table.title]


def _word_leaks(where: str, name: str, rows: Rows, tables: tuple[Table, ...], texts: Texts) -> Iterator[Leak]:
    """A sheet of words has the release's own texts, and of each table the number of its rows."""
    lengths = {table.title: len(table.rows) for table in tables}
    for number, row in enumerate(rows, start=1):
        counts = {lengths[cell] for cell in row if isinstance(cell, str) and cell in lengths}
        for cell in row:
            is_loose = isinstance(cell, str) and texts.has_loose_number(cell, is_code=name == "Codes")
            if is_loose or (isinstance(cell, Decimal) and cell not in counts):
                yield "all", f"{where}, row {number}", LOOSE


def _table_leaks(path: str, name: str, rows: Rows, table: Table, texts: Texts) -> Iterator[Leak]:
    width, where = len(table.columns), f"{path}, sheet {name}"
    names = [column.name for column in table.columns]
    top = next((number for number, row in enumerate(rows) if list(row) == names), 0)
    if not top or list(rows[top - 1]) != [_title(column) for column in table.columns]:
        yield table.id, where, COLUMNS
        return
    for number, row in enumerate(rows[: top - 1], start=1):
        if len(row) > 1 or any(not isinstance(cell, str) or texts.has_loose_number(cell) for cell in row):
            yield table.id, f"{where}, row {number}", LOOSE
    # A row whose last cells are empty is as long as the table all the same.
    filled = [[*row, *[None] * (width - len(row))] for row in rows[top + 1 :]]
    yield from row_leaks(path, table, filled, _in_sheet)


def _title(column: Column) -> str:
    return f"{column.title} ({column.unit})" if column.unit else column.title


def _in_sheet(value: Value, column: Column, table: Table, values: Sequence[Value]) -> object:
    """A symbol stands where there is no number: the row's marker, or that there is none to have."""
    if value is not None or column.type not in NUMBERS:
        return None if value == "" else typed(value)
    marker = table.cube and values[[own.name for own in table.columns].index(table.cube.marker)]
    return str(marker or "[x]")

"""Turns sheets into an OpenDocument spreadsheet; a text stays a text, whatever it begins with.

Written with the standard library: the kept library for the format needs seconds where this needs a tenth of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from xml.etree import ElementTree as ET

from ..files import cell_text, zip_bytes
from ..model import StudyCard, Value
from .sheets import TEXT_WIDTH, Sheet, SheetColumn, lines_needed

_MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
_VERSION = {"office:version": "1.3"}
_CM_PER_CHARACTER, _CM_PER_LINE = 0.24, 0.56

_BESIDE_TEXT = {"fo:padding-right": "0.2cm"}
_HEADER = {"fo:wrap-option": "wrap", "fo:border-bottom": "0.5pt solid #000000"}

# What the cells of each style look like: properties of the cell, the paragraph and the text.
_CELLS: Mapping[str, tuple[dict[str, str], dict[str, str], dict[str, str]]] = {
    "title": ({}, {}, {"fo:font-weight": "bold", "fo:font-size": "16pt"}),
    "line": ({}, {}, {}),
    "header": (_HEADER, {}, {"fo:font-weight": "bold"}),
    "number-header": (_HEADER | _BESIDE_TEXT, {"fo:text-align": "end"}, {"fo:font-weight": "bold"}),
    "number": (_BESIDE_TEXT, {"fo:text-align": "end"}, {}),
    "text": ({"fo:wrap-option": "wrap"}, {}, {}),
    "start": ({}, {"fo:text-align": "start"}, {}),
    "symbol": (_BESIDE_TEXT, {"fo:text-align": "end"}, {}),
}


def ods_bytes(sheets: tuple[Sheet, ...], card: StudyCard) -> bytes:
    """The workbook: the same bytes for the same sheets, dated by the release."""
    parts = {
        "mimetype": _MEDIA_TYPE.encode(),
        "content.xml": _document(_content(sheets)),
        "styles.xml": _document(_styles(card)),
        "meta.xml": _document(_meta(card)),
    }
    parts["META-INF/manifest.xml"] = _document(_manifest(parts))
    # The type of the file must stand first and uncompressed.
    return zip_bytes(parts, card.released, plain=("mimetype",))


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def _node(
    parent: ET.Element | None, name: str, attributes: Mapping[str, str] | None = None, text: str = ""
) -> ET.Element:
    named = {_tag(key): value for key, value in (attributes or {}).items()}
    node = ET.Element(_tag(name), named) if parent is None else ET.SubElement(parent, _tag(name), named)
    node.text = text or None
    return node


def _document(root: ET.Element) -> bytes:
    for prefix, address in _NAMESPACES.items():
        ET.register_namespace(prefix, address)
    content: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content


def _content(sheets: tuple[Sheet, ...]) -> ET.Element:
    root = _node(None, "office:document-content", _VERSION)
    styles = _node(root, "office:automatic-styles")
    widths = {column.width for sheet in sheets for column in sheet.columns} | {TEXT_WIDTH}
    for width in sorted(widths):
        style = _node(styles, "style:style", {"style:name": f"width{width}", "style:family": "table-column"})
        size = f"{width * _CM_PER_CHARACTER:.2f}cm"
        _node(style, "style:table-column-properties", {"style:column-width": size})
    sheet_style = {"style:name": "sheet", "style:family": "table", "style:master-page-name": "Default"}
    _node(styles, "style:style", sheet_style)
    heights = {1, 2} | {_height(sheet, line) for sheet in sheets for line in sheet.lines}
    heights |= {sheet.height(row) for sheet in sheets for row in (sheet.titles, *sheet.rows) if sheet.columns}
    for height in sorted(heights):
        style = _node(styles, "style:style", {"style:name": f"height{height}", "style:family": "table-row"})
        size = f"{height * _CM_PER_LINE:.2f}cm"
        _node(style, "style:table-row-properties", {"style:row-height": size, "style:use-optimal-row-height": "false"})
    formats = sorted({column.number_format for sheet in sheets for column in sheet.columns} - {""})
    for number_format in formats:
        _number_style(styles, number_format)
    for name, properties in _CELLS.items():
        _cell_style(styles, name, *properties)
    for number_format in formats:
        _cell_style(styles, _style_of(number_format), *_CELLS["number"], data_style=f"n{_style_of(number_format)}")
    book = _node(_node(root, "office:body"), "office:spreadsheet")
    for sheet in sheets:
        _table(book, sheet)
    ranges = _node(book, "table:database-ranges")
    for number, sheet in enumerate(sheets):
        if sheet.columns:
            _node(ranges, "table:database-range", _range(sheet, number))
    return root


def _style_of(number_format: str) -> str:
    return f"number{len(number_format.partition('.')[2])}" if number_format else "number"


def _number_style(styles: ET.Element, number_format: str) -> None:
    decimals = str(len(number_format.partition(".")[2]))
    style = _node(styles, "number:number-style", {"style:name": f"n{_style_of(number_format)}"})
    places = {"number:decimal-places": decimals, "number:min-decimal-places": decimals}
    _node(style, "number:number", {**places, "number:min-integer-digits": "1", "number:grouping": "true"})


def _cell_style(
    styles: ET.Element,
    name: str,
    cell: Mapping[str, str],
    paragraph: Mapping[str, str],
    text: Mapping[str, str],
    data_style: str = "",
) -> None:
    attributes = {"style:name": name, "style:family": "table-cell", "style:parent-style-name": "Default"}
    style = _node(styles, "style:style", attributes | ({"style:data-style-name": data_style} if data_style else {}))
    _node(style, "style:table-cell-properties", {"style:vertical-align": "top", **cell})
    if paragraph:
        _node(style, "style:paragraph-properties", paragraph)
    if text:
        _node(style, "style:text-properties", text)


def _table(book: ET.Element, sheet: Sheet) -> None:
    table = _node(book, "table:table", {"table:name": sheet.name, "table:style-name": "sheet"})
    for width in [column.width for column in sheet.columns] or [TEXT_WIDTH]:
        _node(table, "table:table-column", {"table:style-name": f"width{width}"})
    for number, line in enumerate(sheet.lines):
        style = "title" if number == 0 else "line" if sheet.columns else "text"
        _text(_row(table, 2 if number == 0 else _height(sheet, line)), line, style)
    if not sheet.columns:
        return
    header = _row(_node(table, "table:table-header-rows"), sheet.height(sheet.titles))
    for column in sheet.columns:
        _text(header, column.title, "number-header" if column.is_number else "header")
    for number, values in enumerate(sheet.rows):
        row = _row(table, sheet.height(values))
        for position, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
            leads_to = sheet.leads_to[number] if sheet.leads_to and position == 0 else ""
            _cell(row, value, column, leads_to)


def _height(sheet: Sheet, line: str) -> int:
    """Lines that a text above a table needs, where it runs on to the right, or on a sheet of text."""
    return 1 if sheet.columns else lines_needed(line, TEXT_WIDTH)


def _row(table: ET.Element, height: int) -> ET.Element:
    return _node(table, "table:table-row", {"table:style-name": f"height{height}"})


def _cell(row: ET.Element, value: Value, column: SheetColumn, leads_to: str) -> None:
    match value:
        case None:
            _node(row, "table:table-cell", {"table:style-name": "line"})
        case bool():
            kind = {"office:value-type": "boolean", "office:boolean-value": cell_text(value)}
            cell = _node(row, "table:table-cell", {"table:style-name": "start", **kind})
            _node(cell, "text:p", text=cell_text(value).upper())
        case int() | Decimal():
            kind = {"office:value-type": "float", "office:value": cell_text(value)}
            cell = _node(row, "table:table-cell", {"table:style-name": _style_of(column.number_format), **kind})
            _node(cell, "text:p", text=cell_text(value))
        case _:
            # A symbol stands where the numbers of its column stand.
            _text(row, value, "symbol" if column.is_number else "text", leads_to)


def _text(row: ET.Element, text: str, style: str, leads_to: str = "") -> None:
    cell = _node(row, "table:table-cell", {"table:style-name": style, "office:value-type": "string"})
    for line in text.split("\n"):
        paragraph = _node(cell, "text:p", text="" if leads_to else line)
        if leads_to:
            _node(paragraph, "text:a", {"xlink:href": f"#{leads_to}.A1", "xlink:type": "simple"}, line)


def _range(sheet: Sheet, number: int) -> dict[str, str]:
    """Marks the table of a sheet as one."""
    top = len(sheet.lines) + 1
    last = f"{_letters(len(sheet.columns))}{top + len(sheet.rows)}"
    address = f"'{sheet.name}'.A{top}:'{sheet.name}'.{last}"
    return {"table:name": f"Table_{number}", "table:target-range-address": address}


def _letters(number: int) -> str:
    """The letters of the column with this number, 1 being A."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _styles(card: StudyCard) -> ET.Element:
    root = _node(None, "office:document-styles", _VERSION)
    styles = _node(root, "office:styles")
    default = _node(styles, "style:style", {"style:name": "Default", "style:family": "table-cell"})
    language = card.languages[0].split("-")[0]
    font = {"fo:font-family": "Arial", "fo:font-size": "12pt", "fo:language": language, "fo:country": "none"}
    _node(default, "style:text-properties", font)
    layouts = _node(root, "office:automatic-styles")
    layout = _node(layouts, "style:page-layout", {"style:name": "wide"})
    size = {"fo:page-width": "29.7cm", "fo:page-height": "21cm", "style:print-orientation": "landscape"}
    _node(layout, "style:page-layout-properties", {**size, "style:scale-to-X": "1", "style:scale-to-Y": "0"})
    masters = _node(root, "office:master-styles")
    _node(masters, "style:master-page", {"style:name": "Default", "style:page-layout-name": "wide"})
    return root


def _meta(card: StudyCard) -> ET.Element:
    root = _node(None, "office:document-meta", _VERSION)
    meta = _node(root, "office:meta")
    _node(meta, "dc:title", text=card.title)
    _node(meta, "dc:description", text=f"Version {card.version}")
    _node(meta, "dc:language", text=card.languages[0])
    _node(meta, "meta:creation-date", text=f"{card.released}T00:00:00")
    return root


def _manifest(parts: Mapping[str, bytes]) -> ET.Element:
    root = _node(None, "manifest:manifest", {"manifest:version": "1.3"})
    for path in ("/", *(name for name in parts if name != "mimetype")):
        media_type = _MEDIA_TYPE if path == "/" else "text/xml"
        _node(root, "manifest:file-entry", {"manifest:full-path": path, "manifest:media-type": media_type})
    return root

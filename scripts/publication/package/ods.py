"""Turns sheets into an OpenDocument spreadsheet; a text stays a text, whatever it begins with.

By templates: the kept library for the format needs seconds where they need a tenth of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from jinja2 import Environment, PackageLoader, StrictUndefined
from xlsxwriter.utility import xl_col_to_name

from ..files import cell_text, zip_bytes
from ..model import StudyCard, Value
from ..wording import capitalised, written_edition
from .exports import FORMATS
from .sheets import TEXT_WIDTH, Sheet, SheetColumn, lines_needed

# Styles of cells: name, properties of the cell, where its text stands, and its size in points where it is bold.
_STYLES = (
    ("title", "", "", 16),
    ("line", "", "", 0),
    ("header", "header", "", 12),
    ("header-end", "header-end", "", 12),
    ("number-header", "number-header", "end", 12),
    ("number-header-end", "number-header-end", "end", 12),
    ("number", "number", "end", 0),
    ("text", "text", "", 0),
    ("start", "", "start", 0),
    ("symbol", "number", "end", 0),
)

# Style, type of the value (empty for an empty cell), value, lines of text, and the sheet that they lead to.
_Cell = tuple[str, str, str, Sequence[str], str]
# Whether the row "open"s the header, "close"s it or is "all" of it, how many lines it is high, and its cells.
_Row = tuple[str, int, list[_Cell]]


def ods_bytes(sheets: tuple[Sheet, ...], card: StudyCard) -> bytes:
    """The workbook: the same bytes for the same sheets, dated by the release."""
    environment = Environment(
        loader=PackageLoader("publication.package", "templates/ods"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - every text is escaped by what follows, as XML asks and no further
        finalize=lambda value: escape(value) if isinstance(value, str) else value,
        trim_blocks=True,
    )

    edition = capitalised(written_edition(card))

    def document(name: str, **given: object) -> bytes:
        text = environment.get_template(name).render(card=card, edition=edition, **given)
        declaration, _, rest = text.partition("\n")
        # A template is laid out in lines, and no text of a cell holds one.
        return f"{declaration}\n{rest.replace(chr(10), '')}".encode()

    parts = {
        "mimetype": FORMATS["ods"].media_type.encode(),
        "content.xml": document("content.xml", **_content(sheets)),
        "styles.xml": document("styles.xml"),
        "settings.xml": document("settings.xml", frozen=[(sheet.name, sheet.top) for sheet in sheets if sheet.columns]),
        "meta.xml": document("meta.xml"),
        "META-INF/manifest.xml": document("manifest.xml"),
    }
    # The type of the file must stand first and uncompressed.
    return zip_bytes(parts, card.released, plain=("mimetype",))


def _content(sheets: tuple[Sheet, ...]) -> dict[str, object]:
    columns = [column for sheet in sheets for column in sheet.columns]
    rows = {sheet.name: [*_rows(sheet)] for sheet in sheets}
    widths = {sheet.name: [column.width for column in sheet.columns] or [TEXT_WIDTH] for sheet in sheets}
    formats = [
        (_number_style(text), str(_decimals(text))) for text in sorted({c.number_format for c in columns} - {""})
    ]
    return {
        "widths": sorted({column.width for column in columns} | {TEXT_WIDTH}),
        "heights": sorted({1, 2} | {height for found in rows.values() for _, height, _ in found}),
        "formats": formats,
        "styles": [
            *((*style, "") for style in _STYLES),
            *((style, "number", "end", 0, f"n{style}") for style, _ in formats),
        ],
        "sheets": [{"name": sheet.name, "widths": widths[sheet.name], "rows": rows[sheet.name]} for sheet in sheets],
        "ranges": [
            (number, sheet.name, sheet.top, f"{xl_col_to_name(len(sheet.columns) - 1)}{sheet.top + len(sheet.rows)}")
            for number, sheet in enumerate(sheets)
            if sheet.columns
        ],
    }


def _rows(sheet: Sheet) -> Iterator[_Row]:
    for number, line in enumerate(sheet.lines):
        # A text above a table runs on to the right.
        height = 1 if sheet.columns else lines_needed(line, TEXT_WIDTH)
        style = "title" if number == 0 else "line" if sheet.columns else "text"
        yield "", 2 if number == 0 else height, [_text(line, style)]
    for number, titles in enumerate(sheet.headers, start=1):
        part = "all" if len(sheet.headers) == 1 else "open" if number == 1 else "close"
        end = "" if part == "open" else "-end"
        styles = [f"number-header{end}" if column.is_number else f"header{end}" for column in sheet.columns]
        yield part, sheet.height(titles), [_text(title, style) for title, style in zip(titles, styles, strict=True)]
    for number, values in enumerate(sheet.rows):
        cells = [_cell(value, column) for value, column in zip(values, sheet.columns, strict=True)]
        if sheet.leads_to:
            cells[0] = (*cells[0][:-1], sheet.leads_to[number])
        yield "", sheet.height(values), cells


def _cell(value: Value, column: SheetColumn) -> _Cell:
    text = cell_text(value)
    match value:
        case None:
            return "line", "", "", (), ""
        case bool():
            return "start", "boolean", text.lower(), [text], ""
        case int() | Decimal():
            return _number_style(column.number_format), "float", text, [text], ""
        case _:
            # A symbol stands where the numbers of its column stand.
            return _text(value, "symbol" if column.is_number else "text")


def _text(text: str, style: str) -> _Cell:
    return style, "string", "", text.split("\n"), ""


def _decimals(number_format: str) -> int:
    return len(number_format.partition(".")[2])


def _number_style(number_format: str) -> str:
    return f"number{_decimals(number_format)}" if number_format else "number"

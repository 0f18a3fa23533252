"""Turns sheets into an Excel workbook; a text stays a text, whatever it begins with."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import xlsxwriter

from ..model import StudyCard, Value
from ..wording import capitalised, written_edition
from .sheets import TEXT_WIDTH, Sheet, SheetColumn, lines_needed

_FONT = {"font_name": "Arial", "font_size": 12, "valign": "top"}
_NUMBER = {"align": "right", "indent": 1}
_HEADER = {"bold": True, "text_wrap": True}
_TITLE = _FONT | {"bold": True, "font_size": 16}
_LINE_HEIGHT, _TITLE_HEIGHT = 16, 22  # points
_Formats = Callable[..., Any]


def xlsx_bytes(sheets: tuple[Sheet, ...], card: StudyCard) -> bytes:
    """The workbook: the same bytes for the same sheets, dated by the release."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        released = datetime.fromisoformat(card.released)
        book.set_properties({"title": card.title, "comments": capitalised(written_edition(card)), "created": released})
        # Each format is made once.
        formats = cache(lambda **properties: book.add_format(_FONT | properties))
        for number, sheet in enumerate(sheets):
            _write(book.add_worksheet(sheet.name), sheet, formats, number)
    return buffer.getvalue()


def _write(page: Any, sheet: Sheet, formats: _Formats, number: int) -> None:
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    is_text = not sheet.columns
    page.set_row(0, _TITLE_HEIGHT)
    for row, line in enumerate(sheet.lines):
        page.write_string(row, 0, line, formats(**_TITLE) if row == 0 else formats(text_wrap=is_text))
        if is_text and row > 0:
            page.set_row(row, _LINE_HEIGHT * lines_needed(line, TEXT_WIDTH))
    if is_text:
        page.set_column(0, 0, TEXT_WIDTH)
        return
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, column.width)
    page.freeze_panes(sheet.top, 0)
    for row, titles in enumerate(sheet.headers, start=len(sheet.lines)):
        page.set_row(row, _LINE_HEIGHT * sheet.height(titles))
        for position, (title, column) in enumerate(zip(titles, sheet.columns, strict=True)):
            page.write_string(row, position, title, formats(**_HEADER, **(_NUMBER if column.is_number else {})))
    headers = [formats(**_HEADER, bottom=1, **(_NUMBER if column.is_number else {})) for column in sheet.columns]
    titled = zip(sheet.headers[-1], headers, strict=True)
    columns = [{"header": title, "header_format": header} for title, header in titled]
    options = {"name": f"Table_{number}", "columns": columns, "style": None}
    page.add_table(sheet.top - 1, 0, sheet.top - 1 + max(len(sheet.rows), 1), len(sheet.columns) - 1, options)
    for row, values in enumerate(sheet.rows, start=sheet.top):
        page.set_row(row, _LINE_HEIGHT * sheet.height(values))
        for position, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
            if position == 0 and sheet.leads_to:
                target = f"internal:'{sheet.leads_to[row - sheet.top]}'!A1"
                page.write_url(row, 0, target, formats(font_color="#0B5394", underline=1), str(value))
            else:
                _write_cell(page, row, position, value, column, formats)


def _write_cell(page: Any, row: int, position: int, value: Value, column: SheetColumn, formats: _Formats) -> None:
    match value:
        case None:
            page.write_blank(row, position, None, formats())
        case bool():
            page.write_boolean(row, position, value, formats(align="left"))
        case int() | Decimal():
            shown = {"num_format": column.number_format} if column.number_format else {}
            page.write_number(row, position, value, formats(**_NUMBER, **shown))
        case str():
            # A symbol stands where the numbers of its column stand.
            page.write_string(row, position, value, formats(**(_NUMBER if column.is_number else {"text_wrap": True})))

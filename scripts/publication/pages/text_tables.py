"""Turns the tables that Markdown made into named regions that scroll, with scoped headers; changes no word of them."""

from __future__ import annotations

import html
import re
from collections import Counter

_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEADER = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_CORNER = re.compile(r"<th\b[^>]*></th>")
_CORNERED = re.compile(r"<thead>\s*<tr>\s*<td></td>")
_OPENING = re.compile(r"<th\b")
_TAG = re.compile(r"<[^>]+>")
_FIRST_CELL = re.compile(r"(<tr>\s*)<td\b([^>]*)>(.*?)</td>", re.DOTALL)


def with_regions(page: str) -> str:
    """HTML in which a table wider than the page can be reached and scrolled by keyboard."""
    names: Counter[str] = Counter()

    def named(match: re.Match[str]) -> str:
        return _region(match, names)

    return _TABLE.sub(named, page)


def _region(match: re.Match[str], names: Counter[str]) -> str:
    # A corner without words is no header.
    table = _CORNER.sub("<td></td>", match.group())
    headers = ", ".join(html.unescape(_TAG.sub("", header)) for header in _HEADER.findall(table))
    # A class keeps Material's script from wrapping the table once more, in a box that the keyboard does not reach.
    table = _OPENING.sub('<th scope="col"', table.replace("<table>", '<table class="pub-table">'))
    if _CORNERED.search(table):
        table = _with_row_headers(table)
    names[headers] += 1
    again = f", {names[headers]}" if names[headers] > 1 else ""
    name = html.escape(f"Table: {headers}{again}", quote=True)
    return f'<div class="pub-scroll" role="region" tabindex="0" aria-label="{name}">{table}</div>'


def _with_row_headers(table: str) -> str:
    """A table below whose empty corner each first cell is the name of its row."""
    head, opening, body = table.partition("<tbody>")
    return head + opening + _FIRST_CELL.sub(r'\1<th scope="row"\2>\3</th>', body)

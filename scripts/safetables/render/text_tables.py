"""Turns the tables that Markdown made into named regions that scroll, with scoped headers; changes no word of them."""

from __future__ import annotations

import html
import re

_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEADER = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_OPENING = re.compile(r"<th\b")
_TAG = re.compile(r"<[^>]+>")


def with_regions(page: str) -> str:
    """HTML in which a table wider than the page can be reached and scrolled by keyboard."""
    return _TABLE.sub(_region, page)


def _region(match: re.Match[str]) -> str:
    table = match.group()
    headers = ", ".join(html.unescape(_TAG.sub("", header)) for header in _HEADER.findall(table))
    # A class keeps Material's script from wrapping the table once more, in a box that the keyboard does not reach.
    table = _OPENING.sub('<th scope="col"', table.replace("<table>", '<table class="pub-table">'))
    name = html.escape(f"Table: {headers}", quote=True)
    return f'<div class="pub-scroll" role="region" tabindex="0" aria-label="{name}">{table}</div>'

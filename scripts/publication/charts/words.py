"""Turns the rows of a chart into words, for people who do not see the drawing; says nothing that it does not show."""

from __future__ import annotations

from ..model import Words
from .rows import ChartData, ChartRow

_WITHHELD = "[c]"


def in_words(data: ChartData) -> Words:
    """A drawing in words: its scale, and a line for each bar."""
    return Words(f"horizontal bars on a scale from 0 to {data.whole_wording}.", tuple(map(_line, data.rows)))


def _line(row: ChartRow) -> str:
    if row.solid is None:
        why = "withheld to protect respondents" if row.wording == _WITHHELD else row.wording
        return f"{row.name}: {why}; no bar is drawn."
    return f"{row.name}: {row.wording}{_end(row)}."


def _end(row: ChartRow) -> str:
    """What the end of a bar means where it does not say itself how far it goes."""
    if row.is_derived:
        return "; hatched, because it is computed here and printed in no source"
    if row.fade_to == row.fade_from:
        return ""
    if row.limit is None:
        return "; how near is not stated, so the bar fades around it"
    if row.limit == row.fade_to:
        return "; how far below is not stated, so the bar fades before it"
    return "; no upper limit is stated, so the bar fades beyond it"

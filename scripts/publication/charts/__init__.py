"""Turns a release's tables into drawn charts, and pages into pictures that stand for them elsewhere."""

from .cards import Card, as_ico, draw_cards, draw_icons
from .drawing import chart_problems, draw_charts, drawing_library
from .extents import IntervalBar, Squares

__all__ = [
    "Card",
    "IntervalBar",
    "Squares",
    "as_ico",
    "chart_problems",
    "draw_cards",
    "draw_charts",
    "draw_icons",
    "drawing_library",
]

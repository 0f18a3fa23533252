"""Turns titles and drawn charts into pictures that stand for pages elsewhere, and the site's mark into icons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path

from ..cache import Step, cached
from ..files import sha256
from .bars import FONT, LIGHT
from .drawing import as_png

CARDS = Step("cards", 1, ("vl-convert-python",))
WIDTH, HEIGHT = 1200, 630
ICON_SIZES = (32, 180)
_MARGIN = 72
# Titles are broken by a rule of thumb that none has broken: an average character is at most this many ems wide.
_EM = 0.5
_SIZE = re.compile(r'\bwidth="([\d.]+)" height="([\d.]+)"')
_CARD = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
    f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{LIGHT.paper}"/>'
    f'<rect width="{WIDTH}" height="12" fill="{LIGHT.mark}"/>'
    f'<g transform="translate({_MARGIN},52) scale(2)">{{mark}}</g>{{site}}{{content}}</svg>'
)


@dataclass(frozen=True)
class Card:
    """What a picture of a page says."""

    name: str  # of its file, without the ending
    title: str  # the headline of the page
    site: str  # whose page it is
    mark: str  # SVG of the site's mark
    drawing: str = ""  # SVG file of a chart, which then takes the place of the title
    value: str = ""  # a number in its wording, which then stands above the title in large letters
    note: str = ""  # what must be read with the number


def draw_cards(cards: Sequence[Card], cache: Path) -> dict[str, bytes]:
    """Name -> PNG of 1200 by 630."""
    return {card.name: _png(card_svg(card), cache) for card in cards}


def draw_icons(mark: str, cache: Path) -> dict[int, bytes]:
    """Width in pixels -> PNG of the mark, for places that take no SVG."""
    return {size: _png(mark.replace("<svg ", f'<svg width="{size}" height="{size}" ', 1), cache) for size in ICON_SIZES}


def as_ico(png: bytes, size: int) -> bytes:
    """A Windows icon that holds one PNG of `size` by `size` pixels."""
    directory = bytes([0, 0, 1, 0, 1, 0, size, size, 0, 0, 1, 0, 32, 0])
    return directory + len(png).to_bytes(4, "little") + (22).to_bytes(4, "little") + png


def _png(svg: str, cache: Path) -> bytes:
    return cached(cache, CARDS, f"{sha256(svg.encode())}.png", svg, bytes, partial(as_png, svg, 1))


def card_svg(card: Card) -> str:
    """What a picture is drawn from: its own words, and those of the drawing that it shows."""
    if card.drawing:
        content = _nested(card.drawing)
    elif card.value:
        content = _number(card)
    else:
        size = next(s for s in (72, 60, 50, 42, 36, 30) if len(_lines(card.title, s)) * s * 1.25 < 420 or s == 30)
        content = _text(card.title, size, 170 + size, size * 1.25)
    site = _line(card.site, 28, 136, 85, 600, LIGHT.ink)
    return _CARD.format(mark=_inner(card.mark), site=site, content=content)


def _number(card: Card) -> str:
    value = next(size for size in (150, 110, 80, 60) if len(_lines(card.value, size)) == 1 or size == 60)
    title = next(size for size in (46, 40, 36, 30, 28) if len(_lines(card.title, size)) <= 2 or size == 28)
    top = 140 + value
    bottom = HEIGHT - 48 - 36 * (len(_lines(card.note, 28)) - 1)
    return (
        _line(card.value, value, _MARGIN, top, 600, LIGHT.mark)
        + _text(card.title, title, top + 40 + title, round(title * 1.28))
        + _text(card.note, 28, bottom, 36, weight=400, colour=LIGHT.quiet)
    )


def _text(text: str, size: int, top: int, step: float, weight: int = 600, colour: str = LIGHT.ink) -> str:
    lines = _lines(text, size)
    return "".join(
        _line(line, size, _MARGIN, top + round(place * step), weight, colour) for place, line in enumerate(lines)
    )


def _line(words: str, size: int, x: int, y: int, weight: int, colour: str) -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="{FONT}" font-size="{size}" font-weight="{weight}" fill="{colour}">'
        f"{escape(words)}</text>"
    )


def _lines(title: str, size: int) -> list[str]:
    room = int((WIDTH - 2 * _MARGIN) / (size * _EM))
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _nested(drawing: str) -> str:
    match = _SIZE.search(drawing)
    assert match, "our own drawings say how large they are"
    width, height = float(match[1]), float(match[2])
    scale = min((WIDTH - 2 * _MARGIN) / width, (HEIGHT - 170) / height)
    y = 150 + (HEIGHT - 170 - height * scale) / 2
    return f'<g transform="translate({_MARGIN},{y:.1f}) scale({scale:.4f})">{_inner(drawing)}</g>'


def _inner(svg: str) -> str:
    return svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]

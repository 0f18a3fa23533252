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

CARDS = Step("cards", 2, ("vl-convert-python",))
WIDTH, HEIGHT = 1200, 630
ICON_SIZES = (32, 180)
_MARGIN = 72
# Titles are broken by a rule of thumb that none has broken: an average character is at most this many ems wide.
_EM = 0.5
_NOTE = 26
_BOX = re.compile(r'\bviewBox="0 0 ([\d.]+) ([\d.]+)"')
# A colour of the page, which a picture takes from the light palette.
_PAINT = re.compile(r"var\(--chart-([a-z]+)[^)]*\)")
_KEPT = re.compile(r'\b(?:fill|stroke-linecap|stroke-width|stroke-miterlimit)="[^"]*"')
_CARD = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
    f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{LIGHT.paper}"/>'
    f'<rect width="{WIDTH}" height="12" fill="{LIGHT.mark}"/>'
    f'<g transform="translate({_MARGIN},52) scale(2)">{{mark}}</g>{{content}}</svg>'
)


@dataclass(frozen=True)
class Card:
    """What a picture of a page says: whose page it is, its headline, and where it has one, a number and its drawing."""

    name: str  # of its file, without the ending
    title: str  # the headline of the page
    site: str  # whose page it is
    mark: str  # SVG of the site's mark
    drawing: str = ""  # SVG of a drawing, in its own colours or those of a page
    value: str = ""  # a number in its wording, where the drawing does not say it
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
    notes = _lines(card.note, _NOTE)
    bottom = HEIGHT - 44 - 34 * len(notes)
    is_alone = not (card.drawing or card.value)
    sizes = (72, 60, 50, 42, 36, 30) if is_alone else (50, 46, 42, 38, 34, 30)
    most = 6 if is_alone else 2
    size = next((size for size in sizes if len(_lines(card.title, size)) <= most), sizes[-1])
    top = 128 + size
    content = [_line(card.site, 28, 136, 85, 600, LIGHT.ink), _text(card.title, size, top, size * 1.25)]
    below = top + (len(_lines(card.title, size)) - 1) * size * 1.25 + 36
    left = _MARGIN
    if card.value:
        # Beside its drawing, at half of the height that both have; above nothing where there is none.
        room = 330 if card.drawing else WIDTH - 2 * _MARGIN
        value = next((size for size in (96, 80, 64, 52, 44) if len(card.value) * size * _EM <= room), 36)
        middle = round((below + bottom - 24) / 2 + value / 3) if card.drawing else round(below + value)
        content.append(_line(card.value, value, _MARGIN, middle, 600, LIGHT.mark))
        left += room + 24
    if card.drawing:
        content.append(_nested(card.drawing, left, below, bottom - 24))
    content.append(_text(card.note, _NOTE, bottom + 28, 34, weight=400, colour=LIGHT.quiet))
    return _CARD.format(mark=_inner(card.mark), content="".join(content))


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


def _nested(drawing: str, left: float, top: float, bottom: float) -> str:
    """A drawing as large as the room to its right and between two heights allows."""
    box = _BOX.search(drawing)
    assert box, "our own drawings say how large they are"
    width, height = float(box[1]), float(box[2])
    scale = min((WIDTH - _MARGIN - left) / width, (bottom - top) / height)
    painted = _PAINT.sub(lambda match: getattr(LIGHT, match[1]), drawing)
    attributes = " ".join(_KEPT.findall(drawing[: drawing.index(">", drawing.index("<svg"))]))
    return f'<g transform="translate({left},{top:.1f}) scale({scale:.4f})" {attributes}>{_inner(painted)}</g>'


def _inner(svg: str) -> str:
    return svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]

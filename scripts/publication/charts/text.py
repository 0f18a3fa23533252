"""Turns a text into the width that it takes in a drawing, and into lines that fit one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Final

# The weights of the font that comes with the drawings, by the names of their files.
REGULAR: Final = 400
BOLD: Final = 600


def width_of(text: str, size: int, weight: int = REGULAR) -> float:
    """How wide one line is, in px; a character that the font does not have counts as wide as the font is high.

    Args:
        text: a single line.
        size: of the font, in px.
        weight: `REGULAR` or `BOLD`.
    """
    widths = _widths(weight)
    return sum(widths.get(ord(character), 1.0) for character in text) * size


def lines_of(text: str, width: float, size: int, weight: int = REGULAR) -> list[str]:
    """A text in lines of at most `width` px, broken between words; a single word may be wider."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else ""
        if lines and width_of(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


@cache
def _widths(weight: int) -> Mapping[int, float]:
    """Character -> width, as a part of the size of the font."""
    # A build that draws nothing must not wait for it.
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    with as_file(files(__package__).joinpath("fonts", f"publication-sans-{weight}.ttf")) as path, TTFont(path) as font:
        em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {character: metrics[glyph][0] / em for character, glyph in font.getBestCmap().items()}

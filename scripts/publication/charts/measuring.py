"""Turns a text into the width that it takes in a drawing, and into lines that fit one; draws nothing."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

# The weights of the font that comes with the drawings, by the names of their files.
REGULAR: Final = 400
BOLD: Final = 600
# The last entry of a character map, which stands for no character.
_LAST = 0xFFFF


def width_of(text: str, size: int, weight: int = REGULAR) -> float:
    """How wide a text is, in px; a character that the font does not have counts as wide as the font is high.

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
    """Character -> width, as a part of the size of the font: tables `cmap` (format 4) and `hmtx` of OpenType."""
    font = files(__package__).joinpath("fonts", f"publication-sans-{weight}.ttf").read_bytes()
    places = {
        font[entry : entry + 4]: struct.unpack(">I", font[entry + 8 : entry + 12])[0]
        for entry in range(12, 12 + 16 * struct.unpack(">H", font[4:6])[0], 16)
    }
    (em,) = struct.unpack_from(">H", font, places[b"head"] + 18)
    (n_metrics,) = struct.unpack_from(">H", font, places[b"hhea"] + 34)
    advances = [struct.unpack_from(">H", font, places[b"hmtx"] + 4 * glyph)[0] for glyph in range(n_metrics)]
    return {
        character: advances[min(glyph, n_metrics - 1)] / em
        for character, glyph in _glyphs(font, places[b"cmap"]).items()
    }


def _glyphs(font: bytes, cmap: int) -> dict[int, int]:
    """Character -> glyph, from the subtable of format 4."""
    (n_tables,) = struct.unpack_from(">H", font, cmap + 2)
    subtables = [cmap + struct.unpack_from(">I", font, cmap + 8 + 8 * place)[0] for place in range(n_tables)]
    start = next(place for place in subtables if struct.unpack_from(">H", font, place) == (4,))
    n_segments = struct.unpack_from(">H", font, start + 6)[0] // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{n_segments}H", font, start + 14 + 2 * skipped)
        for skipped in (0, n_segments + 1, 2 * n_segments + 1, 3 * n_segments + 1)
    )
    found = {}
    for segment, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for character in range(first, min(last, _LAST - 1) + 1):
            if not offsets[segment]:
                found[character] = (character + deltas[segment]) & _LAST
                continue
            array = start + 14 + 2 * (3 * n_segments + 1) + 2 * segment + offsets[segment] + 2 * (character - first)
            (glyph,) = struct.unpack_from(">H", font, array)
            found[character] = (glyph + deltas[segment]) & _LAST if glyph else 0
    return found

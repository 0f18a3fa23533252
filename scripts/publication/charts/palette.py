"""The colours and type of charts, for both themes."""

from __future__ import annotations

from dataclasses import asdict, dataclass

FONT = "Publication Sans, Segoe UI, Helvetica Neue, Arial, sans-serif"


@dataclass(frozen=True)
class Palette:
    """One colour for each part of a chart, as `#rrggbb`; no two parts share one, so that a drawing can be recoloured.

    Attributes:
        paper: what a fading end fades into.
        track: the whole that a bar is part of.
        mark: the bar.
        rest: what no source explains.
        ink: text.
        quiet: text of less weight.
    """

    name: str
    paper: str
    track: str
    mark: str
    rest: str
    ink: str
    quiet: str

    def parts(self) -> dict[str, str]:
        """Part -> colour."""
        return {part: colour for part, colour in asdict(self).items() if part != "name"}


LIGHT = Palette("light", "#fbfaf6", "#e7e3d8", "#1b5e6b", "#7a6f5d", "#1c2326", "#55605f")
DARK = Palette("dark", "#15191c", "#2a3237", "#7fc4cf", "#b7a98f", "#ebe8e1", "#a7b2b4")

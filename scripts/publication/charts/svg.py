"""Turns a drawing of Vega into an SVG that says once what it shows and that a page can colour; draws nothing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from .palette import Palette

_SVG = "http://www.w3.org/2000/svg"
_NOISE = ("role", "aria-label", "aria-roledescription", "aria-hidden", "class", "pointer-events")


def as_document(svg: str, title: str, description: str) -> str:
    """A complete SVG document with one title and one description, its inner labels removed."""
    root = _quiet(svg)
    for tag, text in (("desc", description), ("title", title)):
        element = ET.Element(f"{{{_SVG}}}{tag}")
        element.text = text
        root.insert(0, element)
    root.set("role", "img")
    root.set("aria-label", description)
    return _text(root) + "\n"


def as_fragment(svg: str, prefix: str, description: str, described_by: str, palette: Palette) -> str:
    """An SVG element for a page: its colours are the page's custom properties, its ids start with `prefix`.

    Args:
        svg: the drawing.
        prefix: what its ids start with, so that two drawings can stand in one page.
        description: short text alternative.
        described_by: id of the element of the page that holds the long one.
        palette: colours that the drawing was made in.
    """
    root = _quiet(svg)
    root.set("role", "img")
    root.set("aria-label", description)
    root.set("aria-describedby", described_by)
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    text = _text(root)
    text = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", text)
    for part, colour in palette.parts().items():
        text = re.sub(rf'"{colour}"', f'"var(--chart-{part}, {colour})"', text, flags=re.IGNORECASE)
    return text


def _quiet(svg: str) -> ET.Element:
    """The parsed drawing without the labels of its marks: layered marks would be read several times."""
    # Vega numbers gradients on through a whole run, so that a drawing would depend on those made before it.
    for place, id in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg))):
        svg = re.sub(rf'(id="|url\(#){re.escape(id)}(?=["\)])', rf"\1part{place}", svg)
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing, not a stranger's file
    for element in root.iter():
        for name in _NOISE:
            element.attrib.pop(name, None)
    return root


def _text(root: ET.Element) -> str:
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)

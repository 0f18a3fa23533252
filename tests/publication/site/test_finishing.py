"""What stands for pages elsewhere: pictures, icons, the changelog."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
import vl_convert

from publication.charts.cards import Card, as_ico, draw_cards, draw_icons
from publication.charts.png import with_palette
from publication.errors import PageRefused
from publication.files import read_changelog

MARK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" fill="#14535f"/></svg>'
CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 200"><rect width="9" height="9" fill="#123456"/></svg>'
)


def _size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def test_a_card_is_drawn_once_and_differs_by_what_it_says(tmp_path: Path) -> None:
    cards = [
        Card("home", "Half of the barrels leak & the other half do not", "Barrels", MARK),
        Card("long", "word " * 60, "Barrels", MARK),
        Card("chart", "Half of the barrels leak", "Barrels", MARK, CHART),
    ]
    drawn = draw_cards(cards, tmp_path)
    assert {_size(png) for png in drawn.values()} == {(1200, 630)}
    assert len(set(drawn.values())) == 3
    times = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert draw_cards(cards, tmp_path) == drawn
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == times


def test_a_card_of_a_number_says_it_and_what_must_be_read_with_it(tmp_path: Path) -> None:
    cards = [
        Card("none", "Have no barrel", "Barrels", MARK, value="62%", note="Gardeners. Base: not stated."),
        Card("leaks", "Have no barrel", "Barrels", MARK, value="nearly 1/2", note="Gardeners. Base: not stated."),
        Card("base", "Have no barrel", "Barrels", MARK, value="62%", note="Gardeners with a barrel."),
    ]
    drawn = draw_cards(cards, tmp_path)
    assert {_size(png) for png in drawn.values()} == {(1200, 630)}
    assert len(set(drawn.values())) == 3


def _pixels(png: bytes) -> list[tuple[int, ...]]:
    """The pixels of a small picture, as a browser would read them."""
    parts, place = {}, 8
    while place < len(png):
        length = int.from_bytes(png[place : place + 4], "big")
        parts[png[place + 4 : place + 8]] = png[place + 8 : place + 8 + length]
        place += length + 12
    width, height, colours = _size(png)[0], _size(png)[1], parts[b"IHDR"][9]
    rows, n = zlib.decompress(parts[b"IDAT"]), {2: 3, 6: 4, 3: 1}[colours]
    found: list[tuple[int, ...]] = []
    for row in (rows[start : start + width * n + 1] for start in range(0, len(rows), width * n + 1)):
        left = (0,) * n
        for pixel in (row[at : at + n] for at in range(1, len(row), n)):
            left = tuple((a + b) % 256 if row[0] == 1 else a for a, b in zip(pixel, left, strict=True))
            found.append(tuple(parts[b"PLTE"][3 * left[0] : 3 * left[0] + 3]) if colours == 3 else left[:3])
    assert len(found) == width * height
    return found


def test_a_lighter_picture_shows_the_same_pixels() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120">'
        '<rect width="300" height="120" fill="#14535f"/>'
        '<circle cx="60" cy="60" r="50" fill="#fff"/></svg>'
    )
    png = vl_convert.svg_to_png(svg, scale=1, ppi=72)
    assert len(with_palette(png)) < len(png) / 2
    assert _pixels(with_palette(png)) == _pixels(png)
    assert with_palette(with_palette(png)) == with_palette(png)


def test_icons_have_the_sizes_that_they_say(tmp_path: Path) -> None:
    icons = draw_icons(MARK, tmp_path)
    assert {size: _size(png) for size, png in icons.items()} == {32: (32, 32), 180: (180, 180)}
    icon = as_ico(icons[32], 32)
    assert icon[:6] == bytes([0, 0, 1, 0, 1, 0])
    assert icon[22:] == icons[32]


@pytest.mark.parametrize(("text", "says"), [(None, "missing"), ("# Changelog\n\n## Unreleased\n", "no release")])
def test_a_project_without_a_release_to_tell_of_is_refused_before_anything_is_made(
    tmp_path: Path, text: str | None, says: str
) -> None:
    if text is not None:
        (tmp_path / "CHANGELOG.md").write_text(text, encoding="utf-8")
    with pytest.raises(PageRefused, match=rf"CHANGELOG\.md: {says}.*; .+"):
        read_changelog(tmp_path)

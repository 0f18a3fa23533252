"""Where things stand on a page: ends of scales at the ends of what they measure, and nothing out of reach."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

_ENDS = """() => {
  const box = e => e.getBoundingClientRect()
  const track = box(document.querySelector('.pub-interval svg'))
  const [first, last] = [...document.querySelectorAll('.pub-interval__scale span')].map(box)
  return [first.left - track.left, last.right - track.right]
}"""


@pytest.mark.parametrize("width", [1280, 360])
def test_the_ends_of_a_scale_stand_at_the_ends_of_its_track(width: int, chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}data/figures/training_none/")
    assert all(abs(gap) < 1 for gap in page.evaluate(_ENDS))
    page.close()


@pytest.mark.parametrize("table", ["figures", "interim_and_press_figures", "context_figures", "sources", "dictionary"])
def test_a_wide_table_is_read_on_a_laptop_without_scrolling_it(table: str, chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}data/tables/{table}/")
    region = page.locator("article .pub-scroll").first
    assert region.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
    page.close()

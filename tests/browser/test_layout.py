"""Where things stand on a page: on a laptop all of its width is used, and nothing is out of reach."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

# The lines of a page, from the foot of its menu to the head of its footer, with ink right of the middle.
_INK = """() => {
  const middle = innerWidth / 2
  const top = document.querySelector('article').getBoundingClientRect().top
  const end = document.querySelector('.md-footer').getBoundingClientRect().top
  const lines = new Set()
  for (const e of document.querySelectorAll('article *, .pub-side *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
      || e.matches('path, rect, use')
    if (!own || !e.checkVisibility()) continue
    const box = e.getBoundingClientRect()
    const range = document.createRange(); range.selectNodeContents(e)
    const boxes = e.closest('svg') ? [box] : [...range.getClientRects()]
    for (const { right, top: y, bottom } of boxes) {
      if (right > middle + 40) for (let line = Math.floor(y / 20); line < bottom / 20; line++) lines.add(line)
    }
  }
  return lines.size / ((end - top) / 20)
}"""


@pytest.mark.parametrize("place", ["findings/training/", "who-took-part/", "data/figures/training_none/", "data/"])
def test_a_page_uses_its_right_half_on_a_laptop(place: str, chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}{place}")
    assert page.evaluate(_INK) > 0.4
    page.close()


@pytest.mark.parametrize("table", ["figures", "interim_and_press_figures", "context_figures", "sources", "dictionary"])
def test_a_wide_table_is_read_on_a_laptop_without_scrolling_it(table: str, chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}data/tables/{table}/")
    region = page.locator("article .pub-scroll").first
    assert region.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
    page.close()

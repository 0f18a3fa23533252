"""What comes out on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

# The width of the text on A4, in CSS pixels, with the margins of print.css.
PAPER = 672

_TOO_WIDE = """width => [...document.querySelectorAll('article *')]
  .filter(e => e.getBoundingClientRect().right > width + 1 && !e.closest('.pub-scroll:has(th:nth-child(9))'))
  .map(e => e.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("place", ["report/", "findings/training/", "help/"])
def test_paper_holds_the_whole_page_and_no_menu(place: str, chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": PAPER, "height": 900}, color_scheme="dark")
    page.emulate_media(media="print")
    page.goto(address + place)
    assert page.evaluate(_TOO_WIDE, PAPER) == []
    shown = "all => all.filter(e => e.checkVisibility() && e.getBoundingClientRect().height).map(e => e.textContent)"
    assert page.locator("header a:not(.pub-brand), header button, summary, .pub-leave").evaluate_all(shown) == []
    tables = page.locator("article table")
    assert tables.count() == len(tables.evaluate_all(shown)) > 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.close()


def test_the_whole_report_becomes_a_pdf_file(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}report/")
    content = page.pdf(prefer_css_page_size=True)
    page.close()
    n_pages = len(re.findall(rb"/Type\s*/Page\b", content))
    assert content.startswith(b"%PDF")
    assert n_pages > 40

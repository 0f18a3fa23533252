"""The search as readers use it: what they type, and where it leads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

QUERIES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("search_queries.yml").read_text(encoding="utf-8")
)


def open_search(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").wait_for()
    page.wait_for_function("() => document.querySelector('script[src*=search-index]')?.dataset.state === 'ready'")


def found(page: Page, query: str) -> list[str]:
    """Addresses below the site's root, best first."""
    page.get_by_role("searchbox").fill(query)
    root: str = page.evaluate("new URL('../', document.querySelector('script[src*=finder]').src).href")
    links: list[str] = page.locator("dialog li a").evaluate_all("all => all.map(e => e.href)")
    return [link.removeprefix(root) for link in links]


def test_every_query_of_the_list_leads_to_a_right_page(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    open_search(page, f"{address}findings/training/")
    assert len(QUERIES) >= 30
    lost = []
    for wanted in QUERIES:
        places = found(page, wanted["query"])[: 1 if wanted.get("first") else 3]
        if not any(place.startswith(right) for place in places for right in wanted["right"]):
            lost.append((wanted["query"], places))
    page.close()
    assert lost == []


def test_the_search_works_by_keyboard_and_says_what_it_found(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address)
    page.keyboard.press("Control+k")
    page.get_by_role("dialog", name="Search").wait_for()
    page.wait_for_function("() => document.querySelector('script[src*=search-index]')?.dataset.state === 'ready'")
    page.keyboard.type("constable")
    assert "found" in page.get_by_role("status").inner_text()
    page.keyboard.press("ArrowDown")
    first = page.locator("dialog li a").first
    assert first.evaluate("link => link === document.activeElement")
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("licence")
    page.keyboard.press("Enter")
    page.wait_for_url("**/about/licence/**")
    page.close()


def test_the_search_says_when_it_finds_nothing(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    open_search(page, address)
    assert found(page, "xylophone") == []
    assert page.get_by_role("status").inner_text().startswith("Nothing found")
    page.close()

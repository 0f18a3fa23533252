"""The page of help: left at once, and quiet."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

ELSEWHERE = "https://www.wikipedia.org/"


def _visit(context: BrowserContext, address: str) -> Page:
    """Help, reached from the home page, in a browser for which the other site exists."""
    context.route(ELSEWHERE, lambda route: route.fulfill(body="<title>Elsewhere</title>", content_type="text/html"))
    page = context.new_page()
    page.goto(address)
    page.goto(f"{address}help/")
    return page


@pytest.mark.parametrize("way", ["click", "keys"])
def test_the_page_is_left_at_once_and_back_does_not_lead_to_it(way: str, chromium: Browser, address: str) -> None:
    context = chromium.new_context()
    page = _visit(context, address)
    if way == "click":
        page.get_by_role("link", name="Leave this page").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url(ELSEWHERE)
    page.go_back()
    assert page.url == address
    context.close()


def test_without_a_script_a_link_leads_away(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = _visit(context, address)
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url(ELSEWHERE)
    context.close()


def test_help_asks_nothing_and_remembers_nothing(chromium: Browser, address: str) -> None:
    context = chromium.new_context()
    page = _visit(context, address)
    assert page.locator("article :is(input, select, textarea, form, button)").count() == 0
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    tables = page.locator("article table")
    assert tables.first.locator("caption").inner_text().startswith("Emergency numbers")
    context.close()

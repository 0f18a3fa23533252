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


def found(page: Page, query: str) -> list[list[str]]:
    """For each page that is found, best first, its address and those of its passages, below the site's root."""
    page.get_by_role("searchbox").fill(query)
    root: str = page.evaluate("new URL('../', document.querySelector('script[src*=finder]').src).href")
    results: list[list[str]] = page.locator("dialog > ol > li").evaluate_all(
        "all => all.map(li => [...li.querySelectorAll('a')].map(a => a.href))"
    )
    return [[link.removeprefix(root) for link in links] for links in results]


def is_right(places: list[str], right: list[str]) -> bool:
    """Whether a result is one of the right pages, or one of its passages the right one of a page."""
    return any(
        place.partition("#")[0] == wanted.partition("#")[0] and (place.startswith(wanted) or "#" not in wanted)
        for place in places
        for wanted in right
    ) or any(wanted.startswith(places[0]) and "#" in wanted for wanted in right)


def test_of_all_queries_of_the_list_nearly_every_one_leads_to_a_right_page(chromium: Browser, address: str) -> None:
    """At least 57 in 60, and each that asks for the first place has it; what is lost is said."""
    page = chromium.new_page()
    open_search(page, f"{address}findings/training/")
    assert len(QUERIES) >= 60
    lost = []
    for wanted in QUERIES:
        places = found(page, wanted["query"])[: 1 if wanted.get("first") else 3]
        if not any(is_right(links, wanted["right"]) for links in places):
            lost.append((wanted["query"], [links[0] for links in places]))
    page.close()
    assert len(lost) <= len(QUERIES) / 20, lost


def test_practice_data_come_last_and_only_where_they_are_asked_for(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    open_search(page, address)
    for query in ("training", "officers in Italy", "61%", "rank"):
        assert not any(links[0].startswith("practice/") for links in found(page, query)), query
    page.close()


def test_an_empty_search_offers_examples_that_find_something(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    open_search(page, address)
    examples = page.locator(".pub-finder__examples button")
    assert examples.count() >= 4
    for place in range(examples.count()):
        page.get_by_role("searchbox").fill("")
        examples.nth(place).click()
        assert page.locator("dialog > ol > li").count() > 0
        assert not examples.nth(place).is_visible()
    page.close()


def test_each_page_is_found_once_with_its_best_passages_below_it(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    open_search(page, address)
    results = found(page, "training")
    assert len({links[0].partition("#")[0] for links in results}) == len(results)
    assert any(len(links) > 1 for links in results)
    assert all(len(links) <= 4 for links in results)
    page.close()


def test_without_a_script_the_link_of_the_search_leads_to_what_helps_instead(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("a[data-search]").click()
    page.wait_for_url("**/data/dictionary/")
    assert "The search needs a script" in page.locator("article").inner_text()
    context.close()


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

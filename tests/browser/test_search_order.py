"""The order in which the search names what it finds, on a small index that a test writes by hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import ROOT

pytestmark = pytest.mark.browser

PAGE = '<!doctype html><title>Barrels</title><body><script src="assets/finder.js"></script>'
Places = Callable[[str, list[dict[str, Any]]], list[str]]


def entry(location: str, title: str, **fields: str | float) -> dict[str, Any]:
    return {"location": location, "title": title, "trail": "", "terms": "", "text": "", "boost": 1, **fields}


@pytest.fixture
def places(chromium: Browser, tmp_path: Path) -> Iterator[Places]:
    """Query, entries of the index -> where the search leads, best first."""
    (tmp_path / "assets").mkdir()
    shutil.copy(ROOT / "scripts/publication/theme/assets/finder.js", tmp_path / "assets")
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    page = chromium.new_page()

    def found(query: str, entries: list[dict[str, Any]]) -> list[str]:
        index = json.dumps({"entries": entries, "synonyms": [], "ignored": ["the of"]})
        (tmp_path / "assets/search-index.js").write_text(f"publicationIndex({index})\n", encoding="utf-8")
        return searched(page, (tmp_path / "index.html").as_uri(), query)

    yield found
    page.close()


def searched(page: Page, address: str, query: str) -> list[str]:
    page.goto(address)
    page.evaluate("publicationFinder()")
    page.get_by_role("searchbox").fill(query)
    links: list[str] = page.locator("dialog li a").evaluate_all(
        "all => all.map(link => link.pathname.split('/').pop())"
    )
    return links


PASSAGE = entry("passage", "Rain barrels of the north", terms="rain barrels")
TITLED = entry("page", "Rain barrels")


def test_who_types_a_whole_title_is_led_to_it_before_passages_that_say_more_of_it(places: Places) -> None:
    for query in ("rain barrels", "Barrels, rain", "the rain barrels"):
        assert places(query, [PASSAGE, TITLED]) == ["page", "passage"]


def test_who_types_other_words_than_a_whole_title_is_led_to_what_says_most_of_them(places: Places) -> None:
    """A part of the title, the title and more, and as many words as it has, of which it has one."""
    assert places("barrels", [PASSAGE, TITLED]) == ["passage", "page"]
    assert places("rain barrels north", [PASSAGE, TITLED]) == ["passage", "page"]
    leaks = [PASSAGE | {"terms": "rain leaks"}, TITLED | {"terms": "leaks"}]
    assert places("rain leaks", leaks) == ["passage", "page"]


def test_a_typing_error_leads_where_the_word_leads(places: Places) -> None:
    """One letter left out, too many, another, or two swapped; a word that is known is taken as it is."""
    pages = [entry("page", "Barrels"), entry("other", "Barrow")]
    for query in ("barels", "barrrels", "barrals", "barerls"):
        assert places(query, pages) == ["page"], query
    assert places("barrow", pages) == ["other"]


def test_a_share_is_found_with_and_without_its_sign(places: Places) -> None:
    pages = [entry("page", "Leaks", text="61% leak"), entry("other", "Rain", text="61 days")]
    assert places("61%", pages) == ["page"]
    assert places("61 per cent", pages) == ["page"]
    assert sorted(places("61", pages)) == ["other", "page"]

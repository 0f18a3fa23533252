"""What a page costs its reader: bytes, requests and movement, measured over a server that packs as hosts do."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.site.publication import Publication

pytestmark = pytest.mark.browser

BYTES, REQUESTS, SHIFT = 70_000, 8, 0.02
# A page of each kind; the one with the most charts is added by the test.
KINDS = [
    "index.html",
    "help/index.html",
    "data/index.html",
    "data/tables/figures/index.html",
    "data/dictionary/index.html",
]

_SHIFT = """() => new Promise(done => {
  let sum = 0
  new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) sum += e.value }))
    .observe({ type: 'layout-shift', buffered: true })
  setTimeout(() => done(sum), 200)
})"""


def _most_charts(publication: Publication) -> str:
    # The whole report is every page in one, to be printed; nobody meets it on a first visit.
    pages = [name for name in publication.pages if name != "report/index.html"]
    return max(pages, key=lambda name: sum(1 for _ in publication.pages[name].all("figure")))


def _collect(page: Page, seen: list[Response]) -> None:
    def kept(response: Response) -> None:
        seen.append(response)

    page.on("response", kept)


@pytest.mark.parametrize("width", [1280, 360])
def test_a_first_visit_stays_within_its_budget(
    width: int, chromium: Browser, publication: Publication, address: str
) -> None:
    over = {}
    for name in [_most_charts(publication), *KINDS]:
        context = chromium.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        seen: list[Response] = []
        _collect(page, seen)
        page.goto(address + name.removesuffix("index.html"), wait_until="networkidle")
        sizes = [response.request.sizes() for response in seen]
        n_bytes = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
        shift = page.evaluate(_SHIFT)
        context.close()
        assert seen
        if n_bytes > BYTES or len(seen) > REQUESTS or shift >= SHIFT:
            over[name] = (n_bytes, [response.url for response in seen], shift)
    assert over == {}


@pytest.mark.parametrize("place", ["report/", "data/tables/dictionary/", "data/dictionary/"])
def test_what_is_far_from_the_screen_of_a_telephone_is_not_set(
    place: str, chromium: Browser, publication: Publication, address: str
) -> None:
    """Thousands of cells cost a telephone more time than all bytes of the page; see docs/decisions/0008."""
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.goto(address + place, wait_until="networkidle")
    page.wait_for_timeout(300)
    shown = page.evaluate(
        """() => [...document.querySelectorAll('article *')]
          .filter(e => e.checkVisibility({ contentVisibilityAuto: true })).length"""
    )
    assert 100 < shown < 1500 < sum(1 for _ in publication.page(place).all())
    page.close()


def test_the_search_costs_nothing_before_it_is_used(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="networkidle")
    assert not [url for url in asked if "search" in url or "finder" in url]
    page.close()

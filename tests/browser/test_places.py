"""Help of the reader's own country first: told by the clock of the browser, kept by nobody."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.site.publication import Publication

pytestmark = pytest.mark.browser

OTHERS = ["United Kingdom", "Netherlands", "Italy", "Ireland", "Europe"]
NEARBY = [
    ("Europe/London", "United Kingdom", "in the United Kingdom", "united-kingdom"),
    ("Europe/Belfast", "United Kingdom", "in the United Kingdom", "united-kingdom"),
    ("Europe/Amsterdam", "Netherlands", "in the Netherlands", "netherlands"),
    ("Europe/Rome", "Italy", "in Italy", "italy"),
    ("Europe/San_Marino", "Italy", "in Italy", "italy"),
    ("Europe/Vatican", "Italy", "in Italy", "italy"),
    ("Europe/Dublin", "Ireland", "in Ireland", "ireland"),
]


def _first(context: BrowserContext, address: str) -> tuple[str, str, list[str], str]:
    """What the line on top says, where it leads, the countries on the page of help, and whose number stands first."""
    page = context.new_page()
    page.goto(f"{address}findings/training/")
    way = page.locator(".pub-help a")
    text = way.inner_text()
    way.click()
    page.wait_for_url("**/help/**")
    listed = page.locator(".pub-places ul li").all_inner_texts()
    return text, page.url.removeprefix(address), listed, page.locator(".pub-places tbody th").first.inner_text()


@pytest.mark.parametrize(("zone", "country", "within", "anchor"), NEARBY)
def test_help_of_the_reader_s_country_comes_first(
    zone: str, country: str, within: str, anchor: str, chromium: Browser, address: str
) -> None:
    context = chromium.new_context(timezone_id=zone)
    text, place, listed, emergency = _first(context, address)
    assert text == f"Help and reporting {within}"
    assert place == f"help/#{anchor}"
    assert listed == [country, *(other for other in OTHERS if other != country)]
    assert emergency == country
    context.close()


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Europe/Paris", "UTC"])
def test_elsewhere_nothing_changes(zone: str, chromium: Browser, address: str) -> None:
    context = chromium.new_context(timezone_id=zone)
    assert _first(context, address) == ("Help and reporting", "help/", OTHERS, "United Kingdom")
    context.close()


def test_without_a_script_nothing_changes(chromium: Browser, address: str) -> None:
    context = chromium.new_context(timezone_id="Europe/Rome", java_script_enabled=False)
    assert _first(context, address) == ("Help and reporting", "help/", OTHERS, "United Kingdom")
    context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_is_asked_sent_kept_or_moved(width: int, chromium: Browser, address: str) -> None:
    context = chromium.new_context(timezone_id="Europe/Amsterdam", viewport={"width": width, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for place in ("", "help/", "findings/training/"):
        page.goto(address + place, wait_until="networkidle")
        shift = page.evaluate(
            """() => new Promise(done => { let sum = 0
              new PerformanceObserver(list => list.getEntries().forEach(e => { sum += e.value }))
                .observe({ type: 'layout-shift', buffered: true })
              setTimeout(() => done(sum), 200) })"""
        )
        assert shift < 0.02, place
    assert not [url for url in asked if "Amsterdam" in url or not url.startswith(address)]
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    context.close()


def test_every_place_has_its_heading_on_the_page_of_help(publication: Publication) -> None:
    ids = {element.attrs.get("id") for element in publication.page("help/").all("h2")}
    assert {anchor for *_, anchor in NEARBY} <= ids

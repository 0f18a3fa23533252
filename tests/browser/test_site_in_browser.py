"""What a reader meets: search, narrow screens, both themes, no script, no other host, no barrier."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from tests.site.publication import Publication

from .test_accessibility import barriers

pytestmark = pytest.mark.browser

# A fault of a template shows on one of these.
KINDS = ["", "findings/training/", "data/tables/figures/"]
# Pages of single figures and variables come from one template each: axe looks at every so manyth of them.
SAMPLE = 8

# Elements that reach over the right edge and stand in no region that scrolls.
_OVERFLOWING = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('article *, footer *, header *, aside *')]
    .filter(e => e.getBoundingClientRect().right > width + 1 && !e.closest('.pub-scroll') && e.offsetParent)
    .map(e => e.outerHTML.slice(0, 120)).concat(['scrollWidth ' + document.documentElement.scrollWidth]);
}"""


@dataclass
class Tour:
    """What happened on a visit to every page."""

    requests: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    overflow: dict[str, list[str]] = field(default_factory=dict)
    barriers: list[str] = field(default_factory=list)
    n_pages: int = 0


def _is_one_of_many(name: str) -> bool:
    return name.startswith(("data/figures/", "data/dictionary/")) and name.count("/") == 3


@pytest.fixture(scope="session")
def tour(chromium: Browser, publication: Publication, address: str) -> Tour:
    seen = Tour()
    context = chromium.new_context(viewport={"width": 360, "height": 780})
    page = context.new_page()
    page.on("request", lambda request: seen.requests.add(request.url))
    page.on("pageerror", lambda error: seen.errors.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda message: (
            seen.errors.append(f"{page.url}: {message.text}") if message.type in ("error", "warning") else None
        ),
    )
    for name in publication.pages:
        page.goto(address + name.removesuffix("index.html"))
        for width in (360, 320):
            page.set_viewport_size({"width": width, "height": 780})
            if found := page.evaluate(_OVERFLOWING):
                seen.overflow[f"{name} at {width}"] = found
        seen.n_pages += 1
        if _is_one_of_many(name) and seen.n_pages % SAMPLE:
            continue
        # Contrast takes longest to find and depends on the templates: test_accessibility.py looks at it, in all modes.
        seen.barriers += [f"{name}: {fault}" for fault in barriers(page, {"color-contrast": {"enabled": False}})]
    context.close()
    return seen


def test_no_request_leaves_the_host_on_any_page(tour: Tour, address: str) -> None:
    assert tour.n_pages > 30
    assert {url for url in tour.requests if not url.startswith((address, "data:", "blob:"))} == set()


def test_no_script_fails_on_any_page(tour: Tour) -> None:
    assert tour.errors == []


def test_axe_finds_no_barrier_on_any_page(tour: Tour) -> None:
    assert tour.barriers == []


def test_no_page_is_wider_than_a_narrow_screen(tour: Tour) -> None:
    assert tour.overflow == {}


def test_without_script_every_chart_and_table_is_there(
    chromium: Browser, publication: Publication, address: str
) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    with_blocks = [name for name, tree in publication.pages.items() if any(True for _ in tree.all("table", "figure"))]
    assert len(with_blocks) > 15
    for name in with_blocks:
        page.goto(address + name.removesuffix("index.html"))
        _assert_blocks_are_visible(page, name)
    context.close()


def _assert_blocks_are_visible(page: Page, name: str) -> None:
    hidden = page.evaluate(
        """() => [...document.querySelectorAll('figure.pub-figure, .pub-scroll')]
          .filter(e => !e.closest('details:not([open])'))
          .filter(e => ![...e.querySelectorAll(e.matches('figure') ? 'svg[role=img]' : 'table')]
            .some(d => d.checkVisibility() && d.getBoundingClientRect().height > 20))
          .map(e => e.outerHTML.slice(0, 100))"""
    )
    assert hidden == [], name
    for summary in page.locator("figure.pub-figure summary").all():
        summary.click()
    assert all(table.is_visible() for table in page.locator("figure.pub-figure table").all()), name


@pytest.mark.parametrize("width", [1280, 360])
def test_one_drawing_of_each_chart_is_shown(width: int, chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}findings/training/")
    figures = page.locator("figure.pub-figure").all()
    assert figures
    for figure in figures:
        shown = [drawing for drawing in figure.locator("svg[role=img]").all() if drawing.is_visible()]
        assert len(shown) == 1
        sizes = shown[0].evaluate(
            """svg => { const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
                        return [...svg.querySelectorAll('text')].filter(t => t.textContent.trim())
                          .map(t => parseFloat(getComputedStyle(t).fontSize) * scale); }"""
        )
        assert sizes
        assert min(sizes) >= 11
    page.close()


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_the_page_and_its_charts_follow_the_system_s_theme(has_script: bool, chromium: Browser, address: str) -> None:
    marks = set()
    for scheme in ("light", "dark"):
        context = chromium.new_context(
            color_scheme="dark" if scheme == "dark" else "light", java_script_enabled=has_script
        )
        page = context.new_page()
        page.goto(f"{address}findings/training/")
        assert _is_dark(page) is (scheme == "dark")
        marks.add(page.evaluate("getComputedStyle(document.body).getPropertyValue('--chart-mark')"))
        context.close()
    assert len(marks) == 2


def _is_dark(page: Page) -> bool:
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(int(part) for part in re.findall(r"\d+", colour)[:3]) < 3 * 128


@pytest.mark.parametrize("place", KINDS)
def test_help_is_one_step_away_by_keyboard(place: str, chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address + place)
    names = []
    for _ in range(3):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert "Help and reporting" in names
    page.close()

"""Barriers that a program can find: axe, keyboard, focus, motion, forced colours.

Every page is looked at in one mode (`test_site_in_browser.py`), one page of each kind in all modes (here).
"""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

KINDS = [
    "",
    "findings/training/",
    "who-took-part/",
    "method/arithmetic/",
    "data/",
    "data/tables/figures/",
    "data/figures/training_none/",
    "data/dictionary/",
    "help/",
    "404.html",
]


def barriers(page: Page, rules: dict[str, dict[str, bool]] | None = None) -> list[str]:
    """What axe finds on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(
        "rules => axe.run(document, { resultTypes: ['violations'], rules }).then(found => found.violations)",
        rules or {},
    )
    return [f"{found['id']}: {node['html'][:150]}" for found in violations for node in found["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_on_any_kind_of_page_in_any_mode(scheme: str, chromium: Browser, address: str) -> None:
    context = chromium.new_context(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page = context.new_page()
    faults = []
    for place in KINDS:
        page.goto(address + place)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{place} at {width}: {fault}" for fault in barriers(page)]
    context.close()
    assert faults == []


def test_axe_finds_no_barrier_in_the_open_search_and_the_open_menu(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    page.goto(address)
    page.get_by_text("Menu", exact=True).click()
    faults = barriers(page)
    page.keyboard.press("Control+k")
    page.get_by_role("searchbox").fill("training")
    page.locator("dialog li").first.wait_for()
    faults += barriers(page)
    page.close()
    assert faults == []


def test_the_first_stop_leads_past_the_menus(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}findings/training/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('article').contains(document.activeElement)")
    page.close()


@pytest.mark.parametrize("colours", ["none", "active"])
def test_the_keyboard_reaches_everything_and_every_stop_is_seen(colours: str, chromium: Browser, address: str) -> None:
    context = chromium.new_context(
        forced_colors="active" if colours == "active" else "none", viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    page.goto(f"{address}findings/training/")
    wanted = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, summary, [tabindex="0"]')]
          .filter(e => e.checkVisibility({ visibilityProperty: true })).length"""
    )
    reached, unseen = 0, []
    while reached <= wanted:
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => { const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e)
              return [e === document.body, e.outerHTML.slice(0, 80),
                parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none' && box.height > 0
                && box.bottom > 0 && box.top < innerHeight] }"""
        )
        if stop[0]:
            break
        reached += 1
        if not stop[2]:
            unseen.append(stop[1])
    context.close()
    assert reached == wanted > 20
    assert unseen == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_link_of_a_heading_can_be_seen_when_it_is_shown(scheme: str, chromium: Browser, address: str) -> None:
    context = chromium.new_context(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}method/arithmetic/")
    page.locator("article h2").first.hover(position={"x": 4, "y": 4})
    link = page.locator("article h2 .headerlink").first
    assert link.evaluate("e => getComputedStyle(e).opacity") == "1"
    quiet = page.evaluate(
        """() => { const probe = document.createElement('i')
          probe.style.color = 'var(--pub-quiet)'; document.body.append(probe)
          return getComputedStyle(probe).color }"""
    )
    assert link.evaluate("e => getComputedStyle(e).color") == quiet
    context.close()


def test_nothing_moves_for_readers_who_ask_for_rest(chromium: Browser, address: str) -> None:
    page = chromium.new_page(reduced_motion="reduce")
    page.goto(f"{address}findings/training/")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(e => {
          const style = getComputedStyle(e)
          return parseFloat(style.transitionDuration) > 0 || parseFloat(style.animationDuration) > 0
        }).map(e => e.outerHTML.slice(0, 80))"""
    )
    page.close()
    assert moving == []

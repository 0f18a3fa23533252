"""Pages at twice and four times their size, and in the colours of the reader's system: nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from .test_accessibility import KINDS

pytestmark = pytest.mark.browser

# What a window of 1280 px shows at a zoom of so many times; see WCAG 2.2, 1.4.4 and 1.4.10.
ZOOMS = {2: 640, 4: 320}
MORE_KINDS = [
    "findings/",
    "method/disclosure-control/",
    "data/download/",
    "data/versions/",
    "data/figures/",
    "data/tables/sample_by_country/",
    "data/dictionary/country/",
    "data/symbols/",
    "practice/protection/",
    "practice/tables/synthetic_training_by_country/",
    "about/contributing/",
    "decisions/0008-light-pages/",
    "glossary/",
    "embed/numbered_findings/",
]

# Lines of text whose middle parts lie on each other, and text that a box without a way to scroll cuts off.
_LOST = """() => {
  const shown = e => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
  // What is said to those alone who hear a page: clipped to nothing, and in nobody's way.
  const isHeardAlone = e => !!e && (getComputedStyle(e).clipPath === 'inset(50%)' || isHeardAlone(e.parentElement))
  const lines = []
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const parent = node.parentElement
    const text = node.data.trim()
    if (!text || !shown(parent) || parent.closest('script, style, title, .md-skip, .pub-step__word')) continue
    if (isHeardAlone(parent)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const { left, right, top, bottom } of range.getClientRects()) {
      const inset = (bottom - top) * 0.3
      if (right - left > 2) lines.push({ left, right, top: top + inset, bottom: bottom - inset, parent, text })
    }
  }
  lines.sort((a, b) => a.top - b.top)
  const found = []
  for (let i = 0; i < lines.length; i++) {
    for (let j = i + 1; j < lines.length && lines[j].top < lines[i].bottom; j++) {
      const [a, b] = [lines[i], lines[j]]
      const meet = a.left < b.right - 2 && b.left < a.right - 2
      if (meet) found.push(`overlap: ${a.text.slice(0, 40)} / ${b.text.slice(0, 40)}`)
    }
    const { right, left, parent, text } = lines[i]
    if (!parent.closest('.pub-scroll') && (right > document.documentElement.clientWidth + 1 || left < -1)) {
      found.push(`out of the page: ${text.slice(0, 60)}`)
    }
  }
  for (const box of document.querySelectorAll('body *')) {
    const style = getComputedStyle(box)
    if (!shown(box) || box.closest('svg') || box.matches('input, .md-skip') || isHeardAlone(box)) continue
    const cuts = axis => ['hidden', 'clip'].includes(axis)
    const is_wide = cuts(style.overflowX) && box.scrollWidth > box.clientWidth + 2
    const is_high = cuts(style.overflowY) && box.scrollHeight > box.clientHeight + 2
    if (is_wide || is_high) found.push(`cut: ${box.outerHTML.slice(0, 80)}`)
  }
  return found
}"""


@pytest.mark.parametrize("zoom", ZOOMS)
def test_nothing_is_cut_off_or_lies_on_other_text_when_a_page_is_enlarged(
    zoom: int, chromium: Browser, address: str
) -> None:
    viewport = {"width": ZOOMS[zoom], "height": 1024 // zoom}
    context = chromium.new_context(viewport=viewport, device_scale_factor=zoom)  # type: ignore[arg-type]  # a plain dict
    page = context.new_page()
    lost = {}
    for place in [*KINDS, *MORE_KINDS]:
        page.goto(address + place)
        page.evaluate("document.fonts.ready.then(() => 0)")
        if found := page.evaluate(_LOST):
            lost[place] = found
    context.close()
    assert lost == {}


def test_a_page_that_loses_text_is_found(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 640, "height": 500})
    page.goto(f"{address}who-took-part/")
    page.add_style_tag(content=".lead { margin-top: -2.5rem !important; height: 3rem; overflow: hidden }")
    found = " ".join(page.evaluate(_LOST))
    assert "overlap" in found
    assert "cut" in found
    page.close()


def test_the_colours_of_the_system_leave_marks_tracks_and_ways_to_be_seen(chromium: Browser, address: str) -> None:
    context = chromium.new_context(forced_colors="active", color_scheme="dark", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{address}findings/training/")
    painted = page.evaluate(
        """() => {
          const svg = document.querySelector('.pub-figure__drawing--wide svg')
          const style = part => getComputedStyle(svg.querySelector(`[fill*="--chart-${part}"]`))
          const ground = getComputedStyle(document.body).backgroundColor
          return { ground, mark: style('mark').fill, ink: style('ink').fill, outline: style('track').stroke }
        }"""
    )
    assert painted["ground"] not in (painted["mark"], painted["ink"], painted["outline"])
    assert painted["outline"] != "none"
    line = "e => getComputedStyle(e).borderBottomColor"
    here = page.locator(".pub-part a[aria-current]").evaluate(line)
    others = page.locator(".pub-part a:not([aria-current])").first.evaluate(line)
    assert here != others == painted["ground"]
    page.goto(f"{address}help/")
    assert page.locator(".pub-leave").evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)") > 0
    context.close()

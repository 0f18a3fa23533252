"""Synthetic numbers: the word that says so covers nothing, and no part of a drawing or a table is without it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.site.publication import Publication

pytestmark = pytest.mark.browser

# What the word touches; the strip that it stands on is the first shape of a drawing that is as wide as all of it.
_COVERED = """() => [...document.querySelectorAll('figure.pub-figure svg[role=img]')].filter(s => s.checkVisibility())
  .flatMap(svg => {
    const box = e => e.getBoundingClientRect()
    const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim())
    const marks = [...svg.querySelectorAll('path, rect')].filter(m => {
      const { width, height } = box(m)
      return width && height && height < box(svg).height / 2 && !m.closest('clipPath, defs')
    })
    const words = texts.filter(t => t.textContent === 'SYNTHETIC')
    const [strip] = marks.filter(m => box(m).width > 0.98 * box(svg).width && box(m).bottom < box(words[1]).top)
    const meets = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2
    return words.flatMap(word => [...texts, ...marks].filter(e => e !== word && e !== strip && meets(box(word), box(e)))
      .map(e => e.outerHTML.slice(0, 120)))
  })"""

_BARS = """() => [...document.querySelectorAll('figure.pub-figure')].map(figure => [
  figure.querySelectorAll('.pub-figure__words li').length,
  [...figure.querySelectorAll('svg[role=img]')].map(svg =>
    [...svg.querySelectorAll('text')].filter(t => t.textContent === 'SYNTHETIC').length),
])"""


def _charted(publication: Publication) -> list[str]:
    return [
        name
        for name, page in publication.pages.items()
        if name.startswith("practice/tables/") and any(figure.has_class("pub-figure") for figure in page.all("figure"))
    ]


@pytest.mark.parametrize("width", [1280, 360])
def test_the_word_stands_beside_each_bar_and_covers_nothing(
    width: int, chromium: Browser, publication: Publication, address: str
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    names = _charted(publication)
    assert len(names) > 2
    for name in names:
        page.goto(address + name.removesuffix("index.html"))
        assert page.evaluate(_COVERED) == [], name
        for n_bars, marked in page.evaluate(_BARS):
            assert n_bars > 1, name
            assert marked == [n_bars + 1, n_bars + 1], name
    page.close()


def _copied(page: Page, row: int) -> str:
    """What a reader copies who selects one row of the first table."""
    text: str = page.evaluate(
        """place => { const range = document.createRange()
          range.selectNode(document.querySelectorAll('article tbody tr')[place])
          getSelection().removeAllRanges(); getSelection().addRange(range)
          return getSelection().toString() }""",
        row,
    )
    return text


def test_a_row_that_is_copied_says_that_it_is_synthetic(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    for place in ("synthetic_training_by_country", "synthetic_choices", "synthetic_respondents"):
        page.goto(f"{address}practice/tables/{place}/")
        assert "SYNTHETIC" in _copied(page, 3), place
    page.close()

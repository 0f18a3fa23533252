"""Figures and long tables in a reader's hands: keys, filters, and frames of other sites."""

from __future__ import annotations

import re
from html import unescape

import pytest
from playwright.sync_api import Browser, expect

from tests.site.publication import Publication

pytestmark = pytest.mark.browser

COUNTRIES = "who-took-part/#chart-officers_by_country"


def test_arrow_keys_read_the_bars_aloud(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address + COUNTRIES)
    page.locator("#chart-officers_by_country .pub-figure__drawings").focus()
    said = page.locator("#chart-officers_by_country [role=status]").first
    for key, heard in (
        ("ArrowRight", "1 of 4. United Kingdom: 679 officers."),
        ("ArrowDown", "2 of 4. Italy: 602 officers."),
        ("End", "4 of 4. Not explained in the source: 23 officers"),
        ("ArrowRight", "4 of 4."),
        ("Home", "1 of 4. United Kingdom: 679 officers."),
    ):
        page.keyboard.press(key)
        expect(said).to_contain_text(heard)
    page.close()


def test_a_long_table_filters_and_sorts_and_gives_its_order_back(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}data/tables/figures/")
    rows = page.locator("table").first.locator("tbody tr")
    first = rows.all_text_contents()
    page.get_by_role("searchbox").fill("training never")
    expect(rows.locator("visible=true").first).to_contain_text("never received general or specialised training")
    expect(page.locator(".pub-table-tools [role=status]")).to_have_text(re.compile(r"^\d of 18 rows$"))
    page.get_by_role("searchbox").fill("")
    header = page.get_by_role("columnheader", name="Lower end")
    for order in ("ascending", "descending"):
        header.get_by_role("button").click()
        assert header.get_attribute("aria-sort") == order
        cells = page.locator("table").first.locator("tbody tr td.pub-number:nth-child(3)").all_text_contents()
        numbers = [float(cell.replace(",", "")) for cell in cells]
        assert numbers == sorted(numbers, reverse=order == "descending")
    header.get_by_role("button").click()
    assert rows.all_text_contents() == first
    page.close()


def test_a_table_in_parts_is_filtered_as_one_and_sorted_by_part(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}data/tables/dictionary/")
    parts = page.locator("article .pub-later:has(tr[id])")
    n_parts = parts.count()
    assert n_parts > 3
    page.get_by_role("searchbox").fill("qualifier")
    kept = [part for part in parts.all() if part.is_visible()]
    assert 0 < len(kept) < n_parts
    assert page.locator("article .pub-table-tools [role=status]").inner_text().endswith("rows")
    page.get_by_role("searchbox").fill("")
    assert all(part.is_visible() for part in parts.all())
    names = parts.first.locator("tbody th")
    before = names.all_text_contents()
    parts.first.locator("thead").get_by_role("button", name="Label").click()
    assert names.all_text_contents() == sorted(before, key=str.lower)
    page.close()


def test_an_embed_fits_the_frame_that_its_code_asks_for(
    chromium: Browser, publication: Publication, address: str
) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 900})
    page = context.new_page()
    heights = {}
    for name in publication.pages:
        text = (publication.site / name).read_text(encoding="utf-8")
        for code in re.findall(r"<pre data-copy>(.*?)</pre>", text, re.DOTALL):
            place, height = re.findall(r'(embed/\w+/)".*?height="(\d+)"', unescape(code))[0]
            heights[place] = int(height)
    assert len(heights) == len(publication.embeds)
    for place, height in heights.items():
        page.goto(address + place)
        taken = page.locator("main").bounding_box()
        assert taken is not None
        assert taken["height"] <= height, place
        assert taken["width"] <= 360, place
        drawings = page.locator("svg[role=img]").all()
        assert sum(drawing.is_visible() for drawing in drawings) == 1, place
    context.close()


def test_the_address_of_a_chart_opens_at_the_chart(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}findings/training/#chart-training_adequacy")
    box = page.locator("#chart-training_adequacy").bounding_box()
    assert box is not None
    assert -5 < box["y"] < 400
    assert page.locator("#chart-training_adequacy").evaluate("e => getComputedStyle(e).boxShadow") != "none"
    page.close()


def test_the_home_page_says_the_whole_of_it_on_the_first_screen(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    # Until the page's own letters are there, others take more room.
    page.evaluate("document.fonts.ready")
    for part in ("h1", ".pub-opening", ".keynumbers", ".pub-after"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800, part
    page.close()


def test_a_frame_is_as_high_as_it_asks_for_and_in_the_theme_of_its_address(
    chromium: Browser, publication: Publication, address: str
) -> None:
    text = (publication.site / "findings/training/index.html").read_text(encoding="utf-8")
    code = unescape(re.findall(r"<pre data-copy>(.*?)</pre>", text, re.DOTALL)[0])
    place = re.findall(r'src="([^"]*)embed/', code)[0]
    page = chromium.new_page(viewport={"width": 700, "height": 900}, color_scheme="light")
    page.goto(f"{address}404.html")
    page.set_content(code.replace(place, address).replace('/" title', '/?theme=dark" title'))
    frame = page.frame_locator("iframe")
    frame.locator("svg[role=img]").locator("visible=true").first.wait_for()
    page.wait_for_function("() => document.querySelector('iframe').height < 600")
    closed = float(page.locator("iframe").get_attribute("height") or 0)
    assert frame.locator("body").get_attribute("data-md-color-scheme") == "slate"
    frame.locator("summary").click()
    page.wait_for_function("before => document.querySelector('iframe').height > before + 50", arg=closed)
    taken = frame.locator("main").bounding_box()
    assert taken is not None
    assert taken["height"] <= float(page.locator("iframe").get_attribute("height") or 0)
    page.close()

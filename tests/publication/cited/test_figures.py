"""Figure blocks: the drawing in words, the address of a chart, and what other sites embed."""

from __future__ import annotations

import re

from publication.address import Site
from publication.build import Built
from publication.pages.blocks import Blocks, chart_homes

SITE = Site("https://barrels.example/rain/")


def said(built: Built, id: str) -> list[str]:
    """The drawing of a chart in words, its scale first."""
    words = next(chart.words for chart in built.charts if chart.spec.id == id)
    return [words.scale, *words.lines]


def test_a_drawing_of_shares_is_told_with_its_open_ends(tiny_built: Built) -> None:
    beyond = "Filled up to the line; hatched and fading beyond it, where the wording states no upper limit."
    assert said(tiny_built, "barrels") == [
        "a hundred dots for each share, one for each per cent.",
        "Have no barrel: 62%. Filled up to the printed number.",
        f"Have a green barrel: over 1/4. {beyond}",
        f"Have a blue barrel: at least 10%. {beyond}",
        "Had a barrel stolen: under 5%. Hatched up to the line, which the share does not reach; "
        "how far below it lies is not stated.",
        "Have an old barrel: about 30%. Hatched and fading around the printed number; "
        "how near it is, the wording does not say.",
        f"Would like a barrel: a majority. {beyond}",
    ]


def test_a_drawing_of_counts_is_told_within_its_whole_and_names_what_nothing_explains(tiny_built: Built) -> None:
    assert said(tiny_built, "sides") == [
        "horizontal bars on a scale from 0 to 800 gardeners.",
        "North side: 500 gardeners.",
        "South side: 250 gardeners.",
        "Not explained: 50 gardeners; hatched, because it is computed here and not printed.",
    ]


def test_a_chart_lives_on_the_page_nearest_to_the_home_page() -> None:
    pages = {
        "a/deep/page.md": "![x](chart:one)",
        "b/page.md": "![x](chart:one) ![x](chart:two)",
        "index.md": "`![x](chart:two)`",
    }
    assert chart_homes(pages) == {"one": "b/page.md", "two": "b/page.md"}


def test_an_embed_has_one_script_of_its_own_and_leads_back_by_absolute_addresses(tiny_built: Built) -> None:
    blocks = Blocks(tiny_built.release, tiny_built.charts, SITE, {"sides": "findings/index.md"})
    pages = blocks.embeds()
    assert sorted(pages) == ["embed/barrels/index.html", "embed/leaks/index.html", "embed/sides/index.html"]
    page = pages["embed/sides/index.html"]
    assert re.findall(r"<script[^>]*>", page) == ['<script src="../../assets/embed.js">']
    assert "<h1" in page
    assert '<meta name="robots" content="noindex">' in page
    assert "Base: all gardeners who answered. Source:" in page
    assert "The rest is not explained." in page
    assert f'href="{SITE.address}findings/#chart-sides"' in page
    assert [link for link in re.findall(r'<a href="([^"]+)"', page) if not link.startswith(SITE.address)] == []
    # A chart that no page shows leads to itself.
    assert f'href="{SITE.address}embed/leaks/"' in pages["embed/leaks/index.html"]


def test_a_headline_cannot_break_out_of_the_code_to_embed(tiny_built: Built) -> None:
    block = Blocks(tiny_built.release, tiny_built.charts, SITE).fill('<div data-bound="chart:sides">x</div>', str)
    assert "&lt;iframe src=&#34;https://barrels.example/rain/embed/sides/&#34;" in block
    assert "<iframe" not in block

"""Prose: what is bound is compared, what is loose is found, what is code is left alone, what is wrong is rewritten."""

from __future__ import annotations

import pytest

from publication.build import Built
from publication.commands import corrected_pages
from publication.files import read_pages
from publication.prose import bindings_in, page_problems, plain
from tests.conftest import Workspace


def said(tiny_built: Built, text: str, address: str = "page.md") -> list[str]:
    problems = page_problems({address: text}, tiny_built.vocabulary)
    return [f"{problem.where}: {problem.what}" for problem in problems]


@pytest.mark.parametrize(
    "text",
    [
        "[62%](figure:barrel_none) and [Sixty-two per cent](figure:barrel_none)",
        "**[62%](figure:barrel_none)**",
        "[over\na quarter](figure:barrel_green)",
        "`17` and `[61%](figure:barrel_none)`",
        "```\n17\n[61%](figure:nobody)\n```",
        "~~~python\n17\n~~~",
        "<!-- 17\n17 -->",
        "---\ntitle: Page\nweight: 17\n---\nText",
        "[text](page17.md) and <https://17.example/17>",
        '<div id="b17" markdown>text</div>',
        "## Heading { #h17 }",
        "1. first\n2. second",
    ],
)
def test_these_texts_are_right(tiny_built: Built, text: str) -> None:
    assert said(tiny_built, text) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("\n\n[61%](figure:barrel_none)", "docs/page.md:3: says '61%', figure barrel_none says '62%'"),
        ("[a quarter](figure:barrel_green)", "docs/page.md:1: says 'a quarter', figure barrel_green says 'over 1/4'"),
        ("[](figure:barrel_none)", "docs/page.md:1: says '', figure barrel_none says '62%'"),
        ("[fits](check:sides.fits)", "docs/page.md:1: says 'fits', check sides.fits says 'does not fit'"),
        ("[2022](study:survey_year)", "docs/page.md:1: says '2022', study survey_year says '2023'"),
        ("[Almanac](source:almanac)", "docs/page.md:1: says 'Almanac', source almanac says 'The Barrel Almanac'"),
        ("[Sum](table:sums)", "docs/page.md:1: says 'Sum', table sums says 'Sums'"),
        ("[1](figure:nobody)", "docs/page.md:1: unknown figure 'nobody'"),
        ("Text\n\nof 17 gardeners", "docs/page.md:3: the number '17' is bound to nothing"),
        ("Two in five leak", "docs/page.md:1: the number 'Two in five' is bound to nothing"),
        ("[17 barrels](page.md)", "docs/page.md:1: the number '17' is bound to nothing"),
        ("![17 barrels](barrels.png)", "docs/page.md:1: the number '17' is bound to nothing"),
        ("fewer than <5 and more than >3", "docs/page.md:1: the number '5' is bound to nothing"),
        ("{17%}", "docs/page.md:1: the number '17%' is bound to nothing"),
        ("```\nno end: 17\n", "docs/page.md:2: the number '17' is bound to nothing"),
    ],
)  # fmt: skip
def test_these_texts_are_wrong_at_this_line(tiny_built: Built, text: str, problem: str) -> None:
    assert problem in said(tiny_built, text)


@pytest.mark.parametrize("text", ["½ of them", "٣ barrels", "６２%"])
def test_a_digit_in_disguise_is_a_loose_number(tiny_built: Built, text: str) -> None:
    assert len(said(tiny_built, text)) == 1


def test_a_page_may_set_its_numbers_free_and_a_findings_page_may_not(tiny_built: Built) -> None:
    text = "---\nnumbers: free  # dates\n---\nIn 17 days.\n"
    assert said(tiny_built, text) == []
    assert said(tiny_built, text, "findings/page.md") == [
        "docs/findings/page.md:1: a findings page with `numbers: free`",
        "docs/findings/page.md:4: the number '17' is bound to nothing",
    ]


def test_free_numbers_do_not_free_what_is_bound(tiny_built: Built) -> None:
    text = "---\nnumbers: free  # dates\n---\n[61%](figure:barrel_none)\n"
    assert said(tiny_built, text) == ["docs/page.md:4: says '61%', figure barrel_none says '62%'"]


def test_bindings_are_reduced_to_what_they_say() -> None:
    assert plain("Of [80](figure:a), `[5](check:b)` and ![x](chart:c).") == "Of 80, `[5](check:b)` and x."
    (binding,) = bindings_in("[any](table:t?side=north&columns=a,b)")
    assert (binding.scheme, binding.id, binding.is_image) == ("table", "t", False)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("[61%](figure:barrel_none)", "[62%](figure:barrel_none)"),
        ("**[61 per cent](figure:barrel_none)**", "**[62 per cent](figure:barrel_none)**"),
        ("[Over a third](figure:barrel_green)", "[Over 1/4](figure:barrel_green)"),
        ("[](figure:barrel_none)", "[62%](figure:barrel_none)"),
        ("[almost\nall](figure:barrel_none)", "[62%](figure:barrel_none)"),
        ("![Barrels](chart:barrels)", "![Barrels are rare](chart:barrels)"),
        ("`[61%](figure:barrel_none)` stays", "`[61%](figure:barrel_none)` stays"),
        ("[61%](figure:nobody) stays", "[61%](figure:nobody) stays"),
    ],
)
def test_a_passage_that_disagrees_is_rewritten_in_its_own_form(tiny: Workspace, wrong: str, right: str) -> None:
    corrected = corrected_pages(tiny.study, {"page.md": wrong})
    assert corrected == ({} if wrong == right else {"page.md": right})


def test_rewritten_pages_are_right_and_are_not_rewritten_again(tiny: Workspace) -> None:
    tiny.spoil("figures.csv", "share,62,percent,exact,0,{value}%", "share,64,percent,exact,0,{value}%")
    tiny.spoil("figures.csv", " | sixty-two per cent", "")
    tiny.spoil("figures.csv", "62% have none", "64% have none")
    pages = read_pages(tiny.docs)
    corrected = corrected_pages(tiny.study, pages)
    assert set(corrected) == {"findings/barrels.md"}
    assert "# [64%](figure:barrel_none)" in corrected["findings/barrels.md"]
    assert corrected_pages(tiny.study, pages | corrected) == {}

"""Words in quotation marks are a source's own, letter for letter, or a name that this publication gives."""

from __future__ import annotations

import pytest

from publication.build import Built
from publication.prose import quotations_checked
from tests.conftest import Workspace
from tests.publication.prose.test_prose import said


@pytest.mark.parametrize(
    "text",
    [
        "“gardeners answered”",
        "“Gardeners answered”",
        "“[800 gardeners](figure:gardeners_all)\nanswered”",
        "“[800](figure:gardeners_all) … answered”",
        "“[800](figure:gardeners_all) gardeners *answered*”",
        "“The Barrel Almanac”",
        "<q>gardeners answered</q>",
        "`“no such words”`",
        '{ .note title="no such words" }',
        '[text](page.md "no such words")',
        '!!! note "No such words"',
        '---\ntitle: "No such words"\n---\nText',
        '---\nsearch:\n  terms: ["no such words"]\n---\nText',
        "---\nquotes: free  # examples\n---\n“no such words”",
        "the gardener’s, the gardeners’ and rock ’n’ roll",
    ],
)
def test_these_quotations_are_right(tiny_built: Built, text: str) -> None:
    assert said(tiny_built, text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“gardeners replied”", "gardeners replied"),
        ("“gardener”", "gardener"),
        ("“Gardeners Answered”", "Gardeners Answered"),
        ("“answered … gardeners”", "answered … gardeners"),
        ("“…”", "…"),
        ("‘gardeners replied’", "gardeners replied"),
        ('"gardeners replied"', "gardeners replied"),
        ("<q>gardeners replied</q>", "gardeners replied"),
        ("*“gardeners replied”*", "gardeners replied"),
        ("---\ntitle: The “gardeners replied”\n---\n", "gardeners replied"),
    ],
)
def test_these_quotations_stop_the_build(tiny_built: Built, text: str, words: str) -> None:
    (problem,) = said(tiny_built, text)
    assert problem.startswith("docs/page.md:")
    assert words.replace("…", "...") in problem


def test_the_message_names_page_and_line_and_a_way_out(tiny: Workspace) -> None:
    tiny.spoil("docs/findings/barrels.md", "leak, and", "leak “badly”, and")
    (problem,) = tiny.problems()
    assert problem.startswith("docs/findings/barrels.md:8: “badly” is in no source and no label that the study holds; ")
    assert "add its words to a column `quote`" in problem


def test_a_sentence_of_a_study_may_quote_no_other_words_either(tiny: Workspace) -> None:
    tiny.spoil("figures.csv", "The sides leave", "“Sides” leave")
    assert any(problem.startswith("study/figures.csv:2:note: “Sides” is in no source") for problem in tiny.problems())


def test_a_findings_page_may_not_set_its_quotations_free(tiny_built: Built) -> None:
    text = "---\nquotes: free  # examples\n---\nText"
    (problem,) = said(tiny_built, text, "findings/page.md")
    assert "a findings page with `quotes: free`" in problem
    (problem,) = said(tiny_built, text.replace("  # examples", ""))
    assert "`quotes: free` without a reason" in problem


def test_a_generated_page_is_read_like_any_other(tiny_built: Built) -> None:
    text = "<dl><dt>Words</dt> <dd>&#34;no such words&#34;, “gardeners answered”</dd></dl>"
    (problem,) = quotations_checked(text, "generated page data/figures/x.md", tiny_built.vocabulary)
    assert problem.where == "generated page data/figures/x.md:1"

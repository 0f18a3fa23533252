"""The figures of the real study: all there, with source, locator and the source's own word."""

from __future__ import annotations

import re

import pytest

from publication.build import Built
from publication.model import Qualifier, Series
from tests.conftest import ROOT

# id -> (value as printed, unit, qualifier, base)
HEADLINE = {
    "sample_total": ("1401", "officers", "exact", ""),
    "sample_uk": ("679", "officers", "exact", "sample_total"),
    "sample_nl": ("97", "officers", "exact", "sample_total"),
    "sample_it": ("602", "officers", "exact", "sample_total"),
    "rank_pc_count": ("455", "officers", "exact", ""),
    "rank_pc_share": ("33", "percent", "exact", ""),
    "rank_dc_count": ("193", "officers", "exact", ""),
    "rank_dc_share": ("14", "percent", "exact", ""),
    "gender_male_share": ("71", "percent", "exact", ""),
    "age_mean": ("43", "years", "exact", ""),
    "service_mean": ("18.98", "years", "exact", ""),
    "cybercrime_weekly": ("1/5", "percent", "over", ""),
    "investigation_active": ("40", "percent", "over", ""),
    "training_none": ("61", "percent", "exact", ""),
    "training_inadequate": ("2/5", "percent", "nearly", ""),
}


@pytest.mark.parametrize("id", HEADLINE)
def test_a_headline_number_stands_as_its_source_prints_it(real_built: Built, id: str) -> None:
    records = {record["id"]: record for record in real_built.release.study.file("figures").records}
    record = records[id]
    assert (record["value"], record["unit"], record["qualifier"], record["base"]) == HEADLINE[id]
    assert (record["series"], record["source"]) == ("final", "rh99")


def test_every_figure_has_a_source_and_a_place_in_it(real_built: Built) -> None:
    sources = {record["id"] for record in real_built.release.study.file("sources").records}
    for figure in real_built.release.figures:
        assert figure.cited.source in sources, figure.id
        assert figure.cited.locator, figure.id


def test_every_statement_and_disclosure_item_has_a_source(real_built: Built) -> None:
    for name in ("findings", "disclosure"):
        for record in real_built.release.study.file(name).records:
            assert record["source"], record["id"]
            assert record["locator"], record["id"]


def test_no_figure_is_a_complement_that_no_source_prints(real_built: Built) -> None:
    final = [figure.cited for figure in real_built.release.figures if figure.cited.series is Series.FINAL]
    shares = {figure.value for figure in final if figure.unit == "percent"}
    assert not {29, 39, 60, 80} & shares


# "29 per cent were women" and "39 per cent were trained" are nowhere printed, and no page may say so.
COMPLEMENTS = re.compile(r"\b(29|39)\s?(%|per\s?cent)|twenty-nine per cent|thirty-nine per cent", re.IGNORECASE)


def test_no_finding_and_no_published_file_says_a_complement_as_printed(real_built: Built) -> None:
    texts = {name: content.decode() for name, content in real_built.package.items() if name.endswith((".csv", ".svg"))}
    pages = [*(ROOT / "docs" / "findings").glob("*.md"), ROOT / "docs" / "index.md", ROOT / "docs" / "who-took-part.md"]
    texts |= {page.name: page.read_text(encoding="utf-8") for page in pages}
    # Another survey prints such a share; it stands in the table of context figures, and in that of all.
    texts.pop("context_figures.csv")
    texts.pop("all_figures.csv")
    assert not {name: match.group() for name, text in texts.items() if (match := COMPLEMENTS.search(text))}


def test_a_figure_of_a_headline_has_its_own_words_of_the_source(real_built: Built) -> None:
    """The number in brackets and the word before it are two figures, and neither is the other's wording."""
    final = {figure.id: figure.cited.quote for figure in real_built.release.figures}
    assert final["training_none"].startswith("(61%) across all countries reported")
    assert final["training_none_majority"] == "The majority"
    press = (final["press_investigated_polfed"], final["press_investigated_polfed_percent"])
    assert press == ("nearly two thirds", "(60%)")


def test_figures_of_different_series_never_share_a_table_of_findings(real_built: Built) -> None:
    assert {record["series"] for record in real_built.release.table("figures").records()} == {"final"}
    for chart in real_built.charts:
        table = real_built.release.table(chart.spec.table)
        assert {record.get("series", "final") for record in table.records()} == {"final"}


def test_shares_of_the_trained_and_of_all_never_share_a_chart(real_built: Built) -> None:
    for chart in real_built.charts:
        if chart.spec.rows:
            universes = {real_built.release.figure(id).cited.universe for id in chart.spec.rows}
            assert len(universes) == 1, chart.spec.id


def test_published_sentences_hold_no_markdown(real_built: Built) -> None:
    for name, content in real_built.package.items():
        if name.endswith(".csv"):
            assert not re.search(r"\]\((figure|check|source|study|chart|table|list):", content.decode()), name
    for figure in real_built.release.figures:
        assert "](" not in figure.cited.note


def test_an_open_figure_keeps_its_word_in_every_wording(real_built: Built) -> None:
    words = {Qualifier.OVER: ("over", "more than"), Qualifier.NEARLY: ("nearly", "almost")}
    for figure in real_built.release.figures:
        for wording in figure.cited.wordings:
            expected = words.get(figure.cited.qualifier)
            assert expected is None or any(word in wording.lower() for word in expected), (figure.id, wording)

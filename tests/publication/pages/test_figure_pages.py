"""The page of each figure, and the dictionary: what they say is the figure's own, and complete."""

from __future__ import annotations

import re

from publication.address import site_at
from publication.build import Built
from publication.model import Measure
from publication.pages.generated_pages import generated_pages
from publication.prose import quotations_in
from tests.conftest import GOLDEN


def test_a_share_is_drawn_as_dots_and_no_other_figure_is_drawn(tiny_built: Built) -> None:
    pages = generated_pages(tiny_built.release, tiny_built.quotations, site_at(None))
    for figure in tiny_built.release.figures:
        is_drawn = 'class="pub-dots"' in pages[f"data/figures/{figure.id}.md"]
        assert is_drawn == (figure.cited.measure is Measure.SHARE)


def test_a_figure_s_page_is_as_the_golden_file_has_it(tiny_built: Built) -> None:
    page = generated_pages(tiny_built.release, tiny_built.quotations, site_at(None))["data/figures/gardeners_north.md"]
    text = re.sub(r"<svg.*?</svg>", "", page)
    text = "\n".join(line for line in re.sub(r"<[^>]+>", " ", text).splitlines() if line.strip())
    assert re.sub(r" +", " ", text) + "\n" == (GOLDEN / "figure_page.txt").read_text(encoding="utf-8")


def test_a_figure_is_cited_with_its_address_where_the_site_has_one(tiny_built: Built) -> None:
    somewhere = site_at("https://data.example.net/surveys")
    pages = generated_pages(tiny_built.release, tiny_built.quotations, somewhere)
    for figure in tiny_built.release.figures:
        page = pages[f"data/figures/{figure.id}.md"]
        cited = f"Figure <code>{figure.id}</code>. https://data.example.net/surveys/data/figures/{figure.id}/</p>"
        assert cited in page
        assert "below the address of this site" not in page


def test_where_a_figure_is_quoted_is_found_with_the_words_of_each_page() -> None:
    pages = {
        "b.md": '---\ntitle: "The [north](figure:north)"\n---\n[500](figure:north) and [500 of them](figure:north)',
        "a.md": "`[500](figure:north)` ![A chart](chart:sides) [**500**](figure:north)",
    }
    found = quotations_in(pages)
    assert [(entry.address, entry.title, entry.phrases) for entry in found["figure:north"]] == [
        ("a.md", "a.md", ("500",)),
        ("b.md", "The north", ("north", "500", "500 of them")),
    ]
    assert [entry.address for entry in found["chart:sides"]] == ["a.md"]


def test_the_dictionary_explains_every_variable_category_column_code_and_empty_cell(tiny_built: Built) -> None:
    release = tiny_built.release
    ids = [str(record["id"]) for record in release.table("meanings").records()]
    expected = {"variable.side", "category.side.north", "category.side.south"}
    for table in release.tables:
        expected.add(f"table.{table.id}")
        for column in table.columns:
            path = f"{table.id}.{column.name}"
            expected.add(f"column.{path}")
            expected |= {f"code.{path}.{option.value}" for option in column.options}
            expected |= {f"empty.{path}" for _ in column.missing}
    assert set(ids) == expected
    assert len(ids) == len(expected)

"""The practice section: nobody can take its numbers for findings."""

from __future__ import annotations

import json
import re
import zipfile

import pytest

from .publication import Publication

SECTION = "practice/"


def _pages(publication: Publication) -> dict[str, str]:
    return {
        name: (publication.site / name).read_text(encoding="utf-8")
        for name in publication.pages
        if name.startswith(SECTION)
    }


def test_every_page_says_in_its_title_and_on_top_that_it_is_synthetic(publication: Publication) -> None:
    for name in _pages(publication):
        page = publication.pages[name]
        assert next(page.all("title")).text.startswith("SYNTHETIC"), name
        article = next(page.all("article"))
        first = next(element for element in article.all("p", "h1", "h2", "table", "figure"))
        assert first.has_class("pub-synthetic"), name
        assert first.text.startswith("SYNTHETIC"), name


def test_no_machine_is_asked_to_show_the_section_as_results(publication: Publication) -> None:
    pages = _pages(publication)
    assert len(pages) > 10
    for name, text in pages.items():
        assert '<meta name="robots" content="noindex">' in text, name
        assert "application/ld+json" not in text, name
    outside = [name for name in publication.pages if not name.startswith(SECTION)]
    assert not [name for name in outside if 'name="robots"' in (publication.site / name).read_text(encoding="utf-8")]
    assert SECTION not in (publication.site / "sitemap.xml").read_text(encoding="utf-8")


def test_the_search_says_synthetic_in_the_title_of_everything_that_it_finds_here(publication: Publication) -> None:
    text = (publication.site / "assets/search-index.js").read_text(encoding="utf-8")
    entries = json.loads(text[text.index("{") : text.rindex("}") + 1])["entries"]
    found = [entry for entry in entries if entry["location"].startswith(SECTION)]
    assert found
    for entry in found:
        assert "SYNTHETIC" in entry["title"] + entry["trail"], entry["location"]
        # Found by those alone who ask for practice data.
        assert entry["apart"] is True


def test_every_drawing_has_the_word_in_it(publication: Publication) -> None:
    drawn = 0
    for name in _pages(publication):
        article = next(publication.pages[name].all("article"))
        for svg in article.all("svg"):
            if svg.attrs.get("role") != "img":
                continue
            drawn += 1
            assert "SYNTHETIC" in [text.text for text in svg.all("text")], name
            assert svg.attrs["aria-label"].startswith("SYNTHETIC"), name
    assert drawn > 6


def test_every_row_of_a_table_has_the_word_in_it(publication: Publication) -> None:
    rows = 0
    for name in _pages(publication):
        for table in publication.pages[name].all("table"):
            if any(caption.text.startswith("Columns of") for caption in table.all("caption")):
                continue
            for body in table.all("tbody"):
                for row in body.all("tr"):
                    rows += 1
                    assert "SYNTHETIC" in row.text, (name, row.text)
    assert rows > 100


def test_every_chart_file_says_it_in_name_drawing_title_and_record(publication: Publication) -> None:
    folder = publication.site / "practice"
    described = json.loads((folder / "datapackage.json").read_bytes())
    files = sorted((folder / "charts").iterdir())
    assert {path.name for path in files} == {
        file["path"].partition("/")[2] for chart in described["charts"] for file in chart["files"]
    }
    for chart in described["charts"]:
        assert chart["title"].startswith("SYNTHETIC")
        assert chart["description"].startswith("SYNTHETIC")
        assert chart["origin"] == "practice"
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert path.name.startswith("synthetic_")
        if path.suffix == ".svg":
            assert re.search(r"<title>SYNTHETIC", text)
            assert re.search(r"<text[^>]*>SYNTHETIC</text>", text), path.name
        else:
            assert '"value": "SYNTHETIC"' in text


def test_every_group_of_a_chart_stands_in_its_drawing_even_where_it_is_withheld(publication: Publication) -> None:
    text = (publication.site / "practice/charts/synthetic_country_by_rank.svg").read_text(encoding="utf-8")
    shown = re.findall(r">([^<>]+)</", text)
    for country in ("United Kingdom", "Italy", "Netherlands", "Not explained in the source"):
        assert any(country in words for words in shown), country
    assert "[c]" in shown


def test_the_main_package_and_its_pages_hold_no_practice_number(publication: Publication) -> None:
    with zipfile.ZipFile(publication.site / "data/isec-police-surveys.zip") as archive:
        assert not [name for name in archive.namelist() if "synthetic" in name or "practice" in name]
    for name, page in publication.pages.items():
        if name.startswith(SECTION):
            continue
        assert not [e for e in page.all() if e.attrs.get("id", "").startswith(("chart-synthetic", "SYNTHETIC-"))], name
        links = [link.attrs.get("href", "") for link in next(page.all("article"), page).all("a")]
        if name.startswith(("findings/", "index.html", "who-took-part/")):
            assert not [href for href in links if SECTION in href], name


@pytest.mark.parametrize("file", ["synthetic_training_by_country", "synthetic_rank_by_country_by_training"])
def test_a_withheld_cell_is_worded_on_its_page(file: str, publication: Publication) -> None:
    page = publication.page(f"practice/tables/{file}/")
    assert "[c]" in (publication.site / f"practice/{file}.csv").read_text(encoding="utf-8")
    assert any("withheld to protect respondents" in cell.text for cell in page.all("td"))


def test_the_worked_example_shows_an_attack_that_succeeds_and_the_same_that_fails(publication: Publication) -> None:
    page = publication.page("practice/protection/")
    figures = [figure.attrs["id"] for figure in page.all("figure") if figure.has_class("pub-step")]
    assert figures[:3] == ["counted", "small", "naive"]
    assert figures[-5:] == ["protected", "intervals", "witness-1", "witness-2", "move"]
    sums = [p.text for p in page.all("p") if p.has_class("pub-equation")]
    assert sums
    for text in sums:
        left, _, right = text.replace(",", "").partition(" = ")
        first, *others = map(int, left.split(" − "))
        assert first - sum(others) == int(right)
    (drawn,) = [figure for figure in page.all("figure") if figure.attrs.get("id") == "intervals"]
    ends = re.findall(r"(\d+) to (\d+)", drawn.text)
    assert ends
    assert all(int(most) - int(least) >= 10 for least, most in ends)

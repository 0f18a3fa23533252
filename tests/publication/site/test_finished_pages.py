"""The style sheet and the search index, made from small pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from publication.errors import PageRefused
from publication.site.offline import with_file_names
from publication.site.page import FinishedPage, quiet_permalinks, with_letters
from publication.site.report import report_contents, report_html, report_pages
from publication.site.search import search_index
from publication.site.styles import Sheets, style_sheet

PAGE = '<body dir="ltr"><article class="text" id="top"><p class="lead">Words</p><video></video></article></body>'


@pytest.mark.parametrize(
    "rule",
    [
        ".text{color:red}",
        "#top{color:red}",
        ".text .lead:hover{color:red}",
        "p:not(.absent){color:red}",
        ":is(.absent,.text) p{color:red}",
        ".made-by-script{color:red}",
        "[data-theme=dark] p{color:red}",
        "[dir=ltr] p{color:red}",
        "video::-webkit-media-controls{color:red}",
        "@media print {.text{color:red}}",
        "@font-face{font-family:A;src:url(a.woff2)}",
    ],
)
def test_a_rule_that_a_page_may_use_stays(rule: str, tmp_path: Path) -> None:
    assert style_sheet(Sheets([rule], [PAGE], ["node.className = 'made-by-script'"]), tmp_path / "c").strip() == rule


@pytest.mark.parametrize(
    "rule",
    [
        ".absent{color:red}",
        "#absent{color:red}",
        ".text .absent{color:red}",
        "audio{color:red}",
        "[dir=rtl] p{color:red}",
        "@media print{.absent{color:red}}",
        "/* a comment */",
    ],
)
def test_a_rule_that_no_page_can_use_goes(rule: str, tmp_path: Path) -> None:
    assert style_sheet(Sheets([rule], [PAGE], []), tmp_path / "c") == ""


def test_of_a_list_of_selectors_only_the_used_ones_stay(tmp_path: Path) -> None:
    assert style_sheet(Sheets([".absent, .text{color:red}"], [PAGE], []), tmp_path / "c") == ".text{color:red}\n"


def test_a_custom_property_that_nothing_reads_goes_whatever_its_value_holds(tmp_path: Path) -> None:
    css = """p{--icon:url('data:image/svg+xml,<svg style="a:b;c:d"/>');--one:var(--two);--two:red;"""
    css += "--ink:blue;color:var(--ink)}"
    assert style_sheet(Sheets([css], [PAGE], []), tmp_path / "c") == "p{--ink:blue;color:var(--ink)}\n"


def test_a_style_sheet_that_cannot_be_read_stops(tmp_path: Path) -> None:
    with pytest.raises(PageRefused, match="cannot be read"):
        style_sheet(Sheets(["p{color:red} }"], [PAGE], []), tmp_path / "c")


def test_a_damaged_cache_is_made_again(tmp_path: Path) -> None:
    sources = Sheets([".text{color:red}"], [PAGE], [])
    first = style_sheet(sources, tmp_path / "c")
    (tmp_path / "c/styles/site.json").write_text("{")
    assert style_sheet(sources, tmp_path / "c") == first


def _entries(html: str) -> list[dict[str, Any]]:
    text = search_index(
        [FinishedPage("barrels.md", "barrels/", "Barrels", ["Garden"], html, ["casks"], 2)], {"tub": ("barrel",)}
    )
    document = json.loads(text.decode().removeprefix("publicationIndex(").rstrip().removesuffix(")"))
    assert document["synonyms"] == [["tub", ["barrel"]]]
    entries: list[dict[str, Any]] = document["entries"]
    return entries


def test_pages_passages_and_named_rows_can_be_found() -> None:
    entries = _entries(
        '<h1 id="b">Half of the <em>barrels</em> leak</h1><p>All&nbsp;of oak.</p>'
        '<h2 id="rain">Rain</h2><p>In May.</p>'
        "<table><tr><th>Kind</th><th>Count</th></tr>"
        '<tr id="oak_new"><th>New oak</th><td>7</td><td>cited</td></tr></table><p>Later.</p>'
    )
    assert [(entry["location"], entry["title"], entry["trail"], entry["text"]) for entry in entries] == [
        ("barrels/", "Barrels", "Garden", "All of oak."),
        ("barrels/#rain", "Rain", "Garden › Barrels", "In May. Kind Count Later."),
        ("barrels/#oak_new", "New oak", "Garden › Barrels", "7 cited"),
    ]
    assert [entry["terms"] for entry in entries] == ["casks; Half of the barrels leak", "", "oak new"]
    assert [entry["boost"] for entry in entries] == [3.0, 2, 2]


def test_practice_data_are_apart_and_a_page_may_be_found_by_its_title_and_terms_alone_or_first_of_all() -> None:
    pages = [
        FinishedPage("practice/index.md", "practice/", "Barrels", [], "<p>Made.</p>", mark="SYNTHETIC"),
        FinishedPage("report.md", "report/", "All", [], "<p>Everything.</p>", ["print"], is_searched=False),
        FinishedPage("help.md", "help/", "Help", [], "<p>Call.</p>", first=["danger"]),
    ]
    text = search_index(pages, {}).decode().removeprefix("publicationIndex(").rstrip().removesuffix(")")
    document = json.loads(text)
    assert [(entry["apart"], entry["text"]) for entry in document["entries"]] == [
        (True, "Made."),
        (False, ""),
        (False, "Call."),
    ]
    assert document["first"] == [["help/", ["danger"]]]


def test_what_is_drawn_scripted_or_excluded_cannot_be_found() -> None:
    (entry,) = _entries(
        "<p>Seen.</p><svg><text>Drawn</text></svg><script>run()</script>"
        '<div data-search-exclude><h2 id="x">Hidden</h2><p>Hidden<br></p></div><p> Seen too.</p>'
    )
    assert entry["text"] == "Seen. Seen too."


def test_a_report_leads_from_page_to_page_within_itself_and_keeps_ids_apart() -> None:
    home = FinishedPage(
        "index.md", "", "Home", [], '<h1 id="top">Home</h1><a href="barrels/#rain">R</a><a href="#top">T</a>'
    )
    barrels = FinishedPage(
        "barrels.md",
        "barrels/",
        "Barrels",
        ["Garden"],
        '<h1 id="top">B<a class="headerlink" href="#top">#</a></h1><a href="../">H</a><a href="../about/#me">A</a>'
        '<svg><g id="g"/><path fill="url(#g)"/></svg><a href="https://example.org/">E</a><a href="../data/a.csv">D</a>',
    )
    other = FinishedPage("about.md", "about/", "About", [], "")
    pages = report_pages([home, other, barrels], ["barrels.md", "index.md"])
    assert [page.title for page in pages] == ["Barrels", "Home"]
    assert report_html(pages, "report/") == (
        '<section class="pub-chapter" id="part-barrels">\n'
        '<h2 id="part-barrels-top">B</h2><a href="#part">H</a><a href="../about/#me">A</a>'
        '<svg><g id="part-barrels-g"/><path fill="url(#part-barrels-g)"/></svg>'
        '<a href="https://example.org/">E</a><a href="../data/a.csv">D</a>\n</section>\n'
        '<section class="pub-chapter" id="part">\n'
        '<h2 id="part-top">Home</h2><a href="#part-barrels-rain">R</a><a href="#part-top">T</a>\n</section>'
    )
    assert report_contents(pages).count("<li>") == 2


def test_a_report_leaves_out_what_it_is_told_to_and_the_filters_of_tables() -> None:
    tools = '<p class="pub-table-tools"><label>Filter <input type="search"></label> <span role="status"></span></p>'
    pages = [FinishedPage(f"data/{name}.md", f"data/{name}/", name, [], f"<h1>{name}</h1>{tools}") for name in "abc"]
    bound = report_html(report_pages(pages, ["data/", "!data/b.md"]), "report/")
    assert "<h2>a</h2>" in bound
    assert "<h2>c</h2>" in bound
    assert "<h2>b</h2>" not in bound
    assert "input" not in bound


@pytest.mark.parametrize(
    ("address", "on_disk"),
    [
        ("../barrels/", "../barrels/index.html"),
        ("../..", "../../index.html"),
        ("./", "./index.html"),
        (".", "./index.html"),
        ("barrels/#rain", "barrels/index.html#rain"),
        ("a.csv", "a.csv"),
        ("#rain", "#rain"),
        ("https://example.org/", "https://example.org/"),
        ("tel:112", "tel:112"),
    ],
)
def test_a_link_to_a_folder_names_the_page_in_it_on_a_disk(address: str, on_disk: str) -> None:
    assert with_file_names(f'<a class="x" href="{address}">') == f'<a class="x" href="{on_disk}">'


def test_a_report_says_once_how_programs_read_a_table() -> None:
    how = (
        '<h1 id="t">{0}</h1><h2 id="how-to-read-it">How to read it</h2><p>read {0}</p><h2 id="why">Why</h2><p>{0}.</p>'
    )
    pages = [FinishedPage(f"{name}.md", f"{name}/", name, [], how.format(name)) for name in ("a", "b", "c")]
    text = report_html(pages, "report/")
    assert [name for name in "abc" if f"read {name}" in text] == ["a"]
    assert text.count("Why</h3>") == 3
    assert text.count("</section>") == 3


def test_an_index_of_letters_leads_to_every_heading_of_the_third_level() -> None:
    page = '<div data-letters></div><h3 id="b">bark<a class="headerlink" href="#b">&para;</a></h3><h3 id="a">Ash</h3>'
    made = with_letters(page)
    assert '<li><b>A</b><a href="#a">Ash</a></li><li><b>B</b><a href="#b">bark</a></li>' in made
    assert with_letters("<h3>Ash</h3>") == "<h3>Ash</h3>"


def test_a_heading_is_called_by_its_text_without_the_sign_of_its_link() -> None:
    page = '<h2 id="b">Barrels &amp; <em>rain</em><a class="headerlink" href="#b">&para;</a></h2><h3>Oak</h3>'
    named = '<h2 id="b" aria-label="Barrels &amp; rain">Barrels &amp; <em>rain</em><a class="headerlink"'
    assert quiet_permalinks(page) == page.replace(page[: page.index(" href")], named)

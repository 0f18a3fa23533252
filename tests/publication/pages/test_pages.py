"""Pages: bound passages become links, charts and tables, and the engine writes the rest for any study."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser

import pytest

from publication.address import site_at
from publication.build import Built
from publication.pages.blocks import Blocks, marked
from publication.pages.generated_pages import downloads, generated_pages
from publication.study import STUDY_FILES
from tests.conftest import TINY


def way(address: str) -> str:
    return f"../{address}"


@pytest.fixture
def blocks(tiny_built: Built) -> Blocks:
    return Blocks(tiny_built.release, tiny_built.charts, site_at(None))


def filled(blocks: Blocks, markdown: str) -> str:
    return blocks.fill(marked(markdown), way)


class _Balance(HTMLParser):
    """Fails on an end tag that nothing opened."""

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_number_becomes_a_link_to_the_page_of_its_figure_or_the_row_of_its_check(blocks: Blocks) -> None:
    html = filled(blocks, "[62%](figure:barrel_none), [50](check:sides.gap), [over 1000](figure:press_gardeners)")
    targets = re.findall(r'href="([^"]+)"[^>]*>([^<]+)<', html)
    assert targets == [
        ("../data/figures/barrel_none.md", "62%"),
        ("../data/tables/sums.md#sides.gap", "50"),
        ("../data/figures/press_gardeners.md", "over 1000"),
    ]


def test_a_source_becomes_a_link_to_the_table_of_sources_whatever_its_name(blocks: Blocks) -> None:
    html = filled(blocks, "[The Barrel Almanac](source:almanac) of [2023](study:survey_year)")
    assert html == '<a href="../data/tables/books.md#almanac">The Barrel Almanac</a> of 2023'


@pytest.mark.parametrize("page", sorted(path.relative_to(TINY / "docs") for path in (TINY / "docs").rglob("*.md")))
def test_a_page_of_the_tiny_study_is_filled_without_a_trace_of_bindings(blocks: Blocks, page: str) -> None:
    html = filled(blocks, (TINY / "docs" / page).read_text(encoding="utf-8"))
    assert "data-bound" not in html
    assert not re.search(r"\]\((figure|check|source|study|chart|table|list):", html)
    balance = _Balance()
    balance.feed(html)
    assert balance.open == []


def test_a_chart_stands_with_its_table_and_its_downloads(blocks: Blocks) -> None:
    html = filled(blocks, "![Barrels are rare](chart:barrels)")
    assert html.count('role="img"') == 2
    for wording in ("62%", "over 1/4", "at least 10%", "under 5%", "about 30%", "a majority"):
        assert f">{wording}<" in html
    for file in ("barrels.svg", "barrels.vl.json"):
        assert f'href="../data/charts/{file}"' in html
    assert 'href="../data/tables/books.md#almanac"' in html


def test_a_table_in_part_shows_the_rows_and_columns_asked_for(blocks: Blocks) -> None:
    html = filled(blocks, "[The north](table:gardeners_by_side?side=north&columns=label,gardeners_count)")
    assert re.findall(r'<th scope="row"[^>]*>([^<]*)<', html) == ["North side"]
    assert re.findall(r'<td class="pub-number">([^<]*)<', html) == ["500"]
    assert "Whole table" in html


@pytest.mark.parametrize("name", STUDY_FILES)
def test_the_columns_of_a_study_file_are_all_told_and_no_other_file_s(name: str, blocks: Blocks) -> None:
    html = filled(blocks, f"[any](list:study_files?file={name})")
    told = re.findall(r'<tr><th scope="row"><code>([^<]*)</code></th> <td>([^<]+)<', html)
    assert [column for column, _ in told] == [column.name for column in STUDY_FILES[name].columns]
    assert "`" not in html
    assert html.count("<table") == 1


def test_the_label_of_a_figure_leads_to_its_own_page(blocks: Blocks) -> None:
    html = filled(blocks, "[Barrels](table:printed?topic=barrels&columns=label,wording)")
    names = re.findall(r'<th scope="row"[^>]*><a href="\.\./data/figures/([^"]+)\.md">', html)
    assert "barrel_none" in names
    assert len(names) == html.count('scope="row"')


def test_first_cells_below_an_empty_corner_name_their_rows(blocks: Blocks) -> None:
    name = '<td style="text-align: left;"><em>North</em></td>'
    body = f"<tbody>\n<tr>\n{name}\n<td>1</td>\n</tr>\n</tbody>"
    table = "<table>\n<thead>\n<tr>\n{}\n<th>Wet</th>\n</tr>\n</thead>\n" + body + "\n</table>"
    cornered = filled(blocks, table.format("<th></th>"))
    assert '<th scope="row" style="text-align: left;"><em>North</em></th>\n<td>1</td>' in cornered
    assert 'scope="row"' not in filled(blocks, table.format("<th>Side</th>"))


def test_every_table_figure_and_variable_has_a_page_and_there_is_a_dictionary(tiny_built: Built) -> None:
    pages = generated_pages(tiny_built.release, tiny_built.quotations, site_at(None))
    expected = {f"data/tables/{table.id}.md" for table in tiny_built.release.tables}
    expected |= {f"data/figures/{figure.id}.md" for figure in tiny_built.release.figures}
    shared = {
        "data/dictionary.md",
        "data/symbols.md",
        "data/codebook.md",
        "data/figures/index.md",
        "data/dictionary/side.md",
    }
    assert set(pages) == shared | expected


def test_generated_pages_are_filled_like_any_other(tiny_built: Built, blocks: Blocks) -> None:
    for address, text in generated_pages(tiny_built.release, tiny_built.quotations, site_at(None)).items():
        assert "data-bound" not in filled(blocks, text), address


def test_text_of_the_study_cannot_become_markup(blocks: Blocks) -> None:
    html = filled(blocks, "[<b>&](table:gardeners_by_side?side=north)")
    assert "<b>" not in html
    assert "&lt;b&gt;&amp;" in html


def test_the_downloads_are_the_package_and_a_zip_of_it(tiny_built: Built) -> None:
    card = tiny_built.release.study.card
    files = downloads(tiny_built.package, {}, card)
    assert files["data/datapackage.json"] == tiny_built.package["datapackage.json"]
    with zipfile.ZipFile(io.BytesIO(files["data/rain-barrels.zip"])) as archive:
        assert archive.testzip() is None
        assert {info.date_time[:3] for info in archive.infolist()} == {(2024, 4, 1)}
        assert {name: archive.read(f"rain-barrels/{name}") for name in tiny_built.package} == dict(tiny_built.package)


def test_the_same_package_makes_the_same_zip_in_whatever_order(tiny_built: Built) -> None:
    card = tiny_built.release.study.card
    turned = dict(reversed(list(tiny_built.package.items())))
    assert (
        downloads(turned, {}, card)["data/rain-barrels.zip"]
        == downloads(tiny_built.package, {}, card)["data/rain-barrels.zip"]
    )

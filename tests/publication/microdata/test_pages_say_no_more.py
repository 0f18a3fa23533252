"""Pages, search and structured data say no more than the tables: a planted number is named by table and cell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from publication.address import site_at
from publication.build import Built
from publication.metadata import site_descriptions, structured_data
from publication.pages.blocks import Blocks
from publication.pages.generated_pages import downloads
from publication.site.page import FinishedPage
from publication.site.search import search_index
from tests.conftest import Workspace
from tests.leaks import Leak
from tests.leaks.documents import description_leaks
from tests.leaks.pages import Pages, picture_leaks

TABLE = "barrels_by_side"
PAGE = f"data/tables/{TABLE}/index.html"
NONE = "a number where the table shows none"
SITE = site_at("https://gardens2.example.net/")
WITHHELD = '<td class="pub-absent pub-end">withheld to protect respondents</td>'


@dataclass(frozen=True)
class Shown:
    """What a site shows of a release: pages by name, the index of its search, descriptions."""

    built: Built
    pages: Mapping[str, str]
    index: str
    descriptions: Mapping[str, bytes]
    sizes: frozenset[int]

    def found(
        self,
        pages: Mapping[str, str] | None = None,
        index: str | None = None,
        descriptions: Mapping[str, bytes] | None = None,
    ) -> list[Leak]:
        """What is found where something is shown in place of what was made."""
        release = self.built.release
        checks = Pages([(release.study, release.tables)], self.sizes, SITE.address)
        found = [leak for name, page in (pages or self.pages).items() for leak in checks.page_leaks(name, page)]
        for name, content in (descriptions or self.descriptions).items():
            found += description_leaks(name, content, checks.texts)
        return [*found, *checks.index_leaks(self.index if index is None else index)]

    @property
    def withheld(self) -> str:
        """The key of the first row that shows no count."""
        rows = self.built.release.table(TABLE).records()
        return next(f"{row['side']}.{row['barrel']}" for row in rows if row["marker"])

    def with_page(self, old: str, new: str, name: str = PAGE) -> dict[str, str]:
        """The pages, one of them with another text in the place of the first such."""
        assert old in self.pages[name], self.pages[name][:3000]
        return {**self.pages, name: self.pages[name].replace(old, new, 1)}


def at(address: str) -> str:
    return SITE.absolute(address.replace("index.md", "").replace(".md", "/"))


@pytest.fixture(scope="module")
def shown(good_survey: Workspace) -> Shown:
    built = good_survey.build(is_counted=False)
    release = built.release
    blocks = Blocks(release, built.charts, SITE)

    def bound(target: str, text: str) -> str:
        return blocks.fill(f'<div data-bound="{target}">{text}</div>', at)

    files = downloads(built.package, built.exports, release.study.card)
    described = structured_data(release, files, at)
    pages, finished = {}, []
    for table in release.tables:
        address = f"data/tables/{table.id}/"
        body = f"<h1>{table.title}</h1>" + bound(f"table:{table.id}", table.title)
        script = f'<script type="application/ld+json">{described[f"data/tables/{table.id}.md"]}</script>'
        pages[f"{address}index.html"] = script + body
        finished.append(FinishedPage(f"data/tables/{table.id}.md", address, table.title, ["Data"], body))
    pages["index.html"] = bound(f"table:{TABLE}?side=hill", "The hill") + bound("chart:barrels", "")
    return Shown(
        built,
        pages,
        search_index(finished, {}).decode(),
        {
            name: content
            for name, content in site_descriptions(release, files, at).items()
            if name.endswith(("croissant.json", "dcat.jsonld"))
        },
        frozenset(map(len, files.values())),
    )


def test_a_site_as_it_is_made_shows_what_the_tables_do(shown: Shown) -> None:
    assert shown.pages[PAGE].count(WITHHELD) > 2
    assert "data-table" in shown.pages["index.html"]
    assert shown.found() == []


def test_a_withheld_count_in_a_cell_of_a_page_is_named(shown: Shown) -> None:
    spoilt = shown.with_page(WITHHELD, '<td class="pub-number">4</td>')
    assert shown.found(spoilt) == [(TABLE, f"page {PAGE}, {shown.withheld}: gardeners_count", NONE)]


def test_a_withheld_count_beside_the_words_for_it_is_named(shown: Shown) -> None:
    spoilt = shown.with_page(WITHHELD, WITHHELD.replace("respondents<", "respondents (4)<"))
    assert shown.found(spoilt) == [(TABLE, f"page {PAGE}, {shown.withheld}: gardeners_count", NONE)]


def test_a_withheld_count_in_an_excerpt_or_below_a_chart_is_named(shown: Shown) -> None:
    for part, key in enumerate(("hill.no", shown.withheld)):
        first, middle, last = shown.pages["index.html"].partition("</table>")
        parts = [first, middle + last]
        assert WITHHELD in parts[part]
        parts[part] = parts[part].replace(WITHHELD, '<td class="pub-number">4</td>', 1)
        (found,) = shown.found({"index.html": "".join(parts)})
        assert found == (TABLE, f"page index.html, {key}: gardeners_count", NONE)


def test_a_shown_count_that_differs_is_named(shown: Shown) -> None:
    record = next(row for row in shown.built.release.table(TABLE).records() if row["gardeners_count"])
    spoilt = shown.with_page(f">{record['gardeners_count']}</td>", ">9,999</td>")
    key = f"{record['side']}.{record['barrel']}"
    assert shown.found(spoilt) == [(TABLE, f"page {PAGE}, {key}: gardeners_count", "another value than the table's")]


MORE = {
    "a row": (
        "</tbody>",
        f'<tr id="hill.more"><th>Hill</th><td>More</td>{"<td>4</td>" * 2}</tr></tbody>',
        "a row that the table does not have",
    ),
    "a cell": (WITHHELD, f"{WITHHELD}<td>4</td>", "a cell beside the table"),
    "a text between rows": ("</tbody>", "4 withheld</tbody>", "a text outside the cells"),
    "an attribute": (
        WITHHELD,
        WITHHELD.replace("<td ", '<td data-n="4" '),
        "something in the table that no reader sees",
    ),
    "an attribute without a value": (WITHHELD, WITHHELD.replace("<td ", "<td n4 "), "something in the table"),
    "a remark": (WITHHELD, f"<!-- 4 -->{WITHHELD}", "something in the table that no reader sees"),
    "a column": ("</tr></thead>", "<th>True count</th></tr></thead>", "other columns than the table's"),
    "no name of the table": (f' data-table="{TABLE}"', "", "a table of counts that does not say of which"),
    "another name": (f' data-table="{TABLE}"', ' data-table="none"', "a table of counts that does not say of which"),
}


@pytest.mark.parametrize("name", MORE)
def test_what_hides_in_a_table_of_a_page_is_found(shown: Shown, name: str) -> None:
    old, new, says = MORE[name]
    rules = [rule for _, _, rule in shown.found(shown.with_page(old, new))]
    assert [rule for rule in rules if rule.startswith(says)], rules


@pytest.mark.parametrize("part", ["title", "terms", "text", "trail"])
def test_a_withheld_count_in_an_entry_of_the_search_is_named(shown: Shown, part: str) -> None:
    document = json.loads(shown.index[shown.index.index("(") + 1 : shown.index.rindex(")")])
    (entry,) = [own for own in document["entries"] if own["location"].endswith(f"{TABLE}/#{shown.withheld}")]
    entry[part] += " 4"
    assert shown.found(index=f"publicationIndex({json.dumps(document)})\n") == [
        (TABLE, f"search, {shown.withheld}: gardeners_count, share_pct", NONE)
    ]


def test_an_index_that_cannot_be_read_is_refused(shown: Shown) -> None:
    assert shown.found(index="publicationIndex({") == [("all", "the index of the search", "cannot be read back")]


STRUCTURED = {
    "a text": ('"isPartOf"', '"abstract": "4 on the hill would not say", "isPartOf"'),
    "a number": ('"isPartOf"', '"value": 4, "isPartOf"'),
    "a number in words": ('"isPartOf"', '"abstract": "four on the hill would not say", "isPartOf"'),
    "a limit that no column has": ('"minValue": 0', '"minValue": 4'),
    "a size that no file has": (' B"', '4 B"'),
    "an address": ('"url": "https://gardens2.example.net/', '"url": "https://gardens2.example.net/4/'),
}


@pytest.mark.parametrize("name", STRUCTURED)
def test_a_number_in_the_structured_data_of_a_table_is_found(shown: Shown, name: str) -> None:
    found = shown.found(shown.with_page(*STRUCTURED[name]))
    assert {(table, rule) for table, _, rule in found} == {(TABLE, "a number that is no text of the release")}


def test_a_number_in_a_description_for_catalogues_is_found(shown: Shown) -> None:
    for name, content in shown.descriptions.items():
        document = json.loads(content)
        document["about"] = "4 on the hill"
        spoilt = {**shown.descriptions, name: json.dumps(document).encode()}
        assert shown.found(descriptions=spoilt) == [
            ("all", f"{name}, about", "a number that is no text of the release")
        ]


def test_a_number_in_a_picture_that_its_page_does_not_show_is_found() -> None:
    page = "<h1>The hill</h1><p>Of 12 gardeners, 1,234 litres.</p>"
    assert list(picture_leaks("a.md", "The hill: 12 1,234", page)) == []
    (found,) = picture_leaks("a.md", "The hill: 4", page)
    assert found == ("all", "picture of a.md", "a number that its page does not show")

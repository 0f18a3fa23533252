"""The site as it was built says no more than its releases: pages, search, descriptions and every download."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from publication.build import Built
from tests.leaks import Leak
from tests.leaks.sites import card_leaks, site_leaks

from .publication import Publication

WITHHELD = '<td class="pub-absent pub-end">withheld to protect respondents</td>'
COUNTS = "practice/tables/synthetic_training_by_country/index.html"
RANKS = "data/tables/sample_by_rank/index.html"
NONE = "a number where the table shows none"


@pytest.fixture(scope="module")
def copy(publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, to be spoiled; each attack is undone again."""
    return publication.copy_to(tmp_path_factory.mktemp("leaks")).site


@pytest.fixture(scope="module")
def releases(real_built: Built, practice_built: Built) -> dict[str, Built]:
    return {"data/": real_built, "practice/": practice_built}


def with_text(name: str, old: str, new: str) -> Callable[[Path], object]:
    def spoil(site: Path) -> None:
        text = (site / name).read_text(encoding="utf-8")
        assert old in text
        (site / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def with_entry(site: Path) -> None:
    """An archive with one file more than the package."""
    with zipfile.ZipFile(site / "practice/synthetic-isec-police-surveys.zip", "a") as archive:
        archive.writestr("synthetic-isec-police-surveys/counts.csv", "4")


def with_byte(name: str) -> Callable[[Path], object]:
    return lambda site: (site / name).write_bytes((site / name).read_bytes() + b" ")


ATTACKS: dict[str, tuple[Callable[[Path], object], Leak]] = {
    "a withheld count on a page": (
        with_text(COUNTS, WITHHELD, "<td>4</td>"),
        ("synthetic_training_by_country", f"page {COUNTS}, NL.never: respondents_count", NONE),
    ),
    "a count in the search": (
        with_text(
            "assets/search-index.js", '"Never trained withheld to protect', '"Never trained 4 withheld to protect'
        ),
        ("synthetic_training_by_country", "search, NL.never: respondents_count, share_pct", NONE),
    ),
    "a number in structured data": (
        with_text(RANKS, '"isPartOf"', '"value": 4, "isPartOf"'),
        ("sample_by_rank", f"page {RANKS}, value", "a number that is no text of the release"),
    ),
    "structured data of synthetic numbers": (
        with_text(COUNTS, "</head>", '<script type="application/ld+json">{}</script></head>'),
        ("synthetic_training_by_country", f"page {COUNTS}", "synthetic numbers described as data"),
    ),
    "a number in a description": (
        with_text("data/croissant.json", '\n  "citeAs"', '\n  "about": "4 officers", "citeAs"'),
        ("all", "data/croissant.json, about", "a number that is no text of the release"),
    ),
    "a workbook that was changed": (
        with_byte("practice/synthetic-isec-police-surveys.xlsx"),
        ("all", "practice/synthetic-isec-police-surveys.xlsx, the file", "a remark that no reader sees"),
    ),
    "a table that was changed": (
        with_byte("practice/synthetic_training_by_country.csv"),
        ("all", "practice/synthetic_training_by_country.csv", "a file that no release has"),
    ),
    "a picture that was changed": (
        with_byte("data/charts/image_investigations.png"),
        ("all", "data/charts/image_investigations.png", "another picture than the drawing"),
    ),
    "a file more": (
        lambda site: (site / "data/counts.csv").write_text("4"),
        ("all", "data/counts.csv", "a file that nothing reads back"),
    ),
    "a file more in the archive": (
        with_entry,
        ("all", "practice/synthetic-isec-police-surveys.zip", "holds other files than the package"),
    ),
}


def test_the_site_as_it_was_built_says_no_more_than_its_releases(copy: Path, releases: dict[str, Built]) -> None:
    assert WITHHELD in (copy / COUNTS).read_text(encoding="utf-8")
    assert list(site_leaks(copy, releases)) == []
    assert list(card_leaks(copy, releases["data/"])) == []


@pytest.mark.parametrize("name", ATTACKS)
def test_a_site_that_says_more_is_found(copy: Path, releases: dict[str, Built], name: str) -> None:
    spoil, leak = ATTACKS[name]
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    spoil(copy)
    found = list(site_leaks(copy, releases, [COUNTS, RANKS]))
    for path in [path for path in copy.rglob("*") if path.is_file()]:
        if path not in before:
            path.unlink()
        elif path.read_bytes() != before[path]:
            path.write_bytes(before[path])
    assert [own for own in found if own == leak], found


def test_a_page_with_a_table_typed_in_html_stops_the_build(publication: Publication, tmp_path: Path) -> None:
    copy = publication.copy_to(tmp_path)
    page = copy.root / "docs/practice/index.md"
    table = re.search(
        r"<table[^>]*synthetic_training_by_country.*?</table>", (copy.site / COUNTS).read_text(), re.DOTALL
    )
    assert table
    page.write_text(page.read_text(encoding="utf-8") + "\n" + table[0].replace(WITHHELD, "<td>4</td>", 1) + "\n")
    before = (copy.site / "practice/index.html").read_bytes()
    done = copy.build("--strict")
    assert done.returncode != 0
    says = "a table of counts that is typed by hand; bind it: [caption](table:synthetic_training_by_country)"
    assert re.search(rf"docs/practice/index\.md:\d+: {re.escape(says)}", done.stderr), done.stderr
    assert (copy.site / "practice/index.html").read_bytes() == before

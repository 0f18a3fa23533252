"""The site as it was built is held against the tables once more: what it shows, describes and offers."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from publication.address import EXAMPLE
from publication.errors import ReleaseRefused
from publication.files import read_pages
from publication.project import Prepared, prepare_packages
from publication.site.checking import check_site

from .publication import Publication

WITHHELD = '<td class="pub-absent pub-end">withheld to protect respondents</td>'
COUNTS = "practice/tables/synthetic_training_by_country/index.html"


@pytest.fixture(scope="module")
def prepared(publication: Publication) -> Prepared:
    pages = read_pages(publication.root / "docs")
    return prepare_packages(publication.root / "datapackage", pages, publication.root / ".cache")


@pytest.fixture(scope="module")
def copy(publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, to be spoiled; each attack is undone again."""
    return publication.copy_to(tmp_path_factory.mktemp("offered")).site


def problems(site: Path, prepared: Prepared, cache: Path) -> list[str]:
    index = (site / "assets/search-index.js").read_bytes()
    try:
        check_site(site, prepared, index, EXAMPLE, cache)
    except ReleaseRefused as refused:
        return [str(problem) for problem in refused.problems]
    return []


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


ATTACKS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a withheld count on a page": (
        with_text(COUNTS, WITHHELD, "<td>4</td>"),
        f"table synthetic_training_by_country: page {COUNTS}, NL.never: respondents_count: "
        "a number where the table shows none; offer what the table shows",
    ),
    "a count in the search": (
        with_text(
            "assets/search-index.js", '"Never trained withheld to protect', '"Never trained 4 withheld to protect'
        ),
        "table synthetic_training_by_country: search, NL.never: respondents_count, share_pct: a number where the",
    ),
    "a number in structured data": (
        with_text("data/tables/sample_by_rank/index.html", '"isPartOf"', '"value": 4, "isPartOf"'),
        "table sample_by_rank: page data/tables/sample_by_rank/index.html, value: a number that is no text",
    ),
    "structured data of synthetic numbers": (
        with_text(COUNTS, "</head>", '<script type="application/ld+json">{}</script></head>'),
        f"table synthetic_training_by_country: page {COUNTS}: synthetic numbers described as data",
    ),
    "a number in a description": (
        with_text("data/croissant.json", '\n  "citeAs"', '\n  "about": "4 officers", "citeAs"'),
        "table all: data/croissant.json, about: a number that is no text of the release",
    ),
    "a workbook that was changed": (
        with_byte("practice/synthetic-isec-police-surveys.xlsx"),
        "practice/synthetic-isec-police-surveys.xlsx: a file that the audit did not read",
    ),
    "a picture that was changed": (
        with_byte("data/charts/image_investigations.png"),
        "data/charts/image_investigations.png: a file that the audit did not read",
    ),
    "a file more": (
        lambda site: (site / "data/counts.csv").write_text("4"),
        "data/counts.csv: a file that the audit did not read",
    ),
    "a file more in the archive": (
        with_entry,
        "practice/synthetic-isec-police-surveys.zip: holds other files than the package",
    ),
}


def test_the_site_as_it_was_built_is_sound(copy: Path, prepared: Prepared, tmp_path: Path) -> None:
    assert WITHHELD in (copy / COUNTS).read_text(encoding="utf-8")
    assert problems(copy, prepared, tmp_path) == []
    assert problems(copy, prepared, tmp_path) == []


@pytest.mark.parametrize("name", ATTACKS)
def test_a_site_that_says_more_is_refused(copy: Path, prepared: Prepared, tmp_path: Path, name: str) -> None:
    spoil, says = ATTACKS[name]
    problems(copy, prepared, tmp_path)  # which remembers that this site was sound
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    spoil(copy)
    found = problems(copy, prepared, tmp_path)
    for path in [path for path in copy.rglob("*") if path.is_file()]:
        if path not in before:
            path.unlink()
        elif path.read_bytes() != before[path]:
            path.write_bytes(before[path])
    assert len(found) == 1, found
    assert found[0].startswith(says), found


def test_a_page_that_gives_a_number_for_a_withheld_one_stops_the_build(
    publication: Publication, tmp_path: Path
) -> None:
    """A whole build, in which a template has gone wrong as templates do."""
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
    says = (
        "synthetic_training_by_country: page practice/index.html, NL.never: respondents_count: a number where the table"
    )
    assert says in done.stderr, done.stderr
    assert (copy.site / "practice/index.html").read_bytes() == before

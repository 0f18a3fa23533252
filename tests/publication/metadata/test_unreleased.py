"""A version that was not released says so wherever it is cited, and bears no day that anybody could cite."""

from __future__ import annotations

import re
import shutil

import pytest

from publication.address import site_at
from publication.build import Built, build_publication
from publication.commands import freeze
from publication.files import read_pages
from publication.metadata import site_descriptions, structured_data
from publication.pages.blocks import Blocks
from publication.pages.generated_pages import downloads, generated_pages, versions_page
from tests.conftest import Workspace

SAID = "ersion 0.1.0, in preparation, not yet released"
# As people, programs, RIS and CSL write it.
DAY = re.compile(r"2024-04-01|1 April 2024|2024/04/01|2024,\s*4,\s*1\b")
SITE = site_at("https://data.example.net/")
# Descriptions for programs say it by what their standard has for it, or by leaving the day out.
STANDARDS = {
    "CITATION.cff": "This version is in preparation and was not released",
    "citation.bib": "pubstate = {inpreparation}",
    "citation.ris": "N1  - This version is in preparation and was not released",
    "citation.csl.json": '"status": "in preparation"',
    "croissant.json": '"creativeWorkStatus": "Draft"',
    "dcat.jsonld": "",
    "csv-metadata.json": "",
    "ddi-codebook.xml": "in preparation, not yet released",
    "README.md": SAID,
    "printed.json": '"released": null',
}


def texts(built: Built) -> dict[str, str]:
    """Everything that cites the publication: name -> text."""

    def at(address: str) -> str:
        return SITE.absolute(re.sub(r"(index)?\.md$", "/", address))

    offered = downloads(built.package, built.exports, built.release.study.card)
    files = {**offered, **site_descriptions(built.release, offered, at)}
    files |= {f"data/{name}": content for name, content in built.package.items()}
    found = {name: files[f"data/{name}"].decode() for name in STANDARDS}
    found |= structured_data(built.release, offered, at)
    blocks = Blocks(built.release, built.charts, SITE, {})
    found["credit"] = blocks.fill('<div data-bound="list:citation">any</div>', str)
    found["chart"] = blocks.fill('<div data-bound="chart:barrels">any</div>', str)
    generated = generated_pages(built.release, built.quotations, SITE)
    found |= {page: generated[page] for page in ("data/figures/barrel_none.md", "data/tables/printed.md")}
    return found


@pytest.fixture(scope="module")
def unreleased(good_tiny: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Built:
    home = tmp_path_factory.mktemp("unreleased") / "tiny"
    shutil.copytree(good_tiny.home, home)
    copy = Workspace(home, good_tiny.cache)
    return build_publication(copy.package, read_pages(copy.docs), copy.cache).main


def test_an_unreleased_version_says_so_wherever_it_is_cited(unreleased: Built) -> None:
    said = texts(unreleased)
    for name, words in STANDARDS.items():
        assert words in said[name], name
    for name in ("credit", "chart", "data/figures/barrel_none.md", "data/tables/printed.md"):
        assert SAID in said[name], name
    for name, text in said.items():
        assert not DAY.search(text), name
    assert "still in preparation" in versions_page((), unreleased.release.study.card)["data/versions.md"]


def test_a_release_bears_its_day_instead(tiny_built: Built) -> None:
    for name, text in texts(tiny_built).items():
        assert DAY.search(text), name
        assert "in preparation" not in text, name
        assert "Draft" not in text, name


def test_what_is_frozen_is_a_release_and_built_again_it_stays_one(tiny: Workspace) -> None:
    pages = read_pages(tiny.docs)
    unreleased = build_publication(tiny.package, pages, tiny.cache)
    assert unreleased.main.release.study.card.is_unreleased
    released = build_publication(tiny.package, pages, tiny.cache, is_release=True)
    card = released.main.release.study.card
    assert not card.is_unreleased
    freeze(tiny.package / "releases", (), released.files, card, ())
    again = build_publication(tiny.package, pages, tiny.cache)
    assert not again.main.release.study.card.is_unreleased
    assert again.files == released.files

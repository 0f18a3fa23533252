"""Turns a publication into the pages and files of its site that nobody writes by hand, and gives pages their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..address import Site
from ..build import Built, Publication
from ..charts.drawing import pictures
from ..errors import Problem, StudyRefused
from ..pages.blocks import Blocks
from ..pages.generated_pages import downloads, frozen_files, generated_pages, practice_pages, versions_page
from ..prose import quotations_checked
from ..releases import changelog_files

# Generated pages and files of data lie here on the site, those of practice data there.
DATA, PRACTICE = "data/", "practice/"
# An entry of the menu such as `data/tables/*` stands for all pages of its folder.
_FOLDERS = ("data/tables/", "practice/tables/")
# Too many for the menu: one page for each figure and each variable.
_UNLISTED = ("data/figures/", "data/dictionary/")
# Made for some studies: a menu may name it for all.
_OPTIONAL = "data/figures/index.md"
_CHANGELOG = """\
---
title: Changelog
description: What changed in the data and the site, version by version.
---

"""


@dataclass(frozen=True)
class Generated:
    """What joins the hand-written pages, by address below docs/."""

    pages: Mapping[str, str]  # Markdown
    files: Mapping[str, bytes | str]
    downloads: Mapping[str, bytes]  # those of the files that are the data package or stand beside it


def generated(publication: Publication, blocks: Blocks, changelog: str, site: Site, cache: Path) -> Generated:
    """Every generated page and file of the site.

    Raises:
        StudyRefused: a generated page quotes words that the study does not hold.
    """
    built, history = publication.main, publication.history
    card = built.release.study.card
    pages = {**generated_pages(built.release, built.quotations, site), **versions_page(history, card)}
    problems = _quotation_problems(built, pages)
    own = downloads(built.package, built.exports, card)
    offered = dict(own)
    if (practice := publication.practice) is not None:
        assert practice.demonstration is not None
        synthetic = practice_pages(practice.release, practice.demonstration)
        problems += _quotation_problems(practice, synthetic)
        pages |= synthetic
        package = downloads(practice.package, practice.exports, practice.release.study.card)
        offered |= {in_practice(address): content for address, content in package.items()}
    if problems:
        raise StudyRefused(problems)
    frozen = frozen_files(history, changelog_files(card.id, history))
    drawn = pictures(built.charts, "" if site.is_example else site.address, cache)
    pngs = {f"{DATA}charts/{name}": content for name, content in drawn.items()}
    files: dict[str, bytes | str] = {**blocks.embeds(), **offered, **frozen, **pngs}
    pages |= {"about/changelog.md": f"{_CHANGELOG}{changelog}"}
    return Generated(pages, files, own)


def _quotation_problems(built: Built, pages: Mapping[str, str]) -> list[Problem]:
    return [
        problem
        for address, text in pages.items()
        # Marks in labels are escaped, and belong to nobody's quotation.
        for problem in quotations_checked(text.replace("&#34;", ""), f"generated page {address}", built.vocabulary)
    ]


def in_practice(address: str) -> str:
    """Where a generated page or file of practice data lies."""
    return PRACTICE + address.removeprefix(DATA) if address.startswith(DATA) else address


def is_listed(address: str) -> bool:
    """Whether a generated page shall have a place in the menu."""
    return address.endswith("/index.md") or not address.startswith(_UNLISTED)


def menu_of(nav: object, pages: Sequence[str]) -> object:
    """The menu of mkdocs.yml with each entry that stands for all tables of a folder replaced by them, in order."""
    if isinstance(nav, list):
        return [entry for item in nav for entry in _entries(item, pages)]
    if isinstance(nav, dict):
        return {title: menu_of(item, pages) for title, item in nav.items()}
    return nav


def _entries(item: object, pages: Sequence[str]) -> list[object]:
    if isinstance(item, dict) and _OPTIONAL in item.values() and _OPTIONAL not in pages:
        return []
    folder = item.removesuffix("*") if isinstance(item, str) and item.endswith("*") else None
    if folder in _FOLDERS:
        return [page for page in pages if page.startswith(folder)]
    filled = menu_of(item, pages)
    # A survey that has just been begun has no tables yet.
    return [] if isinstance(filled, dict) and [] in filled.values() else [filled]

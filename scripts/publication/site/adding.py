"""Turns prepared packages into the pages and files of the site that nobody writes by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..address import Site
from ..charts import drawing_library
from ..pages import Blocks, downloads, frozen_files, generated_pages, pictures, practice_pages, versions_page
from ..project import Prepared
from ..releases import changelog_files
from .addresses import DATA, LIBRARY, PRACTICE


@dataclass(frozen=True)
class Added:
    """What joins the hand-written pages.

    Attributes:
        pages: address below docs/ -> Markdown.
        files: address below docs/ -> content.
        downloads: those of the files that are the data package or stand beside it.
    """

    pages: Mapping[str, str]
    files: Mapping[str, bytes | str]
    downloads: Mapping[str, bytes]


def additions(prepared: Prepared, blocks: Blocks, changelog: str, site: Site, cache: Path) -> Added:
    """Makes every generated page and file of the site.

    Args:
        prepared: the packages of the project.
        blocks: the figure blocks of the main release.
        changelog: the changelog, Markdown.
        site: where the site lives.
        cache: folder for what need not be made again; may be emptied at any time.
    """
    built, history = prepared.main, prepared.history
    card = built.release.study.card
    pages = {
        **generated_pages(built.release, built.quotations, site),
        **versions_page(history, card),
        "about/changelog.md": _changelog(changelog),
    }
    own = downloads(built.package, built.beside, card)
    offered = dict(own)
    if prepared.practice is not None:
        practice = prepared.practice.built
        pages |= practice_pages(practice.release, prepared.practice.demonstration)
        package = downloads(practice.package, practice.beside, practice.release.study.card)
        offered |= {practised(address): content for address, content in package.items()}
    frozen = frozen_files(history, changelog_files(card.id, history))
    library = {LIBRARY: drawing_library(cache)}
    files: dict[str, bytes | str] = {**blocks.embeds(), **offered, **frozen, **pictures(built.charts), **library}
    return Added(pages, files, own)


def _changelog(text: str) -> str:
    return (
        f"---\ntitle: Changelog\ndescription: What changed in the data and the site, version by version.\n---\n\n{text}"
    )


def practised(address: str) -> str:
    """Where the engine's pages and files of data lie for practice data."""
    return PRACTICE + address.removeprefix(DATA) if address.startswith(DATA) else address

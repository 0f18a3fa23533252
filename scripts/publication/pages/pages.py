"""Turns a release into the pages that nobody writes by hand: tables, figures, dictionary, versions, practice data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..address import Site, table_page
from ..model import FrozenRelease, Level, Release, StudyCard, Table
from ..wording import ORIGIN_WORDS, written_date
from .cells import Way, published_as
from .demonstration import Demonstration, protection_page
from .dictionary import columns_block, dictionary_pages
from .figure_pages import Quotations, figure_pages
from .filling import block, filled

PRACTICE = "practice"
# Rows of the respondents' file that its page shows; the others are in the file.
_SHOWN_ROWS = 8


def generated_pages(release: Release, quotations: Quotations, site: Site) -> Mapping[str, str]:
    """Address below docs/ -> Markdown, with bindings.

    Args:
        release: what may be shown.
        quotations: `figure:ID` or `chart:ID` -> the hand-written pages that quote or show it.
        site: where the site lives.
    """
    tables = {table_page(table.id): _table_page(table, release) for table in release.tables}
    return {**dictionary_pages(release), **figure_pages(release, quotations, site), **tables}


def _table_page(table: Table, release: Release) -> str:
    study = release.study
    titles = [(id, study.label("sources", id, "title")) for id in table.sources]
    return filled(
        "table_page.md",
        table=table,
        title=table.title,
        summary=_summary(table),
        columns=columns_block(table),
        boost=_boost(table, release),
        universe=study.label("universes", table.universe),
        origin=f"{table.origin.value} ({ORIGIN_WORDS[table.origin]})",
        sources=titles if len(titles) < 8 else [],
        card=study.card,
        released=written_date(study.card.released),
    )


def _summary(table: Table) -> str:
    return table.description.split(". ")[0].rstrip(".") + "."


def _boost(table: Table, release: Release) -> float:
    """By how much the search puts a table's rows before others: numbers first, the dictionary last."""
    if table.kind == "dictionary":
        return 0.2
    # Whoever types a name looks for what bears it before the document that names it.
    if table.id == published_as("sources", release):
        return 0.6
    return 1.2 if any(column.name.endswith(("value", "_count", "_pct")) for column in table.columns) else 0.8


def versions_page(history: Sequence[FrozenRelease], card: StudyCard) -> Mapping[str, str]:
    """Address below docs/ -> Markdown: what changed from release to release, the newest first.

    Args:
        history: the releases that were made, the oldest first.
        card: what the study says of the version that is built now.
    """
    releases = []
    for release in reversed(history):
        groups = [
            (level.word, [change for change in release.changes if change.level is level])
            for level in sorted(Level, reverse=True)
        ]
        changes = block("release.html", release=release, groups=groups)
        releases.append((release, written_date(release.released), changes))
    return {"data/versions.md": filled("versions.md", releases=releases, card=card, newest=history[-1:])}


def practice_pages(release: Release, demonstration: Demonstration) -> Mapping[str, str]:
    """Address below docs/ -> Markdown, with bindings: a page for each table, and how one of them is protected.

    Every page says that its numbers are synthetic.
    """
    tables = {f"{PRACTICE}/tables/{table.id}.md": _practice_table_page(table, release) for table in release.tables}
    return {f"{PRACTICE}/protection.md": protection_page(demonstration), **tables}


def _practice_table_page(table: Table, release: Release) -> str:
    return filled(
        "practice_table_page.md",
        table=table,
        summary=_summary(table),
        columns=columns_block(table),
        excerpt=[*table.records()][:_SHOWN_ROWS] if table.kind == "respondents" else [],
        universe=release.study.label("universes", table.universe),
        charts=[chart for chart in release.study.charts if chart.table == table.id],
        withheld=sum(row[table.cube.count] is None for row in table.records()) if table.cube else None,
        card=release.study.card,
    )


def synthetic_note(way: Way) -> str:
    """The band that stands on top of every page of practice data."""
    return filled("synthetic_note.html", way=way, home=f"{PRACTICE}/index.md")

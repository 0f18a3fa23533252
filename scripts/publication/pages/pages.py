"""Turns a release into the pages that nobody writes by hand: tables, figures and the dictionary."""

from __future__ import annotations

from collections.abc import Mapping

from ..address import Site
from ..model import Release, Table
from ..wording import ORIGIN_WORDS, written_date
from .cells import published_as, table_page
from .dictionary_pages import columns_block, dictionary_pages
from .figure_pages import Quotations, figure_pages
from .markdown import environment


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
    return (
        environment()
        .get_template("table_page.md")
        .render(
            table=table,
            title=table.title,
            summary=table.description.split(". ")[0].rstrip(".") + ".",
            columns=columns_block(table),
            boost=_boost(table, release),
            universe=study.label("universes", table.universe),
            origin=f"{table.origin.value} ({ORIGIN_WORDS[table.origin]})",
            sources=titles if len(titles) < 8 else [],
            card=study.card,
            released=written_date(study.card.released),
        )
    )


def _boost(table: Table, release: Release) -> float:
    """By how much the search puts a table's rows before others: numbers first, what is said of everything last."""
    if table.kind == "dictionary":
        return 0.2
    # Whoever types a name looks for what bears it before the document that names it.
    if table.id == published_as("sources", release):
        return 0.6
    return 1.2 if any(column.name.endswith(("value", "_count", "_pct")) for column in table.columns) else 0.8

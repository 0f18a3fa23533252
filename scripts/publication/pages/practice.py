"""Turns a practice release into the pages of its section; every one of them says that its numbers are synthetic."""

from __future__ import annotations

from collections.abc import Mapping

from ..model import Release, Table
from .blocks import Way
from .demonstration import Demonstration, protection_page
from .dictionary_pages import columns_block
from .markdown import environment

FOLDER = "practice"

# Rows of the respondents' file that its page shows; the others are in the file.
_SHOWN_ROWS = 8


def practice_pages(release: Release, demonstration: Demonstration) -> Mapping[str, str]:
    """Address below docs/ -> Markdown, with bindings: a page for each table, and how one of them is protected."""
    tables = {f"{FOLDER}/tables/{table.id}.md": _table_page(table, release) for table in release.tables}
    return {f"{FOLDER}/protection.md": protection_page(demonstration), **tables}


def _table_page(table: Table, release: Release) -> str:
    is_excerpt = table.kind == "respondents"
    return (
        environment()
        .get_template("practice_table_page.md")
        .render(
            table=table,
            summary=table.description.split(". ")[0].rstrip(".") + ".",
            columns=columns_block(table),
            excerpt=[*table.records()][:_SHOWN_ROWS] if is_excerpt else [],
            universe=release.study.label("universes", table.universe),
            charts=[chart for chart in release.study.charts if chart.table == table.id],
            withheld=sum(row[table.cube.count] is None for row in table.records()) if table.cube else None,
            card=release.study.card,
        )
    )


def synthetic_note(way: Way) -> str:
    """The band that stands on top of every page of the section."""
    return environment().get_template("synthetic_note.html").render(way=way, home=f"{FOLDER}/index.md")

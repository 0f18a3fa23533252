"""Turns a release into the pages that nobody writes by hand: one for each table, and the dictionary."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from ..model import Release, Table
from ..prose import written_date
from ..wording import ORIGIN_WORDS
from .blocks import environment
from .cells import table_page


def generated_pages(release: Release) -> Mapping[str, str]:
    """Address below docs/ -> Markdown, with bindings."""
    pages = {table_page(table.id): _table_page(table, release) for table in release.tables}
    return {"data/dictionary.md": _dictionary(release), **pages}


def _columns(table: Table) -> Markup:
    text = environment().get_template("columns.html").render(table=table)
    # One line: Markdown must take it as one block of HTML, whatever the descriptions hold.
    return Markup("".join(line.strip() for line in text.splitlines()))  # noqa: S704 - made by an escaping template


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
            columns=_columns(table),
            holds_numbers=any(column.name.endswith(("value", "_count", "_pct")) for column in table.columns),
            universe=study.label("universes", table.universe),
            origin=f"{table.origin.value} ({ORIGIN_WORDS[table.origin]})",
            sources=titles if len(titles) < 8 else [],
            card=study.card,
            released=written_date(study.card.released),
        )
    )


def _dictionary(release: Release) -> str:
    published = {str(spec.settings["file"]): spec.id for spec in release.study.tables if spec.kind == "records"}
    return (
        environment()
        .get_template("dictionary.md")
        .render(
            tables=[(table, _columns(table)) for table in release.tables],
            asked=[release.table(published[file]) for file in ("variables", "categories") if file in published],
        )
    )

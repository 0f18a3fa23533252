"""Turns the address of a table into one line for each tool that reads it; every line is run by the tests."""

from __future__ import annotations

from dataclasses import dataclass

from ..address import Site
from ..model import StudyCard


@dataclass(frozen=True)
class Snippet:
    """How one tool reads a table.

    Attributes:
        id: what the tests call it.
        tool: what readers call it.
        code: what they copy.
    """

    id: str
    tool: str
    code: str


def snippets(table: str, card: StudyCard, site: Site) -> tuple[Snippet, ...]:
    """A snippet for each tool.

    Args:
        table: the table's id.
        card: names the files that hold all tables.
        site: where they lie.
    """
    csv, json = (site.absolute(f"data/{table}.{ending}") for ending in ("csv", "json"))
    package, database, workbook = (
        site.absolute(f"data/{name}") for name in ("datapackage.json", f"{card.id}.sqlite", f"{card.id}.ods")
    )
    pandas = f'import pandas; table = pandas.read_csv("{csv}", keep_default_na=False, na_values=[""])'
    frictionless = f'import frictionless; rows = frictionless.Package("{package}").get_resource("{table}").read_rows()'
    sqlite = f"curl -sO {database} && sqlite3 {card.id}.sqlite 'SELECT * FROM {table}'"  # noqa: S608 - shown, not run
    return (
        Snippet("pandas", "Python with pandas", pandas),
        Snippet("polars", "Python with Polars", f'import polars; table = polars.read_csv("{csv}")'),
        Snippet("frictionless", "Python with frictionless, types and all", frictionless),
        Snippet("r", "R", f'table <- read.csv("{csv}", na.strings = "", encoding = "UTF-8")'),
        Snippet("duckdb", "SQL with DuckDB, on a downloaded file", f"FROM read_csv('{table}.csv');"),
        Snippet("sqlite", "SQL with SQLite", sqlite),
        Snippet("spreadsheet", "Spreadsheet: open the workbook", f"soffice --calc {workbook}"),
        Snippet("javascript", "JavaScript", f'const {{ rows }} = await (await fetch("{json}")).json();'),
        Snippet("shell", "Shell", f"curl -sO {csv}"),
    )

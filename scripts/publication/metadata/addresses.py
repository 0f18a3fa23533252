"""Where the site keeps what descriptions point to; knows no host."""

from __future__ import annotations

from collections.abc import Callable

from ..model import Table

# Address below docs/ -> absolute address.
At = Callable[[str], str]

FOLDER = "data"
CATALOGUE = f"{FOLDER}/index.md"
DATASET = f"{FOLDER}/download.md"


def table_page(table: Table) -> str:
    """The page of a table."""
    return f"{FOLDER}/tables/{table.id}.md"


def dataset_id(at: At) -> str:
    """What names the whole package on the web."""
    return f"{at(DATASET)}#dataset"


def table_id(table: Table, at: At) -> str:
    """What names a table on the web."""
    return f"{at(table_page(table))}#dataset"

"""Finds the survey's own publications among the sources of tables; cites no other work as if it were about them."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import Release, Table

# The kind of source that the survey itself published; see the column `kind` of sources.csv.
_OWN = "primary"


def own_publications(release: Release, tables: Iterable[Table]) -> list[str]:
    """Citations of the survey's own publications that tables rest on, in the order of the study's sources."""
    ids = {id for table in tables for id in table.sources}
    records = release.study.file("sources").records
    return [record["citation"] for record in records if record["id"] in ids and record["kind"] == _OWN]

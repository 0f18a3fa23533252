"""Tables that bring no sums along: those that are known to hold no counts pass, whatever others call themselves."""

from __future__ import annotations

import hashlib
import json

import pytest

from publication.audit.kinds import kind_findings
from publication.cited.dictionary import DICTIONARY_COLUMNS
from publication.cited.tables import CHECK_COLUMNS, figure_columns
from publication.model import Column, Origin, Table
from publication.study import STUDY_FILES
from tests.publication.offices.office import Office

REFUSED = "table notes: description: counts without a description of their sums; build the package again"
TOLD = {
    "counts in a column of texts": ("cell people origin", ["r0 g0", "3", "cited"]),
    "a count beside a qualifier": ("cell people_count:integer qualifier origin", ["r0 g0", "3", "exact", "cited"]),
    "a count beside a derivation": (
        "region group people_count:integer derivation origin",
        ["r0", "g0", "3", "printed", "cited"],
    ),
    "a count that calls itself a place in an order": ("region order:integer origin", ["r0", "3", "cited"]),
    "counts in a boolean": ("region n:boolean origin", ["r0", "TRUE", "cited"]),
    "a column more than the universes have": ("id label note people origin", ["r0", "R0", "", "3", "cited"]),
    "the universes with a number for a note": ("id label note:integer origin", ["r0", "R0", "3", "cited"]),
    "weights of nothing": (
        "weighting where weight:number source locator note origin",
        ["w", "region=r0 | group=g0", "3", "", "", "", "cited"],
    ),
    "a microdata table": ("id label note origin", ["r0", "R0", "3", "microdata"]),
}


def add(office: Office, header: str, *rows: list[str]) -> None:
    """Adds a table to a written package, with all that is said of it, as whoever built it so would have."""
    names = [word.partition(":") for word in header.split()]
    content = ",".join(name for name, _, _ in names) + "\n" + "".join(",".join(row) + "\n" for row in rows)
    (office.package / "notes.csv").write_text(content)
    digest, origin = hashlib.sha256(content.encode()).hexdigest(), rows[0][-1]
    fields = [{"name": name, "title": name, "description": name, "type": type or "string"} for name, _, type in names]
    named = {"name": "notes", "path": "notes.csv", "title": "Notes", "description": "Notes."}
    resource: dict[str, object] = {"hash": f"sha256:{digest}", "bytes": len(content), "origin": origin}
    audited: dict[str, object] = {"name": "notes", "origin": origin, "sha256": digest}
    for file, key, entry in (
        (
            "datapackage.json",
            "resources",
            resource | named | {"schema": {"fields": fields, "primaryKey": [names[0][0]]}},
        ),
        ("disclosure.json", "tables", audited),
    ):
        document = json.loads((office.package / file).read_text())
        document[key].append(entry)
        (office.package / file).write_text(json.dumps(document))


@pytest.mark.parametrize("told", TOLD)
def test_a_table_that_no_kind_has_the_columns_of_is_refused(office: Office, told: str) -> None:
    add(office, *TOLD[told])
    assert REFUSED in office.check().stdout.splitlines()


def test_a_table_of_universes_passes(office: Office) -> None:
    add(office, "id label note origin", ["people", "All people", "", "cited"])
    # Whoever added it did not describe it for the web too, which is said of the file and not of the table.
    assert "table notes" not in office.check().stdout


def test_a_printed_count_that_is_no_figure_of_the_release_is_refused(office: Office) -> None:
    columns = "region label part people_count:integer derivation figure origin"
    add(office, columns, ["r0", "R0", "category", "3", "printed", "told", "cited"])
    says = "table notes: row r0: people_count is not what a table of figures or checks says of 'told'"
    assert f"{says}; publish its figure too" in office.check().stdout.splitlines()


@pytest.mark.parametrize("file", sorted({*STUDY_FILES} - {"figures", "weights"}))
def test_every_study_file_is_known_as_it_is_published(file: str) -> None:
    description = STUDY_FILES[file]
    for lacks in (frozenset[str](), description.optional):
        columns = tuple(column for column in description.columns if column.name not in lacks)
        assert known(columns, description.primary_key)


@pytest.mark.parametrize("columns", [figure_columns(STUDY_FILES["figures"].columns), CHECK_COLUMNS, DICTIONARY_COLUMNS])
def test_every_table_of_printed_numbers_is_known_and_no_column_more(columns: tuple[Column, ...]) -> None:
    assert known(columns, ("id",))
    assert not known((*columns, Column("people", "People", "People.", "integer")), ("id",))


def known(columns: tuple[Column, ...], key: tuple[str, ...]) -> bool:
    origin = Column("origin", "Origin", "Origin.")
    made = Table("t", "records", "T", "T", Origin.CITED, (*columns, origin), (), key, (), ())
    return not list(kind_findings((made,)))

"""Reads what a release offers back with other programs than those that wrote it, and compares it with the tables.

A leak is `(table, place, what)`, and never repeats a value. The engine does not do this at every build: what it writes
comes from a `Release`, which holds no count that was withheld. These checks hold its writers to that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from publication.model import Study, Table

from .cells import Leak, csv_leaks
from .database import database_leaks
from .documents import description_leaks, table_leaks
from .texts import Texts
from .workbooks import excel_leaks, open_leaks

__all__ = ["Leak", "file_leaks"]

# Descriptions and the report, which name no number of people; the audit of a written package reads them.
_DESCRIBING = {"datapackage.json", "disclosure.json", "witnesses.json", "README.md", "ddi-codebook.xml"}
_DESCRIBING |= {"CITATION.cff", "verify.py", "SHA256SUMS"}
_DESCRIPTION = re.compile(r"csv-metadata\.json|[a-z0-9_]+\.metadata\.json")
# See `drawings`.
_DRAWING = re.compile(r"charts/[a-z0-9_-]+(\.vl\.json|\.svg)")


def file_leaks(files: Mapping[str, bytes], study: Study, tables: tuple[Table, ...]) -> Iterator[Leak]:
    """What the files of a package, and those beside it, say beyond the tables of their release."""
    texts = Texts(study, tables, set(map(len, files.values())))
    by_id = {table.id: table for table in tables}
    for path, content in files.items():
        stem, _, ending = path.partition(".")
        if path in _DESCRIBING or _DRAWING.fullmatch(path):
            continue
        if _DESCRIPTION.fullmatch(path):
            yield from description_leaks(path, content, texts)
        elif ending == "csv" and stem in by_id:
            yield from csv_leaks(path, content, by_id[stem])
        elif ending == "json" and stem in by_id:
            yield from table_leaks(path, content, by_id[stem], texts)
        elif ending == "xlsx":
            yield from excel_leaks(path, content, tables, texts)
        elif ending == "ods":
            yield from open_leaks(path, content, tables, texts)
        elif ending == "sqlite":
            yield from database_leaks(path, content, tables, texts)
        else:
            yield "all", path, "a file that nothing reads back"

"""Compares what a release offers in other forms with its tables: reads bytes back, and shares nothing with writers.

`offered_findings` is for the files of a package and those beside it, `shown_findings` for the pages of a site, and
`pictured_findings` for the pictures that stand for them elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...model import Finding, Study, Table
from ..listed import DRAWING, UNLISTED, WITNESSES
from .database import database_findings
from .documents import described_findings, document_findings
from .excel import read_excel
from .known import Known
from .opendocument import read_opendocument
from .pages import pictured_findings, shown_findings
from .rows import csv_findings
from .sheets import workbook_findings

__all__ = ["offered_findings", "pictured_findings", "shown_findings"]

_DESCRIPTION = re.compile(r"csv-metadata\.json|[a-z0-9_]+\.metadata\.json")


def offered_findings(files: Mapping[str, bytes], study: Study, tables: tuple[Table, ...]) -> Iterator[Finding]:
    """What files say beyond the tables that were audited.

    Args:
        files: path -> content, of the package and of what stands beside it.
        study: whose texts they may hold.
        tables: the tables as they were audited.
    """
    known = Known(study, tables, set(map(len, files.values())))
    by_id = {table.id: table for table in tables}
    for path, content in files.items():
        stem, _, ending = path.partition(".")
        if path in UNLISTED and path != "csv-metadata.json":
            # Descriptions and reports that say no number of people; see `listed` for the package's own.
            continue
        if path == WITNESSES or DRAWING.fullmatch(path):
            continue  # Found from the release alone; drawings are compared in `drawn`.
        if _DESCRIPTION.fullmatch(path):
            yield from described_findings(path, content, known)
        elif ending == "csv" and stem in by_id:
            yield from csv_findings(path, content, by_id[stem])
        elif ending == "json" and stem in by_id:
            yield from document_findings(path, content, by_id[stem], known)
        elif ending == "xlsx":
            yield from workbook_findings(path, read_excel(path, content, known), tables, known)
        elif ending == "ods":
            yield from workbook_findings(path, read_opendocument(path, content, known), tables, known)
        elif ending == "sqlite":
            yield from database_findings(path, content, tables, known)
        else:
            yield Finding("all", path, "a file that no rule covers", "teach the audit to read it, or leave it out")

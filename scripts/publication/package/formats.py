"""What catalogues must know of each format that the site offers; a format has its line here and its writer beside."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """A format of files.

    Attributes:
        media_type: of IANA.
        holds: what a file holds, in a sentence.
        file_type: its code in the European authority table; empty where that has none.
    """

    media_type: str
    holds: str
    file_type: str = ""


# By the ending of a file's name.
FORMATS = {
    "csv": Format("text/csv", "The table as comma-separated text.", "CSV"),
    "json": Format("application/json", "The table with the meaning of its columns, as JSON.", "JSON"),
    "zip": Format("application/zip", "The whole package in one file.", "ZIP"),
    "xlsx": Format(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "All tables as a workbook for Excel, with contents and notes.",
        "XLSX",
    ),
    "ods": Format(
        "application/vnd.oasis.opendocument.spreadsheet",
        "All tables as an OpenDocument workbook, with contents and notes.",
        "ODS",
    ),
    "sqlite": Format("application/vnd.sqlite3", "All tables as an SQLite database, with their keys and a dictionary."),
}

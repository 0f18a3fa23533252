"""Turns packages, releases and drawings into the files that the site offers, and into lines of code that read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..address import Site
from ..files import zip_bytes
from ..model import DrawnChart, FrozenRelease, StudyCard

# Below docs/: the package's own folder on the site, at addresses that stay the same.
FOLDER = "data"


def downloads(package: Mapping[str, bytes], beside: Mapping[str, bytes], card: StudyCard) -> Mapping[str, bytes]:
    """Address below docs/ -> content: each file of the package, all of them as one zip, and the files beside it."""
    files = {f"{FOLDER}/{path}": content for path, content in package.items() if path != "README.md"}
    files |= {f"{FOLDER}/{path}": content for path, content in beside.items()}
    zipped = {f"{card.id}/{path}": content for path, content in sorted(package.items())}
    return {**files, f"{FOLDER}/{card.id}.zip": zip_bytes(zipped, card.released)}


def pictures(charts: Iterable[DrawnChart]) -> Mapping[str, bytes]:
    """Address below docs/ -> each chart as PNG, for slides and documents; no data, so the package goes without."""
    return {f"{FOLDER}/charts/{chart.spec.id}.png": chart.png for chart in charts}


def frozen_files(history: Sequence[FrozenRelease], changelog: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Address below docs/ -> content: every release at its own address for good, and the newest under `latest`.

    Args:
        history: the releases that were made, the oldest first.
        changelog: file name -> content.
    """
    files = {f"{FOLDER}/{name}": content for name, content in changelog.items() if not name.endswith(".md")}
    folders = {f"v{release.version}": release for release in history}
    if history:
        folders["latest"] = history[-1]
    for name, release in folders.items():
        folder = f"{FOLDER}/{name}"
        files |= {f"{folder}/{path}": text for path, text in release.files.items() if not path.endswith(".md")}
        files[f"{folder}.zip"] = release.packed
    return files


def snippets(table: str, card: StudyCard, site: Site) -> tuple[tuple[str, str, str], ...]:
    """How each tool reads a table: what the tests call it, what readers call it, and the line that they copy.

    Every line is run by the tests.
    """
    csv, json = (site.absolute(f"{FOLDER}/{table}.{ending}") for ending in ("csv", "json"))
    package, database, workbook = (
        site.absolute(f"{FOLDER}/{name}") for name in ("datapackage.json", f"{card.id}.sqlite", f"{card.id}.ods")
    )
    pandas = f'import pandas; table = pandas.read_csv("{csv}", keep_default_na=False, na_values=[""])'
    frictionless = f'import frictionless; rows = frictionless.Package("{package}").get_resource("{table}").read_rows()'
    sqlite = f"curl -sO {database} && sqlite3 {card.id}.sqlite 'SELECT * FROM {table}'"  # noqa: S608 - shown, not run
    return (
        ("pandas", "Python with pandas", pandas),
        ("polars", "Python with Polars", f'import polars; table = polars.read_csv("{csv}")'),
        ("frictionless", "Python with frictionless, types and all", frictionless),
        ("r", "R", f'table <- read.csv("{csv}", na.strings = "", encoding = "UTF-8")'),
        ("duckdb", "SQL with DuckDB, on a downloaded file", f"FROM read_csv('{table}.csv');"),
        ("sqlite", "SQL with SQLite", sqlite),
        ("spreadsheet", "Spreadsheet: open the workbook", f"soffice --calc {workbook}"),
        ("javascript", "JavaScript", f'const {{ rows }} = await (await fetch("{json}")).json();'),
        ("shell", "Shell", f"curl -sO {csv}"),
    )

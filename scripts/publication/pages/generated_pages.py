"""Turns a release into the pages that nobody writes by hand, and into the files that the site offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..address import Site, table_page
from ..files import zip_bytes
from ..model import Column, FrozenRelease, Level, Record, Release, Study, StudyCard, Table
from ..wording import ORIGIN_WORDS, figure_wordings, written_date, written_edition
from .cells import Way, block, filled, variable_page
from .demonstration import Demonstration, protection_page
from .figure_pages import Quotations, figure_pages

# Below docs/: the package's own folder on the site, at addresses that stay the same, and that of practice data.
FOLDER, PRACTICE = "data", "practice"
_SYMBOLS = "data/symbols.md"
# Rows of the respondents' file that its page shows; the others are in the file.
_SHOWN_ROWS = 8


def generated_pages(release: Release, quotations: Quotations, site: Site) -> Mapping[str, str]:
    """Address below docs/ -> Markdown, with bindings."""
    tables = {table_page(table.id): _table_page(table, release) for table in release.tables}
    return {**_dictionary_pages(release), **figure_pages(release, quotations, site), **tables}


def _table_page(table: Table, release: Release) -> str:
    study = release.study
    titles = [(id, study.label("sources", id, "title")) for id in table.sources]
    return filled(
        "table_page.md",
        table=table,
        title=table.title,
        summary=_summary(table),
        columns=block("columns.html", table=table),
        boost=_boost(table, release),
        universe=study.label("universes", table.universe),
        origin=f"{table.origin.value} ({ORIGIN_WORDS[table.origin]})",
        sources=titles if len(titles) < 8 else [],
        card=study.card,
        edition=written_edition(study.card),
    )


def _summary(table: Table) -> str:
    return table.description.split(". ")[0].rstrip(".") + "."


def _boost(table: Table, release: Release) -> float:
    # By how much the search puts a table's rows before others: numbers first, the dictionary last.
    if table.kind == "dictionary":
        return 0.2
    # Whoever types a name looks for what bears it before the document that names it.
    if table.id == release.study.published_files.get("sources"):
        return 0.6
    return 1.2 if any(column.name.endswith(("value", "_count", "_pct")) for column in table.columns) else 0.8


def versions_page(history: Sequence[FrozenRelease], card: StudyCard) -> Mapping[str, str]:
    """Address below docs/ -> Markdown: what changed from release to release, in reverse order of the history."""
    releases = []
    for release in reversed(history):
        groups = [
            (level.word, [change for change in release.changes if change.level is level])
            for level in sorted(Level, reverse=True)
        ]
        changes = block("release.html", release=release, groups=groups)
        releases.append((release, written_date(release.released), changes))
    return {"data/versions.md": filled("versions.md", releases=releases, card=card, newest=history[-1:])}


def practice_pages(release: Release, demonstration: Demonstration) -> Mapping[str, str]:
    """Address below docs/ -> Markdown, with bindings: a page for each table, and how one of them is protected."""
    tables = {f"{PRACTICE}/tables/{table.id}.md": _practice_table_page(table, release) for table in release.tables}
    return {f"{PRACTICE}/protection.md": protection_page(demonstration), **tables}


def _practice_table_page(table: Table, release: Release) -> str:
    return filled(
        "practice_table_page.md",
        table=table,
        summary=_summary(table),
        columns=block("columns.html", table=table),
        excerpt=[*table.records()][:_SHOWN_ROWS] if table.kind == "respondents" else [],
        universe=release.study.label("universes", table.universe),
        charts=[chart for chart in release.study.charts if chart.table == table.id],
        withheld=sum(row[table.cube.count] is None for row in table.records()) if table.cube else None,
        card=release.study.card,
    )


def synthetic_note(way: Way) -> str:
    """The band that stands on top of every page of practice data."""
    return filled("synthetic_note.html", way=way, home=f"{PRACTICE}/index.md")


def _dictionary_pages(release: Release) -> Mapping[str, str]:
    """Address below docs/ -> Markdown: the dictionary, a page for each variable, and one for codes and symbols."""
    records = release.study.file("variables").records
    variables = [(variable_page(record["id"]), record["label"]) for record in records]
    coded = block("symbols.html", columns=_coded(release), table_page=table_page)
    pages = {
        "data/dictionary.md": filled(
            "dictionary.md",
            tables=[(table, block("columns.html", table=table)) for table in release.tables],
            variables=block("page_links.html", pages=variables) if variables else "",
            symbols=_SYMBOLS.rpartition("/")[2],
        ),
        _SYMBOLS: filled("symbols.md", coded=coded, empty=_empty(release)),
        "data/codebook.md": _codebook(release),
    }
    return pages | {variable_page(record["id"]): _variable(record, release) for record in records}


def _codebook(release: Release) -> str:
    """The dictionary for paper: variables, tables, and each column once."""
    study = release.study
    variables = [
        (
            record,
            _type_of(record, study),
            study.label("universes", record["universe"]) if record["universe"] else "all who answered",
            study.categories(record["id"]),
            study.label("sources", record["source"], "title") if record["source"] else "",
        )
        for record in study.file("variables").records
    ]
    # Where a column leads is told by its description.
    columns: dict[Column, list[Table]] = {}
    for table in release.tables:
        for column in table.columns:
            columns.setdefault(replace(column, reference=None), []).append(table)
    return filled(
        "codebook.md",
        card=study.card,
        variables=block("codebook_variables.html", variables=variables) if variables else "",
        tables=block("codebook_tables.html", tables=release.tables),
        columns=block("codebook_columns.html", columns=columns.items(), n_tables=len(release.tables)),
    )


def _type_of(variable: Record, study: Study) -> str:
    column = next(column for column in study.file("variables").columns if column.name == "type")
    return next(option.label for option in column.options if option.value == variable["type"])


def _variable(variable: Record, release: Release) -> str:
    study, id = release.study, variable["id"]
    about = [figure for figure in release.figures if figure.cited.variable == id]
    # By category; under an empty code those that are of none.
    named: dict[str, list[tuple[str, str, str]]] = {}
    for figure in about:
        cited = figure.cited
        named.setdefault(cited.category, []).append((figure.id, figure_wordings(cited)[0], cited.label))
    categories = study.categories(id)
    labels = {record["code"]: record["label"] for record in categories}
    using = [
        (table_page(table.id), table.title)
        for table in release.tables
        if id in {column.name for column in table.columns}
        or (table.cube is not None and id in {part.variable for part in table.cube.dimensions})
    ]
    return filled(
        "variable_page.md",
        variable=variable,
        facts=block(
            "variable_facts.html",
            variable=variable,
            type=_type_of(variable, study),
            universe=study.label("universes", variable["universe"]) if variable["universe"] else "all who answered",
            source=study.label("sources", variable["source"], "title") if variable["source"] else "",
            units=list(dict.fromkeys(figure.cited.unit for figure in about)),
            quotes=list(dict.fromkeys(figure.cited.quote for figure in about if figure.cited.quote)),
        ),
        categories=[
            (
                record,
                block(
                    "category.html",
                    category=record,
                    whole=labels.get(record["maps_to"], ""),
                    figures=named.get(record["code"], []),
                ),
            )
            for record in categories
        ],
        is_counted=bool(about),
        others=block("figure_links.html", figures=named.get("", [])),
        tables=block("page_links.html", pages=using) if using else "",
    )


def _coded(release: Release) -> list[tuple[Column, list[Table]]]:
    """Columns that hold codes, each once, with the tables that use it."""
    found: dict[tuple[object, ...], tuple[Column, list[Table]]] = {}
    for table in release.tables:
        for column in table.columns:
            if column.options:
                found.setdefault((column.name, column.options), (column, []))[1].append(table)
    return list(found.values())


def _empty(release: Release) -> str:
    """What empty cells and markers mean, each meaning once, with the columns that use it."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for table in release.tables:
        for column in table.columns:
            for value in column.missing:
                found.setdefault((value.marker, value.label), {})[column.name] = None
    return block("empty.html", meanings=[(marker, label, list(names)) for (marker, label), names in found.items()])


def downloads(package: Mapping[str, bytes], beside: Mapping[str, bytes], card: StudyCard) -> Mapping[str, bytes]:
    """Address below docs/ -> content: each file of the package, all of them as one zip, and the files beside it."""
    files = {f"{FOLDER}/{path}": content for path, content in package.items() if path != "README.md"}
    files |= {f"{FOLDER}/{path}": content for path, content in beside.items()}
    zipped = {f"{card.id}/{path}": content for path, content in sorted(package.items())}
    return {**files, f"{FOLDER}/{card.id}.zip": zip_bytes(zipped, card.released)}


def frozen_files(history: Sequence[FrozenRelease], changelog: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Address below docs/ -> content: every release at its own address for good, and the newest under `latest`."""
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
    """How each tool reads a table: what the tests, which run it, and readers call it, and the line that they copy."""
    csv, json = (site.absolute(f"{FOLDER}/{table}.{ending}") for ending in ("csv", "json"))
    package, database, workbook = (
        site.absolute(f"{FOLDER}/{name}") for name in ("datapackage.json", f"{card.id}.sqlite", f"{card.id}.ods")
    )
    pandas = f'import pandas; table = pandas.read_csv("{csv}", keep_default_na=False, na_values=[""])'
    # Polars itself asks for parts of a file, which not every host sends.
    polars = f'import polars, urllib.request; table = polars.read_csv(urllib.request.urlopen("{csv}").read())'
    frictionless = f'import frictionless; rows = frictionless.Package("{package}").get_resource("{table}").read_rows()'
    sqlite = f"curl -sO {database} && sqlite3 {card.id}.sqlite 'SELECT * FROM {table}'"  # noqa: S608 - shown, not run
    return (
        ("pandas", "Python with pandas", pandas),
        ("polars", "Python with Polars", polars),
        ("frictionless", "Python with frictionless, types and all", frictionless),
        ("r", "R", f'table <- read.csv("{csv}", na.strings = "", encoding = "UTF-8")'),
        ("duckdb", "SQL with DuckDB, on a downloaded file", f"FROM read_csv('{table}.csv');"),
        ("sqlite", "SQL with SQLite", sqlite),
        ("spreadsheet", "Spreadsheet: open the workbook", f"soffice --calc {workbook}"),
        ("javascript", "JavaScript", f'const {{ rows }} = await (await fetch("{json}")).json();'),
        ("shell", "Shell", f"curl -sO {csv}"),
    )

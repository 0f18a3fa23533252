"""Every line that the site shows for a tool is run against the built site on a local server."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from .publication import Publication

# What each line is followed by, so that it says how many rows it read.
COUNTED: dict[str, Callable[[str], list[str]]] = {
    "pandas": lambda code: [sys.executable, "-c", f"{code}; print(len(table))"],
    "polars": lambda code: [sys.executable, "-c", f"{code}; print(len(table))"],
    "frictionless": lambda code: [sys.executable, "-c", f"{code}; print(len(rows))"],
    "r": lambda code: ["Rscript", "-e", f"{code}; cat(nrow(table))"],
    "duckdb": lambda code: [sys.executable, "-c", f"import duckdb; print(len(duckdb.sql({code!r}).fetchall()))"],
    "sqlite": lambda code: ["bash", "-c", code.replace("SELECT *", "SELECT count(*)")],
    "spreadsheet": lambda code: ["bash", "-c", _converted(code)],
    "javascript": lambda code: ["node", "--input-type=module", "-e", f"{code} console.log(rows.length)"],
    "shell": lambda code: ["bash", "-c", f"{code} && tail -n +2 sample_by_country.csv | wc -l"],
}


def _converted(code: str) -> str:
    """The line with a window replaced by a conversion of the workbook's first sheet: its cover."""
    return code.replace("--calc", "--headless --convert-to csv") + " >/dev/null && wc -l < isec-police-surveys.csv"


# What must be on the machine: programs, or else a module of the same name.
PROGRAMS = {
    "r": ["Rscript"],
    "sqlite": ["curl", "sqlite3"],
    "spreadsheet": ["soffice"],
    "javascript": ["node"],
    "shell": ["curl"],
}


def _is_here(tool: str) -> bool:
    if tool in PROGRAMS:
        return all(shutil.which(program) for program in PROGRAMS[tool])
    return importlib.util.find_spec(tool) is not None


class Host(SimpleHTTPRequestHandler):
    """A static host that sends whole files only: no line may need parts of one, which not every host sends."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server(publication: Publication) -> Iterator[str]:
    handler = partial(Host, directory=str(publication.site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


def _shown(publication: Publication, page: str) -> dict[str, str]:
    codes = publication.page(page).all("code")
    return {code.attrs["data-snippet"]: code.text for code in codes if "data-snippet" in code.attrs}


@pytest.mark.parametrize("tool", COUNTED)
def test_the_line_for_a_tool_reads_the_table(publication: Publication, server: str, tool: str, tmp_path: Path) -> None:
    code = _shown(publication, "data/tables/sample_by_country/")[tool].replace("https://example.org/", server)
    command = COUNTED[tool](code)
    if not _is_here(tool):
        pytest.skip(f"{tool} is not on this machine; docs/about/clients.md records the trial")
    if tool == "duckdb":
        shutil.copy(publication.site / "data/sample_by_country.csv", tmp_path)
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    rows = int(done.stdout.split()[-1])
    assert rows > 3 if tool == "spreadsheet" else rows == 5


def test_every_table_and_the_download_page_show_a_line_for_every_tool(publication: Publication) -> None:
    for page in ("data/download/", *(f"data/tables/{table}/" for table in publication.tables)):
        assert set(_shown(publication, page)) == set(COUNTED), page

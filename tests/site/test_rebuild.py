"""What a second build does: nothing where nothing changed, and nothing in place where something is wrong."""

from __future__ import annotations

import csv
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from .publication import Publication, contents, environment, mtimes

HEAVY = ("altair", "pandas", "frictionless", "vl_convert", "numpy", "xlsxwriter", "fontTools")


def test_a_number_that_the_pages_contradict_stops_the_build_and_leaves_everything(
    publication: Publication, tmp_path: Path
) -> None:
    copy = publication.copy_to(tmp_path)
    figures = copy.root / "datapackage/study/figures.csv"
    lines = figures.read_text(encoding="utf-8").splitlines(keepends=True)
    (row,) = [number for number, line in enumerate(lines) if line.startswith("training_none,")]
    lines[row] = lines[row].replace("61", "62")
    figures.write_text("".join(lines), encoding="utf-8")
    before = _published(copy)
    done = copy.build("--strict")
    assert done.returncode != 0
    places = set(re.findall(r"docs/([\w/-]+\.md):\d+: [^\n]*61", done.stderr))
    assert {"index.md", "findings/training.md"} <= places, done.stderr
    assert _published(copy) == before


def test_a_broken_link_stops_a_strict_build_and_leaves_the_site(publication: Publication, tmp_path: Path) -> None:
    copy = publication.copy_to(tmp_path)
    page = copy.root / "docs/about/index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[Nowhere](nowhere.md)\n", encoding="utf-8")
    before = _published(copy)
    done = copy.build("--strict")
    assert done.returncode != 0
    assert "nowhere.md" in done.stderr
    assert _published(copy) == before


def test_a_broken_template_stops_the_build_and_leaves_the_site(publication: Publication, tmp_path: Path) -> None:
    copy = publication.copy_to(tmp_path)
    (copy.root / "frame").mkdir()
    (copy.root / "frame/main.html").write_text("{% extends", encoding="utf-8")
    configuration = (copy.root / "mkdocs.yml").read_text(encoding="utf-8")
    themed = configuration.replace("theme: material\n", "theme: {name: material, custom_dir: frame}\n")
    assert themed != configuration
    (copy.root / "mkdocs.yml").write_text(themed, encoding="utf-8")
    before = _published(copy)
    assert copy.build("--strict").returncode != 0
    assert _published(copy) == before


def test_a_build_without_a_change_imports_nothing_heavy_and_writes_nothing(
    publication: Publication, tmp_path: Path
) -> None:
    copy = publication.copy_to(tmp_path)
    files = {name: mtimes(copy.root / name) for name in ("datapackage", ".cache", "docs")}
    site = contents(copy.site)
    done = copy.build("--strict", python=("-X", "importtime"))
    assert done.returncode == 0, done.stderr
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "publication.build" in imported
    assert imported.isdisjoint(HEAVY)
    assert {name: mtimes(copy.root / name) for name in files} == files
    assert {name for name, content in contents(copy.site).items() if site.get(name) != content} == set()


def test_serving_builds_once_for_each_edit(publication: Publication, tmp_path: Path) -> None:
    copy = publication.copy_to(tmp_path / "copy")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "log"
    with log.open("w") as stream:
        server = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=copy.root,
            env=environment(),
            stdout=stream,
            stderr=stream,
        )
    try:
        _wait_for(lambda: "Serving on" in log.read_text())
        _edit_study(copy.root / "datapackage/study/disclosure.csv")
        _wait_for(lambda: log.read_text().count("Documentation built") == 2)
        time.sleep(3)
        assert log.read_text().count("Building documentation") == 2, log.read_text()
        page = copy.root / "docs/about/index.md"
        # In one go, as editors do: MkDocs builds twice where it sees the file empty first.
        edited = copy.root / "index.edited"
        edited.write_text(page.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
        edited.replace(page)
        _wait_for(lambda: log.read_text().count("Documentation built") == 3)
        time.sleep(3)
        assert log.read_text().count("Building documentation") == 3, log.read_text()
    finally:
        server.terminate()
        server.wait(20)


def _published(publication: Publication) -> dict[str, dict[str, bytes]]:
    folders = {path.name: contents(path) for path in publication.root.iterdir() if path.name not in (".cache", "docs")}
    return {name: files for name, files in folders.items() if files}


def _edit_study(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows[0]["note"] = (rows[0]["note"] + " Looked at again.").strip()
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)

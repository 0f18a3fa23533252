"""Compares the files of a written package with what it says of them; reads no table."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import PackageRefused, Problem
from ..model import Finding
from .keys import key_findings

DESCRIPTOR = "datapackage.json"
REPORT = "disclosure.json"
WITNESSES = "witnesses.json"
SUMS = "SHA256SUMS"
UNLISTED = (
    DESCRIPTOR,
    REPORT,
    "README.md",
    "csv-metadata.json",
    "ddi-codebook.xml",
    "CITATION.cff",
    "verify.py",
    SUMS,
)
# Files below these are no part of the package: written by hand, a package of its own, or hidden.
APART = ("study/", "practice/", "releases/", ".")
REBUILD = "build the package again"
REDESCRIBED = "its sums are not described as they were audited"

DRAWING = re.compile(r"charts/[a-z0-9_-]+(\.vl\.json|\.svg)")


@dataclass(frozen=True)
class Listed:
    """What a package lists: name, path and promised hash of each file.

    Attributes:
        tables: the tables.
        drawings: specifications and pictures of charts.
        proof: the witnesses, or nothing.
    """

    tables: tuple[tuple[str, str, str], ...]
    drawings: tuple[tuple[str, str, str], ...]
    proof: tuple[tuple[str, str, str], ...]

    @staticmethod
    def of(described: Mapping[str, Any]) -> Listed:
        """Read a description.

        Raises:
            KeyError, TypeError, AttributeError: it is none of ours.
        """
        charts = described.get("charts", ())
        return Listed(
            tuple((resource["name"], resource["path"], resource["hash"]) for resource in described["resources"]),
            tuple((chart["name"], file["path"], file["hash"]) for chart in charts for file in chart["files"]),
            tuple(("all", file["path"], file["hash"]) for file in described.get("witnesses", ())),
        )

    @property
    def all(self) -> tuple[tuple[str, str, str], ...]:
        """Every file."""
        return (*self.tables, *self.drawings, *self.proof)


def refused(where: str, what: str) -> PackageRefused:
    """The stop of a package that cannot be read as it describes itself."""
    return PackageRefused([Problem(where, what, REBUILD)])


def read_json(folder: Path, name: str) -> Any:
    """A JSON file of a package.

    Raises:
        PackageRefused: it is missing, or no JSON.
    """
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except OSError:
        raise refused(name, "the file is missing") from None
    except ValueError:
        raise refused(name, "no JSON") from None


def file_findings(folder: Path, listed: Listed) -> Iterator[Finding]:
    """Compares every file with the description: no other bytes, no file more, no file less, none of another kind."""
    for name, path, promised in listed.all:
        if not (folder / path).is_file():
            raise refused(path, "the file is missing")
        if promised != "sha256:" + hashlib.sha256((folder / path).read_bytes()).hexdigest():
            yield Finding(name, path, "edited after it was written", REBUILD)
    strange = [(name, path) for name, path, _ in listed.tables if path != f"{name}.csv"]
    strange += [(name, path) for name, path, _ in listed.drawings if not DRAWING.fullmatch(path)]
    strange += [(name, path) for name, path, _ in listed.proof if path != WITNESSES]
    for name, path in strange:
        yield Finding(name, path, "a file that no rule covers", REBUILD)
    known = {path for _, path, _ in listed.all} | {*UNLISTED} | {f"{name}.metadata.json" for name, *_ in listed.tables}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if file.is_file() and path not in known and not path.startswith(APART):
            yield Finding("all", path, "a file that the package does not describe", "remove it")


def apart(folder: Path) -> list[str]:
    """Folders and hidden files beside a package's own files, which no audit of it reads; sorted."""
    return sorted(
        path.name
        for path in folder.glob("*")
        if (path.is_dir() and f"{path.name}/".startswith(APART)) or path.name.startswith(".")
    )


def sum_findings(folder: Path) -> Iterator[Finding]:
    """Compares every file of a package with the checksums that it brings along."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        yield Finding("all", SUMS, "the file is missing, or no text", REBUILD)
        return
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    own = {name: path for name, path in paths.items() if not name.startswith(APART) and name != SUMS}
    for name in sorted(own.keys() | listed.keys()):
        if name not in own:
            yield Finding("all", name, f"listed in {SUMS} and not there", REBUILD)
        elif listed.get(name) != hashlib.sha256(own[name].read_bytes()).hexdigest():
            yield Finding("all", name, f"not the file that {SUMS} lists", REBUILD)


def report_findings(folder: Path, described: Mapping[str, Any], listed: Listed) -> Iterator[Finding]:
    """Compares the package with what its audit saw: files, rules, and how the sums of tables are described."""
    report = read_json(folder, REPORT)
    try:
        audited = {table["name"]: table for table in report["tables"]}
        proven = {file["path"]: "sha256:" + file["sha256"] for file in report.get("witnesses", ())}
        is_failed = bool(list(report["findings"]))
        hashes = {name: "sha256:" + table["sha256"] for name, table in audited.items()}
    except (KeyError, TypeError):
        raise refused(REPORT, "not the report of an audit of ours") from None
    if is_failed:
        yield Finding("all", REPORT, "the package says itself that its audit failed", REBUILD)
    yield from key_findings(REPORT, report)
    is_played = bool(report.get("attackers")) and bool(report.get("rules"))
    if any(table.get("withheld") for table in report["tables"]) and not is_played:
        yield Finding("all", REPORT, "counts are withheld, and no rule or no intruder is named", REBUILD)
    if report.get("policy") != described.get("protection"):
        yield Finding("all", "policy", "not the rules that were audited", REBUILD)
    for name, path, promised in (*listed.tables, *listed.proof):
        if promised not in (hashes.get(name), proven.get(path)):
            yield Finding(name, path, "not the file that was audited", REBUILD)
    for resource in described["resources"]:
        seen = audited.get(resource["name"], {}).get("cube")
        if seen != (cube_hash(resource["cube"]) if "cube" in resource else None):
            yield Finding(resource["name"], "description", REDESCRIBED, REBUILD)


def cube_hash(cube: Mapping[str, Any]) -> str:
    """SHA-256 of what makes rows a table of counts, written as JSON without spaces and with sorted keys."""
    text = json.dumps(cube, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

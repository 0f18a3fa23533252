"""Turns a written package back into tables, by its own description; believes nothing that its bytes do not bear out."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..errors import PackageRefused, Problem
from ..model import (
    Column,
    Cube,
    CubeDimension,
    CubeMean,
    CubeShare,
    Finding,
    Method,
    MissingValue,
    Option,
    Origin,
    Policy,
    Table,
    Value,
    Witnesses,
)

DESCRIPTOR = "datapackage.json"
REPORT = "disclosure.json"
WITNESSES = "witnesses.json"
UNLISTED = (
    DESCRIPTOR,
    REPORT,
    "README.md",
    "csv-metadata.json",
    "ddi-codebook.xml",
    "CITATION.cff",
    "verify.py",
    "SHA256SUMS",
)
# Files below these are no part of the package: written by hand, a package of its own, or hidden.
APART = ("study/", "practice/", "releases/", ".")
REBUILD = "build the package again"

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def read_package(folder: Path) -> tuple[tuple[Table, ...], Policy | None, tuple[Finding, ...]]:
    """Reads a package.

    Args:
        folder: holds datapackage.json.

    Returns:
        Its tables as they are written, the policy that it promises (None where it holds no counted table), and a
        finding for each file that is not the one that the package describes.

    Raises:
        PackageRefused: the files cannot be read as the package describes them.
    """
    described = _json(folder, DESCRIPTOR)
    try:
        resources = [(resource["name"], resource["path"], resource["hash"]) for resource in described["resources"]]
        drawings = [
            (chart["name"], file["path"], file["hash"])
            for chart in described.get("charts", ())
            for file in chart["files"]
        ]
        policy = _policy(described["protection"]) if "protection" in described else None
        proof = [("all", file["path"], file["hash"]) for file in described.get("witnesses", ())]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _refused(DESCRIPTOR, "not the description of a package of ours") from None
    findings = _file_findings(folder, [*resources, *drawings, *proof])
    findings += _report_findings(folder, resources, proof)
    tables = tuple(_table(folder, resource) for resource in described["resources"])
    findings += [
        Finding(table.id, "description", "counts without a description of their sums", "build the package again")
        for table in tables
        if table.cube is None and (table.origin is Origin.MICRODATA or _looks_counted(table))
    ]
    return tables, policy, tuple(findings)


def read_witnesses(folder: Path) -> Witnesses | None:
    """Reads what a package brings along to show that no withheld count can be found; None where it brings nothing.

    Raises:
        PackageRefused: the file holds no witnesses.
    """
    if not _json(folder, DESCRIPTOR).get("witnesses"):
        return None
    written = _json(folder, WITNESSES)
    try:
        cells = tuple(tuple(sorted(cell.items())) for cell in written["cells"])
        moves = tuple(tuple((_whole(place), _whole(by)) for place, by in move) for move in written["moves"])
        pairs = tuple((_whole(place), _whole(low), _whole(high)) for place, low, high in written["pairs"])
        witnesses = Witnesses(str(written["universe"]), cells, tuple(map(_whole, written["base"])), moves, pairs)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _refused(WITNESSES, "no witnesses of ours") from None
    changed = [[place for place, _ in move] for move in moves]
    is_whole = (
        len(witnesses.base) == len(cells)
        and all(0 <= place < len(cells) for places in (*changed, [pair[0] for pair in pairs]) for place in places)
        and all(len(set(places)) == len(places) for places in changed)
        and all(0 <= move < len(moves) for pair in pairs for move in pair[1:])
    )
    if not is_whole:
        raise _refused(WITNESSES, "names cells or moves that it does not list, or a cell twice")
    return witnesses


def _whole(number: object) -> int:
    if type(number) is not int:
        raise ValueError("no whole number")
    return number


def _looks_counted(table: Table) -> bool:
    """Whether a table holds counts by category, whatever it calls itself; cited ones say how each number came about."""
    names = {column.name for column in table.columns}
    has_counts = any(column.type == "integer" and column.name.endswith("_count") for column in table.columns)
    return "marker" in names or (has_counts and "derivation" not in names)


def _json(folder: Path, name: str) -> Any:
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except OSError:
        raise _refused(name, "the file is missing") from None
    except ValueError:
        raise _refused(name, "no JSON") from None


def _refused(where: str, what: str) -> PackageRefused:
    return PackageRefused([Problem(where, what, REBUILD)])


def _file_findings(folder: Path, listed: list[tuple[str, str, str]]) -> list[Finding]:
    """Compares every file with the description: no other bytes, no file more, no file less."""
    findings = []
    for name, path, promised in listed:
        if not (folder / path).is_file():
            raise _refused(path, "the file is missing")
        if promised != "sha256:" + hashlib.sha256((folder / path).read_bytes()).hexdigest():
            findings.append(Finding(name, path, "edited after it was written", REBUILD))
    known = {path for _, path, _ in listed} | set(UNLISTED) | {f"{name}.metadata.json" for name, _, _ in listed}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if file.is_file() and path not in known and not path.startswith(APART):
            findings.append(Finding("all", path, "a file that the package does not describe", "remove it"))
    return findings


def _report_findings(
    folder: Path, resources: list[tuple[str, str, str]], proof: list[tuple[str, str, str]]
) -> list[Finding]:
    """Compares the files with those that the report of the audit names."""
    report = _json(folder, REPORT)
    try:
        audited = {table["name"]: "sha256:" + table["sha256"] for table in report["tables"]}
        proven = {file["path"]: "sha256:" + file["sha256"] for file in report.get("witnesses", ())}
        found = list(report["findings"])
    except (KeyError, TypeError):
        raise _refused(REPORT, "not the report of an audit of ours") from None
    findings = [Finding("all", REPORT, "the package says itself that its audit failed", REBUILD)] if found else []
    return findings + [
        Finding(name, path, "not the file that was audited", REBUILD)
        for name, path, promised in (*resources, *proof)
        if promised not in (audited.get(name), proven.get(path))
    ]


def _policy(document: dict[str, Any]) -> Policy:
    settings = ("threshold", "width", "certainty_below", "base_below", "round_to")
    means = ("mean_base_below", "mean_within_pct", "mean_decimals")
    numbers = [document[name] for name in (*settings, *means)]
    if any(type(number) is not int for number in numbers) or document["threshold"] < 2 or document["width"] < 1:
        raise ValueError("no policy that promises anything")
    return Policy(
        method=Method(document["method"]),
        threshold=document["threshold"],
        width=document["width"],
        certainty_below=document["certainty_below"],
        base_below=document["base_below"],
        round_to=document["round_to"],
        reasons=document["reasons"],
        mean_base_below=document["mean_base_below"],
        mean_within_pct=document["mean_within_pct"],
        mean_decimals=document["mean_decimals"],
    )


def _table(folder: Path, resource: dict[str, Any]) -> Table:
    path = resource["path"]
    try:
        schema = resource["schema"]
        columns = tuple(_column(field) for field in schema["fields"])
        rows = list(csv.reader(io.StringIO((folder / path).read_bytes().decode("utf-8"), newline=""), strict=True))
        table = Table(
            id=resource["name"],
            kind="counts" if "cube" in resource else "written",
            title=resource["title"],
            description=resource["description"],
            origin=Origin(resource["origin"]),
            columns=columns,
            rows=(),
            primary_key=tuple(schema["primaryKey"]),
            sources=(),
            show=(),
            cube=_cube(resource["cube"]) if "cube" in resource else None,
        )
    except UnicodeDecodeError:
        raise _refused(path, "no UTF-8 text") from None
    except csv.Error:
        raise _refused(path, "no well-formed CSV") from None
    except (KeyError, TypeError, ValueError):
        raise _refused(f"{DESCRIPTOR}: {resource['name']}", "not the description of a table of ours") from None
    if not rows or rows[0] != [column.name for column in columns]:
        raise _refused(f"{path}:1", "the header is not the one that the package describes")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            raise _refused(f"{path}:{number}", f"{len(row)} cells, the header has {len(columns)}")
    values = (tuple(_value(text, column) for text, column in zip(row, columns, strict=True)) for row in rows[1:])
    return replace(table, rows=tuple(values))


def _column(field: dict[str, Any]) -> Column:
    return Column(
        field["name"],
        field["title"],
        field["description"],
        field["type"],
        unit=field.get("unit", ""),
        options=tuple(Option(option["value"], option["label"]) for option in field.get("categories", ())),
        missing=tuple(MissingValue(value["value"], value["label"]) for value in field.get("missingValues", ())),
    )


def _value(text: str, column: Column) -> Value:
    if text == "":
        return None
    match column.type:
        case "integer" if re.fullmatch(r"-?\d+", text):
            return int(text)
        case "number" if _NUMBER.fullmatch(text):
            return Decimal(text)
        case "boolean":
            return text == "true"
        case _:
            return text


def _cube(document: dict[str, Any]) -> Cube:
    return Cube(
        universe=document["universe"],
        dimensions=tuple(map(_dimension, document["dimensions"])),
        count=document["count"],
        marker=document["marker"],
        total=document["total"],
        shares=tuple(
            CubeShare(share["column"], tuple(share["keeps"]), share["decimals"]) for share in document["shares"]
        ),
        rounded_to=document["rounded_to"],
        within=tuple((_dimension(condition["dimension"]), condition["code"]) for condition in document["within"]),
        means=tuple(CubeMean(mean["column"], mean["variable"], mean["decimals"]) for mean in document["means"]),
    )


def _dimension(document: dict[str, Any]) -> CubeDimension:
    categories = tuple((category["code"], category["parent"]) for category in document["categories"])
    limits = tuple((limit["code"], limit["least"], limit["most"]) for limit in document["limits"])
    return CubeDimension(document["variable"], categories, document["is_multiple"], limits)

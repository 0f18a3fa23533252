"""Turns a written package back into tables, by its own description; believes nothing that its bytes do not bear out."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from safetables.findings import Witnesses
from safetables.policy import Method, Policy
from safetables.tables import Category, Dimension

from ..model import (
    Column,
    Cube,
    CubeMean,
    CubeShare,
    CubeWeighting,
    Finding,
    MissingValue,
    Option,
    Origin,
    Table,
    Value,
)
from .keys import key_findings
from .kinds import kind_findings
from .listed import DESCRIPTOR, WITNESSES, Listed, file_findings, read_json, refused, report_findings, sum_findings

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")


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
    described = read_json(folder, DESCRIPTOR)
    try:
        listed = Listed.of(described)
        policy = _policy(described["protection"]) if "protection" in described else None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise refused(DESCRIPTOR, "not the description of a package of ours") from None
    findings = [*file_findings(folder, listed), *sum_findings(folder), *key_findings(DESCRIPTOR, described)]
    findings += report_findings(folder, described, listed)
    tables = tuple(_table(folder, resource) for resource in described["resources"])
    findings += kind_findings(tables)
    return tables, policy, tuple(findings)


def read_witnesses(folder: Path) -> Witnesses | None:
    """Reads what a package brings along to show that no withheld count can be found; None where it brings nothing.

    Raises:
        PackageRefused: the file holds no witnesses.
    """
    if not read_json(folder, DESCRIPTOR).get("witnesses"):
        return None
    written = read_json(folder, WITNESSES)
    try:
        cells = tuple(tuple(sorted(cell.items())) for cell in written["cells"])
        moves = tuple(tuple((_whole(place), _whole(by)) for place, by in move) for move in written["moves"])
        pairs = tuple((_whole(place), _whole(low), _whole(high)) for place, low, high in written["pairs"])
        witnesses = Witnesses(str(written["universe"]), cells, tuple(map(_whole, written["base"])), moves, pairs)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise refused(WITNESSES, "no witnesses of ours") from None
    changed = [[place for place, _ in move] for move in moves]
    is_whole = (
        len(witnesses.base) == len(cells)
        and all(0 <= place < len(cells) for places in (*changed, [pair[0] for pair in pairs]) for place in places)
        and all(len(set(places)) == len(places) for places in changed)
        and all(0 <= move < len(moves) for pair in pairs for move in pair[1:])
    )
    if not is_whole:
        raise refused(WITNESSES, "names cells or moves that it does not list, or a cell twice")
    return witnesses


def _whole(number: object) -> int:
    if type(number) is not int:
        raise ValueError("no whole number")
    return number


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
        content = (folder / path).read_bytes()
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
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
            universe=resource.get("universe", ""),
            cube=_cube(resource["cube"]) if "cube" in resource else None,
        )
    except UnicodeDecodeError:
        raise refused(path, "no UTF-8 text") from None
    except csv.Error:
        raise refused(path, "no well-formed CSV") from None
    except (KeyError, TypeError, ValueError):
        raise refused(f"{DESCRIPTOR}: {resource['name']}", "not the description of a table of ours") from None
    if not rows or rows[0] != [column.name for column in columns]:
        raise refused(f"{path}:1", "the header is not the one that the package describes")
    if len({*rows[0]}) != len(rows[0]):
        raise refused(f"{path}:1", "two columns of one name")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            raise refused(f"{path}:{number}", f"{len(row)} cells, the header has {len(columns)}")
    if content != _plainly_written(rows):
        # Another way to write the same value may say which cells a rule names.
        raise refused(path, "not written as the program writes tables")
    values = tuple(
        tuple(_value(text, column, f"{path}:{number}") for text, column in zip(row, columns, strict=True))
        for number, row in enumerate(rows[1:], start=2)
    )
    return replace(table, rows=values)


def _plainly_written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


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


def _value(text: str, column: Column, where: str) -> Value:
    if text == "":
        return None
    match column.type:
        case "integer" if _NUMBER.fullmatch(text) and "." not in text:
            return int(text)
        case "number" if _NUMBER.fullmatch(text):
            return Decimal(text)
        case "boolean" if text in ("true", "false"):
            return text == "true"
        case "integer" | "number" | "boolean":
            raise refused(f"{where}:{column.name}", f"no {column.type}, or not as the program writes one")
        case _:
            return text


def _cube(document: dict[str, Any]) -> Cube:
    return Cube(
        universe=document["universe"],
        own=document["own"],
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
        weighted=tuple(map(_weighting, document["weighted"])),
    )


def _weighting(document: dict[str, Any]) -> CubeWeighting:
    return CubeWeighting(
        document["column"],
        document["base"],
        tuple(document["keeps"]),
        document["decimals"],
        tuple(document["variables"]),
        tuple((tuple(group["codes"]), group["weight"]) for group in document["weights"]),
    )


def _dimension(document: dict[str, Any]) -> Dimension:
    ends = {limit["code"]: (limit["least"], limit["most"]) for limit in document["limits"]}
    categories = tuple(
        Category(category["code"], category["parent"], *ends.get(category["code"], (None, None)))
        for category in document["categories"]
    )
    return Dimension(document["variable"], categories, document["is_multiple"], tuple(document["exclusive"]))

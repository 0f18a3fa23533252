"""Turns a written package back into tables, by its own description; believes nothing that its bytes do not bear out."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..model import (
    Column,
    Cube,
    CubeDimension,
    CubeShare,
    Finding,
    Method,
    MissingValue,
    Option,
    Origin,
    Policy,
    Table,
    Value,
)

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def read_package(folder: Path) -> tuple[tuple[Table, ...], Policy | None, tuple[Finding, ...]]:
    """Reads a package.

    Args:
        folder: holds datapackage.json.

    Returns:
        Its tables as they are written, the policy that it promises (None where it holds no counted table), and a
        finding for each file that is not the one that the package describes.
    """
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    tables, findings = [], []
    for resource in described["resources"]:
        content = (folder / resource["path"]).read_bytes()
        if resource["hash"] != "sha256:" + hashlib.sha256(content).hexdigest():
            findings.append(
                Finding(resource["name"], resource["path"], "edited after it was written", "build it again")
            )
        tables.append(_table(resource, content))
    policy = described.get("protection")
    return tuple(tables), _policy(policy) if policy else None, tuple(findings)


def _policy(document: dict[str, Any]) -> Policy:
    return Policy(
        method=Method(document["method"]),
        threshold=document["threshold"],
        width=document["width"],
        certainty_below=document["certainty_below"],
        base_below=document["base_below"],
        round_to=document["round_to"],
        reasons=document["reasons"],
    )


def _table(resource: dict[str, Any], content: bytes) -> Table:
    schema = resource["schema"]
    columns = tuple(_column(field) for field in schema["fields"])
    reader = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    next(reader)
    rows = tuple(tuple(_value(text, column) for text, column in zip(row, columns, strict=True)) for row in reader)
    return Table(
        id=resource["name"],
        kind="counts" if "cube" in resource else "written",
        title=resource["title"],
        description=resource["description"],
        origin=Origin(resource["origin"]),
        columns=columns,
        rows=rows,
        primary_key=tuple(schema["primaryKey"]),
        sources=(),
        show=(),
        cube=_cube(resource["cube"]) if "cube" in resource else None,
    )


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
        dimensions=tuple(
            CubeDimension(
                dimension["variable"],
                tuple((category["code"], category["parent"]) for category in dimension["categories"]),
            )
            for dimension in document["dimensions"]
        ),
        count=document["count"],
        marker=document["marker"],
        total=document["total"],
        shares=tuple(
            CubeShare(share["column"], tuple(share["keeps"]), share["decimals"]) for share in document["shares"]
        ),
        rounded_to=document["rounded_to"],
    )

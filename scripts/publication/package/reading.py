"""Turns a written package back into tables, by its own description; believes nothing that its bytes do not bear out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from safetables.findings import Witnesses
from safetables.policy import Method, Policy
from safetables.tables import Category, Dimension

from ..errors import PackageRefused, Problem, bounded
from ..files import json_of, sha256
from ..model import (
    Column,
    Cube,
    CubeMean,
    CubeShare,
    CubeWeighting,
    MissingValue,
    Option,
    Origin,
    Reference,
    Table,
    Value,
)

DESCRIPTOR, REPORT, WITNESSES, SUMS = "datapackage.json", "disclosure.json", "witnesses.json", "SHA256SUMS"
MOST_CATEGORIES = 5_000
REBUILD = "build the package again"
_NUMBER = re.compile(r"(?=.{1,30}$)-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_JSON = Mapping[str, Any]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Written:
    """A package as it is written."""

    folder: Path
    tables: tuple[Table, ...]
    policy: Policy | None  # None where it holds no counts
    described: _JSON  # its descriptor


def refuse(where: str, what: str) -> NoReturn:
    """Stops at a package that cannot be read as it describes itself."""
    raise PackageRefused([Problem(where, what, REBUILD)]) from None


def read_json(folder: Path, name: str) -> Any:
    """A JSON file of a package.

    Raises:
        PackageRefused: it is missing, or no JSON.
    """
    try:
        return json_of(content_of(folder, name))
    except ValueError:
        refuse(name, "no JSON")


def content_of(folder: Path, path: str) -> bytes:
    """The content of a file of a package.

    Raises:
        PackageRefused: it is missing, lies elsewhere, or is larger than any file of such a package.
    """
    try:
        if not (folder / path).resolve().is_relative_to(folder.resolve()):
            refuse(path, "lies outside the package")
        with (folder / path).open("rb") as stream:
            return bounded(stream, path)
    except (OSError, ValueError):
        refuse(path, "the file is missing")


def parsed(where: str, what: str, read: Callable[[], _T]) -> _T:
    """What `read` makes of a document.

    Raises:
        PackageRefused: `what` `where`, since the document has not the form of ours.
    """
    try:
        return read()
    except (KeyError, TypeError, ValueError, AttributeError):
        refuse(where, what)


def read_package(folder: Path) -> Written:
    """Reads the tables of a package; `checking.package_findings` says whether it is whole and unchanged.

    Raises:
        PackageRefused: the files cannot be read as the package describes them.
    """
    described = read_json(folder, DESCRIPTOR)

    def listed() -> list[str]:
        charts = [file for chart in described.get("charts", ()) for file in chart["files"]]
        files = [*described["resources"], *charts, *described.get("witnesses", ())]
        names = [resource["name"] for resource in described["resources"]]
        return [text + "" for file in files for text in (file["path"], file["hash"], *names)]

    what = "not the description of a package of ours"
    parsed(DESCRIPTOR, what, listed)
    policy = parsed(DESCRIPTOR, what, lambda: _policy(described.get("protection")))
    return Written(folder, tuple(_table(folder, resource) for resource in described["resources"]), policy, described)


def _policy(document: _JSON | None) -> Policy | None:
    if document is None:
        return None
    # A release that was made before there was a setting promises what the policy does by itself.
    settings = {own.name: document.get(own.name, own.default) for own in fields(Policy)}
    numbers = [value for name, value in settings.items() if name not in ("method", "reasons")]
    is_whole = isinstance(settings["reasons"], dict) and all(type(number) is int for number in numbers)
    if not is_whole or settings["threshold"] < 2 or settings["width"] < 1:
        raise ValueError("no policy that promises anything")
    return Policy(**settings | {"method": Method(settings["method"])})


def _table(folder: Path, resource: _JSON) -> Table:
    path = resource["path"]
    content = b""

    def wrong(where: str, what: str) -> NoReturn:
        if content and resource["hash"] != f"sha256:{sha256(content)}":
            what = f"{what}: the file was changed since it was written, perhaps by a spreadsheet that saved it"
        refuse(where, what)

    try:
        content = content_of(folder, path)
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    except UnicodeDecodeError:
        wrong(path, "no UTF-8 text")
    except csv.Error:
        wrong(path, "no well-formed CSV")
    what = "not the description of a table of ours"
    table = parsed(f"{DESCRIPTOR}: {resource['name']}", what, lambda: _described_table(resource))
    columns = table.columns
    if not rows or rows[0] != [column.name for column in columns]:
        wrong(f"{path}:1", "the header is not the one that the package describes")
    if len({*rows[0]}) != len(rows[0]):
        wrong(f"{path}:1", "two columns of one name")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            wrong(f"{path}:{number}", f"{len(row)} cells, the header has {len(columns)}")
    plainly = io.StringIO()
    csv.writer(plainly, lineterminator="\n").writerows(rows)
    if content != plainly.getvalue().encode():
        # Another way to write the same value may say which cells a rule names.
        wrong(path, "not written as the program writes tables")
    values = tuple(
        tuple(_value(text, column, f"{path}:{number}") for text, column in zip(row, columns, strict=True))
        for number, row in enumerate(rows[1:], start=2)
    )
    return replace(table, rows=values)


def _described_table(resource: _JSON) -> Table:
    schema = resource["schema"]
    keys = schema.get("foreignKeys", ())
    leads = {key["fields"][0]: key["reference"] for key in keys}
    references = {name: Reference(to["resource"], to["fields"][0]) for name, to in leads.items()}
    return Table(
        id=resource["name"],
        kind="counts" if "cube" in resource else "written",
        title=resource["title"],
        description=resource["description"],
        origin=Origin(resource["origin"]),
        columns=tuple(_column(field, references) for field in schema["fields"]),
        rows=(),
        primary_key=tuple(schema["primaryKey"]),
        sources=(),
        show=(),
        universe=resource.get("universe", ""),
        cube=_cube(resource["cube"]) if "cube" in resource else None,
    )


def _column(field: _JSON, references: Mapping[str, Reference]) -> Column:
    limits = field.get("constraints", {})
    return Column(
        field["name"],
        field["title"],
        field["description"],
        field["type"],
        unit=field.get("unit", ""),
        is_required=limits.get("required", False),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        pattern=limits.get("pattern", ""),
        options=tuple(Option(option["value"], option["label"]) for option in field.get("categories", ())),
        missing=tuple(MissingValue(value["value"], value["label"]) for value in field.get("missingValues", ())),
        reference=references.get(field["name"]),
    )


def _value(text: str, column: Column, where: str) -> Value:
    if text == "":
        return None
    match column.type:
        case "integer" if _NUMBER.fullmatch(text) and "." not in text:
            return int(text)
        case "number" if _NUMBER.fullmatch(text):
            return Decimal(text)
        case "boolean" if text in ("TRUE", "FALSE"):
            return text == "TRUE"
        case "integer" | "number" | "boolean":
            refuse(f"{where}:{column.name}", f"no {column.type}, or not as the program writes one")
        case _:
            return text


def _cube(document: _JSON) -> Cube:
    return Cube(
        universe=document["universe"],
        own=document["own"],
        dimensions=tuple(map(_dimension, document["dimensions"])),
        count=document["count"],
        marker=document["marker"],
        total=document["total"],
        shares=tuple(CubeShare(s["column"], tuple(s["keeps"]), s["decimals"]) for s in document["shares"]),
        rounded_to=document["rounded_to"],
        within=tuple((_dimension(condition["dimension"]), condition["code"]) for condition in document["within"]),
        means=tuple(CubeMean(mean["column"], mean["variable"], mean["decimals"]) for mean in document["means"]),
        weighted=tuple(map(_weighting, document["weighted"])),
    )


def _weighting(document: _JSON) -> CubeWeighting:
    return CubeWeighting(
        document["column"],
        document["base"],
        tuple(document["keeps"]),
        document["decimals"],
        tuple(document["variables"]),
        tuple((tuple(group["codes"]), group["weight"]) for group in document["weights"]),
    )


def _dimension(document: _JSON) -> Dimension:
    ends = {limit["code"]: (limit["least"], limit["most"]) for limit in document["limits"]}
    lineage = {own["code"]: tuple(own["supersedes"]) for own in document.get("lineage", ())}
    categories = tuple(
        Category(
            category["code"],
            category["parent"],
            *ends.get(category["code"], (None, None)),
            lineage.get(category["code"], ()),
        )
        for category in document["categories"]
    )
    if len(categories) > MOST_CATEGORIES:
        raise ValueError("more categories than any variable of a survey")
    return Dimension(document["variable"], categories, document["is_multiple"], tuple(document["exclusive"]))


def read_witnesses(package: Written) -> Witnesses | None:
    """The witnesses that a package brings along; None where it brings none.

    Raises:
        PackageRefused: the file holds no witnesses.
    """
    if not package.described.get("witnesses"):
        return None
    written = read_json(package.folder, WITNESSES)
    witnesses = parsed(WITNESSES, "no witnesses of ours", lambda: _witnesses(written))
    places, moves = range(len(witnesses.cells)), range(len(witnesses.moves))
    changed = [[place for place, _ in move] for move in witnesses.moves]
    is_whole = (
        len(witnesses.base) == len(witnesses.cells)
        and all(place in places for named in (*changed, [pair[0] for pair in witnesses.pairs]) for place in named)
        and all(len({*named}) == len(named) for named in changed)
        and all(move in moves for pair in witnesses.pairs for move in pair[1:])
    )
    if not is_whole:
        refuse(WITNESSES, "names cells or moves that it does not list, or a cell twice")
    return witnesses


def _witnesses(written: _JSON) -> Witnesses:
    cells = tuple(tuple(sorted(cell.items())) for cell in written["cells"])
    moves = tuple(tuple((_whole(place), _whole(by)) for place, by in move) for move in written["moves"])
    pairs = tuple((_whole(place), _whole(low), _whole(high)) for place, low, high in written["pairs"])
    return Witnesses(str(written["universe"]), cells, tuple(map(_whole, written["base"])), moves, pairs)


def _whole(number: object) -> int:
    if type(number) is not int:
        raise ValueError("no whole number")
    return number

"""Writes again what follows from the tables and the description of a written package, and compares it byte for byte.

What people wrote for one file alone is taken from that file, and named as not checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

from .charts.drawing import drawn_again
from .files import json_bytes
from .metadata.citations import citation_cff
from .metadata.codebook import codebook
from .model import Finding, StudyCard, Table
from .model.card import Country, Licence, Survey
from .package.csvw import GROUP, group_metadata, table_metadata
from .package.disclosure import witnesses_bytes
from .package.reading import REBUILD, WITNESSES, Written, content_of, read_json, read_witnesses

CITATION, CODEBOOK, VERIFY, README = "CITATION.cff", "ddi-codebook.xml", "verify.py", "README.md"
BY_HAND = f"the words of {README}, and in {CODEBOOK} the short title, the places and the publications that it cites"
_DDI = "{ddi:codebook:2_5}"
# What a specification of ours holds at its top; anything else is read by nobody who looks at the drawing.
_SPEC = {"$schema", "config", "data", "datasets", "height", "layer", "title", "width"}


def rewritten_findings(package: Written) -> Iterator[Finding]:
    """Yields each file that is not what the program writes of the tables and the description beside it."""
    for name, content in {**_documents(package), **dict(_drawings(package))}.items():
        if (package.folder / name).is_file() and content_of(package.folder, name) != content:
            yield Finding("all", name, "not what the program writes of these tables and this description", REBUILD)


def not_checked(package: Written) -> str:
    """What of a package no comparison reaches, in words."""
    is_drawn = package.described.get("charts") and not _is_drawn_alike(package)
    return BY_HAND + (", and drawings, which other versions of the libraries drew" if is_drawn else "")


def _documents(package: Written) -> dict[str, bytes]:
    group, folder = read_json(package.folder, GROUP), package.folder
    card = _card(package, group)
    described = [
        (_with_lists(table, read_json(folder, f"{table.id}.metadata.json")), table.universe) for table in package.tables
    ]
    tables = [table for table, _ in described]
    again = {
        VERIFY: files("publication.package").joinpath(VERIFY).read_bytes(),
        GROUP: json_bytes(group_metadata(card, described)),
        CITATION: citation_cff(card),
        **{f"{table.id}.metadata.json": json_bytes(table_metadata(table, card, label)) for table, label in described},
    }
    if (folder / CODEBOOK).is_file():
        cited = _texts(_codebook(package), "relPubl")
        again[CODEBOOK] = codebook(card, tables, [label for _, label in described if label], cited)
    if (witnesses := read_witnesses(package)) is not None:
        again[WITNESSES] = witnesses_bytes(witnesses)
    return again


def _card(package: Written, group: dict[str, Any]) -> StudyCard:
    """The card of the study, as far as its package tells it."""
    described, written = package.described, str(group["dc:description"])
    rest = described["description"].removeprefix(written).strip().split("\n\n")
    licence = described["licenses"][0]
    card = StudyCard(
        id=described["name"],
        title=described["title"],
        description=written if described["description"].startswith(written) else described["description"],
        version=described["version"],
        released=described["created"][:10],
        languages=(group["@context"][1]["@language"],),
        keywords=tuple(described["keywords"]),
        licence=Licence(licence["name"], licence["title"], licence["path"]),
        contributors=tuple(described["contributors"]),
    )
    if (package.folder / CODEBOOK).is_file():
        tree = _codebook(package)
        nations = [(one.get("abbr", ""), one.text or "") for one in tree.iter(f"{_DDI}nation")]
        disclaimer = "".join(_texts(tree, "disclaimer"))
        card = replace(
            card,
            short_title="".join(_texts(tree, "altTitl")),
            independence=disclaimer if disclaimer in rest else "",
            publisher=_publisher(_texts(tree, "distrbtr"), card),
            countries=tuple(Country(code, name) for code, name in nations),
            survey=Survey("".join(_texts(tree, "collMode")), tuple(code for code, _ in nations)),
        )
    return card if "dc:issued" in group else card.as_unreleased()


def _publisher(named: Sequence[str], card: StudyCard) -> str:
    """The publisher that is set for the whole; empty where contributors are."""
    return "" if tuple(named) == card.publishers or len(named) != 1 else named[0]


def _codebook(package: Written) -> ElementTree.Element:
    text = content_of(package.folder, CODEBOOK).decode("utf-8")
    if "<!" in text:
        raise ValueError(f"{CODEBOOK}: a comment, or a definition of a document")
    return ElementTree.fromstring(text)  # noqa: S314 - no entities without a definition of them


def _texts(tree: ElementTree.Element, tag: str) -> list[str]:
    return [element.text or "" for element in tree.iter(f"{_DDI}{tag}")]


def _with_lists(table: Table, metadata: dict[str, Any]) -> Table:
    """The table, its columns that hold lists as such: a description calls them texts."""
    columns = {column["name"] for column in metadata["tableSchema"]["columns"] if "separator" in column}
    return replace(
        table,
        columns=tuple(
            replace(c, type="list") if c.name in columns and c.type == "string" else c for c in table.columns
        ),
    )


def _is_drawn_alike(package: Written) -> bool:
    made_with = {one["title"]: one["version"] for one in package.described["built_with"]}
    return all(made_with.get(name) == version(name) for name in ("altair", "vl-convert-python"))


def _drawings(package: Written) -> Iterator[tuple[str, bytes]]:
    """Yields each specification as the program writes JSON, and each drawing as its specification is drawn."""
    is_alike = _is_drawn_alike(package) if package.described.get("charts") else False
    for chart in package.described.get("charts", ()):
        paths = [file["path"] for file in chart["files"]]
        for path in (path for path in paths if path.endswith(".vl.json")):
            spec = read_json(package.folder, path)
            known = {key: value for key, value in spec.items() if key in _SPEC}
            yield path, (json.dumps(known, indent=2, ensure_ascii=False) + "\n").encode()
            picture = path.removesuffix(".vl.json") + ".svg"
            if is_alike and picture in paths:
                yield picture, drawn_again(known, chart["title"], chart["description"]).encode()

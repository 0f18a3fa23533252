"""Turns a release into Croissant 1.1, which machine-learning tools read: files with hashes, and records with types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..files import sha256
from ..model import Column, Release, Table
from .addresses import DATASET, FOLDER, At
from .citations import bibtex
from .schema_org import common, coverage

_JSON = dict[str, Any]

# The context that the specification prescribes, with the terms that stand here.
_CONTEXT: _JSON = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "isLiveDataset": "cr:isLiveDataset",
    "key": "cr:key",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "source": "cr:source",
}
_TYPES = {"integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date"}


def croissant(release: Release, files: Mapping[str, bytes], at: At) -> _JSON:
    """The package as a Croissant dataset."""
    card = release.study.card
    return {
        "@context": _CONTEXT | {"@language": card.languages[0]},
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": card.title,
        "alternateName": card.short_title,
        "description": card.description,
        "url": at(DATASET),
        **common(card),
        **coverage(card),
        "keywords": list(card.keywords),
        "citeAs": bibtex(card, at(DATASET)),
        "isLiveDataset": False,
        "distribution": [_file(table, files, at) for table in release.tables],
        "recordSet": [_records(table) for table in release.tables],
    }


def _file(table: Table, files: Mapping[str, bytes], at: At) -> _JSON:
    address = f"{FOLDER}/{table.id}.csv"
    return {
        "@type": "cr:FileObject",
        "@id": f"{table.id}.csv",
        "name": f"{table.id}.csv",
        "description": table.title,
        "contentUrl": at(address),
        "contentSize": f"{len(files[address])} B",
        "encodingFormat": "text/csv",
        "sha256": sha256(files[address]),
    }


def _records(table: Table) -> _JSON:
    return {
        "@type": "cr:RecordSet",
        "@id": table.id,
        "name": table.id,
        "description": f"{table.title}: {table.description}",
        "key": [{"@id": f"{table.id}/{name}"} for name in table.primary_key],
        "field": [_field(column, table) for column in table.columns],
    }


def _field(column: Column, table: Table) -> _JSON:
    field: _JSON = {
        "@type": "cr:Field",
        "@id": f"{table.id}/{column.name}",
        "name": column.name,
        "description": f"{column.title}: {column.description}" + (f" Unit: {column.unit}." if column.unit else ""),
        "dataType": _TYPES.get(column.type, "sc:Text"),
        "source": {"fileObject": {"@id": f"{table.id}.csv"}, "extract": {"column": column.name}},
    }
    # The reference reader follows references in order and takes one within a table for a circle.
    if column.reference is not None and column.reference.table not in ("", table.id):
        field["references"] = {"field": {"@id": f"{column.reference.table}/{column.reference.column}"}}
    return field

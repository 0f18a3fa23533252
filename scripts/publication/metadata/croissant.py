"""Turns a release into Croissant 1.1, which machine-learning tools read: files with hashes, and records with types."""

from __future__ import annotations

from ..model import Column, Table
from .citations import bibtex
from .schema_org import common, coverage
from .shared import DATASET, FOLDER, JSON, Offer

# The context that the specification prescribes, with the terms that stand here.
_CONTEXT: JSON = {
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


def croissant(offer: Offer) -> JSON:
    """The package as a Croissant dataset."""
    card, address = offer.card, offer.at(DATASET)
    return {
        "@context": _CONTEXT | {"@language": card.languages[0]},
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": card.title,
        "alternateName": card.short_title,
        "description": card.description,
        "url": address,
        **common(card),
        **coverage(card),
        "keywords": card.keywords,
        "citeAs": bibtex(card, address),
        "isLiveDataset": False,
        "distribution": [_file(table, offer) for table in offer.release.tables],
        "recordSet": [_records(table) for table in offer.release.tables],
    }


def _file(table: Table, offer: Offer) -> JSON:
    file = offer.download(f"{FOLDER}/{table.id}.csv")
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "description": table.title,
        "contentUrl": file.address,
        "contentSize": f"{file.size} B",
        "encodingFormat": file.format.media_type,
        "sha256": file.sha256,
    }


def _records(table: Table) -> JSON:
    return {
        "@type": "cr:RecordSet",
        "@id": table.id,
        "name": table.id,
        "description": f"{table.title}: {table.description}",
        "key": [{"@id": f"{table.id}/{name}"} for name in table.primary_key],
        "field": [_field(column, table) for column in table.columns],
    }


def _field(column: Column, table: Table) -> JSON:
    field: JSON = {
        "@type": "cr:Field",
        "@id": f"{table.id}/{column.name}",
        "name": column.name,
        "description": f"{column.title}: {column.description}" + (f" Unit: {column.unit}." if column.unit else ""),
        "dataType": column.datatype.croissant,
        "source": {"fileObject": {"@id": f"{table.id}.csv"}, "extract": {"column": column.name}},
    }
    # The reference reader follows references in order and takes one within a table for a circle.
    if column.reference is not None and column.reference.table not in ("", table.id):
        field["references"] = {"field": {"@id": f"{column.reference.table}/{column.reference.column}"}}
    return field

"""Turns a release into schema.org's DataCatalog and Dataset, and into Croissant 1.1, which search engines read."""

from __future__ import annotations

from ..model import Column, StudyCard, Table
from .citations import bibtex
from .shared import (
    CATALOGUE,
    DATASET,
    DICTIONARY,
    FOLDER,
    JSON,
    Agent,
    Download,
    Offer,
    agents,
    own_publications,
)

_CONTEXT = "https://schema.org/"
# The context that the specification prescribes, with the terms that stand here.
_CROISSANT: JSON = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    **{term: f"cr:{term}" for term in ("citeAs", "column")},
    "conformsTo": "dct:conformsTo",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    **{term: f"cr:{term}" for term in ("extract", "field", "fileObject", "isLiveDataset", "key", "recordSet")},
    **{term: f"cr:{term}" for term in ("references", "source")},
}


def catalogue(offer: Offer) -> JSON:
    """The catalogue of all tables."""
    card, page = offer.card, offer.at(CATALOGUE)
    whole = _short(offer.id, card.title, card.description, offer.at(DATASET), card)
    return {
        "@context": _CONTEXT,
        **_named("DataCatalog", f"{page}#catalogue", card.title, card.description, page),
        **_common(card),
        "dataset": [whole, *_short_tables(offer)],
    }


def package_dataset(offer: Offer) -> JSON:
    """The whole package as one dataset."""
    card = offer.card
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": offer.id,
        "name": card.title,
        "alternateName": card.short_title,
        "description": card.description,
        "url": offer.at(DATASET),
        "identifier": card.id,
        **_common(card),
        **_coverage(card),
        "keywords": card.keywords,
        "citation": own_publications(offer.release, offer.release.tables),
        "variableMeasured": [
            {"@type": "PropertyValue", "name": record["label"], "url": offer.at(DICTIONARY)}
            for record in offer.release.study.file("variables").records
        ],
        "includedInDataCatalog": _catalogue_link(offer),
        "distribution": [_distribution(file) for file in offer.package_downloads()],
        "hasPart": _short_tables(offer),
    }


def table_dataset(table: Table, offer: Offer) -> JSON:
    """One table as a dataset."""
    card = offer.card
    cited = own_publications(offer.release, [table])
    return {
        "@context": _CONTEXT,
        **_named("Dataset", offer.table_id(table), table.title, _description(table, card), offer.page(table)),
        "identifier": f"{card.id}/{table.id}",
        **_common(card),
        **_coverage(card),
        "keywords": card.keywords,
        "variableMeasured": [_variable(column, f"{offer.at(DICTIONARY)}#{table.id}") for column in table.columns],
        "includedInDataCatalog": _catalogue_link(offer),
        "isPartOf": {"@type": "Dataset", "@id": offer.id, "name": card.title, "url": offer.at(DATASET)},
        "distribution": [_distribution(file) for file in offer.table_downloads(table)],
        **({"citation": cited} if cited else {}),
    }


def _common(card: StudyCard) -> JSON:
    return {
        "version": card.version,
        **({"creativeWorkStatus": "Draft"} if card.is_unreleased else {"datePublished": card.released}),
        "inLanguage": card.languages,
        "isAccessibleForFree": True,
        "license": card.licence.path,
        "creator": [_agent(agent) for agent in agents(card)],
        "publisher": [_agent(agent) for agent in agents(card, "publisher")],
    }


def _coverage(card: StudyCard) -> JSON:
    places = [{"@type": "Country", "name": place.name, "identifier": place.code} for place in card.places]
    return {
        **({"measurementTechnique": card.survey.technique} if card.survey.technique else {}),
        **({"spatialCoverage": places} if places else {}),
    }


def _description(table: Table, card: StudyCard) -> str:
    # Search engines refuse a very short description.
    return f"{table.description} Part of: {card.title}."


def _distribution(file: Download) -> JSON:
    return {
        "@type": "DataDownload",
        "name": file.name,
        "contentUrl": file.address,
        "encodingFormat": file.format.media_type,
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
    }


def _variable(column: Column, address: str) -> JSON:
    return {
        "@type": "PropertyValue",
        "name": column.name,
        "alternateName": column.title,
        "description": column.description,
        "url": address,
        **({"unitText": column.unit} if column.unit else {}),
        **{f"{name[:3]}Value": limit for name, limit in column.limits.items()},
    }


def _short_tables(offer: Offer) -> list[JSON]:
    card = offer.card
    return [
        _short(offer.table_id(table), table.title, _description(table, card), offer.page(table), card)
        for table in offer.release.tables
    ]


def _short(id: str, name: str, description: str, url: str, card: StudyCard) -> JSON:
    creators = [_agent(agent) for agent in agents(card)]
    return {**_named("Dataset", id, name, description, url), "license": card.licence.path, "creator": creators}


def _named(type: str, id: str, name: str, description: str, url: str) -> JSON:
    return {"@type": type, "@id": id, "name": name, "description": description, "url": url}


def _catalogue_link(offer: Offer) -> JSON:
    address = offer.at(CATALOGUE)
    return {"@type": "DataCatalog", "@id": f"{address}#catalogue", "name": offer.card.title, "url": address}


def _agent(agent: Agent) -> JSON:
    described: JSON = {"@type": "Person" if agent.is_person else "Organization", "name": agent.name}
    if agent.is_person:
        described |= {"givenName": agent.given, "familyName": agent.family}
    return {**described, **({"sameAs": agent.address} if agent.address else {})}


def croissant(offer: Offer) -> JSON:
    """The package as a Croissant dataset."""
    card, address = offer.card, offer.at(DATASET)
    return {
        "@context": _CROISSANT | {"@language": card.languages[0]},
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": card.title,
        "alternateName": card.short_title,
        "description": card.description,
        "url": address,
        **_common(card),
        **_coverage(card),
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
        "field": [_croissant_field(column, table) for column in table.columns],
    }


def _croissant_field(column: Column, table: Table) -> JSON:
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

"""Turns a release into schema.org's DataCatalog and Dataset, as dataset search engines ask for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..files import sha256
from ..model import Column, Release, StudyCard, Table
from .addresses import CATALOGUE, DATASET, FOLDER, At, dataset_id, table_id, table_page
from .people import Agent, agents, publishers
from .sources import own_publications

_CONTEXT = "https://schema.org/"
_MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "sqlite": "application/vnd.sqlite3",
}
_JSON = dict[str, Any]


def catalogue(release: Release, tables: Sequence[Table], at: At) -> _JSON:
    """The catalogue of all tables."""
    card = release.study.card
    return {
        "@context": _CONTEXT,
        "@type": "DataCatalog",
        "@id": f"{at(CATALOGUE)}#catalogue",
        "name": card.title,
        "description": card.description,
        "url": at(CATALOGUE),
        **common(card),
        "dataset": [_short(dataset_id(at), card.title, card.description, at(DATASET), card)]
        + [
            _short(table_id(table, at), table.title, described(table, card), at(table_page(table)), card)
            for table in tables
        ],
    }


def package_dataset(release: Release, tables: Sequence[Table], files: Mapping[str, bytes], at: At) -> _JSON:
    """The whole package as one dataset."""
    card = release.study.card
    whole = [address for address in files if address.startswith(f"{FOLDER}/{card.id}.")]
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": dataset_id(at),
        "name": card.title,
        "alternateName": card.short_title,
        "description": card.description,
        "url": at(DATASET),
        "identifier": card.id,
        **common(card),
        **coverage(card),
        "keywords": list(card.keywords),
        "citation": own_publications(release, tables),
        "variableMeasured": [
            {"@type": "PropertyValue", "name": record["label"], "url": f"{at(DICTIONARY)}"}
            for record in release.study.file("variables").records
        ],
        "includedInDataCatalog": _catalogue_link(card, at),
        "distribution": [download(address, files, at) for address in sorted(whole)],
        "hasPart": [
            _short(table_id(table, at), table.title, described(table, card), at(table_page(table)), card)
            for table in tables
        ],
    }


def table_dataset(table: Table, release: Release, files: Mapping[str, bytes], at: At) -> _JSON:
    """One table as a dataset."""
    card = release.study.card
    document: _JSON = {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": table_id(table, at),
        "name": table.title,
        "description": described(table, card),
        "url": at(table_page(table)),
        "identifier": f"{card.id}/{table.id}",
        **common(card),
        **coverage(card),
        "keywords": list(card.keywords),
        "variableMeasured": [_variable(column, table, at) for column in table.columns],
        "includedInDataCatalog": _catalogue_link(card, at),
        "isPartOf": {"@type": "Dataset", "@id": dataset_id(at), "name": card.title, "url": at(DATASET)},
        "distribution": [download(f"{FOLDER}/{table.id}.{ending}", files, at) for ending in ("csv", "json")],
    }
    cited = own_publications(release, [table])
    if cited:
        document["citation"] = cited
    return document


DICTIONARY = f"{FOLDER}/dictionary.md"


def common(card: StudyCard) -> _JSON:
    """What every dataset of the publication has."""
    return {
        "version": card.version,
        "datePublished": card.released,
        "inLanguage": list(card.languages),
        "isAccessibleForFree": True,
        "license": card.licence.path,
        "creator": [_agent(agent) for agent in agents(card)],
        "publisher": [_agent(agent) for agent in publishers(card)],
    }


def coverage(card: StudyCard) -> _JSON:
    """How and where the survey was done, as far as it is known."""
    known: _JSON = {}
    if card.survey.technique:
        known["measurementTechnique"] = card.survey.technique
    if card.places:
        known["spatialCoverage"] = [
            {"@type": "Country", "name": place.name, "identifier": place.code} for place in card.places
        ]
    return known


def described(table: Table, card: StudyCard) -> str:
    """A description that stands by itself: search engines refuse a very short one."""
    return f"{table.description} Part of: {card.title}."


def download(address: str, files: Mapping[str, bytes], at: At) -> _JSON:
    """A file that is offered."""
    content = files[address]
    return {
        "@type": "DataDownload",
        "name": address.removeprefix(f"{FOLDER}/"),
        "contentUrl": at(address),
        "encodingFormat": media_type(address),
        "contentSize": f"{len(content)} B",
        "sha256": sha256(content),
    }


def media_type(address: str) -> str:
    """The IANA media type of a file, by the ending of its name."""
    return _MEDIA_TYPES[address.rpartition(".")[2]]


def _variable(column: Column, table: Table, at: At) -> _JSON:
    variable: _JSON = {
        "@type": "PropertyValue",
        "name": column.name,
        "alternateName": column.title,
        "description": column.description,
        "url": f"{at(DICTIONARY)}#{table.id}",
    }
    if column.unit:
        variable["unitText"] = column.unit
    if column.minimum is not None:
        variable["minValue"] = column.minimum
    if column.maximum is not None:
        variable["maxValue"] = column.maximum
    return variable


def _short(id: str, name: str, description: str, url: str, card: StudyCard) -> _JSON:
    return {
        "@type": "Dataset",
        "@id": id,
        "name": name,
        "description": description,
        "url": url,
        "license": card.licence.path,
        "creator": [_agent(agent) for agent in agents(card)],
    }


def _catalogue_link(card: StudyCard, at: At) -> _JSON:
    return {"@type": "DataCatalog", "@id": f"{at(CATALOGUE)}#catalogue", "name": card.title, "url": at(CATALOGUE)}


def _agent(agent: Agent) -> _JSON:
    described: _JSON = {"@type": "Person" if agent.is_person else "Organization", "name": agent.name}
    if agent.is_person:
        described |= {"givenName": agent.given, "familyName": agent.family}
    if agent.address:
        described["sameAs"] = agent.address
    return described

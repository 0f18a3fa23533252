"""Turns a release into a DCAT-AP 3 catalogue, which European data portals harvest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..files import sha256
from ..model import Release, StudyCard, Table, Theme
from .addresses import CATALOGUE, DATASET, FOLDER, At, dataset_id, table_id, table_page
from .people import Agent, agents, publishers
from .schema_org import media_type

_JSON = dict[str, Any]
_EU = "http://publications.europa.eu/resource/authority"
_CONTEXT: _JSON = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# The European authority tables have codes of their own.
_LANGUAGES = {"en": "ENG", "nl": "NLD", "it": "ITA", "de": "DEU", "fr": "FRA", "es": "SPA"}
# The vocabulary of themes that the profile asks for, with the title that it gives itself.
_THEMES, _THEMES_TITLE = f"{_EU}/data-theme", "Data theme Named Authority List"
# It has no term for an SQLite file, which is known by its media type alone.
_FILE_TYPES = {"csv": "CSV", "json": "JSON", "zip": "ZIP", "xlsx": "XLSX", "ods": "ODS"}
_HOLDS = {
    "csv": "The table as comma-separated text.",
    "json": "The table with the meaning of its columns, as JSON.",
    "zip": "The whole package in one file.",
    "xlsx": "All tables as a workbook for Excel, with contents and notes.",
    "ods": "All tables as an OpenDocument workbook, with contents and notes.",
    "sqlite": "All tables as an SQLite database, with their keys and a dictionary.",
}


def dcat_catalogue(release: Release, files: Mapping[str, bytes], at: At) -> _JSON:
    """The catalogue with the package and its tables."""
    card = release.study.card
    tables = release.tables
    document: _JSON = {
        "@context": _CONTEXT,
        "@id": f"{at(CATALOGUE)}#catalogue",
        "@type": "dcat:Catalog",
        **_titled(card.title, card.description, card),
        **_published(card, publishers(card)),
        "dct:modified": _day(card.released),
        "foaf:homepage": {"@id": at(CATALOGUE), "@type": "foaf:Document"},
        "dcat:dataset": [_package(release, tables, files, at), *(_table(table, card, files, at) for table in tables)],
    }
    if any(_is_european(theme) for theme in card.themes):
        scheme = {"@id": _THEMES, "@type": "skos:ConceptScheme", "dct:title": _english(_THEMES_TITLE)}
        document["dcat:themeTaxonomy"] = scheme
    return document


def _package(release: Release, tables: Sequence[Table], files: Mapping[str, bytes], at: At) -> _JSON:
    card = release.study.card
    whole = sorted(address for address in files if address.startswith(f"{FOLDER}/{card.id}."))
    return {
        **_dataset(dataset_id(at), card.title, card.description, at(DATASET), card),
        "dct:identifier": card.id,
        "dcat:distribution": [_distribution(address, at(DATASET), card, files, at) for address in whole],
        "dct:hasPart": [{"@id": table_id(table, at)} for table in tables],
    }


def _table(table: Table, card: StudyCard, files: Mapping[str, bytes], at: At) -> _JSON:
    addresses = [f"{FOLDER}/{table.id}.{ending}" for ending in ("csv", "json")]
    page = at(table_page(table))
    return {
        **_dataset(table_id(table, at), table.title, table.description, page, card),
        "dct:isPartOf": {"@id": dataset_id(at)},
        "dct:identifier": f"{card.id}/{table.id}",
        "dcat:distribution": [_distribution(address, page, card, files, at) for address in addresses],
    }


def _dataset(id: str, title: str, description: str, page: str, card: StudyCard) -> _JSON:
    document: _JSON = {
        "@id": id,
        "@type": "dcat:Dataset",
        **_titled(title, description, card),
        **_published(card, publishers(card)),
        "dct:creator": [_agent(agent) for agent in agents(card)],
        "dct:accessRights": {"@id": f"{_EU}/access-right/PUBLIC", "@type": "dct:RightsStatement"},
        "dcat:landingPage": {"@id": page, "@type": "foaf:Document"},
        "dcat:version": card.version,
        "dcat:keyword": [_said(keyword, card) for keyword in card.keywords],
    }
    if card.places:
        document["dct:spatial"] = [
            {"@id": f"{_EU}/country/{place.alpha3}", "@type": "dct:Location", "skos:prefLabel": _said(place.name, card)}
            for place in card.places
        ]
    if card.themes:
        document["dcat:theme"] = [_theme(theme, card) for theme in card.themes]
    return document


def _theme(theme: Theme, card: StudyCard) -> _JSON:
    described: _JSON = {"@id": theme.path, "@type": "skos:Concept", "skos:prefLabel": _said(theme.label, card)}
    if _is_european(theme):
        described["skos:inScheme"] = {"@id": _THEMES}
    return described


def _is_european(theme: Theme) -> bool:
    return theme.path.startswith(f"{_THEMES}/")


def _titled(title: str, description: str, card: StudyCard) -> _JSON:
    return {"dct:title": _said(title, card), "dct:description": _said(description, card)}


def _said(text: str, card: StudyCard) -> _JSON:
    """A text of the study, in its first language."""
    return {"@value": text, "@language": card.languages[0]}


def _english(text: str) -> _JSON:
    """A text of ours."""
    return {"@value": text, "@language": "en"}


def _day(text: str) -> _JSON:
    return {"@value": text, "@type": "xsd:date"}


def _published(card: StudyCard, by: Sequence[Agent]) -> _JSON:
    codes = [_LANGUAGES[language] for language in card.languages if language in _LANGUAGES]
    return {
        # One publisher is all that the profile takes.
        "dct:publisher": _agent(by[0]),
        "dct:issued": _day(card.released),
        "dct:language": [{"@id": f"{_EU}/language/{code}", "@type": "dct:LinguisticSystem"} for code in codes],
        "dct:license": {"@id": card.licence.path, "@type": "dct:LicenseDocument"},
    }


def _agent(agent: Agent) -> _JSON:
    described: _JSON = {"@type": "foaf:Agent", "foaf:name": agent.name}
    if agent.address:
        described["foaf:homepage"] = {"@id": agent.address, "@type": "foaf:Document"}
    return described


def _distribution(address: str, page: str, card: StudyCard, files: Mapping[str, bytes], at: At) -> _JSON:
    content = files[address]
    ending = address.rpartition(".")[2]
    file_type = _FILE_TYPES.get(ending)
    document: _JSON = {
        "@id": f"{at(address)}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": _said(address.removeprefix(f"{FOLDER}/"), card),
        "dct:description": _english(_HOLDS[ending]),
        "dcat:accessURL": {"@id": page, "@type": "rdfs:Resource"},
        "dcat:downloadURL": {"@id": at(address), "@type": "rdfs:Resource"},
        "dcat:mediaType": {
            "@id": f"https://www.iana.org/assignments/media-types/{media_type(address)}",
            "@type": "dct:MediaType",
        },
        "dcat:byteSize": {"@value": str(len(content)), "@type": "xsd:nonNegativeInteger"},
        "dct:license": {"@id": card.licence.path, "@type": "dct:LicenseDocument"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256", "@type": "spdx:ChecksumAlgorithm"},
            "spdx:checksumValue": {"@value": sha256(content), "@type": "xsd:hexBinary"},
        },
    }
    if file_type:
        document["dct:format"] = {"@id": f"{_EU}/file-type/{file_type}", "@type": "dct:MediaTypeOrExtent"}
    return document

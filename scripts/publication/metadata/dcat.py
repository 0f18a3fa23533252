"""Turns a release into a DCAT-AP 3 catalogue, which European data portals harvest."""

from __future__ import annotations

from ..model import StudyCard, Theme
from .shared import CATALOGUE, DATASET, JSON, Agent, Download, Offer, agents

_EU = "http://publications.europa.eu/resource/authority"
_CONTEXT: JSON = {
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
# The vocabulary of themes that the profile asks for.
_THEMES = f"{_EU}/data-theme"


def dcat_catalogue(offer: Offer) -> JSON:
    """The catalogue with the package and its tables."""
    card, tables, page = offer.card, offer.release.tables, offer.at(DATASET)
    whole = {
        **_dataset(offer.id, card.title, card.description, page, card),
        "dct:identifier": card.id,
        "dcat:distribution": [_distribution(file, page, card) for file in offer.package_downloads()],
        "dct:hasPart": [{"@id": offer.table_id(table)} for table in tables],
    }
    parts = [
        {
            **_dataset(offer.table_id(table), table.title, table.description, offer.page(table), card),
            "dct:isPartOf": {"@id": offer.id},
            "dct:identifier": f"{card.id}/{table.id}",
            "dcat:distribution": [
                _distribution(file, offer.page(table), card) for file in offer.table_downloads(table)
            ],
        }
        for table in tables
    ]
    document: JSON = {
        "@context": _CONTEXT,
        "@id": f"{offer.at(CATALOGUE)}#catalogue",
        "@type": "dcat:Catalog",
        **_common(card.title, card.description, card),
        **({} if card.is_unreleased else {"dct:modified": _typed(card.released, "date")}),
        "foaf:homepage": _node(offer.at(CATALOGUE), "foaf:Document"),
        "dcat:dataset": [whole, *parts],
    }
    if any(_is_european(theme) for theme in card.themes):
        document["dcat:themeTaxonomy"] = {
            **_node(_THEMES, "skos:ConceptScheme"),
            "dct:title": _text("Data theme Named Authority List"),
        }
    return document


def _dataset(id: str, title: str, description: str, page: str, card: StudyCard) -> JSON:
    language = card.languages[0]
    document: JSON = {
        **_node(id, "dcat:Dataset"),
        **_common(title, description, card),
        "dct:creator": [_agent(agent) for agent in agents(card)],
        "dct:accessRights": _node(f"{_EU}/access-right/PUBLIC", "dct:RightsStatement"),
        "dcat:landingPage": _node(page, "foaf:Document"),
        "dcat:version": card.version,
        "dcat:keyword": [_text(keyword, language) for keyword in card.keywords],
    }
    if card.places:
        document["dct:spatial"] = [
            {**_node(f"{_EU}/country/{place.alpha3}", "dct:Location"), "skos:prefLabel": _text(place.name, language)}
            for place in card.places
        ]
    if card.themes:
        document["dcat:theme"] = [
            {
                **_node(theme.path, "skos:Concept"),
                "skos:prefLabel": _text(theme.label, language),
                **({"skos:inScheme": {"@id": _THEMES}} if _is_european(theme) else {}),
            }
            for theme in card.themes
        ]
    return document


def _is_european(theme: Theme) -> bool:
    return theme.path.startswith(f"{_THEMES}/")


def _common(title: str, description: str, card: StudyCard) -> JSON:
    codes = [_LANGUAGES[language] for language in card.languages if language in _LANGUAGES]
    return {
        "dct:title": _text(title, card.languages[0]),
        "dct:description": _text(description, card.languages[0]),
        # One publisher is all that the profile takes.
        "dct:publisher": _agent(agents(card, "publisher")[0]),
        **({} if card.is_unreleased else {"dct:issued": _typed(card.released, "date")}),
        "dct:language": [_node(f"{_EU}/language/{code}", "dct:LinguisticSystem") for code in codes],
        "dct:license": _node(card.licence.path, "dct:LicenseDocument"),
    }


def _node(id: str, type: str) -> JSON:
    return {"@id": id, "@type": type}


def _text(text: str, language: str = "en") -> JSON:
    return {"@value": text, "@language": language}


def _typed(text: str, type: str) -> JSON:
    return {"@value": text, "@type": f"xsd:{type}"}


def _agent(agent: Agent) -> JSON:
    home = {"foaf:homepage": _node(agent.address, "foaf:Document")} if agent.address else {}
    return {"@type": "foaf:Agent", "foaf:name": agent.name, **home}


def _distribution(file: Download, page: str, card: StudyCard) -> JSON:
    document: JSON = {
        **_node(f"{file.address}#distribution", "dcat:Distribution"),
        "dct:title": _text(file.name, card.languages[0]),
        "dct:description": _text(file.format.holds),
        "dcat:accessURL": _node(page, "rdfs:Resource"),
        "dcat:downloadURL": _node(file.address, "rdfs:Resource"),
        "dcat:mediaType": _node(
            f"https://www.iana.org/assignments/media-types/{file.format.media_type}", "dct:MediaType"
        ),
        "dcat:byteSize": _typed(str(file.size), "nonNegativeInteger"),
        "dct:license": _node(card.licence.path, "dct:LicenseDocument"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _node("spdx:checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm"),
            "spdx:checksumValue": _typed(file.sha256, "hexBinary"),
        },
    }
    if file.format.file_type:
        document["dct:format"] = _node(f"{_EU}/file-type/{file.format.file_type}", "dct:MediaTypeOrExtent")
    return document

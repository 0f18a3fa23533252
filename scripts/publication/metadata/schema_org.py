"""Turns a release into schema.org's DataCatalog and Dataset, as dataset search engines ask for them."""

from __future__ import annotations

from ..model import Column, StudyCard, Table
from .shared import CATALOGUE, DATASET, DICTIONARY, JSON, Agent, Download, Offer, agents, own_publications

_CONTEXT = "https://schema.org/"


def catalogue(offer: Offer) -> JSON:
    """The catalogue of all tables."""
    card = offer.card
    whole = _short(offer.id, card.title, card.description, offer.at(DATASET), card)
    return {
        "@context": _CONTEXT,
        "@type": "DataCatalog",
        "@id": f"{offer.at(CATALOGUE)}#catalogue",
        "name": card.title,
        "description": card.description,
        "url": offer.at(CATALOGUE),
        **common(card),
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
        **common(card),
        **coverage(card),
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
        "@type": "Dataset",
        "@id": offer.table_id(table),
        "name": table.title,
        "description": _description(table, card),
        "url": offer.page(table),
        "identifier": f"{card.id}/{table.id}",
        **common(card),
        **coverage(card),
        "keywords": card.keywords,
        "variableMeasured": [_variable(column, f"{offer.at(DICTIONARY)}#{table.id}") for column in table.columns],
        "includedInDataCatalog": _catalogue_link(offer),
        "isPartOf": {"@type": "Dataset", "@id": offer.id, "name": card.title, "url": offer.at(DATASET)},
        "distribution": [_distribution(file) for file in offer.table_downloads(table)],
        **({"citation": cited} if cited else {}),
    }


def common(card: StudyCard) -> JSON:
    """What every dataset of the publication has."""
    return {
        "version": card.version,
        "datePublished": card.released,
        "inLanguage": card.languages,
        "isAccessibleForFree": True,
        "license": card.licence.path,
        "creator": [_agent(agent) for agent in agents(card)],
        "publisher": [_agent(agent) for agent in agents(card, "publisher")],
    }


def coverage(card: StudyCard) -> JSON:
    """How and where the survey was done, as far as it is known."""
    places = [{"@type": "Country", "name": place.name, "identifier": place.code} for place in card.places]
    return {
        **({"measurementTechnique": card.survey.technique} if card.survey.technique else {}),
        **({"spatialCoverage": places} if places else {}),
    }


def _description(table: Table, card: StudyCard) -> str:
    """A description that stands by itself: search engines refuse a very short one."""
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
    return {
        "@type": "Dataset",
        "@id": id,
        "name": name,
        "description": description,
        "url": url,
        "license": card.licence.path,
        "creator": [_agent(agent) for agent in agents(card)],
    }


def _catalogue_link(offer: Offer) -> JSON:
    address = offer.at(CATALOGUE)
    return {"@type": "DataCatalog", "@id": f"{address}#catalogue", "name": offer.card.title, "url": address}


def _agent(agent: Agent) -> JSON:
    described: JSON = {"@type": "Person" if agent.is_person else "Organization", "name": agent.name}
    if agent.is_person:
        described |= {"givenName": agent.given, "familyName": agent.family}
    return {**described, **({"sameAs": agent.address} if agent.address else {})}

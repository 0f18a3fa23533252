"""Turns a release into the descriptions that catalogues, archives, search engines and reference managers read.

What is not known is left out. Synthetic tables are not described: whoever harvests descriptions would take them for
results.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..address import table_page
from ..files import json_bytes, page_json
from ..model import Release
from .citations import bibtex, citation_cff, csl_json, ris
from .codebook import codebook
from .dcat import dcat_catalogue
from .schema_org import catalogue, croissant, package_dataset, table_dataset
from .shared import CATALOGUE, DATASET, FOLDER, At, Offer, own_publications

__all__ = ["package_descriptions", "site_descriptions", "structured_data"]


def package_descriptions(release: Release) -> Mapping[str, bytes]:
    """Descriptions that hold no address and belong to the package: path in it -> content."""
    if release.is_practice:
        return {}
    study, card = release.study, release.study.card
    universes = [study.label("universes", table.universe) for table in release.tables if table.universe]
    return {
        "CITATION.cff": citation_cff(card),
        "ddi-codebook.xml": codebook(card, release.tables, universes, own_publications(release, release.tables)),
    }


def site_descriptions(release: Release, files: Mapping[str, bytes], at: At) -> Mapping[str, bytes]:
    """Descriptions that need absolute addresses, of everything that is offered: address below docs/ -> content."""
    if release.is_practice:
        return {}
    offer, card, address = Offer(release, files, at), release.study.card, at(DATASET)
    return {
        f"{FOLDER}/croissant.json": json_bytes(croissant(offer)),
        f"{FOLDER}/dcat.jsonld": json_bytes(dcat_catalogue(offer)),
        f"{FOLDER}/citation.bib": bibtex(card, address).encode(),
        f"{FOLDER}/citation.ris": ris(card, address).encode(),
        f"{FOLDER}/citation.csl.json": json_bytes(csl_json(card, address)),
    }


def structured_data(release: Release, files: Mapping[str, bytes], at: At) -> Mapping[str, str]:
    """What search engines read: page below docs/ -> JSON-LD, as it may stand in HTML."""
    if release.is_practice:
        return {}
    offer = Offer(release, files, at)
    documents = {CATALOGUE: catalogue(offer), DATASET: package_dataset(offer)}
    documents |= {table_page(table.id): table_dataset(table, offer) for table in release.tables}
    return {page: page_json(document) for page, document in documents.items()}

"""Turns a release into a DDI-Codebook 2.5 document, which survey archives read; holds no address of this site."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from ..files import csv_bytes, sha256
from ..model import Column, Release, StudyCard, Table
from .shared import agents, own_publications

_NAMESPACE = "ddi:codebook:2_5"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def codebook(release: Release) -> bytes:
    """The codebook: study, files and variables, in the order that the schema prescribes."""
    card = release.study.card
    root = ET.Element("codeBook", {"xmlns": _NAMESPACE, "version": "2.5", _LANGUAGE: card.languages[0]})
    _document(root, card)
    _study(root, release)
    for table in release.tables:
        _file(root, table, csv_bytes(table))
    variables = _add(root, "dataDscr")
    for table in release.tables:
        for column in table.columns:
            _variable(variables, column, table)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content + b"\n"


def _add(parent: ET.Element, tag: str, text: str = "", attributes: Mapping[str, str] | None = None) -> ET.Element:
    node = ET.SubElement(parent, tag, dict(attributes or {}))
    node.text = text or None
    return node


def _document(root: ET.Element, card: StudyCard) -> None:
    citation = _add(_add(root, "docDscr"), "citation")
    _add(_add(citation, "titlStmt"), "titl", f"Codebook: {card.title}")
    _add(_add(citation, "verStmt"), "version", card.version, {"date": card.released})


def _study(root: ET.Element, release: Release) -> None:
    card = release.study.card
    study = _add(root, "stdyDscr")
    _citation(study, card)
    _about(study, release)
    if card.survey.technique:
        _add(_add(_add(study, "method"), "dataColl"), "collMode", card.survey.technique)
    use = _add(_add(study, "dataAccs"), "useStmt")
    _add(use, "conditions", f"{card.licence.title}: {card.licence.path}")
    if card.independence:
        _add(use, "disclaimer", card.independence)
    cited = own_publications(release, release.tables)
    if cited:
        material = _add(study, "othrStdyMat")
        for text in cited:
            _add(material, "relPubl", text)


def _citation(study: ET.Element, card: StudyCard) -> None:
    citation = _add(study, "citation")
    titles = _add(citation, "titlStmt")
    _add(titles, "titl", card.title)
    _add(titles, "altTitl", card.short_title)
    _add(titles, "IDNo", card.id)
    people = _add(citation, "rspStmt")
    for agent in agents(card):
        _add(people, "AuthEnty", agent.name)
    distribution = _add(citation, "distStmt")
    for agent in agents(card, "publisher"):
        _add(distribution, "distrbtr", agent.name)
    _add(distribution, "distDate", card.released, {"date": card.released})
    _add(_add(citation, "verStmt"), "version", card.version, {"date": card.released})


def _about(study: ET.Element, release: Release) -> None:
    card = release.study.card
    info = _add(study, "stdyInfo")
    if card.keywords:
        subject = _add(info, "subject")
        for keyword in card.keywords:
            _add(subject, "keyword", keyword)
    _add(info, "abstract", card.description)
    summary = _add(info, "sumDscr")
    for place in card.places:
        _add(summary, "nation", place.name, {"abbr": place.code})
    # The groups that whole tables are about; those of single figures stand in the rows.
    for id in dict.fromkeys(table.universe for table in release.tables if table.universe):
        _add(summary, "universe", release.study.label("universes", id))
    _add(summary, "dataKind", "Aggregate data")


def _file(root: ET.Element, table: Table, content: bytes) -> None:
    text = _add(_add(root, "fileDscr", attributes={"ID": f"F_{table.id}"}), "fileTxt")
    _add(text, "fileName", f"{table.id}.csv")
    print_ = _add(text, "dataFingerprint", attributes={"type": "dataFile"})
    _add(print_, "digitalFingerprintValue", sha256(content))
    _add(print_, "algorithmSpecification", "SHA-256")
    _add(text, "fileCont", f"{table.title}. {table.description}")
    size = _add(text, "dimensns")
    _add(size, "caseQnty", str(len(table.rows)))
    _add(size, "varQnty", str(len(table.columns)))
    _add(text, "fileType", "CSV, UTF-8", {"charset": "UTF-8"})


def _variable(parent: ET.Element, column: Column, table: Table) -> None:
    # What is not said is discrete and counts in whole numbers, by the schema's own defaults.
    is_continuous = column.type == "number"
    attributes = {"ID": f"V_{table.id}_{column.name}", "name": column.name, "files": f"F_{table.id}"}
    if is_continuous:
        attributes["intrvl"] = "contin"
    if column.unit:
        attributes["measUnit"] = column.unit
    variable = _add(parent, "var", attributes=attributes)
    _add(variable, "labl", column.title)
    if column.limits:
        limits = {"UNITS": "REAL"} if is_continuous else {}
        limits |= {name[:3]: str(value) for name, value in column.limits.items()}
        _add(_add(variable, "valrng"), "range", attributes=limits)
    _add(variable, "txt", column.description)
    categories: list[tuple[str, str, dict[str, str]]] = [(option.value, option.label, {}) for option in column.options]
    categories += [(value.marker, value.label, {"missing": "Y"}) for value in column.missing]
    for code, label, marks in categories:
        category = _add(variable, "catgry", attributes=marks)
        _add(category, "catValu", code)
        _add(category, "labl", label)
    written = {"type": "numeric" if column.datatype.is_number else "character"}
    _add(variable, "varFormat", attributes=written | ({"category": "date"} if column.type == "date" else {}))

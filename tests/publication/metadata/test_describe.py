"""One description in many standards: they say the same, and none says what is not known."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from publication.address import site_at
from publication.build import Built
from publication.files import sha256
from publication.metadata import package_descriptions, site_descriptions, structured_data
from publication.metadata.citations import bibtex, citation_cff, csl_json, ris
from publication.model import AuditReport, content_fingerprint
from publication.model.card import Contributor
from publication.pages.generated_pages import downloads
from tests.conftest import ROOT, Workspace

DDI = {"": "ddi:codebook:2_5"}


def _at(address: str) -> str:
    return site_at("https://data.example.net/").absolute(re.sub(r"(index)?\.md$", "/", address))


@dataclass(frozen=True)
class Said:
    """What a standard says of the publication."""

    title: object
    version: object
    released: object
    licence: object
    people: object
    hashes: object = None
    columns: object = None


@pytest.fixture(scope="session")
def real_built(good_real: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The real study as it is once released: every description then bears the day."""
    home = tmp_path_factory.mktemp("released") / "real"
    shutil.copytree(good_real.home, home)
    return Workspace(home, good_real.cache).build()


@pytest.fixture(scope="module")
def offered(real_built: Built) -> Mapping[str, bytes]:
    return downloads(real_built.package, real_built.exports, real_built.release.study.card)


@pytest.fixture(scope="module")
def described(real_built: Built, offered: Mapping[str, bytes]) -> dict[str, Any]:
    """Each standard's document, read as its readers read it."""
    files = {**offered, **site_descriptions(real_built.release, offered, _at)}
    pages = structured_data(real_built.release, offered, _at)
    return {
        "package": json.loads(files["data/datapackage.json"]),
        "csvw": json.loads(files["data/csv-metadata.json"]),
        "croissant": json.loads(files["data/croissant.json"]),
        "dcat": json.loads(files["data/dcat.jsonld"]),
        "ddi": ET.fromstring(files["data/ddi-codebook.xml"]),
        "cff": yaml.safe_load(files["data/CITATION.cff"]),
        "csl": json.loads(files["data/citation.csl.json"])[0],
        "bibtex": dict(re.findall(r"^  (\w+) = \{(.*)\},$", files["data/citation.bib"].decode(), re.MULTILINE)),
        "ris": dict(line.split("  - ") for line in files["data/citation.ris"].decode().splitlines()),
        "pages": {page: json.loads(text) for page, text in pages.items()},
    }


def _of_package(document: Any) -> Said:
    (licence,) = document["licenses"]
    return Said(
        document["title"],
        document["version"],
        document["created"][:10],
        licence["path"],
        [person["title"] for person in document["contributors"]],
        {resource["path"]: resource["hash"].removeprefix("sha256:") for resource in document["resources"]},
        {
            resource["name"]: [field["name"] for field in resource["schema"]["fields"]]
            for resource in document["resources"]
        },
    )


def _of_csvw(document: Any) -> Said:
    return Said(
        document["dc:title"],
        document["schema:version"],
        document["dc:issued"]["@value"],
        document["dc:license"]["@id"],
        document["dc:publisher"],
        columns={
            table["url"].removesuffix(".csv"): [column["name"] for column in table["tableSchema"]["columns"]]
            for table in document["tables"]
        },
    )


def _of_croissant(document: Any) -> Said:
    return Said(
        document["name"],
        document["version"],
        document["datePublished"],
        document["license"],
        [person["name"] for person in document["creator"]],
        {file["name"]: file["sha256"] for file in document["distribution"]},
        {records["name"]: [field["name"] for field in records["field"]] for records in document["recordSet"]},
    )


def _of_dcat(document: Any) -> Said:
    package, *tables = document["dcat:dataset"]
    files = [distribution for table in tables for distribution in table["dcat:distribution"]]
    return Said(
        package["dct:title"]["@value"],
        package["dcat:version"],
        package["dct:issued"]["@value"],
        package["dct:license"]["@id"],
        [person["foaf:name"] for person in package["dct:creator"]],
        {
            file["dct:title"]["@value"]: file["spdx:checksum"]["spdx:checksumValue"]["@value"]
            for file in files
            if file["dct:title"]["@value"].endswith(".csv")
        },
    )


def _of_ddi(root: Any) -> Said:
    def text(path: str) -> list[str]:
        return [node.text for node in root.findall(path, DDI)]

    columns: dict[str, list[str]] = {}
    for variable in root.findall("dataDscr/var", DDI):
        columns.setdefault(variable.get("files").removeprefix("F_"), []).append(variable.get("name"))
    (title,), (version,), (released,) = map(
        text,
        (
            "stdyDscr/citation/titlStmt/titl",
            "stdyDscr/citation/verStmt/version",
            "stdyDscr/citation/distStmt/distDate",
        ),
    )
    (condition,) = text("stdyDscr/dataAccs/useStmt/conditions")
    names, prints = text("fileDscr/fileTxt/fileName"), text("fileDscr/fileTxt/dataFingerprint/digitalFingerprintValue")
    return Said(
        title,
        version,
        released,
        condition.rpartition(": ")[2],
        text("stdyDscr/citation/rspStmt/AuthEnty"),
        dict(zip(names, prints, strict=True)),
        columns,
    )


def _of_page(document: Any) -> Said:
    people = [person["name"] for person in document["creator"]]
    return Said(document["name"], document["version"], document["datePublished"], document["license"], people)


@pytest.fixture(scope="module")
def wanted(real_built: Built, offered: Mapping[str, bytes]) -> Said:
    release = real_built.release
    card = release.study.card
    return Said(
        card.title,
        card.version,
        card.released,
        card.licence.path,
        [contributor["title"] for contributor in card.contributors],
        {f"{table.id}.csv": sha256(offered[f"data/{table.id}.csv"]) for table in release.tables},
        {table.id: [column.name for column in table.columns] for table in release.tables},
    )


@pytest.mark.parametrize(
    ("standard", "read"),
    [
        ("package", _of_package),
        ("csvw", _of_csvw),
        ("croissant", _of_croissant),
        ("dcat", _of_dcat),
        ("ddi", _of_ddi),
    ],
)
def test_every_standard_says_the_same(described: dict[str, Any], wanted: Said, standard: str, read: Any) -> None:
    said = read(described[standard])
    known = {name: value for name, value in vars(said).items() if value is not None}
    assert known == {name: value for name, value in vars(wanted).items() if name in known}


def test_the_pages_say_the_same_as_the_standards(
    described: dict[str, Any], wanted: Said, real_built: Built, offered: Mapping[str, bytes]
) -> None:
    pages = described["pages"]
    assert _of_page(pages["data/index.md"]) == replace(wanted, hashes=None, columns=None)
    assert _of_page(pages["data/download.md"]) == replace(wanted, hashes=None, columns=None)
    for table in real_built.release.tables:
        page = pages[f"data/tables/{table.id}.md"]
        assert _of_page(page) == replace(wanted, title=table.title, hashes=None, columns=None)
        assert [variable["name"] for variable in page["variableMeasured"]] == [column.name for column in table.columns]
        assert {file["name"]: file["sha256"] for file in page["distribution"]} == {
            f"{table.id}.{ending}": sha256(offered[f"data/{table.id}.{ending}"]) for ending in ("csv", "json")
        }


def test_the_citations_say_the_same_as_the_standards(described: dict[str, Any], wanted: Said) -> None:
    cff, csl, bib, record = (described[name] for name in ("cff", "csl", "bibtex", "ris"))
    (by,) = [author["name"] for author in cff["authors"]]
    assert (cff["title"], cff["version"], cff["date-released"], [by]) == (
        wanted.title,
        wanted.version,
        wanted.released,
        wanted.people,
    )
    assert (csl["title"], csl["version"], csl["author"]) == (wanted.title, wanted.version, [{"literal": by}])
    assert (bib["title"], bib["version"], bib["author"], bib["date"]) == (
        f"{{{wanted.title}}}",
        wanted.version,
        f"{{{by}}}",
        wanted.released,
    )
    assert (record["TI"], record["ET"], record["AU"]) == (wanted.title, wanted.version, by)


def test_the_package_and_its_tables_carry_identifiers(described: dict[str, Any], real_built: Built) -> None:
    package, name = described["pages"]["data/download.md"], described["package"]["name"]
    assert package["identifier"] == name
    for table in real_built.release.tables:
        assert described["pages"][f"data/tables/{table.id}.md"]["identifier"] == f"{name}/{table.id}"
    assert [dataset["dct:identifier"] for dataset in described["dcat"]["dcat:dataset"]] == [
        name,
        *(f"{name}/{table.id}" for table in real_built.release.tables),
    ]


def test_what_is_offered_to_search_engines_is_complete_by_their_list(described: dict[str, Any]) -> None:
    for page, document in described["pages"].items():
        assert 50 <= len(document["description"]) <= 5000, page
        assert {"name", "url", "license", "creator", "version", "isAccessibleForFree"} <= set(document), page
        for file in document.get("distribution", ()):
            assert file["contentUrl"].startswith("https://data.example.net/data/")
            assert file["encodingFormat"]
        for part in (*document.get("dataset", ()), *document.get("hasPart", ())):
            assert 50 <= len(part["description"]) <= 5000
            assert part["license"]
    units = [
        variable
        for document in described["pages"].values()
        for variable in document.get("variableMeasured", ())
        if variable["name"] == "officers_count"
    ]
    assert {variable["unitText"] for variable in units} == {"officers"}


def _nodes(document: Any, kind: str) -> list[Any]:
    """Everything of one type in a JSON-LD document."""
    if isinstance(document, list):
        return [node for item in document for node in _nodes(item, kind)]
    if not isinstance(document, dict):
        return []
    return [document] * (document.get("@type") == kind) + _nodes(list(document.values()), kind)


def test_every_term_that_the_catalogue_names_has_its_label_and_every_vocabulary_its_title(
    described: dict[str, Any], real_built: Built
) -> None:
    catalogue = described["dcat"]
    concepts = _nodes(catalogue, "skos:Concept")
    (theme,) = real_built.release.study.card.themes
    assert [concept["@id"] for concept in concepts] == [theme.path] * len(catalogue["dcat:dataset"])
    said = {"@value": "Justice, legal system and public safety", "@language": "en"}
    assert [concept["skos:prefLabel"] for concept in concepts] == [said] * len(concepts)
    (scheme,) = _nodes(catalogue, "skos:ConceptScheme")
    assert scheme["dct:title"]["@value"]
    assert catalogue["dcat:themeTaxonomy"] == scheme
    assert {concept["skos:inScheme"]["@id"] for concept in concepts} == {scheme["@id"]}


def test_the_catalogue_says_what_is_recommended_and_known(described: dict[str, Any], wanted: Said) -> None:
    catalogue = described["dcat"]
    assert catalogue["dct:modified"] == {"@value": wanted.released, "@type": "xsd:date"}
    files = _nodes(catalogue, "dcat:Distribution")
    assert not [file["@id"] for file in files if len(file["dct:description"]["@value"]) < 20]
    assert not [file["@id"] for file in files if not file["dcat:mediaType"]["@id"].partition("media-types/")[2]]
    # The European table of file types has no term for it.
    assert [file["dct:title"]["@value"] for file in files if "dct:format" not in file] == ["isec-police-surveys.sqlite"]


def test_places_are_terms_of_the_european_vocabulary_of_countries(described: dict[str, Any]) -> None:
    countries = "http://publications.europa.eu/resource/authority/country"
    for dataset in described["dcat"]["dcat:dataset"]:
        assert [(place["@id"], place["skos:prefLabel"]["@value"]) for place in dataset["dct:spatial"]] == [
            (f"{countries}/GBR", "United Kingdom"),
            (f"{countries}/NLD", "Netherlands"),
            (f"{countries}/ITA", "Italy"),
        ]


def test_what_is_not_known_is_left_out(described: dict[str, Any], offered: Mapping[str, bytes]) -> None:
    text = json.dumps([described[name] for name in ("croissant", "dcat", "csl", "pages")])
    for word in (
        "temporalCoverage",
        "funder",
        "funding",
        '"identifier": "https://doi.org',
        "contactPoint",
        '""',
        "null",
    ):
        assert word not in text, word
    codebook = offered["data/ddi-codebook.xml"].decode()
    assert not re.search(r"<(grantNo|collDate|timePrd|sampProc|fundAg)\b", codebook)


def test_the_codebook_tells_shares_counts_and_dates_apart(described: dict[str, Any], real_built: Built) -> None:
    variables = {node.get("ID"): node for node in described["ddi"].findall("dataDscr/var", DDI)}
    for table in real_built.release.tables:
        for column in table.columns:
            variable = variables[f"V_{table.id}_{column.name}"]
            is_number = column.type == "number"
            assert (variable.get("intrvl") == "contin") is is_number
            for limits in variable.findall("valrng/range", DDI):
                assert (limits.get("UNITS") == "REAL") is is_number
            (written,) = variable.findall("varFormat", DDI)
            assert (written.get("category") == "date") is (column.type == "date")
    share, count = (variables[f"V_sample_by_rank_{name}"] for name in ("share_pct", "officers_count"))
    assert [share.get("intrvl"), share.find("valrng/range", DDI).attrib] == [
        "contin",
        {"UNITS": "REAL", "min": "0", "max": "100"},
    ]
    assert [count.get("intrvl"), count.find("valrng/range", DDI).attrib] == [None, {"min": "0"}]


def test_the_package_holds_no_address_of_the_site(real_built: Built) -> None:
    described = package_descriptions(real_built.release)
    assert not [
        name for name, content in described.items() if b"data.example.net" in content or b"example.org" in content
    ]


def test_the_repository_is_cited_as_the_package_is(good_real: Workspace) -> None:
    assert (ROOT / "CITATION.cff").read_bytes() == good_real.published()["CITATION.cff"]


def test_nobody_who_harvests_descriptions_is_told_of_synthetic_tables(practice_built: Built) -> None:
    files = downloads(practice_built.package, {}, practice_built.release.study.card)
    assert structured_data(practice_built.release, files, _at) == {}
    assert site_descriptions(practice_built.release, files, _at) == {}


def test_a_description_cannot_end_the_script_that_holds_it(tiny_built: Built) -> None:
    release = tiny_built.release
    study = replace(release.study, card=replace(release.study.card, description="</script><script>" + "x" * 50))
    seen = content_fingerprint(study, release.figures, release.results, release.tables)
    spoilt = replace(release, study=study, audit=AuditReport(seen, (), ()))
    files = downloads(tiny_built.package, tiny_built.exports, study.card)
    assert not [text for text in structured_data(spoilt, files, _at).values() if "<" in text]


def test_a_person_is_cited_by_family_name_and_orcid(tiny_built: Built) -> None:
    person: Contributor = {
        "title": "Ada {Lovelace}",
        "givenName": "Ada",
        "familyName": "Lovelace_",
        "path": "https://orcid.org/0000-0002-1825-0097",
        "roles": ["author"],
    }
    card = replace(tiny_built.release.study.card, contributors=(person,))
    assert yaml.safe_load(citation_cff(card))["authors"] == [
        {"given-names": "Ada", "family-names": "Lovelace_", "orcid": person["path"]}
    ]
    assert r"author = {Lovelace\_, Ada}," in bibtex(card, "https://data.example.net/")
    assert "AU  - Lovelace_, Ada\r\n" in ris(card, "https://data.example.net/")
    assert csl_json(card, "https://data.example.net/")[0]["author"] == [{"family": "Lovelace_", "given": "Ada"}]

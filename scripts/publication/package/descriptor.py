"""Turns a release into a Data Package descriptor (version 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any, NamedTuple

from safetables.policy import Policy
from safetables.tables import Dimension

from ..files import sha256
from ..model import Column, Cube, DrawnChart, Release, Study, Table

_PROFILES = "https://datapackage.org/profiles/2.0"
_JSON = dict[str, Any]
# By whose version a byte of a package may differ; neither the machine nor its Python makes a difference.
_DRAWING, _PROTECTION = ("altair", "vl-convert-python"), ("highspy", "numpy", "scipy")


@dataclass(frozen=True)
class About:
    """What a descriptor says of the package as a whole, by the names that it has there."""

    name: str
    title: str
    description: str
    version: str
    created: str
    keywords: Sequence[str]
    licenses: Sequence[_JSON]
    contributors: Sequence[Mapping[str, Any]]
    sources: Sequence[Source]
    built_with: Sequence[_JSON]


class Source(NamedTuple):
    """A source, as the package and its tables list it."""

    title: str
    path: str = ""


class File(NamedTuple):
    """A file that is listed beside the tables."""

    path: str
    bytes: int
    hash: str


class Chart(NamedTuple):
    """A chart with its files."""

    name: str
    title: str
    description: str
    origin: str
    resource: str
    files: Sequence[File]


def descriptor(
    release: Release,
    tables: Mapping[str, bytes],
    drawn: tuple[DrawnChart, ...],
    charts: Mapping[str, bytes],
    proof: Mapping[str, bytes],
) -> _JSON:
    """The package's datapackage.json.

    Args:
        release: what is published.
        tables: path in the package -> CSV, one for each table and named after it.
        drawn: the charts.
        charts: path in the package -> content, for every file of a chart.
        proof: path in the package -> content, for what shows that suppressed counts cannot be found.
    """
    study = release.study
    card = study.card
    texts = (card.description, card.independence, card.sources_terms)
    about = About(
        card.id,
        card.title,
        "\n\n".join(text for text in texts if text),
        card.version,
        f"{card.released}T00:00:00Z",
        card.keywords,
        [{"name": card.licence.name, "title": card.licence.title, "path": card.licence.path}],
        card.contributors,
        _sources(study, {id for table in release.tables for id in table.sources}),
        _built_with(release, drawn),
    )
    resources = []
    for path, content in tables.items():
        table = release.table(path.removesuffix(".csv"))
        universe = study.label("universes", table.universe) if table.universe else ""
        resources.append(table_record(table, content, universe, _sources(study, set(table.sources))))
    described = [_chart(chart, charts) for chart in drawn]
    return package_record(about, resources, described, study.policy, [_file(*file) for file in proof.items()])


def package_record(
    about: About,
    tables: Sequence[_JSON],
    charts: Sequence[Chart],
    policy: Policy | None,
    proof: Sequence[File],
) -> _JSON:
    """The descriptor of these parts; who reads one writes it again, and what is left over is none of ours."""
    document: _JSON = {"$schema": f"{_PROFILES}/datapackage.json", **vars(about)}
    document["sources"] = [_source_record(source) for source in about.sources]
    if not about.sources:
        # The client for JavaScript refuses an empty list.
        del document["sources"]
    document["resources"] = list(tables)
    # No resources: a client would try to read a drawing or a specification as data.
    document["charts"] = [{**c._asdict(), "files": [file._asdict() for file in c.files]} for c in charts]
    if policy is not None:
        document["protection"] = policy_record(policy)
    if proof:
        # No resource either: its tables are no data, and a client must not offer them as such.
        document["witnesses"] = [file._asdict() for file in proof]
    return document


def policy_record(policy: Policy) -> _JSON:
    """A policy as it is published: whoever knows the rule must gain nothing by it."""
    return {**asdict(policy), "method": policy.method.value, "reasons": dict(policy.reasons)}


def _built_with(release: Release, drawn: tuple[DrawnChart, ...]) -> list[_JSON]:
    """This program and the libraries that shaped a byte of the package, with their versions."""
    names = ["safetables", *(_DRAWING if drawn else ()), *(_PROTECTION if release.study.policy is not None else ())]
    return [{"title": name, "version": version(name)} for name in names]


def _sources(study: Study, ids: set[str]) -> list[Source]:
    return [Source(r["title"], r["url"]) for r in study.file("sources").records if r["id"] in ids]


def _source_record(source: Source) -> _JSON:
    return {name: text for name, text in source._asdict().items() if text or name == "title"}


def table_record(table: Table, content: bytes, universe: str, sources: Sequence[Source]) -> _JSON:
    """A table, as the descriptor has it.

    Args:
        table: as it is published.
        content: its CSV.
        universe: what its universe is called.
        sources: those of its rows.
    """
    resource: _JSON = {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": table.id,
        "type": "table",
        # Version 2 has `type` in its place; the package for R still asks each table for it, and version 2 allows it.
        "profile": "tabular-data-resource",
        "path": f"{table.id}.csv",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content)}",
        "origin": table.origin.value,
    }
    if universe:
        resource["universe"] = universe
    if sources:
        resource["sources"] = [_source_record(source) for source in sources]
    resource["schema"] = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(column, table) for column in table.columns],
        "missingValues": [""],
        "primaryKey": table.primary_key,
    }
    keys = [
        {
            "fields": [column.name],
            "reference": {
                "resource": "" if column.reference.table == table.id else column.reference.table,
                "fields": [column.reference.column],
            },
        }
        for column in table.columns
        if column.reference is not None
    ]
    if keys:
        resource["schema"]["foreignKeys"] = keys
    if table.cube is not None:
        resource["cube"] = cube_record(table.cube)
    return resource


def cube_record(cube: Cube) -> _JSON:
    """Which columns hold what of a table of counts, so that anybody can rebuild its sums."""
    return {
        "universe": cube.universe,
        "own": cube.own,
        "dimensions": [_dimension(dimension) for dimension in cube.dimensions],
        "within": [{"dimension": _dimension(dimension), "code": code} for dimension, code in cube.within],
        "count": cube.count,
        "marker": cube.marker,
        "total": cube.total,
        "shares": [asdict(share) for share in cube.shares],
        "rounded_to": cube.rounded_to,
        "means": [asdict(mean) for mean in cube.means],
        "weighted": [
            {**asdict(column), "weights": [{"codes": codes, "weight": weight} for codes, weight in column.weights]}
            for column in cube.weighted
        ],
    }


def _dimension(dimension: Dimension) -> _JSON:
    limits = [c for c in dimension.categories if (c.least, c.most) != (None, None)]
    return {
        "variable": dimension.variable,
        "is_multiple": dimension.is_multiple,
        "categories": [{"code": code, "parent": parent} for code, parent in dimension.parents.items()],
        "exclusive": dimension.exclusive,
        "limits": [{"code": c.code, "least": c.least, "most": c.most} for c in limits],
    }


def _field(column: Column, table: Table) -> _JSON:
    constraints: _JSON = {
        **({"required": True} if column.is_required else {}),
        **({"unique": True} if (column.name,) == table.primary_key else {}),
        **column.limits,
        **({"pattern": column.pattern} if column.pattern else {}),
    }
    field: _JSON = {
        "name": column.name,
        "title": column.title,
        "description": column.description,
        "type": column.datatype.table_schema,
    }
    if column.unit:
        field["unit"] = column.unit
    if constraints:
        field["constraints"] = constraints
    if column.options:
        field["categories"] = [{"value": option.value, "label": option.label} for option in column.options]
    if column.missing:
        field["missingValues"] = [{"value": value.marker, "label": value.label} for value in column.missing]
    return field


def _chart(chart: DrawnChart, files: Mapping[str, bytes]) -> Chart:
    spec, stem = chart.spec, f"charts/{chart.spec.id}"
    own = [_file(path, content) for path, content in files.items() if path.startswith((f"{stem}.", f"{stem}-"))]
    return Chart(spec.id, spec.headline, spec.alt, chart.origin.value, spec.table, own)


def _file(path: str, content: bytes) -> File:
    return File(path, len(content), f"sha256:{sha256(content)}")

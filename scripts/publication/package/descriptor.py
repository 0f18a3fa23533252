"""Turns a release into a Data Package descriptor (version 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from safetables.policy import Policy
from safetables.tables import Dimension

from ..files import cell_text, sha256
from ..model import Column, Cube, DrawnChart, Release, Study, Table

_PROFILES = "https://datapackage.org/profiles/2.0"
_JSON = dict[str, Any]
# By whose version a byte of a package may differ; neither the machine nor its Python makes a difference.
_DRAWING, _PROTECTION = ("altair", "vl-convert-python"), ("highspy", "numpy", "scipy")


# The keys of a package as a whole, of a chart, and of a file that is listed beside the tables.
ABOUT = (
    *("name", "title", "description", "version", "created", "keywords"),
    *("licenses", "contributors", "sources", "built_with"),
)
CHART = ("name", "title", "description", "origin", "resource", "files")
FILE = ("path", "bytes", "hash")


def descriptor(
    release: Release,
    tables: Mapping[str, bytes],
    drawn: tuple[DrawnChart, ...],
    charts: Mapping[str, bytes],
    proof: Mapping[str, bytes],
) -> _JSON:
    """The package's datapackage.json; `tables`, `charts` and `proof` are files: path in the package -> content."""
    study = release.study
    card = study.card
    texts = (card.description, card.independence, card.sources_terms)
    said = (
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
    about = dict(zip(ABOUT, said, strict=True))
    return package_record(about, resources, described, study.policy, [_file(*file) for file in proof.items()])


def package_record(
    about: _JSON, tables: Sequence[_JSON], charts: Sequence[_JSON], policy: Policy | None, proof: Sequence[_JSON]
) -> _JSON:
    """The descriptor of these parts; who reads one writes it again, and what is left over is none of ours."""
    document: _JSON = {"$schema": f"{_PROFILES}/datapackage.json", **about}
    if not about["sources"]:
        # The client for JavaScript refuses an empty list.
        del document["sources"]
    document["resources"] = list(tables)
    # No resources: a client would try to read a drawing or a specification as data.
    document["charts"] = list(charts)
    if policy is not None:
        document["protection"] = policy_record(policy)
    if proof:
        # No resource either: its tables are no data, and a client must not offer them as such.
        document["witnesses"] = list(proof)
    return document


def policy_record(policy: Policy) -> _JSON:
    """A policy as it is published: whoever knows the rule must gain nothing by it."""
    return {**asdict(policy), "method": policy.method.value, "reasons": dict(policy.reasons)}


def _built_with(release: Release, drawn: tuple[DrawnChart, ...]) -> list[_JSON]:
    """This program and the libraries that shaped a byte of the package, with their versions."""
    names = ["safetables", *(_DRAWING if drawn else ()), *(_PROTECTION if release.study.policy is not None else ())]
    return [{"title": name, "version": version(name)} for name in names]


def _sources(study: Study, ids: set[str]) -> list[_JSON]:
    return [source_record(r["title"], r["url"]) for r in study.file("sources").records if r["id"] in ids]


def source_record(title: str, path: str) -> _JSON:
    """A source, as the package and its tables list it."""
    return {"title": title, "path": path} if path else {"title": title}


def table_record(table: Table, content: bytes, universe: str, sources: Sequence[_JSON]) -> _JSON:
    """A table whose CSV is `content`, as the descriptor has it; `universe` is what its universe is called."""
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
        resource["sources"] = list(sources)
    resource["schema"] = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(column, table) for column in table.columns],
        "missingValues": [""],
        "primaryKey": table.primary_key,
    }
    leads = {column.name: column.reference for column in table.columns if column.reference is not None}
    keys = [
        {
            "fields": [name],
            "reference": {"resource": "" if to.table == table.id else to.table, "fields": [to.column]},
        }
        for name, to in leads.items()
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
    lineage = [{"code": c.code, "supersedes": c.supersedes} for c in dimension.categories if c.supersedes]
    return {
        "variable": dimension.variable,
        "is_multiple": dimension.is_multiple,
        "categories": [{"code": code, "parent": parent} for code, parent in dimension.parents.items()],
        "exclusive": dimension.exclusive,
        "limits": [{"code": c.code, "least": c.least, "most": c.most} for c in limits],
        **({"lineage": lineage} if lineage else {}),
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
    if column.type == "boolean":
        field |= {"trueValues": [cell_text(True)], "falseValues": [cell_text(False)]}
    if column.unit:
        field["unit"] = column.unit
    if constraints:
        field["constraints"] = constraints
    if column.options:
        field["categories"] = [{"value": option.value, "label": option.label} for option in column.options]
    if column.missing:
        field["missingValues"] = [{"value": value.marker, "label": value.label} for value in column.missing]
    return field


def _chart(chart: DrawnChart, files: Mapping[str, bytes]) -> _JSON:
    spec, stem = chart.spec, f"charts/{chart.spec.id}"
    own = [_file(path, content) for path, content in files.items() if path.startswith((f"{stem}.", f"{stem}-"))]
    said = (spec.id, spec.headline, spec.alt, chart.origin.value, spec.table, own)
    return dict(zip(CHART, said, strict=True))


def _file(path: str, content: bytes) -> _JSON:
    return dict(zip(FILE, (path, len(content), f"sha256:{sha256(content)}"), strict=True))

"""Finds what a package says of itself beyond what its descriptions have room for; a key more can hold a count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..model import Finding

# A key -> None for a value that is read, or compared, as it is; the keys of an object, or of each object of a list.
_Keys = Mapping[str, Any]


def _keys(names: str, **inner: _Keys) -> _Keys:
    return {**dict.fromkeys(names.split()), **inner}


_LABELLED = _keys("value label")
_FILE = _keys("path bytes hash")
_SOURCE = _keys("title path")
_DIMENSION = _keys("variable is_multiple exclusive", categories=_keys("code parent"), limits=_keys("code least most"))
_CUBE = _keys(
    "universe own count marker total rounded_to",
    dimensions=_DIMENSION,
    within=_keys("code", dimension=_DIMENSION),
    shares=_keys("column keeps decimals"),
    means=_keys("column variable decimals"),
    weighted=_keys("column base keeps decimals variables", weights=_keys("codes weight")),
)
_FIELD = _keys(
    "name title description type unit",
    constraints=_keys("required unique minimum maximum pattern"),
    categories=_LABELLED,
    missingValues=_LABELLED,
)
_SCHEMA = _keys(
    "$schema missingValues primaryKey",
    fields=_FIELD,
    foreignKeys=_keys("fields", reference=_keys("resource fields")),
)
_RESOURCE = _keys(
    "$schema name type profile path title description format mediatype encoding bytes hash origin universe",
    sources=_SOURCE,
    schema=_SCHEMA,
    cube=_CUBE,
)
_POLICY = _keys(
    "method threshold width certainty_below base_below round_to reasons mean_base_below mean_within_pct mean_decimals"
)
_DESCRIPTION = _keys(
    "$schema name title description version created keywords licenses contributors built_with",
    sources=_SOURCE,
    resources=_RESOURCE,
    charts=_keys("name title description origin resource", files=_FILE),
    protection=_POLICY,
    witnesses=_FILE,
)
_REPORT = _keys(
    "rules findings not_played",
    release=_keys("name version"),
    tables=_keys("name origin sha256 cells withheld cube"),
    policy=_POLICY,
    attackers=_keys("attacker knows tried possible cells failures", widths=_keys("width cells")),
    witnesses=_keys("path sha256"),
    cost=_keys("cells withheld"),
)


def key_findings(file: str, document: Any) -> Iterator[Finding]:
    """Keys of a description, or of a report, that no program of ours writes.

    Args:
        file: which of the two it is.
        document: what it holds.
    """
    known = _REPORT if file == "disclosure.json" else _DESCRIPTION
    for where in sorted(set(_unknown(document, known, ""))):
        yield Finding("all", f"{file}: {where}", "a key that no description has", "build the package again")


def _unknown(document: Any, known: _Keys | None, where: str) -> Iterator[str]:
    for part in document if isinstance(document, list) else [document]:
        if not isinstance(part, dict) or known is None:
            continue
        for key, value in part.items():
            inside = f"{where}.{key}" if where else str(key)
            if key not in known:
                yield inside
            else:
                yield from _unknown(value, known[key], inside)

"""Compares a written package with what it says of itself: its files, their checksums, its descriptor and its report.

What the descriptor and the report may hold is what their writers write of what was read: they are written again from
it, and a key that is left over can hold a count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import PackageRefused
from ..files import sha256
from ..model import Attack, AuditReport, Finding
from .csvw import GROUP
from .descriptor import ABOUT, CHART, FILE, cube_record, package_record, policy_record, source_record, table_record
from .disclosure import audited_record, cube_hash, report_record, witnesses_bytes
from .reading import (
    DESCRIPTOR,
    REBUILD,
    REPORT,
    SUMS,
    WITNESSES,
    Written,
    content_of,
    parsed,
    read_json,
    read_witnesses,
    refuse,
)

_JSON = Mapping[str, Any]
# Files that the descriptor does not list.
_UNLISTED = {DESCRIPTOR, REPORT, SUMS, GROUP, "README.md", "ddi-codebook.xml", "CITATION.cff", "verify.py"}
# Files below these are no part of the package: written by hand, a package of its own, or hidden.
_FOREIGN = ("study/", "practice/", "releases/", ".")
_DRAWING = re.compile(r"charts/[a-z0-9_-]+(\.vl\.json|\.svg)")
REDESCRIBED = "its sums are not described as they were audited"
# Compared with the bytes themselves.
_SUMS = ("hash", "sha256", "cube")


def foreign_files(folder: Path) -> list[str]:
    """Folders and hidden files beside a package's own files, which no audit of it reads."""
    return sorted(
        path.name
        for path in folder.glob("*")
        if (path.is_dir() and f"{path.name}/".startswith(_FOREIGN)) or path.name.startswith(".")
    )


def package_findings(package: Written) -> Iterator[Finding]:
    """What a package says of itself and its bytes do not bear out, and what it says beyond its tables.

    Raises:
        PackageRefused: a file is missing, or its report is none of ours.
    """
    yield from _file_findings(package)
    yield from _sum_findings(package.folder)
    again = parsed(DESCRIPTOR, "not the description of a package of ours", lambda: _descriptor_again(package))
    yield from _left_over(DESCRIPTOR, package.described, again)
    yield from _report_findings(package)
    if (witnesses := read_witnesses(package)) is not None:
        again = json.loads(witnesses_bytes(witnesses))
        yield from _left_over(WITNESSES, read_json(package.folder, WITNESSES), again)


def _listed(package: Written) -> Iterator[tuple[str, str, str, bool]]:
    """Each listed file: whose it is, its path, its promised hash, and whether it is called as it must be."""
    for resource in package.described["resources"]:
        yield resource["name"], resource["path"], resource["hash"], resource["path"] == f"{resource['name']}.csv"
    for chart in package.described.get("charts", ()):
        for file in chart["files"]:
            yield chart["name"], file["path"], file["hash"], bool(_DRAWING.fullmatch(file["path"]))
    for file in package.described.get("witnesses", ()):
        yield "all", file["path"], file["hash"], file["path"] == WITNESSES


def _file_findings(package: Written) -> Iterator[Finding]:
    folder, known = package.folder, {*_UNLISTED, *(f"{table.id}.metadata.json" for table in package.tables)}
    for name, path, promised, is_known in _listed(package):
        known.add(path)
        if not (folder / path).is_file():
            refuse(path, "the file is missing")
        if promised != f"sha256:{sha256(content_of(folder, path))}":
            yield Finding(name, path, "edited after it was written", REBUILD)
        if not is_known:
            yield Finding(name, path, "a file that no rule covers", REBUILD)
    for path in sorted(_own_files(folder).keys() - known):
        yield Finding("all", path, "a file that the package does not describe", "remove it")


def _own_files(folder: Path) -> dict[str, Path]:
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path for name, path in paths.items() if not name.startswith(_FOREIGN)}


def _sum_findings(folder: Path) -> Iterator[Finding]:
    try:
        lines = content_of(folder, SUMS).decode("utf-8").splitlines()
    except (PackageRefused, UnicodeDecodeError):
        yield Finding("all", SUMS, "the file is missing, or no text", REBUILD)
        return
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    own = _own_files(folder)
    for name in sorted((own.keys() | listed.keys()) - {SUMS}):
        if name not in own:
            yield Finding("all", name, f"listed in {SUMS} and not there", REBUILD)
        elif listed.get(name) != sha256(content_of(folder, name)):
            yield Finding("all", name, f"not the file that {SUMS} lists", REBUILD)


def _report_findings(package: Written) -> Iterator[Finding]:
    report, described = read_json(package.folder, REPORT), package.described
    what = "not the report of an audit of ours"
    audited = parsed(REPORT, what, lambda: {table["name"]: table for table in report["tables"]})
    again = parsed(REPORT, what, lambda: _report_again(report, package))
    if report["findings"]:
        yield Finding("all", REPORT, "the package says itself that its audit failed", REBUILD)
    yield from _left_over(REPORT, report, again)
    is_played = bool(report.get("attackers")) and bool(report.get("rules"))
    if any(table.get("withheld") for table in report["tables"]) and not is_played:
        yield Finding("all", REPORT, "counts are withheld, and no rule or no intruder is named", REBUILD)
    promised_now = {} if package.policy is None else policy_record(package.policy)
    if report.get("policy") != described.get("protection") or promised_now.keys() - described.get("protection", {}):
        yield Finding("all", "policy", "not the rules that were audited", REBUILD)
    proven = {file["path"]: file["sha256"] for file in report.get("witnesses", ())}
    for name, path, promised, _ in _listed(package):
        seen = (audited.get(name, {}).get("sha256"), proven.get(path))
        if not _DRAWING.fullmatch(path) and promised.removeprefix("sha256:") not in seen:
            yield Finding(name, path, "not the file that was audited", REBUILD)
    for table in package.tables:
        cube = None if table.cube is None else cube_hash(cube_record(table.cube))
        if audited.get(table.id, {}).get("cube") != cube:
            yield Finding(table.id, "description", REDESCRIBED, REBUILD)


def _descriptor_again(package: Written) -> _JSON:
    described, by_id = package.described, {table.id: table for table in package.tables}
    about = _only(described, ABOUT) | {"sources": _sources(described)}
    tables = []
    for resource in described["resources"]:
        table, content = by_id[resource["name"]], content_of(package.folder, resource["path"])
        tables.append(table_record(table, content, table.universe, _sources(resource)))
    charts = [
        _only(chart, CHART) | {"files": [_only(file, FILE) for file in chart["files"]]}
        for chart in described.get("charts", ())
    ]
    proof = [_only(file, FILE) for file in described.get("witnesses", ())]
    return package_record(about, tables, charts, package.policy, proof)


def _only(described: _JSON, names: Iterable[str]) -> dict[str, Any]:
    return {name: described.get(name) for name in names}


def _sources(described: _JSON) -> list[dict[str, Any]]:
    return [source_record(source["title"], source.get("path", "")) for source in described.get("sources", ())]


def _report_again(report: _JSON, package: Written) -> _JSON:
    attacks = []
    for attack in report.get("attackers", ()):
        numbers = {name: attack[name] for name in ("knows", "tried", "possible", "cells", "failures")}
        widths = tuple((found["width"], found["cells"]) for found in attack["widths"])
        attacks.append(Attack(attack["attacker"], **numbers, widths=widths))
    audit = AuditReport("", tuple(report["rules"]), (), tuple(attacks), tuple(report.get("not_played", ())))
    by_id = {table.id: table for table in package.tables}
    tables = [audited_record(by_id[table["name"]], b"") if table["name"] in by_id else {} for table in report["tables"]]
    of = report["release"]["name"], report["release"]["version"]
    proof = {file["path"]: file["sha256"] for file in report.get("witnesses", ())}
    cost = (report["cost"]["cells"], report["cost"]["withheld"]) if "cost" in report else None
    return report_record(of, audit, tables, package.policy, proof, cost)


def _left_over(file: str, written: Any, again: Any) -> Iterator[Finding]:
    for where, what in dict.fromkeys(_differences(written, again, "")):
        yield Finding("all", f"{file}: {where}", what, REBUILD)


def _differences(written: Any, again: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(written, dict) and isinstance(again, Mapping):
        for key, value in written.items():
            inside = f"{where}.{key}" if where else str(key)
            if key not in again:
                yield inside, "a key that no description has"
            elif key not in _SUMS or isinstance(value, dict):
                yield from _differences(value, again[key], inside)
    elif isinstance(written, list) and isinstance(again, list | tuple) and len(written) == len(again):
        for one, other in zip(written, again, strict=True):
            yield from _differences(one, other, where)
    elif written != again:
        yield where, "not what the program writes"

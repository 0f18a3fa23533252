"""Turns two packages into what changed between them, and that into the version which fits; reads files alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..errors import PackageRefused, Problem
from ..model import Change, FrozenRelease, Level

Files = Mapping[str, bytes]
DESCRIPTOR = "datapackage.json"
# What follows from tables and description: it says nothing of its own.
_DERIVED = (
    DESCRIPTOR,
    "disclosure.json",
    "witnesses.json",
    "SHA256SUMS",
    "csv-metadata.json",
    "README.md",
    "CITATION.cff",
    "ddi-codebook.xml",
)
# What a number is about: whoever changes one of these speaks of another number under the same name.
DEFINING = ("measure", "unit", "universe", "base", "variable", "category", "series", "origin")
_NAMED = 5


def version_of(text: str) -> tuple[int, ...]:
    """A version as numbers, so that 1.10.0 comes after 1.9.0."""
    return tuple(int(part) for part in text.split("."))


def next_version(version: str, changes: Iterable[Change]) -> str:
    """The version that fits changes since `version`; the same one where there are none."""
    major, minor, patch = version_of(version)
    match max((change.level for change in changes), default=None):
        case Level.MAJOR:
            return f"{major + 1}.0.0"
        case Level.MINOR:
            return f"{major}.{minor + 1}.0"
        case Level.PATCH:
            return f"{major}.{minor}.{patch + 1}"
        case None:
            return version


def version_problems(history: Sequence[FrozenRelease], files: Files, version: str, released: str) -> list[Problem]:
    """Why `files` cannot stand under `version`; empty where they can.

    Args:
        history: the releases that were made, the oldest first.
        files: what is built now: path in the package -> content.
        version: the version that the study gives.
        released: its release date, ISO 8601.
    """
    if not history:
        return []
    last, where = history[-1], "study/study.yml: version"
    changes = compare(last.files, files)
    fitting = next_version(last.version, changes)
    if version_of(version) < version_of(last.version):
        return [Problem(where, f"{version} goes backwards: {last.version} is released", f"make it {fitting}")]
    if version == last.version:
        differing = [name for name in sorted({*last.files, *files}) if last.files.get(name) != files.get(name)]
        if differing:
            what = f"{version} is released, and {differing[0]} is not what it was then"
            return [Problem(where, what, f"make it {_above(last.version, changes)}, or take the change back")]
        return []
    if not changes:
        return [Problem(where, f"nothing changed since {last.version}", f"keep {last.version}")]
    if version != fitting:
        largest = changes[0]
        what = f"{version} does not fit what changed since {last.version} ({largest.where}: {largest.what})"
        return [Problem(where, what, f"make it {fitting}")]
    if released < last.released:
        what = f"{released} is before the release of {last.version}"
        return [Problem("study/study.yml: released", what, "write the day of this release")]
    return []


def _above(version: str, changes: Sequence[Change]) -> str:
    return next_version(version, changes or [Change(Level.PATCH, "", "")])


def compare(old: Files, new: Files) -> tuple[Change, ...]:
    """Everything that a user of the data would notice, the largest changes first.

    Args:
        old: the earlier package: path -> content.
        new: the later one.

    Raises:
        PackageRefused: one of them has no description, or they are packages of two publications.
    """
    changes = list(_package_changes(_described(old, ""), _described(new, "")))
    for folder in _folders({*old, *new}):
        before = _described(old, folder) if f"{folder}{DESCRIPTOR}" in old else {"resources": []}
        after = _described(new, folder) if f"{folder}{DESCRIPTOR}" in new else {"resources": []}
        changes += _table_changes(folder, before, after, old, new)
    changes += _file_changes(old, new)
    if not changes and _without_version(old) != _without_version(new):
        changes.append(Change(Level.PATCH, "descriptions", "words of the descriptions corrected"))
    return tuple(sorted(set(changes), key=lambda change: (-change.level, change.where, change.what)))


def _folders(names: Iterable[str]) -> list[str]:
    """Folders that hold a package of their own, the package's own folder ("") among them."""
    return sorted({name.removesuffix(DESCRIPTOR) for name in names if name.rpartition("/")[2] == DESCRIPTOR})


def _described(files: Files, folder: str) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads(files[f"{folder}{DESCRIPTOR}"])
    except (KeyError, ValueError):
        raise PackageRefused(
            [Problem(f"{folder}{DESCRIPTOR}", "missing, or no JSON", "name a whole package")]
        ) from None
    return document


def _package_changes(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    if old.get("name") != new.get("name"):
        what = f"packages of {old.get('name')!r} and of {new.get('name')!r}"
        raise PackageRefused([Problem(DESCRIPTOR, what, "compare releases of one publication")])
    if old.get("licenses") != new.get("licenses"):
        yield Change(Level.MAJOR, "licence", "another licence")
    if _rules(old) != _rules(new):
        yield Change(Level.MINOR, "protection", "another rule by which counts are withheld")
    for name in ("title", "description", "keywords", "contributors", "sources"):
        if old.get(name) != new.get(name):
            yield Change(Level.PATCH, name, "corrected")


def _rules(described: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in described.get("protection", {}).items() if name != "reasons"}


def _table_changes(
    folder: str, before: dict[str, Any], after: dict[str, Any], old: Files, new: Files
) -> Iterator[Change]:
    was = {resource["name"]: resource for resource in before["resources"]}
    now = {resource["name"]: resource for resource in after["resources"]}
    for name in was.keys() - now.keys():
        yield Change(Level.MAJOR, f"{folder}{name}", "table removed")
    for name in now.keys() - was.keys():
        yield Change(Level.MINOR, f"{folder}{name}", "table added")
    for name in was.keys() & now.keys():
        one, other = was[name], now[name]
        where = f"{folder}{name}"
        yield from _column_changes(where, one, other)
        if any(one.get(key) != other.get(key) for key in ("title", "description", "sources")):
            yield Change(Level.PATCH, where, "title, description or list of sources corrected")
        if any(one.get(key) != other.get(key) for key in ("universe", "origin")):
            yield Change(Level.MAJOR, where, "counts something else than before")
        if one["schema"]["primaryKey"] != other["schema"]["primaryKey"]:
            yield Change(Level.MAJOR, where, "rows are named by other columns")
            continue
        yield from _row_changes(where, one, other, _rows(old, folder, one), _rows(new, folder, other))


def _column_changes(where: str, one: dict[str, Any], other: dict[str, Any]) -> Iterator[Change]:
    was = {field["name"]: field for field in one["schema"]["fields"]}
    now = {field["name"]: field for field in other["schema"]["fields"]}
    for name in was.keys() - now.keys():
        yield Change(Level.MAJOR, f"{where}.{name}", "column removed")
    for name in now.keys() - was.keys():
        yield Change(Level.MINOR, f"{where}.{name}", "column added")
    for name in was.keys() & now.keys():
        before, after = was[name], now[name]
        if any(before.get(key) != after.get(key) for key in ("type", "unit")):
            yield Change(Level.MAJOR, f"{where}.{name}", "column redefined: another type or unit")
        codes = [{option["value"] for option in field.get("categories", ())} for field in (before, after)]
        if codes[0] - codes[1] and after.get("categories"):
            yield Change(Level.MAJOR, f"{where}.{name}", f"codes removed: {_listed(codes[0] - codes[1])}")
        if codes[1] - codes[0] and before.get("categories"):
            yield Change(Level.MINOR, f"{where}.{name}", f"codes added: {_listed(codes[1] - codes[0])}")
        texts = ("title", "description", "categories", "missingValues", "constraints")
        if codes[0] == codes[1] and any(before.get(key) != after.get(key) for key in texts):
            yield Change(Level.PATCH, f"{where}.{name}", "explanation corrected")
    shared = [[name for name in fields if name in was and name in now] for fields in (was, now)]
    if shared[0] != shared[1]:
        yield Change(Level.MINOR, where, "columns in another order")


def _rows(files: Files, folder: str, resource: dict[str, Any]) -> dict[str, dict[str, str]]:
    text = files[f"{folder}{resource['path']}"].decode("utf-8")
    key = resource["schema"]["primaryKey"]
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return {" + ".join(row[name] for name in key): row for row in rows}


def _row_changes(
    where: str,
    one: dict[str, Any],
    other: dict[str, Any],
    was: dict[str, dict[str, str]],
    now: dict[str, dict[str, str]],
) -> Iterator[Change]:
    if was.keys() - now.keys():
        yield Change(Level.MAJOR, where, f"rows removed: {_listed(was.keys() - now.keys())}")
    if now.keys() - was.keys():
        yield Change(Level.MINOR, where, f"rows added: {_listed(now.keys() - was.keys())}")
    fields = {field["name"]: field for field in other["schema"]["fields"]}
    coded = {name for key in other["schema"].get("foreignKeys", ()) for name in key["fields"]}
    known = {field["name"] for field in one["schema"]["fields"]} & fields.keys()
    # Counts of people are not repeated here: the tables say what may be said of them.
    is_open = "cube" not in one and "cube" not in other
    for key in was.keys() & now.keys():
        for name in sorted(known):
            before, after = was[key][name], now[key][name]
            if before == after:
                continue
            field = fields[name]
            is_text = field["type"] == "string" and not field.get("categories") and name not in coded
            if name in DEFINING:
                level, what = Level.MAJOR, "redefined"
            elif is_text:
                level, what = Level.PATCH, "text corrected"
            else:
                level, what = Level.MINOR, "value changed"
            shown = (
                f" from {before or 'nothing'} to {after or 'nothing'}" if is_open and level is not Level.PATCH else ""
            )
            yield Change(level, f"{where}.{name}: {key}", what + shown)


def _file_changes(old: Files, new: Files) -> Iterator[Change]:
    """Files that no table stands behind: drawings, programs, other formats."""

    def is_own(name: str) -> bool:
        return name.rpartition("/")[2] not in _DERIVED and not name.endswith((".csv", ".metadata.json"))

    for name in sorted(filter(is_own, old.keys() - new.keys())):
        yield Change(Level.MAJOR, name, "file removed")
    for name in sorted(filter(is_own, new.keys() - old.keys())):
        yield Change(Level.MINOR, name, "file added")
    for name in sorted(filter(is_own, old.keys() & new.keys())):
        if old[name] != new[name]:
            yield Change(Level.PATCH, name, "file corrected")


def _without_version(files: Files) -> dict[str, bytes]:
    """Files without the version and the day that they bear, and without sums over files that bear them."""
    described = _described(files, "")
    marks = [str(described["version"]).encode(), str(described.get("created", ""))[:10].encode()]
    found = {}
    for name, content in files.items():
        if name.rpartition("/")[2] not in ("SHA256SUMS", "README.md"):
            for mark in filter(None, marks):
                content = content.replace(mark, b"")  # noqa: PLW2901 - the same content, without one more mark
            found[name] = content
    return found


def _listed(names: Iterable[str]) -> str:
    ordered = sorted(names)
    more = f" and {len(ordered) - _NAMED} more" if len(ordered) > _NAMED else ""
    return ", ".join(ordered[:_NAMED]) + more

"""Turns two packages into what changed between them, and that into the version which fits; reads files alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import product
from textwrap import shorten
from typing import Any

from ..errors import PackageRefused, Problem
from ..files import json_of
from ..model import Change, FrozenRelease, Level

Files = Mapping[str, bytes]
Rows = dict[str, dict[str, str]]
DESCRIPTOR, REPORT = "datapackage.json", "disclosure.json"
# What follows from tables and description: it says nothing of its own.
_DERIVED = {DESCRIPTOR, REPORT, "witnesses.json", "csv-metadata.json", "ddi-codebook.xml"}
_DERIVED |= {"SHA256SUMS", "README.md", "CITATION.cff"}
# What a number is about: whoever changes one of these speaks of another number under the same name.
DEFINING = ("measure", "unit", "universe", "base", "variable", "category", "series", "origin")
_NAMED = 5
_LONGEST = 80


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
    """Why the files built now cannot stand under the study's version and release date (ISO 8601).

    `history` are the releases that were made, the oldest first.
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
            changes = changes or (Change(Level.PATCH, differing[-1], "not what it was then"),)
            what = f"{version} is released, and since then {_in_words(changes)}"
            remedy = f"make it {next_version(version, changes)} with its own day of release, or take the change back"
            return [Problem(where, what, remedy)]
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


def _in_words(changes: Sequence[Change]) -> str:
    """The largest changes, and how many more there are."""
    more = [f"{len(changes) - _NAMED} more"] if len(changes) > _NAMED else []
    return " | ".join([*(f"{c.level.word}: {c.where}: {c.what}" for c in changes[:_NAMED]), *more])


def compare(old: Files, new: Files) -> tuple[Change, ...]:
    """Everything that a user of the data would notice between two packages, the largest changes first.

    Raises:
        PackageRefused: one of them has no description, or they are packages of two publications.
    """
    changes = list(_package_changes(_described(old, ""), _described(new, "")))
    # Folders that hold a package of their own, and the package's own folder ("").
    homes = {name.removesuffix(DESCRIPTOR) for name in {*old, *new} if name.rpartition("/")[2] == DESCRIPTOR}
    for home in sorted(homes):
        was, now = (_tables(files, home) for files in (old, new))
        changes += _gone_and_come({home + name for name in was}, {home + name for name in now}, "table")
        for name in was.keys() & now.keys():
            changes += _table_changes(f"{home}{name}", was[name], now[name])
            if was[name]["schema"]["primaryKey"] == now[name]["schema"]["primaryKey"]:
                rows = (_rows(files, home, table) for files, table in ((old, was[name]), (new, now[name])))
                changes += _row_changes(f"{home}{name}", was[name], now[name], *rows)
    changes += _file_changes(old, new)
    if not changes and _without_version(old) != _without_version(new):
        changes.append(Change(Level.PATCH, "descriptions", "words of the descriptions corrected"))
    return tuple(sorted(set(changes), key=lambda change: (-change.level, change.where, change.what)))


def _described(files: Files, home: str) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json_of(files[f"{home}{DESCRIPTOR}"])
    except (KeyError, ValueError):
        raise PackageRefused([Problem(f"{home}{DESCRIPTOR}", "missing, or no JSON", "name a whole package")]) from None
    return document


def _tables(files: Files, home: str) -> dict[str, dict[str, Any]]:
    """Name -> description of each table of a package; none where there is no package."""
    described = _described(files, home) if f"{home}{DESCRIPTOR}" in files else {"resources": []}
    return {resource["name"]: resource for resource in described["resources"]}


def _gone_and_come(was: Set[str], now: Set[str], what: str) -> Iterator[Change]:
    yield from (Change(Level.MAJOR, name, f"{what} removed") for name in was - now)
    yield from (Change(Level.MINOR, name, f"{what} added") for name in now - was)


def _differ(one: Mapping[str, Any], other: Mapping[str, Any], *keys: str) -> bool:
    return any(one.get(key) != other.get(key) for key in keys)


def _package_changes(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    if _differ(old, new, "name"):
        what = f"packages of {old.get('name')!r} and of {new.get('name')!r}"
        raise PackageRefused([Problem(DESCRIPTOR, what, "compare releases of one publication")])
    if _differ(old, new, "licenses"):
        yield Change(Level.MAJOR, "licence", "another licence")
    before, after = ({**described.get("protection", {}), "reasons": None} for described in (old, new))
    if before != after:
        yield Change(Level.MINOR, "protection", "another rule by which counts are withheld")
    for name in ("title", "description"):
        if _differ(old, new, name):
            yield Change(Level.PATCH, "package", _corrected(name, old.get(name, ""), new.get(name, "")))
    for name in ("keywords", "contributors", "sources"):
        if _differ(old, new, name):
            yield Change(Level.PATCH, name, "corrected")


def _table_changes(where: str, one: dict[str, Any], other: dict[str, Any]) -> Iterator[Change]:
    for name in ("title", "description"):
        if _differ(one, other, name):
            yield Change(Level.PATCH, where, _corrected(name, one.get(name, ""), other.get(name, "")))
    if _differ(one, other, "sources"):
        yield Change(Level.PATCH, where, "list of sources corrected")
    if _differ(one, other, "universe", "origin"):
        yield Change(Level.MAJOR, where, "counts something else than before")
    if one["schema"]["primaryKey"] != other["schema"]["primaryKey"]:
        yield Change(Level.MAJOR, where, "rows are named by other columns")
    was, now = (_fields(table) for table in (one, other))
    yield from _gone_and_come({f"{where}.{name}" for name in was}, {f"{where}.{name}" for name in now}, "column")
    for name in was.keys() & now.keys():
        yield from _column_changes(f"{where}.{name}", was[name], now[name])
    if [name for name in was if name in now] != [name for name in now if name in was]:
        yield Change(Level.MINOR, where, "columns in another order")


def _fields(table: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in table["schema"]["fields"]}


def _column_changes(where: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    if _differ(before, after, "type", "unit"):
        yield Change(Level.MAJOR, where, "column redefined: another type or unit")
    was, now = ({option["value"] for option in field.get("categories", ())} for field in (before, after))
    if was - now:
        yield Change(Level.MAJOR, where, f"codes removed: {_listed(was - now)}" if now else "list of codes removed")
    if now - was:
        yield Change(Level.MINOR, where, f"codes added: {_listed(now - was)}" if was else "list of codes added")
    labels = [{option["value"]: option["label"] for option in field.get("categories", ())} for field in (before, after)]
    if was == now and [*labels[0]] != [*labels[1]]:
        yield Change(Level.PATCH, where, "codes in another order")
    for code in sorted(was & now):
        if labels[0][code] != labels[1][code]:
            yield Change(Level.PATCH, f"{where}: {code}", _corrected("label", labels[0][code], labels[1][code]))
    for name in ("title", "description"):
        if _differ(before, after, name):
            yield Change(Level.PATCH, where, _corrected(name, before.get(name, ""), after.get(name, "")))
    if _differ(before, after, "missingValues", "constraints"):
        yield Change(Level.PATCH, where, "explanation corrected")


def _corrected(what: str, before: str, after: str) -> str:
    """A text that was corrected, as it was and as it is; long ones from where they differ."""
    same = 0
    if max(len(before), len(after)) > _LONGEST:
        same = next((n for n, pair in enumerate(zip(before, after, strict=False)) if len({*pair}) > 1), len(before))
        # From the beginning of the word in which they differ.
        same = before.rfind(" ", 0, same) + 1
    was, now = (f"{'…' if same else ''}{shorten(text[same:], _LONGEST, placeholder=' …')}" for text in (before, after))
    return f"{what} corrected from {_quoted(was)} to {_quoted(now)}"


def _quoted(text: str) -> str:
    return f"“{text}”" if text else "nothing"


def _rows(files: Files, home: str, table: dict[str, Any]) -> Rows:
    text = files[f"{home}{table['path']}"].decode("utf-8")
    key = table["schema"]["primaryKey"]
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if not {*key} <= {*(rows.fieldnames or ())}:
        what = "not the columns that the package describes: the file was changed since it was written"
        raise PackageRefused([Problem(table["path"], what, "build the package again")])
    return {" + ".join(row[name] for name in key): row for row in rows}


def _row_changes(where: str, one: dict[str, Any], other: dict[str, Any], was: Rows, now: Rows) -> Iterator[Change]:
    if was.keys() - now.keys():
        yield Change(Level.MAJOR, where, f"rows removed: {_listed(was.keys() - now.keys())}")
    if now.keys() - was.keys():
        yield Change(Level.MINOR, where, f"rows added: {_listed(now.keys() - was.keys())}")
    fields = _fields(other)
    coded = {name for key in other["schema"].get("foreignKeys", ()) for name in key["fields"]}
    # Counts of people are not repeated here: the tables say what may be said of them.
    is_open = "cube" not in one and "cube" not in other
    for key, name in product(was.keys() & now.keys(), _fields(one).keys() & fields.keys()):
        before, after, field = was[key][name], now[key][name], fields[name]
        if before == after:
            continue
        is_text = field["type"] == "string" and not field.get("categories") and name not in coded
        if name in DEFINING:
            level, what = Level.MAJOR, "redefined"
        elif is_text:
            level, what = Level.PATCH, "text corrected"
        else:
            level, what = Level.MINOR, "value changed"
        if is_open and is_text and level is Level.PATCH:
            what = _corrected("text", before, after)
        elif is_open:
            what += f" from {before or 'nothing'} to {after or 'nothing'}"
        yield Change(level, f"{where}.{name}: {key}", what)


def _file_changes(old: Files, new: Files) -> Iterator[Change]:
    """Files that no table stands behind: drawings, programs, other formats."""
    was, now = (
        {n for n in files if n.rpartition("/")[2] not in _DERIVED and not n.endswith((".csv", ".metadata.json"))}
        for files in (old, new)
    )
    yield from _gone_and_come(was, now, "file")
    yield from (Change(Level.PATCH, name, "file corrected") for name in was & now if old[name] != new[name])


def _without_version(files: Files) -> dict[str, bytes]:
    """Files without the version and the day that they bear, and without sums over files that bear them."""
    described = _described(files, "")
    marks = [str(described["version"]).encode(), str(described.get("created", ""))[:10].encode()]
    found = {}
    for name, content in files.items():
        if name.rpartition("/")[2] == REPORT:
            content = _without_earlier(content)  # noqa: PLW2901 - as below
        if name.rpartition("/")[2] not in ("SHA256SUMS", "README.md"):
            for mark in filter(None, marks):
                content = content.replace(mark, b"")  # noqa: PLW2901 - the same content, without one more mark
            found[name] = content
    return found


def _without_earlier(report: bytes) -> bytes:
    """A report of disclosure control without those who hold a release before: a version alone makes more of them."""
    document = json.loads(report)
    attackers = [one for one in document.get("attackers", ()) if one["attacker"] != "earlier"]
    return json.dumps({**document, "attackers": attackers}).encode()


def _listed(names: Iterable[str]) -> str:
    ordered = sorted(names)
    more = f" and {len(ordered) - _NAMED} more" if len(ordered) > _NAMED else ""
    return ", ".join(ordered[:_NAMED]) + more

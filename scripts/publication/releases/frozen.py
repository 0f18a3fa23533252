"""Turns the folder of frozen releases into what they hold, and a changelog into bytes; refuses what was altered."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import PackageRefused, Problem
from ..files import json_bytes, sha256, write_if_changed
from ..model import Change, FrozenRelease, Level
from .comparing import DESCRIPTOR, version_of

CHANGELOG = "changelog.json"
RULE = (
    "major: something was removed or redefined; minor: something was added, or values changed; "
    "patch: text or drawings were corrected"
)


def package_in(place: Path) -> Mapping[str, bytes]:
    """The files of a package in a folder or a zip: path below its description -> content.

    Raises:
        PackageRefused: there is no package.
    """
    if place.is_dir():
        found = {path.relative_to(place).as_posix(): path for path in sorted(place.rglob("*")) if path.is_file()}
        return {
            name: path.read_bytes() for name, path in found.items() if not name.startswith(("study/", "releases/", "."))
        }
    if not zipfile.is_zipfile(place):
        raise PackageRefused([Problem(str(place), "neither a folder nor a zip file", "name a package")])
    return _unzipped(place.read_bytes())


def _unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        tops = [name.removesuffix(DESCRIPTOR) for name in names if name.rpartition("/")[2] == DESCRIPTOR]
        top = min(tops, key=len, default="")
        return {name.removeprefix(top): archive.read(name) for name in names if name.startswith(top)}


def read_history(folder: Path) -> tuple[FrozenRelease, ...]:
    """The releases that were made, the oldest first; none where the folder is missing.

    Args:
        folder: holds `vX.Y.Z.zip` for each, and changelog.json with the checksum of each.

    Raises:
        PackageRefused: a frozen release was changed, removed or added by hand.
    """
    listing, zips = folder / CHANGELOG, {path.name: path.read_bytes() for path in folder.glob("*.zip")}
    if not listing.is_file() and not zips:
        return ()
    try:
        listed = {f"v{entry['version']}.zip": entry for entry in json.loads(listing.read_bytes())["releases"]}
    except OSError:
        raise _refused({CHANGELOG: ("the file is missing", "take it back from the history")}) from None
    except (ValueError, KeyError, TypeError):
        raise _refused({CHANGELOG: ("not a list of releases", "take it back from the history")}) from None
    unlisted = ("a release that the changelog does not list", "remove it; make_release.py makes releases")
    problems = dict.fromkeys(zips.keys() - listed.keys(), unlisted)
    for name, entry in listed.items():
        if name not in zips:
            problems[name] = ("a release is missing", "take it back: releases stay for good")
        elif sha256(zips[name]) != entry["sha256"]:
            what = f"changed under the old version {entry['version']}"
            problems[name] = (what, "take it back, and make a new release of what is to change")
    if problems:
        raise _refused(problems)
    made = [_frozen(entry, zips[name]) for name, entry in listed.items()]
    return tuple(sorted(made, key=lambda one: version_of(one.version)))


def _refused(problems: Mapping[str, tuple[str, str]]) -> PackageRefused:
    return PackageRefused(Problem(f"releases/{name}", *words) for name, words in problems.items())


def _frozen(entry: dict[str, Any], packed: bytes) -> FrozenRelease:
    changes = tuple(Change(Level[c["level"].upper()], c["where"], c["what"]) for c in entry["changes"])
    files, names = _unzipped(packed), ("version", "released", "after", "sha256")
    return FrozenRelease(**{name: entry[name] for name in names}, changes=changes, packed=packed, files=files)


def unpacked(history: Sequence[FrozenRelease], folder: Path) -> dict[str, Path]:
    """Writes frozen releases as folders, for steps that read packages; returns version -> folder, the oldest first."""
    for release in history:
        for name, content in release.files.items():
            write_if_changed(folder / f"v{release.version}" / name, content)
    return {release.version: folder / f"v{release.version}" for release in history}


def changelog_files(name: str, history: Sequence[FrozenRelease]) -> Mapping[str, bytes]:
    """The changelog for machines and for people: file name -> content; `history` begins with the oldest release."""
    newest = history[::-1]
    releases = [
        {
            **{key: getattr(release, key) for key in ("version", "released", "after")},
            "level": release.level.word if release.level else "first",
            "sha256": release.sha256,
            "changes": [{"level": c.level.word, "where": c.where, "what": c.what} for c in release.changes],
        }
        for release in newest
    ]
    document = {"name": name, "rule": RULE, "releases": releases}
    return {CHANGELOG: json_bytes(document), "CHANGELOG.md": "\n".join(_markdown(newest)).encode()}


def _markdown(newest: Sequence[FrozenRelease]) -> list[str]:
    lines = ["# Changes of the data, release by release", "", f"A version says what changed: {RULE}.", ""]
    for release in newest:
        lines += [f"## {release.version} - {release.released}", ""]
        if not release.after:
            lines += ["The first release.", ""]
        for level in sorted(Level, reverse=True):
            changes = [change for change in release.changes if change.level is level]
            if changes:
                lines += [f"### {level.word.capitalize()}", ""]
                lines += [f"- {_as_written(change.where)}: {_as_written(change.what)}" for change in changes]
                lines.append("")
    return lines


def _as_written(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#])", r"\\\1", text)

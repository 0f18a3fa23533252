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
        apart = ("study/", "releases/", ".")
        return {name: path.read_bytes() for name, path in found.items() if not name.startswith(apart)}
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
    listing = folder / CHANGELOG
    zips = {path.name for path in folder.glob("*.zip")} if folder.is_dir() else set()
    if not listing.is_file():
        if zips:
            raise PackageRefused(
                [Problem(f"releases/{CHANGELOG}", "the file is missing", "take it back from the history")]
            )
        return ()
    try:
        entries = json.loads(listing.read_bytes())["releases"]
        listed = {f"v{entry['version']}.zip": entry for entry in entries}
    except (ValueError, KeyError, TypeError):
        raise PackageRefused(
            [Problem(f"releases/{CHANGELOG}", "not a list of releases", "take it back from the history")]
        ) from None
    problems = [
        Problem(
            f"releases/{name}",
            "a release that the changelog does not list",
            "remove it; make_release.py makes releases",
        )
        for name in zips - listed.keys()
    ]
    for name, entry in listed.items():
        if name not in zips:
            problems.append(Problem(f"releases/{name}", "a release is missing", "take it back: releases stay for good"))
        elif sha256((folder / name).read_bytes()) != entry["sha256"]:
            what = f"changed under the old version {entry['version']}"
            problems.append(
                Problem(f"releases/{name}", what, "take it back, and make a new release of what is to change")
            )
    if problems:
        raise PackageRefused(problems)
    return tuple(sorted((_frozen(folder, entry) for entry in entries), key=lambda one: version_of(one.version)))


def _frozen(folder: Path, entry: dict[str, Any]) -> FrozenRelease:
    packed = (folder / f"v{entry['version']}.zip").read_bytes()
    return FrozenRelease(
        version=entry["version"],
        released=entry["released"],
        after=entry["after"],
        changes=tuple(Change(Level[c["level"].upper()], c["where"], c["what"]) for c in entry["changes"]),
        sha256=entry["sha256"],
        packed=packed,
        files=_unzipped(packed),
    )


def unpacked(history: Sequence[FrozenRelease], folder: Path) -> tuple[Path, ...]:
    """Writes frozen releases as folders, for steps that read packages; returns the folders, the oldest first."""
    for release in history:
        for name, content in release.files.items():
            write_if_changed(folder / f"v{release.version}" / name, content)
    return tuple(folder / f"v{release.version}" for release in history)


def changelog_files(name: str, history: Sequence[FrozenRelease]) -> Mapping[str, bytes]:
    """The changelog for machines and for people: file name -> content, the newest release first.

    Args:
        name: the package's name.
        history: the releases that were made, the oldest first.
    """
    newest = list(reversed(history))
    document = {
        "name": name,
        "rule": RULE,
        "releases": [
            {
                "version": release.version,
                "released": release.released,
                "after": release.after,
                "level": release.level.word if release.level else "first",
                "sha256": release.sha256,
                "changes": [
                    {"level": change.level.word, "where": change.where, "what": change.what}
                    for change in release.changes
                ],
            }
            for release in newest
        ],
    }
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

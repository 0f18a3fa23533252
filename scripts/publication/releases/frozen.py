"""Turns the folder of frozen releases into what they hold, and a changelog into bytes; refuses what was altered."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from ..errors import MOST_BYTES, MOST_BYTES_IN_ALL, MOST_FILES, PackageRefused, Problem, bounded
from ..files import finish, json_bytes, put_in_place, sha256, stage, write_if_changed
from ..markup import in_markdown
from ..model import Change, FrozenRelease, Level
from .comparing import DESCRIPTOR, version_of

CHANGELOG = "changelog.json"
# A path that stays below the folder where it is unpacked, on every system.
_IS_PATH = re.compile(r"(?!\.{1,2}(/|$))[^/\\:\x00-\x1f]+(/(?!\.{1,2}(/|$))[^/\\:\x00-\x1f]+)*")
_VERSION = r"\d+\.\d+\.\d+"
_ENTRY = {
    "version": re.compile(_VERSION),
    "released": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "after": re.compile(rf"({_VERSION})?"),
    "sha256": re.compile("[0-9a-f]{64}"),
}
RULE = (
    "major: something was removed or redefined; minor: something was added, or values changed; "
    "patch: text or drawings were corrected"
)


def package_in(place: Path) -> Mapping[str, bytes]:
    """The files of a package in a folder, beside a description, or in a zip: path below its description -> content.

    Raises:
        PackageRefused: there is no package.
    """
    place = place.parent if place.name == DESCRIPTOR and place.is_file() else place
    if place.is_dir():
        found = {path.relative_to(place).as_posix(): path for path in sorted(place.rglob("*")) if path.is_file()}
        own = {name: path for name, path in found.items() if not name.startswith(("study/", "releases/", "."))}
        _check_sizes([path.stat().st_size for path in own.values()], str(place))
        return {name: path.read_bytes() for name, path in own.items()}
    if not zipfile.is_zipfile(place):
        raise PackageRefused([Problem(str(place), "neither a folder nor a zip file", "name a package")])
    with place.open("rb") as stream:
        return _unzipped(bounded(stream, str(place), MOST_BYTES_IN_ALL), str(place))


def _check_sizes(sizes: Sequence[int], where: str) -> None:
    """Refuses what no package of a survey comes near, before it is read."""
    if len(sizes) > MOST_FILES or sum(sizes) > MOST_BYTES_IN_ALL or max(sizes, default=0) > MOST_BYTES:
        raise PackageRefused([Problem(where, "larger than any package of this kind", "name another")])


def _unzipped(content: bytes, where: str) -> dict[str, bytes]:
    """The files of a package in a zip file: path below its description -> content."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            if strange := next((name for name in names if not _IS_PATH.fullmatch(name)), None):
                what = f"holds a file called {strange!r}, which would be written elsewhere"
                raise PackageRefused([Problem(where, what, "take the zip file from where the release was made")])
            if len({*names}) != len(names):
                raise zipfile.BadZipFile("a name that stands twice")
            tops = [name.removesuffix(DESCRIPTOR) for name in names if name.rpartition("/")[2] == DESCRIPTOR]
            top = min(tops, key=len, default="")
            _check_sizes([entry.file_size for entry in archive.infolist()], where)
            found = {}
            for name in (name for name in names if name.startswith(top)):
                with archive.open(name) as stream:
                    # What a zip says of a size may be a lie.
                    found[name.removeprefix(top)] = bounded(cast("BinaryIO", stream), f"{where}: {name}")
            return found
    except PackageRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError):
        # Damaged, encrypted, or packed in a way that is not known here.
        problem = Problem(where, "no zip file that can be unpacked", "take it from where the release was made")
        raise PackageRefused([problem]) from None


def read_history(folder: Path) -> tuple[FrozenRelease, ...]:
    """The releases that were made, the oldest first; none where the folder is missing. Completes one that was cut off.

    Args:
        folder: holds `vX.Y.Z.zip` for each, and changelog.json with the checksum of each.

    Raises:
        PackageRefused: a frozen release was changed, removed or added by hand.
    """
    if folder.is_dir():
        # Where a release was cut off while it was put in place.
        finish(folder, keep=_standing(folder))
    listing, zips = folder / CHANGELOG, {path.name: path.read_bytes() for path in folder.glob("*.zip")}
    if not listing.is_file() and not zips:
        return ()
    try:
        listed = {f"v{entry['version']}.zip": entry for entry in map(_entry, _releases_in(listing.read_bytes()))}
    except OSError:
        raise _refused({CHANGELOG: ("the file is missing", "take it back from the history")}) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
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
    made = [
        FrozenRelease(**entry, packed=zips[name], files=_unzipped(zips[name], f"releases/{name}"))
        for name, entry in listed.items()
    ]
    return tuple(sorted(made, key=lambda one: version_of(one.version)))


def _refused(problems: Mapping[str, tuple[str, str]]) -> PackageRefused:
    return PackageRefused(Problem(f"releases/{name}", *words) for name, words in problems.items())


def _releases_in(changelog: bytes) -> list[Any]:
    releases: list[Any] = json.loads(changelog)["releases"]
    return releases


def _entry(listed: dict[str, Any]) -> dict[str, Any]:
    """What the changelog says of a release; a `ValueError` or its like where it is not written as ours."""
    if not all(pattern.fullmatch(listed[name]) for name, pattern in _ENTRY.items()):
        raise ValueError("no release")
    changes = [Change(Level[c["level"].upper()], c["where"] + "", c["what"] + "") for c in listed["changes"]]
    return {**{name: listed[name] for name in _ENTRY}, "changes": tuple(changes)}


def write_release(folder: Path, name: str, history: Sequence[FrozenRelease]) -> None:
    """Writes the newest release of a history, and the changelog of all, into the folder of releases in one go."""
    wanted = {f"v{history[-1].version}.zip": history[-1].packed, **changelog_files(name, history)}
    stage(folder, wanted)
    put_in_place(folder, keep=_standing(folder))


def _standing(folder: Path) -> list[str]:
    """What lies in the folder of releases, none of which is ever removed."""
    return [path.name for path in folder.iterdir()]


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
                lines += [f"- {in_markdown(change.where)}: {in_markdown(change.what)}" for change in changes]
                lines.append("")
    return lines

"""The recipe of a release: packages that are built in, a frozen release or the reasons against it out.

A frozen release is a zip file beside the study that nothing changes any more, and a line in the changelog.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import files
from .audit import audit_package
from .build import RELEASES
from .errors import Problem, StudyRefused
from .microdata.counting import Progress
from .model import Change, FrozenRelease, StudyCard
from .project import CACHE, CHANGELOG, PACKAGE, everything_in, prepare_packages, publish_packages, read_changelog
from .releases import changelog_files, compare, next_version, package_in


def make_release(root: Path, progress: Progress) -> list[str]:
    """Builds, checks, compares with the release before and freezes.

    Args:
        root: the project's folder.
        progress: is told what is at work.

    Returns:
        What was done, in words.

    Raises:
        Stopped: something is wrong; no release was made.
    """
    folder = root / PACKAGE
    pages = files.read_pages(root / "docs")
    prepared = prepare_packages(folder, pages, root / CACHE, progress=progress)
    publish_packages(prepared, root)
    packages, history = prepared.packages, prepared.history
    card = packages[0].release.study.card
    if history and history[-1].version == card.version:
        return [f"{card.version} is released already, with the very same files."]
    problems = _text_problems(root, card)
    for built in packages:
        problems += [finding.problem() for finding in audit_package(built.folder, progress=progress)]
    if problems:
        raise StudyRefused(problems)
    changes = compare(history[-1].files, everything_in(packages)) if history else ()
    return freeze(folder / RELEASES, history, everything_in(packages), card, changes)


def freeze(
    folder: Path,
    history: Sequence[FrozenRelease],
    content: Mapping[str, bytes],
    card: StudyCard,
    changes: tuple[Change, ...],
) -> list[str]:
    """Writes a release into the folder of releases, and its lines into the changelog; says what it did."""
    packed = files.zip_bytes({f"{card.id}/{path}": content[path] for path in sorted(content)}, card.released)
    after = history[-1].version if history else ""
    made = FrozenRelease(card.version, card.released, after, changes, files.sha256(packed), packed, content)
    # The zip comes first: a changelog that lists a release which is not there stops every build.
    files.write_if_changed(folder / f"v{card.version}.zip", packed)
    for name, text in changelog_files(card.id, [*history, made]).items():
        files.write_if_changed(folder / name, text)
    level = f"{made.level.word}, {len(changes)} changes since {after}" if made.level else "the first release"
    return [f"v{card.version}.zip: {level}; SHA-256 {made.sha256}", "Commit it, and tag the commit."]


def _text_problems(root: Path, card: StudyCard) -> list[Problem]:
    """What is missing for people about the version which is about to be released."""
    heading = f"## {card.version} - {card.released}"
    if heading in read_changelog(root).splitlines():
        return []
    return [Problem(CHANGELOG, f"no entry {heading!r}", "say there what changed, for people")]


def compare_packages(old: Path, new: Path) -> list[str]:
    """What changed between two packages, folders or zip files, and which version fits; in words.

    Raises:
        PackageRefused: one of them is no package, or they are of two publications.
    """
    before, after = package_in(old), package_in(new)
    changes = compare(before, after)
    version = str(json.loads(before["datapackage.json"])["version"])
    lines = [f"{change.level.word}: {change.where}: {change.what}" for change in changes]
    ending = f"After {version} comes {next_version(version, changes)}." if changes else "Nothing changed."
    return [*lines, ending]

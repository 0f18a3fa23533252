"""Turns the releases that were made into their page and their files on the site; changes no byte of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..model import FrozenRelease, Level, StudyCard
from ..wording import written_date
from .markdown import block, environment

VERSIONS = "data/versions.md"
FOLDER = "data"


def versions_page(history: Sequence[FrozenRelease], card: StudyCard) -> Mapping[str, str]:
    """Address below docs/ -> Markdown: what changed from release to release, the newest first.

    Args:
        history: the releases that were made, the oldest first.
        card: what the study says of the version that is built now.
    """
    releases = [
        (
            release,
            written_date(release.released),
            block(
                "release.html",
                release=release,
                groups=[
                    (level.word, [change for change in release.changes if change.level is level])
                    for level in sorted(Level, reverse=True)
                ],
            ),
        )
        for release in reversed(history)
    ]
    text = environment().get_template("versions.md").render(releases=releases, card=card, newest=history[-1:])
    return {VERSIONS: text}


def frozen_files(history: Sequence[FrozenRelease], changelog: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Address below docs/ -> content: every release at its own address for good, and the newest under `latest`.

    Args:
        history: the releases that were made, the oldest first.
        changelog: file name -> content.
    """
    files = {f"{FOLDER}/{name}": content for name, content in changelog.items() if not name.endswith(".md")}
    folders = {f"v{release.version}": release for release in history}
    if history:
        folders["latest"] = history[-1]
    for folder, release in folders.items():
        files |= {
            f"{FOLDER}/{folder}/{path}": content for path, content in release.files.items() if not path.endswith(".md")
        }
        files[f"{FOLDER}/{folder}.zip"] = release.packed
    return files

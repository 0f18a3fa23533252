"""What changed from one release to the next, and the releases that were made; no content of any of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Level(IntEnum):
    """How much of a change it is for those who use the data; decides which part of the version goes up.

    PATCH: corrections of text and drawings. MINOR: something added, or values changed. MAJOR: something removed or
    redefined, so that what worked before may fail or mean something else.
    """

    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """The level as files have it."""
        return self.name.lower()


@dataclass(frozen=True, order=True)
class Change:
    """One difference between two packages: how much it is, where, and what."""

    level: Level
    where: str
    what: str


@dataclass(frozen=True)
class FrozenRelease:
    """A release that was made, and that nothing changes any more.

    Attributes:
        released: ISO date.
        after: version of the release before it; empty for the first.
        changes: what changed since that one, the largest first.
        sha256: of its zip file, in hexadecimal.
        packed: that zip file.
        files: path in the package -> content.
    """

    version: str
    released: str
    after: str
    changes: tuple[Change, ...]
    sha256: str
    packed: bytes = field(repr=False)
    files: Mapping[str, bytes] = field(hash=False, repr=False)

    @property
    def level(self) -> Level | None:
        """The largest of its changes; None for the first release."""
        return max((change.level for change in self.changes), default=None)

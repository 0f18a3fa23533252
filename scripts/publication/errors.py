"""The ways in which a build may stop; all are `Stopped`, with every problem as `where: what; what to do`."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from safetables.errors import Problem, ProtectionRefused, Stopped, sealed

__all__ = [
    "DiskRefused",
    "PackageRefused",
    "PageRefused",
    "Problem",
    "ProtectionRefused",
    "ReleaseRefused",
    "SettingRefused",
    "Stopped",
    "StudyRefused",
    "bounded",
    "package_edge",
    "sealed",
]


# No publication of a survey needs more: bytes of a file and of all files of a package, files, and digits of a number.
MOST_BYTES, MOST_BYTES_IN_ALL, MOST_FILES, MOST_DIGITS = 2**26, 2**29, 20_000, 30


_DISK = {
    errno.ENOSPC: ("the disk is full", "free some space, and build again"),
    errno.EDQUOT: ("your share of the disk is full", "free some space, and build again"),
    errno.EROFS: ("the disk can be read only", "build in a copy elsewhere"),
    errno.EACCES: ("it may not be read or written", "change its permissions, or build in a copy elsewhere"),
    errno.EPERM: ("it may not be changed", "change its permissions, or build in a copy elsewhere"),
    errno.EISDIR: ("a folder stands where a file belongs", "move it away"),
    errno.ENOTDIR: ("a file stands where a folder belongs", "move it away"),
    errno.EEXIST: ("a file stands where a folder belongs", "move it away"),
    errno.ENAMETOOLONG: ("the name is too long for this disk", "build in a folder with a shorter path"),
}


class DiskRefused(Stopped):
    """The disk did not let a file or a folder be read or written."""

    @classmethod
    def of(cls, error: OSError) -> DiskRefused:
        """The sentence for an error of the operating system."""
        words = (error.strerror or type(error).__name__).lower()
        what, remedy = _DISK.get(error.errno or 0, (words, "see that it can be read and written"))
        # Of a move, what could not be replaced.
        where = error.filename2 or error.filename or "disk"
        return cls([Problem(str(where), what, remedy)])


class SettingRefused(Stopped):
    """A setting of the build, which is none of the study's, makes no sense."""


class StudyRefused(Stopped):
    """The study's files, or the prose that quotes them, contradict themselves or each other."""


class ReleaseRefused(Stopped):
    """The audit found something, or did not see everything, so nothing is released."""


class PackageRefused(Stopped):
    """The package that was written does not satisfy its own description."""


@contextmanager
def package_edge(where: str) -> Iterator[None]:
    """The one place for whatever the files of a package may hold: its readers end in a sentence, never a traceback.

    Raises:
        PackageRefused: something within was no package of this kind.
    """
    try:
        yield
    except Stopped:
        raise
    except Exception as error:
        what = f"not a package of this kind ({type(error).__name__}: {str(error)[:100]!r})"
        raise PackageRefused([Problem(where, what, "name another, or download it again")]) from None


def bounded(stream: BinaryIO, where: str, most: int = MOST_BYTES) -> bytes:
    """The content of a file, read no further than `most` bytes, whatever is said of its size.

    Raises:
        PackageRefused: it is longer.
    """
    content = stream.read(most + 1)
    if len(content) > most:
        raise PackageRefused([Problem(where, f"larger than {most // 2**20} MB", "name a package of this kind")])
    return content


class PageRefused(Stopped):
    """A page, or a text that pages are made of, cannot be shown as it is."""

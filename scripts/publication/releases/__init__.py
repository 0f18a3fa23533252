"""Turns packages into the differences between them and into frozen releases; never changes one that was made."""

from .comparing import compare, next_version, version_of, version_problems
from .frozen import changelog_files, package_in, read_history, unpacked, write_release

__all__ = [
    "changelog_files",
    "compare",
    "next_version",
    "package_in",
    "read_history",
    "unpacked",
    "version_of",
    "version_problems",
    "write_release",
]

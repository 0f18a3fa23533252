"""Turns finished pages into what only a host needs."""

from .feeding import has_release, release_feed, robots
from .hosting import HEADERS, host_headers

__all__ = ["HEADERS", "has_release", "host_headers", "release_feed", "robots"]

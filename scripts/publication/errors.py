"""The ways in which a build may stop; all are `Stopped`, with every problem as `where: what; what to do`."""

from __future__ import annotations

from safetables.errors import Problem, ProtectionRefused, Stopped, sealed

__all__ = [
    "PackageRefused",
    "PageRefused",
    "Problem",
    "ProtectionRefused",
    "ReleaseRefused",
    "SettingRefused",
    "Stopped",
    "StudyRefused",
    "sealed",
]


class SettingRefused(Stopped):
    """A setting of the build, which is none of the study's, makes no sense."""


class StudyRefused(Stopped):
    """The study's files, or the prose that quotes them, contradict themselves or each other."""


class ReleaseRefused(Stopped):
    """The audit found something, or did not see everything, so nothing is released."""


class PackageRefused(Stopped):
    """The package that was written does not satisfy its own description."""


class PageRefused(Stopped):
    """A page, or a text that pages are made of, cannot be shown as it is."""

"""Says with which versions of what a package was made: of everything that shapes its bytes, and of nothing else.

Neither the machine nor its Python is named: they make no difference, and a test holds that they make none.
"""

from __future__ import annotations

from importlib.metadata import version

from ..model import DrawnChart, Release

_DRAWING, _PROTECTION = ("altair", "vl-convert-python"), ("highspy", "numpy", "scipy")


def built_with(release: Release, drawn: tuple[DrawnChart, ...]) -> list[dict[str, str]]:
    """This program and the libraries by whose version a byte of the package may differ."""
    names = ["safetables", *(_DRAWING if drawn else ()), *(_PROTECTION if release.study.policy is not None else ())]
    return [{"title": name, "version": version(name)} for name in names]

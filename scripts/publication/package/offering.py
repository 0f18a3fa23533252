"""The recipe of what a release offers: drawings, package and downloads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..charts import draw_charts
from ..model import DrawnChart, Release
from . import export_files, package_files


@dataclass(frozen=True)
class Offered:
    """What readers get of a release.

    Attributes:
        package: path in the package's folder -> content.
        beside: path -> content of what the site offers beside the package, in the same folder.
    """

    charts: tuple[DrawnChart, ...]
    package: Mapping[str, bytes]
    beside: Mapping[str, bytes]


def offered(release: Release, cache: Path, descriptions: Mapping[str, bytes] | None = None) -> Offered:
    """Makes everything that a release offers.

    Args:
        release: what may be shown.
        cache: folder for what need not be made again; may be emptied at any time.
        descriptions: path -> content of further descriptions that belong to the package.
    """
    charts = draw_charts(release, cache / "drawings")
    package = package_files(release, charts, descriptions)
    beside = export_files(release, cache / "downloads")
    return Offered(charts, package, beside)

"""Turns the package's files into what the site offers for download; changes no byte of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..files import zip_bytes
from ..model import DrawnChart, StudyCard

# Below docs/: the package's own folder on the site, at addresses that stay the same.
FOLDER = "data"


def downloads(package: Mapping[str, bytes], beside: Mapping[str, bytes], card: StudyCard) -> Mapping[str, bytes]:
    """Address below docs/ -> content: each file of the package, all of them as one zip, and the files beside it."""
    files = {f"{FOLDER}/{path}": content for path, content in package.items() if path != "README.md"}
    files |= {f"{FOLDER}/{path}": content for path, content in beside.items()}
    zipped = {f"{card.id}/{path}": content for path, content in sorted(package.items())}
    return {**files, f"{FOLDER}/{card.id}.zip": zip_bytes(zipped, card.released)}


def pictures(charts: Iterable[DrawnChart]) -> Mapping[str, bytes]:
    """Address below docs/ -> each chart as PNG, for slides and documents; no data, so the package goes without."""
    return {f"{FOLDER}/charts/{chart.spec.id}.png": chart.png for chart in charts}

"""Turns a written site into a stop where it shows, describes or offers more than the tables that were audited."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..audit import pictured_findings, shown_findings
from ..build import Built
from ..cache import is_remembered, program_key, remember
from ..charts import Card
from ..errors import Problem, ReleaseRefused
from ..files import sha256
from ..package.offering import MADE_BY
from ..project import Prepared
from .addresses import DATA, PRACTICE

# Beside the files of a release: its descriptions for catalogues and reference managers, and the list of releases.
_DESCRIPTIONS = ("croissant.json", "dcat.jsonld")
_WORDS = ("citation.bib", "citation.ris", "citation.csl.json", "changelog.json")
_PICTURE = re.compile(r"charts/([a-z0-9_-]+)\.png")
# Pages have rules of their own; a release that was made was audited when it was made.
_APART = re.compile(r".*\.html|(v\d[^/]*|latest)(/.*|\.zip)")


def check_site(folder: Path, prepared: Prepared, index: bytes, address: str, cache: Path) -> None:
    """Compares a site with the tables of its releases; pages once, as long as they and the program stay the same.

    Args:
        folder: the site as written.
        prepared: its packages.
        index: the index of the search, as it will be written.
        address: where the site lives.
        cache: folder for what need not be done again; may be emptied at any time.

    Raises:
        ReleaseRefused: a page, the search, a description or a file says more than the tables.
    """
    homes = dict(zip((DATA, PRACTICE), prepared.packages, strict=False))
    beyond = [problem for home, built in homes.items() for problem in _file_problems(folder / home, home, built)]
    pages = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in _found(folder, "*.html")}
    found = {name: folder / DATA / name for name in _DESCRIPTIONS}
    described = {f"{DATA}{name}": path.read_bytes() for name, path in found.items() if path.is_file()}
    sizes = sorted({path.stat().st_size for home in homes for path in _found(folder / home, "*")})
    releases = [(built.release.study, built.release.tables) for built in homes.values()]
    seen = [built.release.audit.seen for built in homes.values()]
    texts = [(name, sha256(text.encode())) for name, text in pages.items()]
    key = sha256(repr((seen, texts, index, described, sizes, address, program_key(MADE_BY, ()))).encode())
    if not is_remembered(cache / "site.read", key):
        shown = list(shown_findings(pages, index.decode(), described, releases, sizes, address))
        beyond += [finding.problem() for finding in shown]
        if not shown:
            remember(cache / "site.read", key)
    if beyond:
        raise ReleaseRefused(beyond)


def check_pictures(pictures: Iterable[tuple[str, Card, str]]) -> None:
    """Compares pictures with the pages that they stand for.

    Args:
        pictures: of each its page, what it says, and the page's HTML.

    Raises:
        ReleaseRefused: a picture says a number that its page does not.
    """
    said = ((name, f"{card.title} {card.value} {card.note}", page) for name, card, page in pictures)
    beyond = list(pictured_findings(said))
    if beyond:
        raise ReleaseRefused(finding.problem() for finding in beyond)


def _found(folder: Path, pattern: str) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob(pattern)) if path.is_file())


def _file_problems(folder: Path, home: str, built: Built) -> Iterator[Problem]:
    """Files below a home of data that are not those that the audit read."""
    audited = {**built.package, **built.beside}
    pictures = {chart.spec.id: chart.png for chart in built.charts}
    packed = f"{built.release.study.card.id}.zip"
    remedy = "let the audit read what the site offers, or leave it out"
    for path in _found(folder, "*"):
        name = path.relative_to(folder).as_posix()
        picture = _PICTURE.fullmatch(name)
        if _APART.fullmatch(name) or (home == DATA and name in (*_DESCRIPTIONS, *_WORDS)):
            continue
        content = path.read_bytes()
        if name == packed:
            if _unpacked(content) != {
                f"{built.release.study.card.id}/{own}": text for own, text in built.package.items()
            }:
                yield Problem(f"{home}{name}", "holds other files than the package", remedy)
        elif content != (pictures.get(picture[1]) if picture else audited.get(name)):
            yield Problem(f"{home}{name}", "a file that the audit did not read", remedy)


def _unpacked(content: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}

"""The recipe of what a release offers: drawings, package and downloads, each read back and held against the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..audit import drawn_findings, offered_findings
from ..cache import is_remembered, program_key, remember
from ..charts import draw_charts
from ..errors import ReleaseRefused
from ..exports import export_files
from ..files import sha256
from ..model import DrawnChart, Release
from . import package_files

# Modules that decide what the audit of offered files says.
MADE_BY = ("audit",)


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

    Raises:
        ReleaseRefused: a drawing or a file says more than the tables that were audited.
    """
    charts = draw_charts(release, cache / "drawings")
    beyond = list(drawn_findings(charts, release.tables))
    if beyond:
        raise ReleaseRefused(finding.problem() for finding in beyond)
    package = package_files(release, charts, descriptions)
    beside = export_files(release, cache / "downloads")
    check_offered(release, {**package, **beside}, cache / "downloads" / f"{release.study.card.id}.read")
    return Offered(charts, package, beside)


def check_offered(release: Release, files: Mapping[str, bytes], memory: Path) -> None:
    """Reads files back and compares them with the tables; once for the same files, tables and program.

    Args:
        release: the tables, as they were audited.
        files: path -> content.
        memory: file that remembers what was last found to be sound.

    Raises:
        ReleaseRefused: a file says more than the tables.
    """
    contents = [(path, sha256(content)) for path, content in files.items()]
    key = sha256(repr((release.audit.seen, contents, program_key(MADE_BY, ()))).encode())
    if is_remembered(memory, key):
        return
    beyond = list(offered_findings(files, release.study, release.tables))
    if beyond:
        raise ReleaseRefused(finding.problem() for finding in beyond)
    remember(memory, key)

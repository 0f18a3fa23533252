"""Turns a release and its drawn charts into the files of a Frictionless data package; never publishes anything else."""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping
from pathlib import Path

from ..errors import PackageRefused, Problem
from ..files import csv_bytes, json_bytes, sha256
from ..model import DrawnChart, Release
from .csvw import GROUP, group_metadata, table_metadata
from .descriptor import descriptor
from .disclosure import disclosure
from .readme import readme
from .witnesses import witnesses_bytes

__all__ = ["package_files", "validate"]

CHECKSUMS = "SHA256SUMS"


def package_files(
    release: Release, charts: tuple[DrawnChart, ...], descriptions: Mapping[str, bytes] | None = None
) -> Mapping[str, bytes]:
    """Every file of the package: path below it -> content.

    Args:
        release: what is published.
        charts: its drawings.
        descriptions: path -> content of further descriptions that belong to the package.
    """
    tables = {f"{table.id}.csv": csv_bytes(table) for table in release.tables}
    drawn: dict[str, bytes] = {}
    for chart in charts:
        for file in chart.files:
            stem = f"charts/{chart.spec.id}" + ("" if file.theme == "light" else f"-{file.theme}")
            drawn[f"{stem}.vl.json"] = file.spec.encode()
            drawn[f"{stem}.svg"] = file.svg.encode()
    proof: dict[str, bytes] = {}
    if release.audit.witnesses is not None:
        proof["witnesses.json"] = witnesses_bytes(release.audit.witnesses)
    on_the_web = {f"{table.id}.metadata.json": json_bytes(table_metadata(table, release)) for table in release.tables}
    described = json_bytes(descriptor(release, tables, charts, drawn, proof))
    report = json_bytes(disclosure(release, tables, proof))
    files = {
        "datapackage.json": described,
        "disclosure.json": report,
        "README.md": readme(release).encode(),
        **proof,
        **tables,
        **on_the_web,
        GROUP: json_bytes(group_metadata(release)),
        **(descriptions or {}),
        **drawn,
        # Readers check a download with it, and with nothing else.
        "verify.py": importlib.resources.files(__package__).joinpath("verify.py").read_bytes(),
    }
    return {**files, CHECKSUMS: checksums(files)}


def checksums(files: Mapping[str, bytes]) -> bytes:
    """A list of files that `sha256sum --check` and `verify.py` read.

    Args:
        files: path -> content.
    """
    return "".join(f"{sha256(content)}  {path}\n" for path, content in sorted(files.items())).encode()


def validate(folder: Path) -> None:
    """Validates a written package against its own descriptor.

    Raises:
        PackageRefused: hashes, types, constraints, keys or the descriptor itself do not hold.
    """
    # A second of imports that a build which changes nothing must not pay.
    import frictionless  # noqa: PLC0415

    report = frictionless.validate(str(folder / "datapackage.json"))
    problems = [
        Problem(f"datapackage.json: {task.name}", error.message, "correct the study, or the step that wrote the file")
        for task in report.tasks
        for error in task.errors
    ]
    problems += [Problem("datapackage.json", error.message, "correct the descriptor") for error in report.errors]
    if problems or not report.valid:
        raise PackageRefused(problems)

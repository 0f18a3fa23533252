"""Turns a release and its drawn charts into the files of a Frictionless data package; never publishes anything else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..errors import PackageRefused, Problem
from ..files import csv_bytes, json_bytes, sha256
from ..markup import address, in_markdown
from ..model import DrawnChart, Release
from ..wording import capitalised, written_edition
from .csvw import GROUP, group_metadata, table_metadata
from .descriptor import descriptor
from .disclosure import disclosure, witnesses_bytes
from .exports import export_files, formula_problems
from .reading import DESCRIPTOR, REPORT, SUMS, WITNESSES

__all__ = ["export_files", "formula_problems", "package_files", "validate"]


def package_files(
    release: Release, charts: tuple[DrawnChart, ...], descriptions: Mapping[str, bytes] | None = None
) -> Mapping[str, bytes]:
    """Every file of the package, `descriptions` from elsewhere among them: path below it -> content."""
    tables = {f"{table.id}.csv": csv_bytes(table) for table in release.tables}
    drawn: dict[str, bytes] = {}
    for chart in charts:
        for file in chart.files:
            stem = f"charts/{chart.spec.id}" + ("" if file.theme == "light" else f"-{file.theme}")
            drawn[f"{stem}.vl.json"] = file.spec.encode()
            drawn[f"{stem}.svg"] = file.svg.encode()
    witnesses, study = release.audit.witnesses, release.study
    card = study.card
    named = [(table, study.label("universes", table.universe) if table.universe else "") for table in release.tables]
    proof = {WITNESSES: witnesses_bytes(witnesses)} if witnesses is not None else {}
    package = {
        DESCRIPTOR: json_bytes(descriptor(release, tables, charts, drawn, proof)),
        REPORT: json_bytes(disclosure(release, tables, proof)),
        "README.md": _readme(release).encode(),
        **proof,
        **tables,
        **{f"{table.id}.metadata.json": json_bytes(table_metadata(table, card, universe)) for table, universe in named},
        GROUP: json_bytes(group_metadata(card, named)),
        **(descriptions or {}),
        **drawn,
        # Readers check a download with it, and with nothing else.
        "verify.py": files(__package__).joinpath("verify.py").read_bytes(),
    }
    # As `sha256sum --check` reads it.
    sums = "".join(f"{sha256(content)}  {path}\n" for path, content in sorted(package.items()))
    return {**package, SUMS: sums.encode()}


def _readme(release: Release) -> str:
    environment = Environment(
        loader=PackageLoader("publication.package"),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=in_markdown,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["address"] = address
    card = release.study.card
    edition = capitalised(written_edition(card))
    return environment.get_template("README.md").render(release=release, card=card, edition=edition)


def validate(folder: Path) -> None:
    """Validates a written package against its own descriptor, and by the program that checks it for its readers.

    Raises:
        PackageRefused: hashes, types, constraints, keys, sums or proofs do not hold.
    """
    # A second of imports that a build which changes nothing must not pay.
    import frictionless  # noqa: PLC0415

    remedy = "correct the study, or the step that wrote the file"
    # A path would be taken for a pattern, or for an address with a fragment.
    described = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    try:
        report = frictionless.Package.from_descriptor(described, basepath=str(folder)).validate()
    except frictionless.FrictionlessException as error:
        raise PackageRefused([Problem(DESCRIPTOR, error.error.message, "correct the descriptor")]) from None
    found = [(f"{DESCRIPTOR}: {task.name}", error) for task in report.tasks for error in task.errors]
    problems = [Problem(where, error.message, remedy) for where, error in found]
    problems += [Problem(DESCRIPTOR, error.message, "correct the descriptor") for error in report.errors]
    if problems or not report.valid:
        raise PackageRefused(problems)
    # In a process of its own, as its readers run it: it shares nothing with the program that wrote the package.
    command = [sys.executable, "-I", "-B", "-X", "utf8", "verify.py", "."]
    checked = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603 - our own file
    if checked.returncode:
        lines = [line.strip() for line in checked.stdout.splitlines() if line.startswith("    ")]
        # A line is `where: what; what to do`, for readers.
        faults = [line.rpartition("; ")[0] for line in lines] or [checked.stdout.strip() or checked.stderr.strip()]
        raise PackageRefused(Problem("verify.py", fault, remedy) for fault in faults)

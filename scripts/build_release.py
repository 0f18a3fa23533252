"""Builds the data package and checks the pages that quote it: `python scripts/build_release.py`."""

from __future__ import annotations

from pathlib import Path

from safetables.build import build_package
from safetables.command import run
from safetables.files import read_pages

ROOT = Path(__file__).resolve().parent.parent


def build() -> list[str]:
    built = build_package(ROOT / "datapackage", read_pages(ROOT / "docs"), ROOT / ".cache" / "drawings")
    return list(built.changed) or ["Nothing changed."]


if __name__ == "__main__":
    raise SystemExit(run(build))

"""Builds the data packages and checks the pages that quote them: `python scripts/build_release.py`."""

from __future__ import annotations

from pathlib import Path

from safetables.command import run
from safetables.files import read_pages
from safetables.rehearse import build_packages

ROOT = Path(__file__).resolve().parent.parent


def build() -> list[str]:
    packages = build_packages(ROOT / "datapackage", read_pages(ROOT / "docs"), ROOT / ".cache")
    changed = [f"{built.folder.name}/{name}" for built in packages for name in built.changed]
    return changed or ["Nothing changed."]


if __name__ == "__main__":
    raise SystemExit(run(build))

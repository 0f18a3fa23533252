"""Builds the data package and checks the pages that quote it: `python scripts/build_release.py`."""

from __future__ import annotations

import sys
from pathlib import Path

from safetables.build import build_package
from safetables.errors import BuildStopped
from safetables.files import read_pages

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    try:
        built = build_package(ROOT / "datapackage", read_pages(ROOT / "docs"), ROOT / ".cache" / "drawings")
    except BuildStopped as stopped:
        print(stopped, file=sys.stderr)
        return 1
    print("\n".join(built.changed) or "Nothing changed.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

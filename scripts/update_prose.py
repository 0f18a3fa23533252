"""Rewrites the bound passages of docs/ that disagree with the data: `python scripts/update_prose.py`."""

from __future__ import annotations

import sys
from pathlib import Path

from safetables.build import updated_pages
from safetables.errors import BuildStopped
from safetables.files import read_pages, write_if_changed

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    try:
        corrected = updated_pages(ROOT / "datapackage", read_pages(ROOT / "docs"))
    except BuildStopped as stopped:
        print(stopped, file=sys.stderr)
        return 1
    for address, text in corrected.items():
        write_if_changed(ROOT / "docs" / address, text.encode())
        print(f"docs/{address}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

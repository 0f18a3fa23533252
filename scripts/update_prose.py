"""Rewrites the bound passages of docs/ that disagree with the data: `python scripts/update_prose.py`."""

from __future__ import annotations

from pathlib import Path

from safetables.build import updated_pages
from safetables.errors import BuildStopped
from safetables.files import read_pages, write_if_changed

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main() -> None:
    try:
        corrected = updated_pages(DOCS.parent / "datapackage", read_pages(DOCS))
    except BuildStopped as stopped:
        raise SystemExit(str(stopped)) from None
    for address, text in corrected.items():
        write_if_changed(DOCS / address, text.encode())
        print(f"docs/{address}")


if __name__ == "__main__":
    main()

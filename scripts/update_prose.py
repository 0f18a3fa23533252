"""Rewrites the bound passages of docs/ that disagree with the data: `python scripts/update_prose.py`."""

from __future__ import annotations

from pathlib import Path

from publication.build import updated_pages
from publication.command import run
from publication.files import read_pages, write_if_changed

ROOT = Path(__file__).resolve().parent.parent


def update() -> list[str]:
    corrected = updated_pages(ROOT / "datapackage", read_pages(ROOT / "docs"))
    for address, text in corrected.items():
        write_if_changed(ROOT / "docs" / address, text.encode())
    return [f"docs/{address}" for address in corrected]


if __name__ == "__main__":
    raise SystemExit(run(update))

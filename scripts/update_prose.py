"""Rewrites the bound passages of docs/ that disagree with the data: `python scripts/update_prose.py`."""

from __future__ import annotations

from pathlib import Path

from publication.commands import run, update_prose

if __name__ == "__main__":
    raise SystemExit(run(lambda: update_prose(Path(__file__).resolve().parent.parent)))

"""Writes a page for the author alone: how tables would look, why cells are suppressed, and what would help."""

from __future__ import annotations

import argparse
from pathlib import Path

from publication.commands import preview_tables, report_progress, run

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--study", type=Path, required=True, help="folder that describes tables, categories and policy")
    parser.add_argument("--respondents", type=Path, help="their file")
    parser.add_argument("--counts", type=Path, help="in its place, a folder with TABLE.csv for each table")
    parser.add_argument("--out", type=Path, required=True, help="folder of the page, outside every project")
    parser.add_argument("--seconds", type=float, default=20, help="how long to look for coarser tables")
    raise SystemExit(run(lambda: preview_tables(**vars(parser.parse_args()), progress=report_progress)))

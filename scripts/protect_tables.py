"""Protects tables of counts and writes them as an audited package."""

from __future__ import annotations

import argparse
from pathlib import Path

from publication.commands import protect_tables, report_progress, run

FOLDERS = {
    "study": "folder that describes tables, categories and policy",
    "counts": "folder with TABLE.csv for each table",
    "out": "folder of the package",
    "earlier": "packages of all releases before this one",
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name, meaning in FOLDERS.items():
        several = {"nargs": "*", "default": ()} if name == "earlier" else {"required": True}
        parser.add_argument(f"--{name}", type=Path, help=meaning, **several)
    raise SystemExit(run(lambda: protect_tables(**vars(parser.parse_args()), progress=report_progress)))

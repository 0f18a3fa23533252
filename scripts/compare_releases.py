"""Says what changed between two packages and which version fits: `compare_releases.py OLD NEW`, folders or zips."""

from __future__ import annotations

import argparse
from pathlib import Path

from publication.commands import compare_releases, run

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path, help="the earlier package")
    parser.add_argument("new", type=Path, help="the later package")
    raise SystemExit(run(lambda: compare_releases(**vars(parser.parse_args()))))

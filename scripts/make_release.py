"""Builds, checks, compares with the release before and freezes, or says why not: `python scripts/make_release.py`."""

from __future__ import annotations

import argparse
from pathlib import Path

from publication.commands import make_release, report_progress, run

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="the project's folder")
    raise SystemExit(run(lambda: make_release(parser.parse_args().root, report_progress)))

"""Builds the data package, from a respondents' file where one is given, and checks the pages that quote it."""

from __future__ import annotations

import argparse
from pathlib import Path

from publication.commands import build_release, report_progress, run

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--study", type=Path, help="study folder; datapackage/study/ with docs/ where left out")
    parser.add_argument("--respondents", type=Path, help="their file; without it, counted tables stay as they are")
    parser.add_argument("--out", type=Path, help="folder of the package; the one that holds study/ where left out")
    raise SystemExit(run(lambda: build_release(ROOT, **vars(parser.parse_args()), progress=report_progress)))

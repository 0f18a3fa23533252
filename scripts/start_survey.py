"""Writes a folder to begin a survey's publication in: `start_survey.py DIR`."""

from __future__ import annotations

import argparse
from pathlib import Path

from publication.begin import begin_survey
from publication.commands import run

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a new folder, outside of this project")
    given = parser.parse_args()
    raise SystemExit(run(lambda: begin_survey(given.folder)))

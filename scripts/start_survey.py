"""Writes a folder to begin a survey's publication in: drafted from `start_survey.py FILE`, or empty for a FOLDER."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from publication.begin import MOST_QUESTIONS, begin_survey, draft_survey
from publication.commands import run

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("given", metavar="FILE|FOLDER", type=Path, help="a respondents' file, or a new folder")
    parser.add_argument("--into", type=Path, help="the new folder for a draft; named after the file without it")
    parser.add_argument("--by", default="", metavar="A,B", help="questions that results are shown by")
    parser.add_argument("--most", type=int, default=MOST_QUESTIONS, help="how many questions are counted")
    parser.add_argument("--sensitive", action="store_true", help="draft a page that says where to find help")
    arguments = parser.parse_args()
    file = arguments.given
    folder = arguments.into or Path(f"{file.stem.lower().replace(' ', '-')}-survey")
    by = [name.strip() for name in arguments.by.split(",") if name.strip()]
    if file.is_file() or file.suffix:
        options = {"by": by, "most": arguments.most, "is_sensitive": arguments.sensitive}
        raise SystemExit(run(lambda: draft_survey(file, folder, date.today().isoformat(), **options)))
    raise SystemExit(run(lambda: begin_survey(file)))

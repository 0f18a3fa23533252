"""Audits a written package from its files alone: `check_release.py DIR-OR-ZIP`; exit status 1 where it fails."""

from __future__ import annotations

import argparse
from pathlib import Path

from publication.commands import check_release, report_progress

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path, help="folder with datapackage.json, that file, or a zip file")
    parser.add_argument("--earlier", type=Path, nargs="*", default=(), help="packages of all releases before it")
    given = parser.parse_args()
    problems = check_release(given.package, given.earlier, report_progress)
    print("\n".join(map(str, problems)) or "Nothing found.")
    raise SystemExit(1 if problems else 0)

"""Audits a written package from its files alone: `check_release.py DIR`; exit status 1 where it fails."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from safetables.build import check_package


def main() -> int:
    parser = argparse.ArgumentParser(description="Audits a written package from its files alone.")
    parser.add_argument("package", type=Path, help="folder with datapackage.json")
    parser.add_argument("--earlier", type=Path, help="package of the release before it")
    given = parser.parse_args()
    problems = check_package(given.package, given.earlier, lambda text: print(text, file=sys.stderr))
    print("\n".join(map(str, problems)) or "Nothing found.")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())

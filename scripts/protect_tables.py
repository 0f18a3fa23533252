"""Protects tables of counts and writes them as an audited package."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from safetables.build import protect_counts
from safetables.errors import BuildStopped


def main() -> int:
    parser = argparse.ArgumentParser(description="Protects tables of counts and writes them as an audited package.")
    parser.add_argument("--study", type=Path, required=True, help="folder that describes tables, categories and policy")
    parser.add_argument("--counts", type=Path, required=True, help="folder with TABLE.csv for each table")
    parser.add_argument("--out", type=Path, required=True, help="folder of the package")
    parser.add_argument("--earlier", type=Path, help="package of the release before this one")
    given = parser.parse_args()
    try:
        summary = protect_counts(
            given.study, given.counts, given.out, given.earlier, lambda text: print(text, file=sys.stderr)
        )
    except BuildStopped as stopped:
        print(stopped, file=sys.stderr)
        return 1
    print(summary)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Lays out a survey as a folder with pages, study and configuration, and builds its site by MkDocs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import ROOT

SURVEY = ROOT / "tests" / "tiny_survey"
NAV = """nav:
  - Home: index.md
  - Data:
      - Dictionary: data/dictionary.md
      - Tables:
          - data/tables/*
  - Changelog: about/changelog.md
"""


def lay_out(home: Path) -> None:
    """A folder with everything that a survey's site is built from, the respondents' file apart."""
    shutil.copytree(SURVEY / "study", home / "datapackage" / "study")
    shutil.copytree(SURVEY / "docs", home / "docs")
    shutil.copytree(ROOT / "docs" / "assets", home / "docs" / "assets")
    shutil.copytree(ROOT / "scripts" / "theme", home / "scripts" / "theme")
    shutil.copy2(ROOT / "scripts" / "hook.py", home / "scripts" / "hook.py")
    (home / "CHANGELOG.md").write_text("# Changelog\n")
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (home / "mkdocs.yml").write_text(text[: text.index("nav:\n")] + NAV, encoding="utf-8")


def build_site(
    home: Path, environment: Mapping[str, str], *, python: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """One run of `mkdocs build`, in a process of its own."""
    command = [sys.executable, *python, "-m", "mkdocs", "build"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "", **environment}
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, timeout=120, check=False)

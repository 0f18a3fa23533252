"""Lays out the invented survey as whoever has one does, and builds its site by MkDocs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from publication.begin import begin_survey
from tests.conftest import ROOT

SURVEY = ROOT / "tests" / "tiny_survey"


def lay_out(home: Path) -> None:
    """A folder as `start_survey.py` begins it, with the invented survey filled in."""
    begin_survey(home)
    shutil.copytree(SURVEY / "study", home / "datapackage" / "study", dirs_exist_ok=True)
    shutil.copytree(SURVEY / "docs", home / "docs", dirs_exist_ok=True)


def build_site(
    home: Path, environment: Mapping[str, str], *, python: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """One run of `mkdocs build`, in a process of its own."""
    command = [sys.executable, *python, "-m", "mkdocs", "build", "--strict"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "", **environment}
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, timeout=900, check=False)

"""The guide “Your own survey in an hour” names what the command has, and what it writes."""

from __future__ import annotations

import re
import subprocess
import sys

from publication.begin.pages import AAPOR_ITEMS
from tests.conftest import ROOT

GUIDE = (ROOT / "docs/about/survey-in-an-hour.md").read_text(encoding="utf-8")


def test_the_guide_names_every_option_of_the_command_and_no_other() -> None:
    command = [sys.executable, str(ROOT / "scripts/start_survey.py"), "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    options = set(re.findall(r"--[a-z]+", shown)) - {"--help"}
    assert set(re.findall(r"^\| `(--[a-z]+)", GUIDE, re.MULTILINE)) == options


def test_the_guide_counts_the_questions_on_the_method_rightly() -> None:
    assert len(AAPOR_ITEMS) == 11
    assert "asks eleven questions" in GUIDE

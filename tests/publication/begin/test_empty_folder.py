"""A folder that has just been begun is whole: it builds, and names no place of the machine that made it."""

from __future__ import annotations

from pathlib import Path

from publication.begin import begin_survey
from tests.conftest import ROOT
from tests.publication.microdata.site import build_site


def test_a_folder_that_has_just_been_begun_builds_and_names_no_path(tmp_path: Path) -> None:
    begin_survey(tmp_path / "begun")
    texts = [path.read_text(encoding="utf-8") for path in (tmp_path / "begun").rglob("*") if path.is_file()]
    assert not [text for text in texts if str(ROOT) in text or str(tmp_path) in text]
    done = build_site(tmp_path / "begun", {})
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "begun/site/index.html").is_file()

"""What stands at the front of the repository says the same as the study: version, day and numbers."""

from __future__ import annotations

import re

from publication.build import Built
from publication.wording import digits, figure_wordings, numbers_in
from tests.conftest import ROOT


def test_the_changelog_begins_with_the_version_and_the_day_of_the_study(real_built: Built) -> None:
    card = real_built.release.study.card
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    # Above it, what changed since may wait for its release.
    assert next(heading for heading in headings if heading != "Unreleased") == f"{card.version} - {card.released}"


def test_the_readme_repeats_numbers_as_the_figures_have_them(real_built: Built) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Build it")[0]
    release = real_built.release
    for id in ("sample_total", "training_none", "investigation_active", "cybercrime_weekly"):
        assert any(wording in readme for wording in figure_wordings(release.figure(id).cited)), id
    known = {figure.cited.value for figure in release.figures}
    shown = [number for number in numbers_in(readme) if number.value not in known]
    # The scale of the drawing, and the year of the survey.
    assert {number.text for number in shown} <= {"0", "100 per cent", str(release.study.card.survey_year)}
    assert digits(release.figure("sample_total").cited.value) in readme

"""Who publishes, and how to reach them: said where study.yml says it, and said to be missing where it does not."""

from __future__ import annotations

import pytest

from publication.build import Built
from publication.metadata.shared import agents
from publication.pages.blocks import Blocks
from tests.conftest import Workspace

BINDING = '<div data-bound="list:publisher">any</div>'


def test_a_page_says_what_nobody_has_set(tiny_built: Built) -> None:
    shown = Blocks(tiny_built.release, tiny_built.charts).fill(BINDING, str)
    for name in ("publisher", "contact", "repository"):
        assert f"not given yet; it is to be set in <code>study.yml</code>, as <code>{name}</code>" in shown
    assert "nobody can be written to" in shown
    assert tiny_built.release.study.card.unset_trust == ("publisher", "contact", "repository")


def test_a_page_and_the_descriptions_name_the_publisher(tiny: Workspace) -> None:
    said = "publisher: Barrel Office\ncontact: barrels@example.org\nrepository: https://git.example.org/barrels\nsurvey_year"
    tiny.spoil("study.yml", "survey_year", said)
    built = tiny.build()
    shown = Blocks(built.release, built.charts).fill(BINDING, str)
    assert "Barrel Office" in shown
    assert '<a href="mailto:barrels@example.org">barrels@example.org</a>' in shown
    assert '<a href="https://git.example.org/barrels">' in shown
    assert "not given yet" not in shown
    assert built.release.study.card.unset_trust == ()
    (publisher,) = agents(built.release.study.card, "publisher")
    assert publisher.name == "Barrel Office"


@pytest.mark.parametrize("wrong", ["contact: somewhere", "repository: git.example.org"])
def test_a_contact_that_reaches_nobody_stops_the_build(tiny: Workspace, wrong: str) -> None:
    tiny.spoil("study.yml", "survey_year", f"{wrong}\nsurvey_year")
    (problem,) = tiny.problems()
    assert problem.startswith(f"study/study.yml: {wrong.partition(':')[0]}")

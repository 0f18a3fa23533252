"""The page for the author alone: what it shows, and that it lies outside every project."""

from __future__ import annotations

from pathlib import Path

import pytest

from publication.commands import preview_tables
from publication.errors import StudyRefused
from tests.publication.offices.office import Counted, Office
from tests.publication.offices.test_other_readers import small_office


def shown(office: Office, out: Path) -> str:
    preview_tables(office.home / "study", None, office.home / "counts", out, 5, lambda _: None)
    return (out / "preview.html").read_text()


def test_the_author_sees_which_cells_are_suppressed_why_and_what_would_help(tmp_path: Path) -> None:
    codes = {"north": "", "south": "", "west": ""}
    answers = {"a": "", "b": "", "c": ""}
    sizes = (31, 3, 14, 25, 16, 20, 12, 18, 17)
    pairs = [(region, answer) for region in codes for answer in answers]
    people: dict[tuple[str, ...], int] = dict(zip(pairs, sizes, strict=True))
    office = Office(tmp_path / "office", {"region": codes, "pet": answers}, people, (Counted("t", ("region", "pet")),))
    office.write()
    page = shown(office, tmp_path / "author")
    assert page.count('<td class="primary">[c]<small>primary, by threshold</small></td>') == 1
    assert page.count('<td class="secondary">') == 3
    assert "What would help" in page
    assert "merged</th><td>0</td>" in page
    assert "Never publish it" in page
    assert ">3<" not in page


@pytest.mark.parametrize("mark", [".git", "mkdocs.yml"])
def test_a_folder_that_may_be_published_is_refused(tmp_path: Path, mark: str) -> None:
    office = small_office(tmp_path / "office")
    project = tmp_path / "project"
    project.mkdir()
    (project / mark).mkdir() if mark == ".git" else (project / mark).touch()
    for out in (project / "notes", office.home / "notes"):
        with pytest.raises(StudyRefused, match="give a folder outside every project"):
            shown(office, out)
        assert not out.exists()

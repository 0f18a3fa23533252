"""Versions: what changed decides them, releases stay as they were made, and what does not fit is refused."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from publication.build import Built
from publication.commands import compare_releases, make_release
from publication.errors import PackageRefused, Stopped
from publication.model import Change, Finding, Level
from publication.pages.generated_pages import frozen_files, versions_page
from publication.releases import changelog_files, compare, next_version, package_in, read_history
from tests.conftest import Workspace


def edited(package: dict[str, bytes], name: str, *changes: tuple[str, str]) -> dict[str, bytes]:
    """The package with texts of one file replaced."""
    text = package[name].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return {**package, name: text.encode()}


def described(package: dict[str, bytes], change: Callable[[dict[str, object]], object]) -> dict[str, bytes]:
    """The package with another description of its table of printed figures."""
    document = json.loads(package["datapackage.json"])
    change(next(resource for resource in document["resources"] if resource["name"] == "printed"))
    return {**package, "datapackage.json": json.dumps(document).encode()}


def dropped(name: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda package: {path: content for path, content in package.items() if path != name}


@pytest.mark.parametrize(
    ("changed", "level", "where", "what"),
    [
        pytest.param(
            lambda p: edited(
                p, "printed.csv", ("barrel_none,final,barrels,Have no", "barrel_none,final,barrels,Has no")
            ),
            Level.PATCH,
            "printed.label: barrel_none",
            "text corrected from “Have no barrel” to “Has no barrel”",
            id="a label",
        ),
        pytest.param(
            lambda p: edited(p, "printed.csv", ("share,62%,62,", "share,63%,63,")),
            Level.MINOR,
            "printed.printed_value: barrel_none",
            "value changed from 62 to 63",
            id="a value",
        ),
        pytest.param(
            lambda p: edited(p, "printed.csv", (",percent,over,", ",percent,at_least,")),
            Level.MINOR,
            "printed.qualifier: barrel_green",
            "value changed from over to at_least",
            id="a code",
        ),
        pytest.param(
            lambda p: edited(p, "printed.csv", (",litres,exact,1", ",gallons,exact,1")),
            Level.MAJOR,
            "printed.unit: litres_mean",
            "redefined from litres to gallons",
            id="a unit",
        ),
        pytest.param(
            lambda p: edited(p, "printed.csv", ("\nbarrel_old,", "\nbarrel_older,")),
            Level.MAJOR,
            "printed",
            "rows removed: barrel_old",
            id="a row less",
        ),
        pytest.param(
            lambda p: edited(p, "groups.csv", ("owners,Gard", "others,Others,,cited\nowners,Gard")),
            Level.MINOR,
            "groups",
            "rows added: others",
            id="a row more",
        ),
        pytest.param(
            lambda p: described(p, lambda table: table.update(universe="others")),
            Level.MAJOR,
            "printed",
            "counts something else than before",
            id="a universe",
        ),
        pytest.param(
            lambda p: described(p, lambda table: table["schema"]["fields"].pop()),  # type: ignore[index]  # a document
            Level.MAJOR,
            "printed.origin",
            "column removed",
            id="a column less",
        ),
        pytest.param(dropped("charts/sides.svg"), Level.MAJOR, "charts/sides.svg", "file removed", id="a drawing less"),
        pytest.param(
            lambda p: {**p, "charts/sides.svg": b"<svg/>"},
            Level.PATCH,
            "charts/sides.svg",
            "file corrected",
            id="a drawing",
        ),
        pytest.param(lambda p: {**p, "more.txt": b""}, Level.MINOR, "more.txt", "file added", id="a file more"),
        pytest.param(
            lambda p: edited(p, "datapackage.json", ("Creative Commons Zero", "All rights reserved")),
            Level.MAJOR,
            "licence",
            "another licence",
            id="the licence",
        ),
    ],
)
def test_what_changed_decides_which_part_of_the_version_goes_up(
    tiny_built: Built, changed: Callable[[dict[str, bytes]], dict[str, bytes]], level: Level, where: str, what: str
) -> None:
    before = dict(tiny_built.package)
    found = compare(before, changed(before))
    assert found[0] == Change(level, where, what)
    expected = {Level.PATCH: "0.1.1", Level.MINOR: "0.2.0", Level.MAJOR: "1.0.0"}
    assert next_version("0.1.0", found) == expected[level]


def test_another_version_and_day_alone_are_no_change(tiny_built: Built) -> None:
    before = dict(tiny_built.package)
    texts = [
        name for name in before if name.endswith((".json", ".md", ".cff", ".xml")) and not name.endswith(".vl.json")
    ]
    marked = {name: before[name].replace(b"0.1.0", b"0.1.1").replace(b"2024-04-01", b"2024-05-01") for name in texts}
    assert marked["datapackage.json"] != before["datapackage.json"]
    assert compare(before, {**before, **marked}) == ()


def test_packages_of_two_publications_are_not_compared(tiny_built: Built) -> None:
    before = dict(tiny_built.package)
    with pytest.raises(PackageRefused, match="compare releases of one publication"):
        compare(before, edited(before, "datapackage.json", ('"rain-barrels"', '"sun-barrels"')))


class Project:
    """The tiny study as a project of its own, which releases are made from."""

    def __init__(self, root: Path, tiny: Workspace) -> None:
        self.root, self.package = root, root / "datapackage"
        shutil.copytree(tiny.study, self.package / "study")
        shutil.copytree(tiny.docs, root / "docs")
        shutil.copytree(tiny.cache, root / ".cache" / "drawings", dirs_exist_ok=True)
        self.texts("0.1.0", "2024-04-01")

    def texts(self, version: str, day: str) -> None:
        (self.root / "CHANGELOG.md").write_text(f"# Changes\n\n## {version} - {day}\n", encoding="utf-8")

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.package / "study" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def version(self, old: tuple[str, str], new: tuple[str, str]) -> None:
        self.edit("study.yml", f"version: {old[0]}\nreleased: {old[1]}", f"version: {new[0]}\nreleased: {new[1]}")
        self.texts(*new)

    def release(self) -> list[str]:
        return make_release(self.root, lambda _: None)

    def refused(self) -> str:
        with pytest.raises(Stopped) as stopped:
            self.release()
        return str(stopped.value)


FIRST, SECOND, THIRD = ("0.1.0", "2024-04-01"), ("0.2.0", "2024-05-01"), ("0.2.1", "2024-06-01")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory, good_tiny: Workspace) -> Project:
    """Three releases: the first, one with a changed value, one with a corrected text."""
    project = Project(tmp_path_factory.mktemp("project"), good_tiny)
    assert "the first release" in project.release()[0]
    project.edit("figures.csv", "mean,12,litres", "mean,13,litres")
    project.version(FIRST, SECOND)
    assert "minor" in project.release()[0]
    project.edit("findings.csv", "Barrels should have lids.", "Barrels should have a lid.")
    project.version(SECOND, THIRD)
    assert "patch" in project.release()[0]
    return project


@pytest.fixture
def project(released: Project, tmp_path: Path) -> Project:
    """The project with its three releases, for a test to spoil."""
    shutil.copytree(released.root, tmp_path / "project")
    copy = object.__new__(Project)
    copy.root, copy.package = tmp_path / "project", tmp_path / "project" / "datapackage"
    return copy


def test_releases_stay_byte_for_byte_with_their_checksums_and_their_changes(released: Project) -> None:
    history = read_history(released.package / "releases")
    assert [(entry.version, entry.after) for entry in history] == [
        ("0.1.0", ""),
        ("0.2.0", "0.1.0"),
        ("0.2.1", "0.2.0"),
    ]
    assert "printed.value: litres_lost" in [change.where for change in history[1].changes]
    assert [change.what for change in history[2].changes] == [
        "text corrected from “Barrels should have lids.” to “Barrels should have a lid.”"
    ]
    machine = json.loads((released.package / "releases/changelog.json").read_bytes())
    assert [(entry["version"], entry["level"]) for entry in machine["releases"]] == [
        ("0.2.1", "patch"),
        ("0.2.0", "minor"),
        ("0.1.0", "first"),
    ]
    people = (released.package / "releases/CHANGELOG.md").read_text(encoding="utf-8")
    assert "printed.value: litres_lost: value changed from 12 to 13" in people
    assert dict(history[-1].files) == package_in(released.package)


def test_the_site_keeps_every_release_at_its_address_and_the_newest_as_latest(
    released: Project, tiny_built: Built
) -> None:
    history = read_history(released.package / "releases")
    files = frozen_files(history, changelog_files("rain-barrels", history))
    for entry in history:
        assert files[f"data/v{entry.version}/printed.csv"] == entry.files["printed.csv"]
        assert files[f"data/v{entry.version}.zip"] == (released.package / f"releases/v{entry.version}.zip").read_bytes()
    assert files["data/latest/printed.csv"] == history[-1].files["printed.csv"]
    assert json.loads(files["data/changelog.json"])["releases"][0]["version"] == "0.2.1"
    (page,) = versions_page(history, tiny_built.release.study.card).values()
    assert page.index("## 0.2.1") < page.index("## 0.2.0") < page.index("## 0.1.0")
    assert history[0].sha256 in page


def test_a_release_is_made_once(released: Project) -> None:
    before = {path.name: path.read_bytes() for path in (released.package / "releases").iterdir()}
    assert released.release() == ["0.2.1 is released already, with the very same files."]
    assert {path.name: path.read_bytes() for path in (released.package / "releases").iterdir()} == before


def test_two_packages_are_compared_as_folders_or_as_zips(released: Project) -> None:
    releases = released.package / "releases"
    lines = compare_releases(releases / "v0.1.0.zip", releases / "v0.2.0.zip")
    assert lines[-1] == "After 0.1.0 comes 0.2.0."
    assert compare_releases(releases / "v0.2.1.zip", released.package) == ["Nothing changed."]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(
            lambda p: p.version(THIRD, ("0.2.0", "2024-06-01")),
            "study/study.yml: version: 0.2.0 goes backwards: 0.2.1 is released; make it 0.2.1",
            id="backwards",
        ),
        pytest.param(
            lambda p: p.edit("figures.csv", "mean,13,litres", "mean,14,litres"),
            "study/study.yml: version: 0.2.1 is released, and since then minor: printed.lower: litres_lost: value",
            id="other content under an old version",
        ),
        pytest.param(
            lambda p: (p.edit("findings.csv", "a lid", "lids"), p.version(THIRD, ("1.0.0", "2024-07-01"))),
            "study/study.yml: version: 1.0.0 does not fit what changed since 0.2.1 (sayings.statement: lids: text",
            id="too far",
        ),
        pytest.param(
            lambda p: p.version(THIRD, ("0.2.2", "2024-07-01")),
            "study/study.yml: version: nothing changed since 0.2.1; keep 0.2.1",
            id="nothing changed",
        ),
        pytest.param(
            lambda p: (p.edit("findings.csv", "a lid", "lids"), p.version(THIRD, ("0.2.2", "2024-01-01"))),
            "study/study.yml: released: 2024-01-01 is before the release of 0.2.1; write the day of this release",
            id="an earlier day",
        ),
        pytest.param(
            lambda p: (p.package / "releases/v0.1.0.zip").unlink(),
            "releases/v0.1.0.zip: a release is missing; take it back: releases stay for good",
            id="a release less",
        ),
        pytest.param(
            lambda p: shutil.copy(p.package / "releases/v0.1.0.zip", p.package / "releases/v9.0.0.zip"),
            "releases/v9.0.0.zip: a release that the changelog does not list; remove it; make_release.py makes",
            id="a release more",
        ),
        pytest.param(
            lambda p: (p.package / "releases/changelog.json").write_text("{}", encoding="utf-8"),
            "releases/changelog.json: not a list of releases; take it back from the history",
            id="a list that is none",
        ),
    ],
)
def test_a_release_that_does_not_fit_is_refused(
    project: Project, spoil: Callable[[Project], object], says: str
) -> None:
    before = sorted((project.package / "releases").iterdir())
    spoil(project)
    listed = sorted((project.package / "releases").iterdir())
    assert project.refused().startswith(says)
    assert sorted((project.package / "releases").iterdir()) == listed
    assert before


def test_a_changed_file_under_an_old_version_is_refused(project: Project) -> None:
    path = project.package / "releases/v0.1.0.zip"
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("rain-barrels/more.csv", "id\n")
    assert project.refused() == (
        "releases/v0.1.0.zip: changed under the old version 0.1.0; "
        "take it back, and make a new release of what is to change"
    )


def test_a_release_that_the_changelog_does_not_name_is_refused(project: Project) -> None:
    project.edit("findings.csv", "a lid", "lids")
    project.version(THIRD, ("0.2.2", "2024-07-01"))
    project.texts("0.2.1", "2024-06-01")
    assert project.refused() == ("CHANGELOG.md: no entry '## 0.2.2 - 2024-07-01'; say there what changed, for people")


def test_the_citation_at_the_root_is_that_of_the_package(project: Project) -> None:
    (project.root / "CITATION.cff").write_text("version: 0.0.1\n", encoding="utf-8")
    project.release()
    assert (project.root / "CITATION.cff").read_bytes() == (project.package / "CITATION.cff").read_bytes()


def test_what_the_audit_refuses_at_a_release_is_told_as_every_build_tells_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.edit("findings.csv", "a lid", "lids")
    project.version(THIRD, ("0.2.2", "2024-07-01"))
    found = Finding("printed", "row barrel_none", "no figure", "release what was read")
    monkeypatch.setattr("publication.commands.audit_package", lambda *_, **__: (found,))
    assert project.refused() == "table printed: row barrel_none: no figure; release what was read"

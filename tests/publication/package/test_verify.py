"""The check that readers run on a download: it says what holds, and finds what somebody altered."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from publication.build import Built
from publication.package.verify import main
from publication.pages.generated_pages import downloads
from tests.conftest import ROOT, Workspace
from tests.sealing import sealed, summed

FORM = re.compile(r"    .+: .+; .+")


def problems(capsys: pytest.CaptureFixture[str], package: Path) -> list[str]:
    """What the check finds in a package that does not hold."""
    assert main([str(package)]) == 1
    said = capsys.readouterr().out
    found = [line for line in said.splitlines() if line.startswith("    ")]
    assert all(FORM.fullmatch(line) for line in found)
    assert "do not rely on this package" in said
    return [line.strip() for line in found]


def test_a_package_alone_verifies_itself_with_nothing_installed(good_tiny: Workspace, tmp_path: Path) -> None:
    for name, content in good_tiny.published().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-I", "-S", tmp_path / "verify.py"], cwd="/", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("Allotment gardeners and their rain barrels: an invented study, version 0.1.0")
    assert "holds:          Every file is listed with its checksum" in done.stdout
    assert "does not apply: Shown counts add up" in done.stdout
    assert done.stdout.endswith("All of it holds.\n")


@pytest.mark.parametrize("folder", ["datapackage", "datapackage/practice"])
def test_the_committed_packages_verify(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ROOT / folder)]) == 0, capsys.readouterr().out


def test_the_zip_verifies_as_it_was_downloaded(
    tiny_built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (name,) = [
        name for name in downloads(tiny_built.package, {}, tiny_built.release.study.card) if name.endswith("zip")
    ]
    content = downloads(tiny_built.package, {}, tiny_built.release.study.card)[name]
    path = tmp_path / "package.zip"
    path.write_bytes(content)
    assert main([str(path)]) == 0
    path.write_bytes(content[:-100])
    assert main([str(path)]) == 1
    assert "neither a folder nor a zip file; name the package" in capsys.readouterr().out


def test_the_practice_package_verifies_itself_as_it_was_downloaded(practice_built: Built, tmp_path: Path) -> None:
    card = practice_built.release.study.card
    offered = downloads(practice_built.package, practice_built.exports, card)
    path = tmp_path / f"{card.id}.zip"
    path.write_bytes(offered[f"data/{card.id}.zip"])
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
    check = tmp_path / card.id / "verify.py"
    # The folder that was unpacked, and the zip itself.
    for named in ([], [path]):
        done = subprocess.run(
            [sys.executable, "-I", "-S", check, *named], cwd="/", capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "holds:          Shown counts add up" in done.stdout
        assert "holds:          Whole tables prove that no withheld count follows" in done.stdout
        assert done.stdout.endswith("All of it holds.\n")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        pytest.param("printed.csv", "share,62%,62,", "share,62%,63,", "printed.csv: other bytes than", id="a number"),
        pytest.param("README.md", "barrels", "bushels", "README.md: other bytes than SHA256SUMS lists", id="a word"),
        pytest.param("SHA256SUMS", "  books.csv", "  book.csv", "book.csv: listed and not there", id="a list"),
        pytest.param(
            "disclosure.json", '"findings": []', '"findings": [1]', "disclosure.json: the package", id="report"
        ),
    ],
)
def test_an_edited_file_is_named(
    tiny: Workspace, capsys: pytest.CaptureFixture[str], file: str, old: str, new: str, says: str
) -> None:
    path = tiny.package / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert any(line.startswith(says) for line in problems(capsys, tiny.package))


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        pytest.param("printed.csv", "share,62%,62,", "share,62%,63,", "printed: barrel_none: the bounds", id="a value"),
        pytest.param("printed.csv", "share,62%,62,", "share,63%,62,", "printed: barrel_none: the wording", id="words"),
        pytest.param("printed.csv", "percent,over,", "percent,nearly,", "printed: barrel_green: the bounds", id="over"),
        pytest.param("printed.csv", "over 1/4,25,,", "over 1/4,25,25,", "printed: barrel_green: a value", id="a limit"),
        pytest.param("printed.csv", "percent,over,", "percent,some,", "printed.csv:9:qualifier: no code", id="a code"),
        pytest.param(
            "printed.csv", ",owners,", ",owner,", "printed.csv:8:universe: names no row of groups", id="a key"
        ),
        pytest.param("printed.csv", "barrel_blue,final", ",final", "printed.csv:10:id: no value", id="an identifier"),
        pytest.param("lines.csv", ",1,help", ",one,help", "lines.csv:2:order: no integer", id="a type"),
        pytest.param("lines.csv", ",1,help", ",-1,help", "lines.csv:2:order: outside the limits", id="an end"),
        pytest.param("books.csv", "2024-03-31", "2024-03-32", "books.csv:2:checked: no date", id="a date"),
        pytest.param(
            "gardeners_by_side.csv", "category,500", "category,501", "gardeners_by_side: north: gardeners", id="a count"
        ),
        pytest.param(
            "gardeners_by_side.csv",
            ",50,,,derived",
            ",51,,,derived",
            "gardeners_by_side: gardeners_count: the",
            id="a sum",
        ),
        pytest.param(
            "gardeners_by_side.csv",
            "south,South side,category,250,,,printed,gardeners_south,cited\n",
            "",
            "gardeners_by_side: gardeners_count: the parts",
            id="a row less",
        ),
        pytest.param(
            "groups.csv",
            "owners,Gard",
            "gardeners,Gard",
            "groups.csv: gardeners: the row stands twice",
            id="a row twice",
        ),
    ],
)
def test_what_was_altered_together_with_its_checksums_is_found_by_its_content(
    tiny: Workspace, capsys: pytest.CaptureFixture[str], file: str, old: str, new: str, says: str
) -> None:
    path = tiny.package / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = problems(capsys, sealed(tiny.package))
    assert any(line.startswith(says) for line in found), found


@pytest.mark.parametrize("change", [{"hash": f"sha256:{'0' * 64}"}, {"bytes": 1}], ids=["a hash", "a length"])
@pytest.mark.parametrize("kind", ["a table", "a drawing"])
def test_a_description_of_other_bytes_is_found_though_every_list_of_checksums_agrees(
    tiny: Workspace, capsys: pytest.CaptureFixture[str], kind: str, change: dict[str, Any]
) -> None:
    path = tiny.package / "datapackage.json"
    described = json.loads(path.read_bytes())
    file = described["resources"][0] if kind == "a table" else described["charts"][0]["files"][0]
    file |= change
    path.write_text(json.dumps(described), encoding="utf-8")
    found = problems(capsys, summed(tiny.package))
    assert [line.partition(";")[0] for line in found] == [
        f"{file['path']}: other bytes than datapackage.json describes"
    ]


def test_a_file_too_many_and_a_file_too_few_are_named(tiny: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    (tiny.package / "more.csv").write_text("id\n", encoding="utf-8")
    assert [line.partition(";")[0] for line in problems(capsys, tiny.package)] == ["more.csv: not listed in SHA256SUMS"]
    (tiny.package / "books.csv").unlink()
    assert main([str(tiny.package)]) == 1
    assert "books.csv: the file is missing; download" in capsys.readouterr().out


def test_what_is_no_package_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "datapackage.json").write_text('{"resources": 3}', encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    assert "not a package of this kind" in capsys.readouterr().out
    shutil.rmtree(tmp_path)
    assert main([str(tmp_path)]) == 1


def test_the_zip_holds_the_check_and_a_list_that_other_programs_read(tiny_built: Built, tmp_path: Path) -> None:
    archive_bytes = downloads(tiny_built.package, {}, tiny_built.release.study.card)
    path = tmp_path / "package.zip"
    path.write_bytes(next(content for name, content in archive_bytes.items() if name.endswith(".zip")))
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"],
        cwd=tmp_path / "rain-barrels",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout

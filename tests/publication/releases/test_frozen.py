"""The folder of releases: whole after a kill, and nothing in it is believed, or written elsewhere, unread."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from publication import files
from publication.errors import PackageRefused
from publication.model import FrozenRelease
from publication.releases import read_history, unpacked, write_release

CONTENT = {"datapackage.json": b"{}", "people.csv": b"id\n"}


def release(version: str, after: str = "", content: dict[str, bytes] = CONTENT) -> FrozenRelease:
    packed = files.zip_bytes(content, "2024-04-01")
    return FrozenRelease(version, "2024-04-01", after, (), files.sha256(packed), packed, content)


class KilledError(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("version", ["0.1.0", "0.2.0"])
@pytest.mark.parametrize("moves", range(4))
def test_a_release_that_is_killed_while_it_is_put_in_place_is_made_whole_or_never_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, moves: int
) -> None:
    """The list of what is to be moved is written first, and three files are moved."""
    folder = tmp_path / "releases"
    history = [release("0.1.0")] if version == "0.1.0" else [release("0.1.0"), release("0.2.0", "0.1.0")]
    for number in range(1, len(history)):
        write_release(folder, "barrels", history[:number])
    done: list[Path] = []
    replace = Path.replace

    def killed(path: Path, target: Path) -> Path:
        if len(done) >= moves:
            raise KilledError
        done.append(target)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KilledError):
        write_release(folder, "barrels", history)
    monkeypatch.undo()
    assert [one.version for one in read_history(folder)] == [one.version for one in history]
    assert not (folder / files.STAGING).exists()


def test_a_release_that_is_killed_while_it_is_staged_never_was(tmp_path: Path) -> None:
    write_release(tmp_path, "barrels", [release("0.1.0")])
    files.stage(tmp_path, {"v0.2.0.zip": b"half"})
    assert [one.version for one in read_history(tmp_path)] == ["0.1.0"]
    assert not (tmp_path / files.STAGING).exists()


def frozen_by_hand(folder: Path, names: list[str], **changed: Any) -> None:
    """A release whose zip holds files of these names, with its checksum; keys of its entry are changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, b"{}")
    (folder / "v0.1.0.zip").write_bytes(packed.getvalue())
    listed_by_hand(folder, sha256=hashlib.sha256(packed.getvalue()).hexdigest(), **changed)


def listed_by_hand(folder: Path, **changed: Any) -> None:
    entry = {"version": "0.1.0", "released": "2024-04-01", "after": "", "changes": [], **changed}
    (folder / "changelog.json").write_text(json.dumps({"releases": [entry]}), encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    ["../../../x", "/x", "p/../../x", "p/./x", "C:/x", "p\\..\\x", "..", "p//x", "a\nb"],
)
def test_a_frozen_zip_writes_nothing_outside_of_its_folder(tmp_path: Path, name: str) -> None:
    releases = tmp_path / "a" / "b" / "releases"
    releases.mkdir(parents=True)
    frozen_by_hand(releases, ["datapackage.json", name])
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(PackageRefused, match="holds a file called"):
        unpacked(read_history(releases), tmp_path / "a" / "b" / "cache")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"changes": None},
        {"changes": [1]},
        {"changes": ["minor"]},
        {"changes": [{"level": "minor"}]},
        {"changes": [{"level": "huge", "where": "x", "what": "y"}]},
        {"changes": [{"level": 1, "where": "x", "what": "y"}]},
        {"changes": [{"level": "minor", "where": 1, "what": "y"}]},
        {"version": "1.0"},
        {"version": "../../x"},
        {"version": None},
        {"released": "yesterday"},
        {"after": 3},
        {"sha256": "x"},
    ],
    ids=str,
)
def test_a_changelog_that_is_not_written_as_ours_is_refused_in_words(tmp_path: Path, changed: dict[str, Any]) -> None:
    frozen_by_hand(tmp_path, ["datapackage.json"])
    listed_by_hand(tmp_path, **{"sha256": files.sha256((tmp_path / "v0.1.0.zip").read_bytes()), **changed})
    with pytest.raises(PackageRefused) as refused:
        read_history(tmp_path)
    assert str(refused.value) == "releases/changelog.json: not a list of releases; take it back from the history"


@pytest.mark.parametrize("text", ["[]", "null", '{"releases": 1}', '{"releases": {}}', "[" * 20_000, "\ud800"])
def test_a_changelog_of_another_form_is_refused_in_words(tmp_path: Path, text: str) -> None:
    frozen_by_hand(tmp_path, ["datapackage.json"])
    (tmp_path / "changelog.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(PackageRefused, match=r"changelog.json: not a list of releases|v0.1.0.zip: a release that"):
        read_history(tmp_path)


def test_a_frozen_zip_that_is_damaged_is_refused_in_words(tmp_path: Path) -> None:
    frozen_by_hand(tmp_path, ["datapackage.json"])
    path = tmp_path / "v0.1.0.zip"
    path.write_bytes(path.read_bytes().replace(b"{}", b"[]"))
    listed_by_hand(tmp_path, sha256=files.sha256(path.read_bytes()))
    with pytest.raises(PackageRefused, match=r"releases/v0\.1\.0\.zip: no zip file that can be unpacked"):
        read_history(tmp_path)

"""Files: fixed bytes, and a kill at any moment leaves a whole package behind."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from publication import files
from publication.model import Column, Origin, Table

KEEP = ["study"]
OLD = {"a.csv": b"old a\n", "charts/b.svg": b"old b\n", "gone.csv": b"old c\n"}
NEW = {"a.csv": b"new a\n", "charts/b.svg": b"old b\n", "charts/d.svg": b"new d\n"}


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {**OLD, "study/figures.csv": b"by hand\n"}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text)
    return tmp_path


def test_a_file_that_did_not_change_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.txt"
    assert files.write_if_changed(path, b"one")
    stamp = path.stat().st_mtime_ns
    assert not files.write_if_changed(path, b"one")
    assert path.stat().st_mtime_ns == stamp
    assert files.write_if_changed(path, b"two")
    assert content(tmp_path) == {"deep/file.txt": b"two"}


def test_what_differs_is_what_is_new_changed_or_stale_and_never_the_study(folder: Path) -> None:
    assert files.differs(folder, NEW, KEEP) == ("a.csv", "charts/d.svg", "gone.csv")
    assert files.differs(folder, OLD, KEEP) == ()


def test_a_package_is_put_in_place_whole(folder: Path) -> None:
    files.stage(folder, NEW)
    files.put_in_place(folder, KEEP)
    assert content(folder) == {**NEW, "study/figures.csv": b"by hand\n"}


def test_a_kill_before_the_move_leaves_the_last_package(folder: Path) -> None:
    files.stage(folder, NEW)
    files.finish(folder, KEEP)
    assert content(folder) == {**OLD, "study/figures.csv": b"by hand\n"}


def test_a_kill_while_staging_leaves_the_last_package(folder: Path) -> None:
    (files.stage(folder, NEW) / "charts" / "d.svg").unlink()
    files.finish(folder, KEEP)
    assert content(folder) == {**OLD, "study/figures.csv": b"by hand\n"}


@pytest.mark.parametrize("moved", [(), ("a.csv",), ("a.csv", "charts/b.svg"), tuple(sorted(NEW))])
def test_a_kill_within_the_move_is_made_good_by_the_next_build(folder: Path, moved: tuple[str, ...]) -> None:
    staging = files.stage(folder, NEW)
    (staging / ".complete").write_text("\n".join(sorted(NEW)), encoding="utf-8")
    for name in moved:
        (folder / name).parent.mkdir(exist_ok=True)
        (staging / name).replace(folder / name)
    files.finish(folder, KEEP)
    assert content(folder) == {**NEW, "study/figures.csv": b"by hand\n"}


@pytest.mark.parametrize("listing", ["", "a.csv\ncharts/b"])
def test_a_kill_while_the_list_is_written_is_made_good_by_the_next_build(folder: Path, listing: str) -> None:
    staging = files.stage(folder, NEW)
    (staging / ".complete").touch()
    (staging / ".complete.part").write_text(listing, encoding="utf-8")
    files.finish(folder, KEEP)
    assert content(folder) == {**NEW, "study/figures.csv": b"by hand\n"}


def test_a_kill_after_the_move_leaves_the_new_package(folder: Path) -> None:
    files.stage(folder, NEW)
    files.put_in_place(folder, KEEP)
    (folder / files.STAGING).mkdir()
    files.finish(folder, KEEP)
    shutil.rmtree(folder / files.STAGING, ignore_errors=True)
    assert content(folder) == {**NEW, "study/figures.csv": b"by hand\n"}


def test_a_table_becomes_these_bytes() -> None:
    columns = (Column("id", "Id", "."), Column("n", "N", ".", "number"), Column("open", "Open", ".", "boolean"))
    rows = (('said "so", twice', None, True), ("ü", 5, False))
    table = Table("t", "records", "T", ".", Origin.CITED, columns, rows, ("id",), (), ("id",))
    assert files.csv_bytes(table) == b'id,n,open\n"said ""so"", twice",,TRUE\n\xc3\xbc,5,FALSE\n'


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """Lets no file grow beyond so many bytes: whoever writes more is stopped in the middle of it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_write_that_is_cut_off_leaves_the_last_file(tmp_path: Path) -> None:
    path, room = tmp_path / "file.txt", 100_000
    files.write_if_changed(path, b"old")
    with full_disk(room), pytest.raises(OSError, match="too large"):
        files.write_if_changed(path, b"new" * room)
    assert path.read_bytes() == b"old"
    assert files.write_if_changed(path, b"new" * room)
    assert content(tmp_path) == {"file.txt": b"new" * room}


def test_a_folder_takes_the_place_of_another_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    for text in (b"one", b"two", b"three"):
        (tmp_path / "staged").mkdir()
        (tmp_path / "staged" / f"{text.decode()}.html").write_bytes(text)
        files.replace_folder(tmp_path / "site", tmp_path / "staged")
        assert content(tmp_path) == {f"site/{text.decode()}.html": text}


def test_a_folder_that_cannot_take_the_place_of_another_leaves_what_stood_there(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_bytes(b"old")
    with pytest.raises(OSError, match="staged"):
        files.replace_folder(tmp_path / "site", tmp_path / "staged")
    assert content(tmp_path) == {"site/index.html": b"old"}


def test_a_folder_whose_replacement_was_killed_is_put_back_before_the_next(tmp_path: Path) -> None:
    for name, text in ((".site.last", b"old"), ("staged", b"new")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_bytes(text)
    files.restore_folder(tmp_path / "site")
    assert content(tmp_path) == {"site/index.html": b"old", "staged/index.html": b"new"}
    files.replace_folder(tmp_path / "site", tmp_path / "staged")
    assert content(tmp_path) == {"site/index.html": b"new"}


def test_a_file_in_the_place_of_a_folder_is_left_there(tmp_path: Path) -> None:
    (tmp_path / "site").write_bytes(b"mine")
    (tmp_path / "staged").mkdir()
    with pytest.raises(NotADirectoryError, match="site"):
        files.replace_folder(tmp_path / "site", tmp_path / "staged")
    assert (tmp_path / "site").read_bytes() == b"mine"

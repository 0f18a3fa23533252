"""Builds at once, builds that are ended, disks that do not let them write: one sentence each, and nothing half."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from publication import files, turns
from publication.commands import run
from publication.errors import DiskRefused, StudyRefused
from publication.turns import in_turn

HOLDS = """
import sys, time
from pathlib import Path
from publication.turns import in_turn
with in_turn(Path(sys.argv[1]), "mkdocs serve", print):
    print("builds", flush=True)
    {}
"""
STAGES = """
import time
from pathlib import Path
import sys
from publication import files
from publication.commands import run
def build():
    files.stage(Path(sys.argv[1]), {"people.csv": b"id"})
    files.to_clear(Path(sys.argv[1], ".site.staging"))
    Path(sys.argv[1], ".site.staging").mkdir()
    print("staged", flush=True)
    time.sleep(60)
run(build)
"""


def started(program: str, folder: Path) -> subprocess.Popen[str]:
    """A process that runs a program on a folder, and has said its first line."""
    command = [sys.executable, "-c", program, str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline()
    return process


def test_a_build_waits_for_another_one_and_names_it(tmp_path: Path) -> None:
    other = started(HOLDS.format("sys.stdin.readline(); time.sleep(0.3)"), tmp_path)
    said: list[str] = []
    with in_turn(tmp_path, "mkdocs build", said.append):
        assert other.wait(timeout=20) == 0
    assert said == [
        f"Wait: mkdocs serve (process {other.pid}) is building this project; this build goes on when that has ended"
    ]
    said.clear()
    with in_turn(tmp_path, "mkdocs build", said.append):
        assert said == []
    other.communicate()


def test_a_build_that_never_ends_is_named_to_who_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "WAIT", 0.05)
    with in_turn(tmp_path, "mkdocs serve", print), pytest.raises(StudyRefused) as refused:
        in_turn(tmp_path, "mkdocs build", lambda _: None).__enter__()
    assert "another build: mkdocs serve (process " in str(refused.value)
    assert str(refused.value).endswith("wait until it has ended, or end it")


def test_a_build_that_was_killed_keeps_nobody_waiting(tmp_path: Path) -> None:
    other = started(HOLDS.format("time.sleep(60)"), tmp_path)
    other.kill()
    other.communicate()
    with in_turn(tmp_path, "mkdocs build", pytest.fail):
        pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_build_that_is_told_to_end_takes_away_what_it_staged(tmp_path: Path, number: signal.Signals) -> None:
    process = started(STAGES, tmp_path)
    assert (tmp_path / files.STAGING / "people.csv").is_file()
    process.send_signal(number)
    _, errors = process.communicate(timeout=20)
    assert list(tmp_path.iterdir()) == []
    assert process.returncode not in (0, -signal.SIGKILL)
    assert number != signal.SIGTERM or not errors


def test_what_is_on_its_way_into_place_is_completed_and_never_taken_away(tmp_path: Path) -> None:
    (files.stage(tmp_path, {"people.csv": b"id"}) / ".complete").touch()
    files.clear_staged()
    files.finish(tmp_path, keep=[])
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "the disk is full; free some space, and build again"),
        (errno.EROFS, "the disk can be read only; build in a copy elsewhere"),
        (errno.EACCES, "it may not be read or written; change its permissions, or build in a copy elsewhere"),
        (errno.EIO, "input/output error; see that it can be read and written"),
    ],
)
def test_a_disk_that_refuses_is_one_sentence(number: int, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    def command() -> list[str]:
        raise OSError(number, os_words(number), "people.csv")

    assert run(command) == 1
    assert capsys.readouterr().err == f"people.csv: {says}\n"


def os_words(number: int) -> str:
    return {errno.EIO: "Input/output error"}.get(number, "words of the system")


def test_a_full_disk_names_what_was_being_written(tmp_path: Path) -> None:
    """The device is full for whoever writes to it, and does not say so before."""
    (tmp_path / ".people.csv.part").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as full:
        files.write_if_changed(tmp_path / "people.csv", b"id")
    assert str(DiskRefused.of(full.value)) == (
        f"{tmp_path}/.people.csv.part: the disk is full; free some space, and build again"
    )
    assert list(tmp_path.iterdir()) == []


def a_file_for_a_folder(folder: Path) -> None:
    (folder / "charts").write_bytes(b"")


def a_folder_for_a_file(folder: Path) -> None:
    (folder / "charts" / "a.svg").mkdir(parents=True)


@pytest.mark.parametrize(
    ("spoil", "name", "says"),
    [
        (a_file_for_a_folder, "charts", "a file stands where a folder belongs; move it away"),
        (a_folder_for_a_file, "charts/a.svg", "a folder stands where a file belongs; move it away"),
    ],
)
def test_a_folder_for_a_file_and_the_reverse_are_named_and_made_good_when_they_are_gone(
    tmp_path: Path, spoil: Callable[[Path], None], name: str, says: str
) -> None:
    spoil(tmp_path)
    files.stage(tmp_path, {"charts/a.svg": b"<svg/>"})
    with pytest.raises(OSError, match="charts") as refused:
        files.put_in_place(tmp_path, keep=[])
    assert str(DiskRefused.of(refused.value)) == f"{tmp_path}/{name}: {says}"
    path = tmp_path / name
    path.rmdir() if path.is_dir() else path.unlink()
    files.finish(tmp_path, keep=[])
    assert (tmp_path / "charts/a.svg").read_bytes() == b"<svg/>"

"""Lets one build of a project run at a time, and lets a process that is told to end take away what it staged."""

from __future__ import annotations

import getpass
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from filelock import FileLock, Timeout

from .errors import Problem, StudyRefused
from .files import sha256, write_if_changed

LOCK, HOLDER = "build.lock", "building"
WAIT = 900
"""Seconds that a build waits for another one; a survey's protection may take minutes."""


@contextmanager
def in_turn(folder: Path, what: str, progress: Callable[[str], None]) -> Iterator[None]:
    """Waits while another build has the lock in a folder, says so, and has it itself until it ends.

    A build that was killed has no lock any more.

    Raises:
        StudyRefused: another build did not come to an end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock, holder = FileLock(folder / LOCK), folder / HOLDER
    try:
        lock.acquire(timeout=0)
    except Timeout:
        other = holder.read_text(encoding="utf-8") if holder.is_file() else "another build"
        progress(f"Wait: {other} is building this project; this build goes on when that has ended")
        try:
            lock.acquire(timeout=WAIT)
        except Timeout:
            what = f"{other} has been building this project for {WAIT // 60} minutes"
            raise StudyRefused([Problem("another build", what, "wait until it has ended, or end it")]) from None
    try:
        write_if_changed(holder, f"{what} (process {os.getpid()})".encode())
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def folder_for(out: Path) -> Path:
    """Where the lock of a package lies that is in no project; nothing is left beside the package."""
    own = f"publication-{getpass.getuser()}"
    return Path(tempfile.gettempdir(), own, sha256(str(out.resolve()).encode())[:16])


def end_tidily() -> None:
    """Lets a request to end this process (SIGTERM) leave as an interrupt from the keyboard does, and not at once."""
    is_main = threading.current_thread() is threading.main_thread()
    if is_main and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)

"""Rubbish for any file: the build goes through or stops with problems, and never with a traceback."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from publication.build import release_of
from publication.errors import Stopped
from publication.files import read_pages
from publication.study import read_study
from publication.tables import Inputs
from tests.conftest import TINY, Workspace
from tests.drawing import examples

FILES = sorted(path.relative_to(TINY).as_posix() for path in TINY.rglob("*.*") if path.is_file())
FORM = re.compile(r".+: .+; .+", re.DOTALL)

# The copy is whole again after each example, so that one folder serves them all.
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
WRITTEN = ["[", "]", "(", ")", "figure:", "`", "```", "<", "{", "62%", "\n", "---\n", "!"]


@contextmanager
def holding(path: Path, content: bytes) -> Iterator[None]:
    before = path.read_bytes()
    path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(before)


def goes_through_or_stops(copy: Workspace) -> None:
    problems: list[str] = []
    try:
        release_of(Inputs(copy.study, copy.package, copy.cache, read_pages(copy.docs)))
    except Stopped as stopped:
        problems = [str(problem) for problem in stopped.problems] or ["no problem"]
    assert not [problem for problem in problems if not FORM.fullmatch(problem)]


def spoilt(copy: Workspace, name: str) -> Path:
    return copy.study / name.removeprefix("study/") if name.startswith("study/") else copy.home / name


@examples(40, suppress_health_check=SHARED)
@given(name=st.sampled_from(FILES), content=st.binary(max_size=200))
@example(name="study/study.yml", content=b"a: *b")
@example(name="study/checks.yml", content=b"&a [*a]")
@example(name="study/tables.yml", content=b"[" * 3000)
@example(name="study/charts.yml", content=b"? {a: b}\n: c")
@example(name="study/charts.yml", content=b"- !!python/object:os.system x")
@example(name="study/study.yml", content=b"a: !!float x")
@example(name="study/study.yml", content=b"a: !!binary x")
@example(name="study/universes.csv", content="\ufeffid,label,note\r\n".encode())
@example(name="study/figures.csv", content=b'\r\r\n,\n"')
@example(name="docs/index.md", content=b"\xff")
def test_any_bytes_in_place_of_a_file(tiny: Workspace, name: str, content: bytes) -> None:
    with holding(spoilt(tiny, name), content):
        goes_through_or_stops(tiny)


@examples(80, suppress_health_check=SHARED)
@given(data=st.data())
def test_a_few_characters_put_anywhere_into_a_file(tiny: Workspace, data: st.DataObject) -> None:
    path = spoilt(tiny, data.draw(st.sampled_from(FILES)))
    text = path.read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 8)))
    put = data.draw(
        st.text(max_size=6) | st.sampled_from(['"', ",", "|", "0", "/0", "%", "{", "- ", ": ", "null", "~"])
    )
    with holding(path, (text[:start] + put + text[end:]).encode()):
        goes_through_or_stops(tiny)


@examples(40, suppress_health_check=SHARED)
@given(text=st.text(max_size=300) | st.lists(st.sampled_from(WRITTEN), max_size=30).map("".join))
def test_any_page(tiny: Workspace, text: str) -> None:
    with holding(tiny.docs / "method.md", text.encode(errors="surrogatepass")):
        goes_through_or_stops(tiny)


def test_many_unknown_keys_are_refused_in_seconds(tiny: Workspace) -> None:
    card = (tiny.study / "study.yml").read_text(encoding="utf-8")
    for times, says in ((2_000, "faults more"), (100_000, "larger than 250 kB")):
        with holding(tiny.study / "study.yml", (card + "".join(f"key{n}: x\n" for n in range(times))).encode()):
            started = time.monotonic()
            study, problems = read_study(tiny.study)
            assert time.monotonic() - started < 10
        assert study is None
        assert any(says in problem.what for problem in problems)
        assert len(problems) < 200

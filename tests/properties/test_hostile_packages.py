"""Hostile packages and zips: each reader ends in sentences, within seconds and bounds, and never in a traceback."""

from __future__ import annotations

import contextlib
import io
import json
import re
import struct
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from publication.commands import check_release, compare_releases
from publication.errors import Stopped
from publication.package.verify import main
from tests.drawing import examples
from tests.publication.offices.conftest import good_office  # noqa: F401 - a fixture
from tests.publication.offices.office import Office

Files = dict[str, bytes]
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
FORM = re.compile(r"[^\n]+: [^\n]+; [^\n]+", re.DOTALL)
SECONDS = 10

STRANGE: list[Any] = [
    None, True, -1, 0, 1.5, 10**29, "", " ", "\ud800", "\u202e", "../../x", "total", "not north", "\x1b[2J", [], {},
    [[]], [None], {"": None}, [["a"]], "(.*a|.*b|.*)*(x+x+)+y", "é" * 3000,
]  # fmt: skip
RAW = [
    b"", b"\x00", b"\xff\xfe", b"{", b"[" * 100_000, b'{"a": 1, "a": 2}', b'"' + b"x" * 200_000, b"\r\r\n", b"1" * 5000,
    b"NaN", b"Infinity", b'"\\ud800"',
]  # fmt: skip


@pytest.fixture(scope="module")
def package(good_office: Office) -> Files:  # noqa: F811
    folder = good_office.package
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a JSON document."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*path, key))


def with_value(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    if value is KeyError:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return document


@st.composite
def spoilt(draw: st.DrawFn, package: Files) -> Files:
    """A package with one to three things changed: a byte, a file, a cell, or any value of a JSON document."""
    files = dict(package)
    for _ in range(draw(st.integers(1, 3))):
        if not files:
            break
        name = draw(st.sampled_from(sorted(files)))
        content = files[name]
        match draw(st.sampled_from(["json", "json", "json", "csv", "bytes", "raw", "gone", "renamed"])):
            case "json" if name.endswith(".json"):
                try:
                    document = json.loads(content)
                except (ValueError, RecursionError):
                    continue
                path = draw(st.sampled_from(list(places(document))[:3000]))
                value = draw(st.sampled_from([*STRANGE, *([KeyError] if path else [])]))
                files[name] = json.dumps(with_value(document, path, value)).encode()
            case "csv" if name.endswith(".csv"):
                cells = re.split(rb"([,\n])", content)
                at = draw(st.integers(0, len(cells) - 1))
                cells[at] = draw(
                    st.sampled_from([b"", b"-1", b'"', b"9" * 5000, b"1e9", b"total", b"\xff", b"[c]", b"0x1"])
                )
                files[name] = b"".join(cells)
            case "raw":
                files[name] = draw(st.sampled_from(RAW))
            case "gone":
                del files[name]
            case "renamed":
                files[draw(st.sampled_from(["../x", "a/b", "datapackage.json", "x" * 200, "SHA256SUMS"]))] = files.pop(
                    name
                )
            case _:
                at = draw(st.integers(0, len(content)))
                files[name] = content[:at] + draw(st.binary(max_size=8)) + content[at + draw(st.integers(0, 40)) :]
    return files


@st.composite
def spoilt_zip(draw: st.DrawFn, package: Files) -> bytes:
    """A zip of such a package, some of them with damaged, encrypted, unknown or lying members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in draw(spoilt(package)).items():
            archive.writestr(name, content)
    packed = bytearray(stream.getvalue())
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(packed) - 1))
        packed[at] = draw(st.integers(0, 255))
    for header, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        if (at := packed.find(header)) >= 0 and draw(st.integers(0, 9)) == 0:
            struct.pack_into("<H", packed, at + offset, draw(st.sampled_from([1, 8, 99])))
    return bytes(packed[: draw(st.sampled_from([len(packed), len(packed), len(packed) // 2]))])


def written(folder: Path, files: Files) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    for name, content in files.items():
        if ".." not in name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(OSError):
                (folder / name).write_bytes(content)
    return folder


def verified(place: Path) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        status = main([str(place)])
    lines = said.getvalue().splitlines()
    assert status in (0, 1)
    assert lines[-1] == "All of it holds." or lines[-1].endswith("do not rely on this package.")
    assert "Traceback" not in said.getvalue()


def checked(place: Path) -> None:
    for problem in check_release(place, (), lambda _: None):
        assert FORM.fullmatch(str(problem)), problem


def quick(reader: Callable[[], None]) -> None:
    started = time.monotonic()
    reader()
    assert time.monotonic() - started < SECONDS


@examples(60, suppress_health_check=SHARED)
@given(data=st.data())
def test_the_readers_check_ends_in_sentences(package: Files, tmp_path: Path, data: st.DataObject) -> None:
    if data.draw(st.booleans()):
        place = written(tmp_path / "package", data.draw(spoilt(package)))
    else:
        place = tmp_path / "package.zip"
        place.write_bytes(data.draw(spoilt_zip(package)))
    quick(lambda: verified(place))


@examples(25, suppress_health_check=SHARED)
@given(data=st.data())
def test_the_audit_of_a_written_package_ends_in_sentences(package: Files, tmp_path: Path, data: st.DataObject) -> None:
    place = written(tmp_path / "package", data.draw(spoilt(package)))
    quick(lambda: checked(place))


@examples(60, suppress_health_check=SHARED)
@given(data=st.data())
def test_the_comparison_of_releases_ends_in_sentences(package: Files, tmp_path: Path, data: st.DataObject) -> None:
    old, new = written(tmp_path / "old", package), tmp_path / "new.zip"
    new.write_bytes(data.draw(spoilt_zip(package)))

    def compared() -> None:
        for one, other in ((old, new), (new, old)):
            with contextlib.suppress(Stopped):
                compare_releases(one, other)

    quick(compared)


def bomb(path: Path, package: Files, size: int) -> Path:
    """A zip whose one table unpacks to `size` bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in package.items():
            archive.writestr(name, content if name != "people.csv" else bytes(size))
    return path


def test_a_zip_that_unpacks_to_more_than_any_package_is_refused_before_it_is_read(
    package: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = bomb(tmp_path / "bomb.zip", package, 2**28)
    assert path.stat().st_size < 2**20
    assert main([str(path)]) == 1
    assert "larger than any file" in capsys.readouterr().out
    with pytest.raises(Stopped, match="larger than any package"):
        compare_releases(path, path)


def test_a_zip_that_lies_about_a_size_is_read_no_further_than_the_limit(
    package: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = bomb(tmp_path / "bomb.zip", package, 2**28)
    content = path.read_bytes().replace(struct.pack("<I", 2**28), struct.pack("<I", 100))
    path.write_bytes(content)
    assert main([str(path)]) == 1
    assert "All of it holds" not in capsys.readouterr().out
    with pytest.raises(Stopped):
        compare_releases(path, path)


def test_a_pattern_from_a_package_is_not_run(
    package: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    described = json.loads(package["datapackage.json"])
    described["resources"][0]["schema"]["fields"][0]["constraints"] = {"pattern": "(.*a|.*b|.*)*(x+x+)+y"}
    files = package | {"datapackage.json": json.dumps(described).encode()}
    quick(lambda: verified(written(tmp_path / "package", files)))
    main([str(tmp_path / "package")])
    assert "of a form that this program does not know, and does not try" in capsys.readouterr().out

"""The cache gives back what was made, and makes again what is out of date or damaged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest

from publication.cache import Step, cached

STEP = Step("barrels", 1, ("pyyaml",))


class Colour(StrEnum):
    GREEN = "green"


@dataclass(frozen=True)
class Barrel:
    name: str
    litres: Decimal
    colour: Colour
    marks: tuple[str | int | Decimal | None, ...]
    picture: bytes
    parts: dict[str, int]


MADE = Barrel("tub", Decimal("1.50"), Colour.GREEN, ("a", 1, Decimal("2.0"), None), b"\x00\xff", {"hoop": 3})


class Maker:
    """Counts how often it makes a barrel."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Barrel:
        self.times += 1
        return MADE


def test_what_was_made_comes_back_as_it_was(tmp_path: Path) -> None:
    make = Maker()
    for _ in range(3):
        assert repr(cached(tmp_path, STEP, "tub", ("key", 1), Barrel, make)) == repr(MADE)
    assert make.times == 1


@pytest.mark.parametrize(
    ("step", "key"), [(replace(STEP, version=2), "key"), (replace(STEP, libraries=("jinja2",)), "key"), (STEP, "other")]
)
def test_another_key_version_or_library_makes_it_again(tmp_path: Path, step: Step, key: str) -> None:
    make = Maker()
    cached(tmp_path, STEP, "tub", "key", Barrel, make)
    cached(tmp_path, step, "tub", key, Barrel, make)
    assert make.times == 2


@pytest.mark.parametrize("damage", ["cut off", "changed", "empty", "no text"])
def test_a_damaged_result_is_made_again(tmp_path: Path, damage: str) -> None:
    make = Maker()
    cached(tmp_path, STEP, "tub", "key", Barrel, make)
    path = tmp_path / "barrels" / "tub"
    content = path.read_bytes()
    spoilt = {
        "cut off": content[:-10],
        "changed": content.replace(b'"tub"', b'"tun"'),
        "empty": b"",
        "no text": content[:140] + b"\xff" + content[141:],
    }
    path.write_bytes(spoilt[damage])
    assert cached(tmp_path, STEP, "tub", "key", Barrel, make) == MADE
    assert make.times == 2
    assert path.read_bytes() == content

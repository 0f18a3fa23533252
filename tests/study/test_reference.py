"""The reference of the study files, on the page for contributors: all that is read stands there, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from publication.prose import bindings_in
from publication.study import STUDY_FILES
from tests.conftest import ROOT

SCHEMAS = ROOT / "scripts" / "publication" / "study" / "schemas"
NAMES = sorted(path.stem for path in SCHEMAS.glob("*.json"))
PAGE = (ROOT / "docs" / "about" / "contributing.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """The text below one heading of the page."""
    (found,) = re.findall(rf"^### {re.escape(title)}\n(.*?)(?=^##|\Z)", PAGE, re.DOTALL | re.MULTILINE)
    return str(found)


def rows(text: str, heading: str) -> dict[str, str]:
    """First cell, which is code, to the second one, of the table that a heading begins."""
    (table,) = re.findall(rf"^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    listed = [re.split(r" ?\| ?", line)[1:3] for line in table.splitlines()]
    assert len({first for first, _ in listed}) == len(listed)
    return {first.strip("`"): second for first, second in listed}


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


def keys(part: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Yields each key below a part of a schema, and what the page must say of when it must be given."""
    required = part.get("required", ())
    if part.get("type") == "array":
        yield from keys(part["items"], above)
    for key, own in part.get("properties", {}).items():
        if own:
            yield f"{above}{key}", "yes" if key in required else "no"
            yield from keys(own, f"{above}{key}.")
    # Ways to write one entry, told apart by the keys that they ask for.
    for way in part.get("oneOf", ()):
        first = way["required"][0]
        name = "a mean" if first == "mean" else first
        for key, needed in keys(way, above):
            is_own = key.count(".") == above.count(".") and needed == "yes"
            yield key, "yes" if key.removeprefix(above) in required else f"for {name}" if is_own else needed


def kinds(part: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Kind of entry -> what a schema asks of it beside what every entry has."""
    return {way["if"]["properties"]["kind"]["const"]: way["then"] for way in part["items"]["allOf"]}


def asked_for(name: str) -> dict[str, str]:
    """Every key of a YAML file -> when it must be given, as the page says it."""
    found = dict(keys(schema(name)))
    if name == "tables":
        own = kinds(schema(name))
        for kind in own.values():
            found |= dict(keys(kind))
        for key in {key for kind in own.values() for key in kind["required"]}:
            found[key] = "for " + ", ".join(f"`{name}`" for name, kind in own.items() if key in kind["required"])
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_key_of_a_yaml_file_is_told_with_whether_it_must_be_given(name: str) -> None:
    assert rows(section(f"{name}.yml"), "Key") == asked_for(name)


@pytest.mark.parametrize("name", ["tables", "checks"])
def test_every_kind_of_entry_is_told(name: str) -> None:
    assert {*rows(section(f"{name}.yml"), "Kind")} == {*schema(name)["items"]["properties"]["kind"]["enum"]}


def test_every_kind_of_check_is_told_with_its_inputs() -> None:
    told = {kind: re.findall("`([^`]+)`", inputs) for kind, inputs in rows(section("checks.yml"), "Kind").items()}
    assert told == {kind: way["required"] for kind, way in kinds(schema("checks")).items()}


def test_every_kind_of_chart_is_told() -> None:
    (kind,) = [line for line in section("charts.yml").splitlines() if line.startswith("| `kind`")]
    assert all(f"`{name}`" in kind for name in schema("charts")["items"]["properties"]["kind"]["enum"])


def test_every_csv_file_is_told_by_its_description() -> None:
    for name in STUDY_FILES:
        lists = [binding.target for binding in bindings_in(section(f"{name}.csv")) if binding.scheme == "list"]
        assert lists == [f"study_files?file={name}"]


def test_no_other_file_is_told() -> None:
    told = set(re.findall(r"^### (\S+\.(?:csv|yml))$", PAGE, re.MULTILINE))
    assert told == {*(f"{name}.csv" for name in STUDY_FILES), *(f"{name}.yml" for name in NAMES)}

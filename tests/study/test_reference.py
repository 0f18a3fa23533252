"""The reference of the study files, on the page for contributors: all that is read stands there, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from publication.model.specs import CHECK_INPUTS
from publication.prose import bindings_in
from publication.study import STUDY_FILES
from publication.study.documents import DOCUMENTS, adapter
from tests.conftest import ROOT

NAMES = sorted(DOCUMENTS)
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
    """What a YAML file holds, as a JSON Schema without references."""
    found = adapter(name).json_schema()
    described = found.pop("$defs", {})

    def whole(part: Any) -> Any:
        if isinstance(part, list):
            return [whole(one) for one in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return whole(described[part["$ref"].rpartition("/")[2]])
        return {key: whole(value) for key, value in part.items() if key != "discriminator"}

    return whole(found)


def keys(part: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Yields each key below a part of a schema, and what the page must say of when it must be given."""
    required = part.get("required", ())
    if part.get("type") == "array":
        yield from keys(part.get("items", {}), above)
    for key, own in part.get("properties", {}).items():
        yield f"{above}{key}", "yes" if key in required else "no"
        yield from keys(own, f"{above}{key}.")
    for one in part.get("anyOf", ()):
        yield from keys(one, above)
    # Ways to write one entry, told apart by the keys that they ask for.
    ways = part.get("oneOf", ())
    for way in ways:
        name = "a mean" if "mean" in way["required"] else "answers"
        shared = set(way["required"]).intersection(*(other["required"] for other in ways))
        for key, needed in keys(way, above):
            is_own = key.count(".") == above.count(".") and needed == "yes"
            yield key, "yes" if key.removeprefix(above) in shared else f"for {name}" if is_own else needed


def kinds() -> dict[str, Mapping[str, Any]]:
    """Kind of table -> what is asked of an entry of it."""
    found: dict[str, Mapping[str, Any]] = {}
    for way in schema("tables")["items"]["oneOf"]:
        kind = way["properties"]["kind"]
        found |= dict.fromkeys(kind.get("enum", [kind.get("const")]), way)
    return found


def asked_for(name: str) -> dict[str, str]:
    """Every key of a YAML file -> when it must be given, as the page says it."""
    if name != "tables":
        return {key: needed for key, needed in keys(schema(name)) if (name, key) != ("checks", "inputs")}
    found: dict[str, str] = {}
    for way in kinds().values():
        found |= dict(keys(way))
    for key in {key for way in kinds().values() for key in way["required"]}:
        those = [kind for kind, way in kinds().items() if key in way["required"]]
        found[key] = "yes" if len(those) == len(kinds()) else "for " + ", ".join(f"`{kind}`" for kind in those)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_key_of_a_yaml_file_is_told_with_whether_it_must_be_given(name: str) -> None:
    assert rows(section(f"{name}.yml"), "Key") == asked_for(name)


def test_every_kind_of_table_is_told() -> None:
    assert {*rows(section("tables.yml"), "Kind")} == {*kinds()}


def test_every_kind_of_check_is_told_with_its_inputs() -> None:
    told = {kind: re.findall("`([^`]+)`", inputs) for kind, inputs in rows(section("checks.yml"), "Kind").items()}
    assert told == {kind: list(inputs) for kind, inputs in CHECK_INPUTS.items()}


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

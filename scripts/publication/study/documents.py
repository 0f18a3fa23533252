"""Reads the YAML files of a study, each against the types of `model`; the one place that words their errors."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model
from pydantic_core import ErrorDetails

from safetables.policy import Method, Policy

from ..errors import Problem
from ..model.card import STRICT, Reading, StudyCard, Text
from ..model.specs import AnyTableSpec, ChartSpec, CheckSpec, PracticeSpec
from ..model.tools import TOOLS
from .records import UNWRITABLE

REFERENCE = "see docs/about/contributing.md, Reference of the study files"
# Files that every study has; each of the others is read where it is there.
_REQUIRED = ("study", "tables")
MOST_BYTES, MOST_FAULTS = 250_000, 100
_CHECK_KEYS = {"id", "kind", "question", "reading"}


class _Reasons(BaseModel):
    # Built where a study has the file, so that others need not wait for it.
    model_config = ConfigDict(extra="forbid", defer_build=True)

    reasons: dict[str, Text]

    def policy(self) -> Policy:
        return Policy.of(**self.model_dump(exclude_unset=True))

    def problems(self) -> Iterator[Problem]:
        for name, what, remedy in self.policy().weaknesses():
            yield Problem(f"study/protection.yml: {name}", what, remedy)
        if self.policy().method is Method.ROUNDING and "width" in self.model_fields_set:
            what = "rounding leaves intervals of half its base, and promises no other width"
            yield Problem("study/protection.yml: width", what, "leave it out, and choose the base")
        for name in self.model_fields_set - {"reasons", *self.reasons}:
            remedy = f"say under reasons.{name} why it is so"
            yield Problem(f"study/protection.yml: {name}", "no reason is given", remedy)


def _keys() -> dict[str, Any]:
    found = {}
    for setting in fields(Policy):
        limits = Field(ge=setting.metadata.get("least"), le=setting.metadata.get("most"))
        is_required = setting.default is MISSING and "otherwise" not in setting.metadata
        kind = Annotated[get_type_hints(Policy)[setting.name], limits] if "least" in setting.metadata else Method
        found[setting.name] = (kind, ... if is_required else None)
    return found | {"reasons": (dict[str, Text], ...)}


Protection = create_model("Protection", __base__=_Reasons, **_keys())


# File name without its ending -> what the file holds.
DOCUMENTS: Mapping[str, Any] = {
    "study": StudyCard,
    "tables": list[AnyTableSpec],
    "charts": list[ChartSpec],
    "checks": list[CheckSpec],
    "protection": Protection,
    "respondents": Reading,
    "practice": PracticeSpec,
}


class _UniqueKeyLoader(yaml.SafeLoader):
    """A safe loader that refuses a key that stands twice in one mapping, and keeps dates as text."""


def _unique_mapping(loader: _UniqueKeyLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    counts = Counter(loader.construct_object(key) for key, _ in node.value)
    for key, count in counts.items():
        if count > 1:
            raise yaml.MarkedYAMLError(problem=f"the key {key!r} stands {count} times", problem_mark=node.start_mark)
    return loader.construct_mapping(node, deep=True)


def _text(_loader: _UniqueKeyLoader, node: yaml.ScalarNode) -> str:
    return str(node.value)


_UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)
_UniqueKeyLoader.add_constructor("tag:yaml.org,2002:timestamp", _text)


def read_documents(folder: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Reads every YAML file of a study.

    Returns:
        File name without its ending -> what the file holds, for each file that is there and as it should be; and the
        problems of all others.
    """
    held: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in DOCUMENTS:
        if name in _REQUIRED or (folder / f"{name}.yml").is_file():
            content, found = _document(folder, name)
            problems += found
            if content is not None:
                held[name] = content
    return held, problems


def _document(folder: Path, name: str) -> tuple[Any, list[Problem]]:
    """One YAML file; None where it is not as it should be. Of entries with the same id, the last one is kept."""
    where = f"study/{name}.yml"
    document, problems = _parsed(folder / f"{name}.yml", where)
    if problems:
        return None, problems
    try:
        # As JSON, of which types are strict and lists are tuples.
        shaped = _with_inputs(document) if name == "checks" else document
        shaped = _with_tool(document) if name == "respondents" else shaped
        content = adapter(name).validate_json(json.dumps(shaped), strict=True)
    except ValidationError as error:
        found = list(_causes(error.errors(include_url=False)))
        more = [Problem(where, f"{len(found) - MOST_FAULTS} faults more", "correct these first")]
        told = [_problem(detail, document, where) for detail in found[:MOST_FAULTS]]
        return None, told + (more if len(found) > MOST_FAULTS else [])
    except (ValueError, TypeError, RecursionError):
        return None, [Problem(where, "something that is no text, number, list or mapping", REFERENCE)]
    if not isinstance(content, list):
        return content, []
    counts = Counter(entry.id for entry in content)
    return list({entry.id: entry for entry in content}.values()), [
        Problem(f"{where}: {id}", f"the id stands {count} times", "give each entry its own")
        for id, count in counts.items()
        if count > 1
    ]


def _with_inputs(entries: Any) -> Any:
    if not isinstance(entries, list):
        return entries
    return [
        {key: value for key, value in entry.items() if key in _CHECK_KEYS}
        | {"inputs": {key: _several(ids) for key, ids in entry.items() if key not in _CHECK_KEYS}}
        if isinstance(entry, Mapping)
        else entry
        for entry in entries
    ]


def _with_tool(document: Any) -> Any:
    """The settings of respondents.yml, with those of the survey tool that it names below them."""
    tool = document.get("tool") if isinstance(document, Mapping) else None
    return {**TOOLS[tool], **document} if isinstance(tool, str) and tool in TOOLS else document


def _several(ids: Any) -> Any:
    return [ids] if isinstance(ids, str) else ids


@cache
def adapter(name: str) -> TypeAdapter[Any]:
    """What checks the content of a YAML file."""
    kind = DOCUMENTS[name]
    return TypeAdapter(kind, config=None if isinstance(kind, type) and kind.__module__ != "builtins" else STRICT)


def _parsed(path: Path, where: str) -> tuple[Any, list[Problem]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            # Its reader needs a second for every 100 kB.
            return None, [Problem(where, f"larger than {MOST_BYTES // 1000} kB", "remove what no study needs")]
        text = path.read_bytes().decode("utf-8-sig")
        document = yaml.load(text, _UniqueKeyLoader)  # noqa: S506 - a safe loader
    except FileNotFoundError:
        return None, [Problem(where, "the file is missing", "add it")]
    except UnicodeDecodeError as error:
        return None, [Problem(where, f"not UTF-8 at byte {error.start}", "save the file as UTF-8")]
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        return None, [Problem(f"{where}{line}", f"malformed YAML ({error.problem})", "correct the line")]
    except (yaml.YAMLError, ValueError, TypeError, KeyError, RecursionError) as error:
        # The reader's own faults, of which it does not tell the line: "0b_", a list as key, too deep a nest.
        what = str(error).splitlines()[0] if str(error) else type(error).__name__
        return None, [Problem(where, f"malformed YAML ({what})", "correct the file")]
    return document, list(_text_problems(document, where))


def _text_problems(document: Any, where: str) -> Iterator[Problem]:
    # By identity: a list of YAML may hold itself.
    entered: dict[int, tuple[Any, str]] = {}
    waiting = [(document, "")]
    while waiting:
        item, key = waiting.pop()
        if isinstance(item, str) and UNWRITABLE.search(item):
            yield Problem(where, "a character that no text may hold", "remove control characters")
        elif item is None and key:
            yield Problem(f"{where}: {key}", "no value", "write one, or remove the key")
        elif isinstance(item, Mapping | list) and id(item) not in entered:
            entered[id(item)] = item, key
            if isinstance(item, list):
                waiting += [(part, key) for part in item]
            else:
                waiting += [(name, "") for name in item]
                waiting += [(part, f"{key}.{name}".removeprefix(".")) for name, part in item.items()]


def _causes(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Faults without those that follow from others: a list is no shorter for entries that do not fit."""
    places = [detail["loc"] for detail in details]
    return [
        detail
        for detail in details
        if detail["type"] != "too_short"
        or not any(place[: len(detail["loc"])] == detail["loc"] != place for place in places)
    ]


def _problem(detail: ErrorDetails, document: Any, where: str) -> Problem:
    """A fault of a document; keys that are missing or unknown are named, and their place is what they belong to."""
    path, shown = list(detail["loc"]), repr(detail["input"])
    kind, context, remedy = detail["type"], detail.get("ctx", {}), ""
    match kind:
        case "missing":
            what = f"{path.pop()!r} is a required property"
        case "union_tag_not_found":
            what = f"{context['discriminator']} is a required property"
        case "extra_forbidden" | "unexpected_keyword_argument":
            what = f"unknown key {path.pop()!r}"
        case "enum" | "literal_error":
            what = f"{shown} is not one of {context['expected']}"
        case "union_tag_invalid":
            path.append(context["discriminator"].strip("'"))
            what = f"{context['tag']!r} is not one of {context['expected_tags']}"
        case "string_type" if isinstance(detail["input"], bool):
            what, remedy = f"a word that YAML takes for {shown.lower()}", "put it in quotation marks"
        case "string_type" if isinstance(detail["input"], int | float):
            what, remedy = f"{shown} is a number to YAML, and a text is asked for", "put it in quotation marks"
        case "value_error":
            what, _, remedy = str(context["error"]).partition("; ")
        case _:
            # "Input should be …", "String should …", of what is written.
            written = shown if len(shown) <= 60 else f"{shown[:60]}…"
            what = f"{written} {detail['msg'].partition(' ')[2]}".replace("tuple", "list").replace(
                "dictionary", "mapping"
            )
    return Problem(f"{where}: {_place(document, path)}", what, remedy or REFERENCE)


def _place(document: Any, path: list[str | int]) -> str:
    """A path through the document, an entry of a list being named by its id where it has one."""
    parts = []
    for step in path:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            # A name of the description, such as the kind of an entry, and none of the document.
            continue
        named = isinstance(step, int) and isinstance(document, Mapping) and isinstance(document.get("id"), str)
        parts.append(document["id"] if named else str(step))
    return ".".join(parts) or "the document"

"""Turns the YAML files of the study into specifications, each checked against its JSON Schema.

Knows the shape of the files and nothing of what they are about.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError

from ..errors import Problem
from ..model import ChartKind, ChartSpec, CheckSpec, Country, Method, Policy, Reading, StudyCard, TableSpec, Theme
from .records import UNWRITABLE

REFERENCE = "see docs/about/contributing.md, Reference of the study files"
_TABLE_KEYS = {"id", "kind", "title", "description", "universe", "show"}
_OPTIONAL = ("checks", "charts")
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "point": "."}
_CHECK_KEYS = {"id", "kind", "question", "reading"}


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


def study_card(folder: Path) -> tuple[StudyCard | None, list[Problem]]:
    """Reads study.yml."""
    document, problems = read_document(folder, "study")
    problems = problems or [
        *_date_problems(document["released"]),
        *_place_problems(document),
        *_zone_problems(document),
    ]
    if problems:
        return None, problems
    licence = document["licence"]
    countries = tuple(
        Country(country["code"], country["name"], country.get("alpha3", ""))
        for country in document.get("countries", ())
    )
    by_code = {country.code: country for country in countries}
    card = StudyCard(
        id=document["id"],
        title=document["title"],
        short_title=document.get("short_title", document["title"]),
        description=document["description"].strip(),
        version=document["version"],
        released=document["released"],
        survey_year=document.get("survey_year"),
        languages=tuple(document.get("languages", ["en"])),
        keywords=tuple(document.get("keywords", ())),
        licence_name=licence["name"],
        licence_title=licence["title"],
        licence_path=licence["path"],
        contributors=tuple(document["contributors"]),
        countries=countries,
        synonyms={str(word): tuple(others) for word, others in document.get("synonyms", {}).items()},
        independence=document.get("independence", "").strip(),
        sources_terms=document.get("sources_terms", "").strip(),
        technique=document.get("survey", {}).get("technique", "").strip(),
        places=tuple(by_code[code] for code in document.get("survey", {}).get("places", ())),
        themes=tuple(Theme(theme["path"], theme["label"]) for theme in document.get("themes", ())),
        zones={
            zone: (country["name"], country["within"])
            for country in document.get("countries", ())
            for zone in country.get("zones", ())
        },
    )
    return card, []


def check_specs(folder: Path) -> tuple[tuple[CheckSpec, ...], list[Problem]]:
    """Reads checks.yml."""
    entries, problems = _entries(folder, "checks")
    specs = [
        CheckSpec(
            id=entry["id"],
            kind=entry["kind"],
            question=entry["question"].strip(),
            reading=entry["reading"].strip(),
            inputs=tuple((role, _as_tuple(ids)) for role, ids in entry.items() if role not in _CHECK_KEYS),
        )
        for entry in entries
    ]
    return tuple(specs), problems


def table_specs(folder: Path) -> tuple[tuple[TableSpec, ...], list[Problem]]:
    """Reads tables.yml."""
    entries, problems = _entries(folder, "tables")
    specs = [
        TableSpec(
            id=entry["id"],
            kind=entry["kind"],
            title=entry["title"],
            description=entry["description"].strip(),
            universe=entry.get("universe", ""),
            show=tuple(entry.get("show", ())),
            settings={key: value for key, value in entry.items() if key not in _TABLE_KEYS},
        )
        for entry in entries
    ]
    return tuple(specs), problems


def chart_specs(folder: Path) -> tuple[tuple[ChartSpec, ...], list[Problem]]:
    """Reads charts.yml."""
    entries, problems = _entries(folder, "charts")
    specs = []
    for entry in entries:
        specs.append(
            ChartSpec(
                id=entry["id"],
                table=entry["table"],
                kind=ChartKind(entry["kind"]),
                headline=entry["headline"].strip(),
                subtitle=entry["subtitle"].strip(),
                alt=entry["alt"].strip(),
                base=entry["base"].strip(),
                caution=entry["caution"].strip(),
                rows=tuple(entry.get("rows", ())),
            )
        )
    return tuple(specs), problems


def protection_policy(folder: Path) -> tuple[Policy | None, list[Problem]]:
    """Reads protection.yml; a study without counted tables needs none."""
    if not (folder / "protection.yml").is_file():
        return None, []
    document, problems = read_document(folder, "protection")
    if problems:
        return None, problems
    threshold = document["threshold"]
    method = Method(document.get("method", Method.SUPPRESSION))
    round_to = document.get("round_to", threshold)
    # A count that was rounded down to nothing may have been anything up to half the base.
    width = (round_to - 1) // 2 if method is Method.ROUNDING else document.get("width", threshold)
    policy = Policy(
        method=method,
        threshold=threshold,
        width=width,
        certainty_below=document["certainty_below"],
        base_below=document["base_below"],
        round_to=round_to,
        reasons=document["reasons"],
        mean_base_below=document.get("mean_base_below", threshold),
        mean_within_pct=document.get("mean_within_pct", 10),
        mean_decimals=document.get("mean_decimals", 1),
    )
    return policy, [*_too_weak(document, policy), *_unexplained(document)]


def _too_weak(document: Mapping[str, Any], policy: Policy) -> Iterator[Problem]:
    """Settings that would let a small count be known, whatever else is withheld."""
    for name in ("width", "mean_base_below"):
        if name in document and document[name] < policy.threshold and policy.method is Method.SUPPRESSION:
            what = f"less than the threshold, which is {policy.threshold}"
            yield Problem(f"study/protection.yml: {name}", what, "make it at least as large, or lower the threshold")
    if policy.method is Method.ROUNDING:
        if "width" in document:
            what = "rounding leaves intervals of half its base, and promises no other width"
            yield Problem("study/protection.yml: width", what, "leave it out, and choose the base")
        if policy.round_to < policy.threshold:
            what = f"less than the threshold, which is {policy.threshold}: small counts would be told apart"
            yield Problem("study/protection.yml: round_to", what, "round to a larger base, or lower the threshold")


def _unexplained(document: Mapping[str, Any]) -> Iterator[Problem]:
    for name in document:
        if name != "reasons" and name not in document["reasons"]:
            where = f"study/protection.yml: {name}"
            yield Problem(where, "no reason is given", f"say under reasons.{name} why it is so")


def respondents_reading(folder: Path) -> tuple[Reading, list[Problem]]:
    """Reads respondents.yml; what it leaves out is as in a plain CSV file."""
    if not (folder / "respondents.yml").is_file():
        return Reading(), []
    document, problems = read_document(folder, "respondents")
    if problems:
        return Reading(), problems
    delimiter = _DELIMITERS[document.get("delimiter", "comma")]
    decimal_mark = _DELIMITERS[document.get("decimal_mark", "point")]
    return Reading(document.get("encoding", "utf-8"), delimiter, decimal_mark, document.get("header_rows", 1)), []


def _entries(folder: Path, name: str) -> tuple[list[dict[str, Any]], list[Problem]]:
    if name in _OPTIONAL and not (folder / f"{name}.yml").is_file():
        return [], []
    document, problems = read_document(folder, name)
    if problems:
        return [], problems
    counts = Counter(entry["id"] for entry in document)
    problems = [
        Problem(f"study/{name}.yml: {id}", f"the id stands {count} times", "give each entry its own")
        for id, count in counts.items()
        if count > 1
    ]
    return list({entry["id"]: entry for entry in document}.values()), problems


def read_document(folder: Path, name: str) -> tuple[Any, list[Problem]]:
    """Reads a YAML file of the study against its schema; None with the problems where it does not fit."""
    where = f"study/{name}.yml"
    try:
        text = (folder / f"{name}.yml").read_bytes().decode("utf-8-sig")
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
    if any(UNWRITABLE.search(text) for text in _texts(document)):
        return None, [Problem(where, "a character that no text may hold", "remove control characters")]
    schema = json.loads(files(__package__).joinpath("schemas", f"{name}.json").read_text(encoding="utf-8"))
    errors = sorted(Draft202012Validator(schema).iter_errors(document), key=lambda error: error.json_path)
    return document, [
        Problem(f"{where}: {_place(document, error.absolute_path)}", _in_words(error), REFERENCE) for error in errors
    ]


def _in_words(error: ValidationError) -> str:
    """What a schema finds wrong; keys that nobody knows are named as such."""
    if error.validator not in ("additionalProperties", "unevaluatedProperties"):
        return error.message
    named = ", ".join(re.findall(r"'[^']*'(?=,| was| were)", error.message))
    return f"unknown key {named}" if named else error.message


def _texts(document: Any) -> Iterator[str]:
    """Every text of a document; a list that holds itself is refused by the schema later, and entered once here."""
    entered: set[int] = set()
    waiting = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, Mapping | list) and id(item) not in entered:
            entered.add(id(item))
            waiting += [*item, *item.values()] if isinstance(item, Mapping) else item


def _date_problems(text: str) -> list[Problem]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return [Problem("study/study.yml: released", f"{text!r} is no date", "write a day that exists")]
    # The archive that readers download cannot hold an earlier one.
    if day.year < 1980:
        return [Problem("study/study.yml: released", f"{text!r} is before 1980", "correct the year")]
    return []


def _place_problems(document: Mapping[str, Any]) -> list[Problem]:
    known = {country["code"]: country for country in document.get("countries", ())}
    where = "study/study.yml: survey.places"
    problems = []
    for code in document.get("survey", {}).get("places", ()):
        if code not in known:
            problems.append(Problem(where, f"unknown country {code!r}", "add it to countries, or correct the code"))
        elif "alpha3" not in known[code]:
            # European portals know a country by these alone.
            what = f"country {code!r} has no code of three letters"
            problems.append(Problem(where, what, "give it as alpha3 under countries; see ISO 3166-1"))
    return problems


def _zone_problems(document: Mapping[str, Any]) -> list[Problem]:
    keeping = Counter(zone for country in document.get("countries", ()) for zone in country.get("zones", ()))
    return [
        Problem("study/study.yml: countries", f"{times} countries keep {zone!r}", "give it to one of them")
        for zone, times in keeping.items()
        if times > 1
    ]


def _place(document: Any, path: Any) -> str:
    """A path through the document, an entry of a list being named by its id where it has one."""
    parts = []
    for step in path:
        document = document[step]
        named = isinstance(step, int) and isinstance(document, Mapping) and isinstance(document.get("id"), str)
        parts.append(document["id"] if named else str(step))
    return ".".join(parts) or "the document"


def _as_tuple(ids: str | list[str]) -> tuple[str, ...]:
    return (ids,) if isinstance(ids, str) else tuple(ids)

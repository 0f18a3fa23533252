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
from ..model import ChartKind, ChartSpec, CheckSpec, Country, Reading, StudyCard, Theme
from .records import UNWRITABLE

REFERENCE = "see docs/about/contributing.md, Reference of the study files"
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
    entries, problems = entries_of(folder, "checks")
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


def chart_specs(folder: Path) -> tuple[tuple[ChartSpec, ...], list[Problem]]:
    """Reads charts.yml."""
    entries, problems = entries_of(folder, "charts")
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


def entries_of(folder: Path, name: str) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Reads a YAML file that is a list of entries with an id each; none of them where it does not fit its schema."""
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

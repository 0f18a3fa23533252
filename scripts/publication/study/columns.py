"""What each column of a study's CSV files is, by columns.csv: reading, published schemas, dictionary and docs use this.

A column is a line there: what its empty cell means (without it none may be empty), the file whose rows it `names`, and
whether it `is` part of the key or optional in the header. A line of `any` describes what lines of its name leave out.
The codes that a column permits stand in codes.csv; the pattern `address` is that of every address on the web.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.resources import files

from ..model import Column, Country, Option
from ..model.card import WEB_ADDRESS

_Line = dict[str, str]


@dataclass(frozen=True)
class FileDescription:
    """A study file: its columns in order, what identifies a row, and the columns that its header may leave out."""

    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    optional: frozenset[str]


def _lines(name: str) -> list[_Line]:
    return list(csv.DictReader(files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()))


def _column(line: _Line, codes: Iterable[_Line]) -> Column:
    return Column.of(
        line["name"],
        line["description"],
        line["empty"],
        title=line["title"],
        names=line["names"],
        codes={
            code["code"]: code["label"]
            for code in codes
            if (code["file"], code["column"]) == (line["file"], line["name"])
        },
        type=line["type"] or "string",
        minimum=int(line["minimum"]) if line["minimum"] else None,
        maximum=int(line["maximum"]) if line["maximum"] else None,
        pattern=WEB_ADDRESS if line["pattern"] == "address" else line["pattern"],
    )


def _described_files() -> dict[str, FileDescription]:
    lines, codes = _lines("columns.csv"), _lines("codes.csv")
    shared = {line["name"]: line for line in lines if line["file"] == "any"}
    found = {}
    for name in dict.fromkeys(line["file"] for line in lines if line["file"] != "any"):
        own = [line for line in lines if line["file"] == name]
        whole = [
            line if line["description"] else shared[line["name"]] | {key: text for key, text in line.items() if text}
            for line in own
        ]
        found[name] = FileDescription(
            tuple(_column(line, codes) for line in whole),
            tuple(line["name"] for line in own if line["is"] == "key"),
            frozenset(line["name"] for line in own if line["is"] == "optional"),
        )
    return found


STUDY_FILES = _described_files()


def described(places: tuple[Country, ...]) -> dict[str, FileDescription]:
    """The study's files, with the places that the study names as those where a service may work.

    Without places, as where study.yml could not be read, any is permitted.
    """
    options = tuple(Option(place.code, place.name) for place in places)
    support = STUDY_FILES["support"]
    columns = tuple(replace(one, options=options) if one.name == "country" else one for one in support.columns)
    return STUDY_FILES | {"support": replace(support, columns=columns)}

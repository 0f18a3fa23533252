"""An office with counts and no respondents' file: its study, its counts and its packages, for tests to spoil."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import runpy
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from publication.package.disclosure import cube_hash
from tests.sealing import summed

ROOT = Path(__file__).resolve().parents[3]
CARD = """id: office
title: Counts of an office
description: Counts of people by region, group and item, invented to try protection on them.
version: 1.0.0
released: 2026-11-22
licence: {name: CC0-1.0, title: Creative Commons Zero, path: "https://creativecommons.org/publicdomain/zero/1.0/"}
contributors: [{title: The test suite, roles: [publisher]}]
"""
Leaves = Mapping[tuple[str, ...], int]
Row = dict[str, str]


@dataclass(frozen=True)
class Counted:
    """One table: its dimensions, and whether its margins are written too."""

    id: str
    dimensions: tuple[str, ...]
    has_totals: bool = True
    shares_of: tuple[str, ...] | None = None
    mean_of: str | None = None
    weighted_by: str | None = None


@dataclass
class Office:
    """A folder with `study/`, `counts/` and `package/`.

    Attributes:
        variables: variable -> category -> parent (empty for none).
        people: codes of the finest categories, one for each variable in order -> how many people.
        settings: lines of protection.yml beside the reasons.
        values: the same codes -> a number of each of these people, for tables with means.
        weights: weighting -> group, such as "region=r0", -> its weight.
    """

    home: Path
    variables: dict[str, dict[str, str]]
    people: dict[tuple[str, ...], int]
    tables: tuple[Counted, ...]
    settings: dict[str, int | str] = field(default_factory=lambda: {"threshold": 5})
    values: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    weights: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def package(self) -> Path:
        return self.home / "package"

    def count_file(self, table: str) -> Path:
        return self.home / "counts" / f"{table}.csv"

    def write(self) -> None:
        study = self.home / "study"
        for folder in (study, self.home / "counts"):
            folder.mkdir(parents=True, exist_ok=True)
        (study / "study.yml").write_text(CARD)
        settings = {"certainty_below": 0, "base_below": 0} | self.settings
        (study / "protection.yml").write_text(
            "".join(f"{name}: {value}\n" for name, value in settings.items())
            + "reasons:\n"
            + "".join(f"  {name}: as the test asks\n" for name in settings)
        )
        (study / "universes.csv").write_text("id,label,note\npeople,All people,\n")
        (study / "variables.csv").write_text(
            "id,label,question,type,universe,source,locator,note\n"
            + "".join(f"{name},{name.capitalize()},,categorical,people,,,\n" for name in self.variables)
            + "".join(f"{name},{name.capitalize()},,numeric,people,,,\n" for name in self.measured())
        )
        (study / "categories.csv").write_text(
            "variable,code,label,order,maps_to,note\n"
            + "".join(
                f"{name},{code},{code.upper()},{order},{parent},\n"
                for name, codes in self.variables.items()
                for order, (code, parent) in enumerate(codes.items())
            )
        )
        (study / "weights.csv").write_text(
            "weighting,where,weight,source,locator,note\n"
            + "".join(f"{id},{group},{w},,,\n" for id, groups in self.weights.items() for group, w in groups.items())
        )
        (study / "tables.yml").write_text("".join(map(_wanted, self.tables)))
        for table in self.tables:
            self.write_counts(table.id, list(self.rows(table)))

    def write_counts(self, table: str, rows: list[Row]) -> None:
        write_rows(self.count_file(table), rows)

    def rows(self, table: Counted) -> Iterator[Row]:
        leaves = [self.leaves(name) for name in table.dimensions]
        every = [list(self.variables[name]) for name in table.dimensions]
        chosen = [[*codes, "total"] for codes in every] if table.has_totals else leaves
        margins = self.margins()
        for codes in product(*chosen):
            row = dict(zip(table.dimensions, codes, strict=True))
            cell = tuple(row.get(name, "total") for name in self.variables)
            yield {**row, "count": str(margins[cell]), **(self.sums(cell) if table.mean_of else {})}

    def sums(self, cell: tuple[str, ...]) -> Row:
        found = sorted(
            value
            for codes, values in self.values.items()
            if all(own in ("total", code) for own, code in zip(cell, codes, strict=True))
            for value in values
        )
        largest, second = [*reversed(found), 0, 0][:2]
        return {"sum": str(sum(found)), "largest": str(largest), "second": str(second)}

    def measured(self) -> list[str]:
        return sorted({table.mean_of for table in self.tables if table.mean_of})

    def leaves(self, name: str) -> list[str]:
        parents = set(self.variables[name].values())
        return [code for code in self.variables[name] if code not in parents]

    def count(self, where: Mapping[str, str]) -> int:
        return self.margins()[tuple(where.get(name, "total") for name in self.variables)]

    def margins(self) -> Counter[tuple[str, ...]]:
        """Codes, one for each variable or `total` -> how many people."""
        found: Counter[tuple[str, ...]] = Counter()
        for codes, times in self.people.items():
            for cell in product(*(self._own(name, code) for name, code in zip(self.variables, codes, strict=True))):
                found[cell] += times
        return found

    def _own(self, name: str, code: str) -> set[str]:
        own = {"total", code}
        while code := self.variables[name][code]:
            own.add(code)
        return own

    def protect(self, *more: str) -> Ran:
        folders = ("--study", "study", "--counts", "counts", "--out", "package")
        return started("protect_tables.py", self.home, *folders, *more)

    def check(self, *more: str) -> Ran:
        """Checks the package, with a list of checksums that agrees with whatever a test has done to it."""
        if self.package.is_dir():
            summed(self.package)
        return self.check_as_it_is(*more)

    def check_as_it_is(self, *more: str) -> Ran:
        return started("check_release.py", self.home, "package", *more)

    def published(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.package.rglob("*")) if path.is_file()}

    def published_rows(self, table: str) -> list[Row]:
        with (self.package / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def rewrite(self, table: str, change: Callable[[list[Row]], None]) -> None:
        """Changes rows of a published table, and its hashes with them, as whoever built it so would have."""
        rows = self.published_rows(table)
        change(rows)
        write_rows(self.package / f"{table}.csv", rows)
        self.describe(table, _as_it_is)

    def rewrite_witnesses(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Changes what the package brings along as its proof, and keeps its hashes right."""
        path = self.package / "witnesses.json"
        document = json.loads(path.read_text())
        change(document)
        path.write_text(json.dumps(document))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        for name, key, value in (
            ("datapackage.json", "hash", f"sha256:{digest}"),
            ("disclosure.json", "sha256", digest),
        ):
            described = json.loads((self.package / name).read_text())
            described["witnesses"][0][key] = value
            (self.package / name).write_text(json.dumps(described))

    def promise(self, **settings: int) -> None:
        """Changes what the package promises, and what its report says of that."""
        for name, key in (("datapackage.json", "protection"), ("disclosure.json", "policy")):
            document = json.loads((self.package / name).read_text())
            document[key] |= settings
            (self.package / name).write_text(json.dumps(document))

    def describe(self, table: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Changes what the package says of a table, and keeps its hashes right."""
        content = (self.package / f"{table}.csv").read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        described = json.loads((self.package / "datapackage.json").read_text())
        report = json.loads((self.package / "disclosure.json").read_text())
        for resource in described["resources"]:
            if resource["name"] == table:
                resource |= {"hash": f"sha256:{digest}", "bytes": len(content)}
                change(resource)
        cubes = {resource["name"]: resource.get("cube") for resource in described["resources"]}
        for audited in report["tables"]:
            if audited["name"] == table:
                audited["sha256"] = digest
                audited.update(cube=cube_hash(cubes[table]) if cubes[table] else None)
        (self.package / "datapackage.json").write_text(json.dumps(described))
        (self.package / "disclosure.json").write_text(json.dumps(report))


def write_rows(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@dataclass(frozen=True)
class Ran:
    """What a runner said, and its exit status."""

    returncode: int
    stdout: str
    stderr: str


def started(script: str, home: Path, *arguments: str) -> Ran:
    """Runs a runner as its own `__main__`, in this process: a fresh one imports for a second."""
    said, told = io.StringIO(), io.StringIO()
    before = sys.argv
    sys.argv = [script, *arguments]
    try:
        with contextlib.chdir(home), contextlib.redirect_stdout(said), contextlib.redirect_stderr(told):
            runpy.run_path(str(ROOT / "scripts" / script), run_name="__main__")
    except SystemExit as left:
        return Ran(int(left.code or 0), said.getvalue(), told.getvalue())
    finally:
        sys.argv = before
    return Ran(0, said.getvalue(), told.getvalue())


def _as_it_is(resource: dict[str, Any]) -> None:
    """Leaves a description alone."""
    del resource


def _wanted(table: Counted) -> str:
    text = f"- id: {table.id}\n  kind: counts\n  title: People\n  description: People counted.\n  universe: people\n"
    text += f"  unit: people\n  dimensions: [{', '.join(table.dimensions)}]\n"
    if table.weighted_by is not None:
        text += f"  weighted_by: {table.weighted_by}\n"
    if table.mean_of is not None:
        text += f"  mean_of: {table.mean_of}\n"
    return text if table.shares_of is None else text + f"  shares_of: [{', '.join(table.shares_of)}]\n"


def flat(name: str, size: int) -> dict[str, str]:
    return {f"{name[0]}{i}": "" for i in range(size)}


def poisson_office(home: Path, size: tuple[int, ...], mean: float = 8, **settings: int | str) -> Office:
    """Poisson counts by region, group, item and level, in one table with all margins."""
    names = ("region", "group", "item", "level")[: len(size)]
    counts = np.random.default_rng(20240101).poisson(mean, size)
    people = {
        tuple(f"{name[0]}{i}" for name, i in zip(names, at, strict=True)): int(counts[at]) for at in np.ndindex(*size)
    }
    variables = {name: flat(name, n) for name, n in zip(names, size, strict=True)}
    return Office(home, variables, people, (Counted("people", names),), dict(settings) or {"threshold": 5})

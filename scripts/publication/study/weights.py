"""Turns weights.csv into weightings, and finds what keeps a table's shares from being weighted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from ..errors import Problem
from ..model import CountsSpec, Record, RecordFile, Study, Weighting, conditions_in

_FILE = "weights"


def weightings_of(file: RecordFile) -> tuple[Weighting, ...]:
    """The weightings of a study, in the order of the file; whether they are whole, `weight_problems` says."""
    found: dict[str, tuple[tuple[str, ...], dict[tuple[str, ...], Decimal]]] = {}
    for record in file.records:
        group = conditions_in(record["where"])
        names, weights = found.setdefault(record["weighting"], (tuple(name for name, _ in group), {}))
        codes = dict(group)
        weights[tuple(codes.get(name, "") for name in names)] = Decimal(record["weight"])
    return tuple(Weighting(names, weights, id) for id, (names, weights) in found.items())


def weight_problems(study: Study) -> Iterator[Problem]:
    """Weightings that leave a group out or have it twice, that nothing uses, or that differ from person to person."""
    used = {spec.weighted_by for spec in study.counts}
    for weighting in study.weightings:
        records = [record for record in study.file(_FILE).records if record["weighting"] == weighting.id]
        yield from _group_problems(study, weighting, records)
        if weighting.id not in used:
            remedy = "name it in tables.yml as weighted_by, or remove it"
            yield Problem(f"study/weights.csv:{records[0].row}", f"no table is weighted by {weighting.id!r}", remedy)
    for record in study.file("variables").records:
        if record["type"] == "weight" and study.weighting(record["id"]) is None:
            where = f"study/variables.csv:{record.row}"
            what = "a weight that weights.csv gives no group; what differs from person to person is not published"
            yield Problem(where, what, "give each group its weight there under this name, or remove the variable")


def _group_problems(study: Study, weighting: Weighting, records: list[Record]) -> Iterator[Problem]:
    where = f"study/weights.csv:{records[0].row}:where"
    wrong = next(_variable_problems(study, weighting, where), None)
    if wrong is not None:
        yield wrong
        return
    groups = [conditions_in(record["where"]) for record in records]
    for record, group in zip(records, groups, strict=True):
        if tuple(name for name, _ in group) != weighting.variables:
            what = f"other variables than in row {records[0].row}"
            remedy = f"name {', '.join(weighting.variables)} in this order"
            yield Problem(f"study/weights.csv:{record.row}:where", what, remedy)
            return
    wanted = list(product(*(_leaves(study, name) for name in weighting.variables)))
    given = Counter(tuple(code for _, code in group) for group in groups)
    for record, group in zip(records, groups, strict=True):
        codes = tuple(code for _, code in group)
        if codes not in wanted:
            what = "no group of people: a category that is unknown, or that has parts"
            yield Problem(f"study/weights.csv:{record.row}:where", what, "name categories without parts")
        elif given[codes] > 1:
            yield Problem(f"study/weights.csv:{record.row}:where", "a group that has several weights", "keep one")
    for codes in wanted:
        if codes not in given:
            group_words = " | ".join(f"{name}={code}" for name, code in zip(weighting.variables, codes, strict=True))
            yield Problem(where, f"{weighting.id!r} gives {group_words} no weight", "add the group")
    if not any(weighting.weights.values()):
        yield Problem(where, f"nobody counts by {weighting.id!r}", "give some group a weight above zero")


def _variable_problems(study: Study, weighting: Weighting, where: str) -> Iterator[Problem]:
    if not weighting.variables:
        yield Problem(where, "no group of people", "name a category of each variable, as in `region=north`")
    for name in weighting.variables:
        if study.variable_type(name) not in ("categorical", "numeric") or not study.categories(name):
            what = f"{name!r} is no variable of which everybody has one category"
            yield Problem(where, what, "weight by variables of type categorical, or by groups of numbers")
    for name, times in Counter(weighting.variables).items():
        if times > 1:
            yield Problem(where, f"{times} categories of {name!r}", "name one")


def unshown_weights(study: Study) -> list[Problem]:
    """Weights of published shares that no published table shows with their sources."""
    if not study.weightings or _FILE in study.published_files:
        return []
    what = "shares are weighted, and no table shows the weights"
    return [Problem("study/tables.yml", what, f"add a table of kind records with file: {_FILE}")]


def _leaves(study: Study, variable: str) -> list[str]:
    records = study.categories(variable)
    parents = {record["maps_to"] for record in records}
    return [record["code"] for record in records if record["code"] not in parents]


def weighted_table_problems(study: Study, table: CountsSpec, where: str) -> Iterator[Problem]:
    """What keeps the shares of a table of kind `counts` from being weighted as it asks."""
    name = table.weighted_by
    weighting = study.weighting(name)
    if not name:
        return
    if weighting is None:
        yield Problem(where, f"unknown weighting {name!r}", "add it to weights.csv, or correct the id")
        return
    if table.shares_of is None:
        yield Problem(where, "weighted_by without shares_of", "say what the shares are of; [] is the whole")
    for variable in weighting.variables:
        if variable not in table.dimensions:
            what = f"weighted by groups of {variable!r}, which is no dimension"
            yield Problem(where, what, "add the dimension: only groups whose counts are shown can be weighted safely")

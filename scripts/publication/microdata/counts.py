"""Makes the tables that tables.yml asks for: empty ones, and those of the package published last."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from safetables.policy import Method
from safetables.tables import (
    Category,
    Codes,
    CountedTable,
    Dimension,
    Means,
    ProtectedTable,
    Subpopulation,
    Weighting,
)

from ..errors import Problem, StudyRefused
from ..model import CountsSpec, Origin, Record, Study, split_list

_WHOLE = re.compile("[0-9]{1,15}")
_MEAN = re.compile(r"([0-9]{1,15}(\.[0-9]{1,6})?)?")
_BUILD_AGAIN = "build once with the respondents' file"

_Numbers = Mapping[Codes, tuple[int, ...]]


def empty_table(spec: CountsSpec, study: Study) -> CountedTable:
    """The table that an entry of tables.yml asks for, with no count in it yet."""
    universe = study.find("universes", spec.universe)
    subpopulation = None
    if universe is not None and universe["part_of"]:
        conditions = tuple((_dimension(name, study), code) for name, code in study.conditions(spec.universe))
        subpopulation = Subpopulation(universe["part_of"], conditions)
    weighting = study.weighting(spec.weighted_by)
    return CountedTable(
        spec.id,
        spec.universe,
        tuple(_dimension(name, study) for name in spec.dimensions),
        {},
        subpopulation=subpopulation,
        shares_of=spec.shares_of,
        weighting=weighting and Weighting(weighting.variables, weighting.weights),
    )


def _dimension(variable: str, study: Study) -> Dimension:
    listed = sorted(study.categories(variable), key=lambda record: int(record["order"]))
    return Dimension(
        variable,
        tuple(
            Category(record["code"], record["maps_to"], *_limits(record), split_list(record["supersedes"]))
            for record in listed
        ),
        study.variable_type(variable) == "multiple",
        tuple(record["code"] for record in listed if record["excludes"]),
    )


def _limits(record: Record) -> tuple[int | None, int | None]:
    """The least and the largest whole number of a group of numbers; None where nothing bounds it."""
    least, below = (math.ceil(Decimal(record[name])) if record[name] else None for name in ("from", "below"))
    return least, None if below is None else below - 1


def _rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True))


def read_released(folder: Path, study: Study) -> tuple[tuple[ProtectedTable, ...], Origin]:
    """Reads every table of kind `counts` from the package published last, and which kind of number its counts are.

    Raises:
        StudyRefused: a table is not there, or not for these categories any more.
    """
    tables = []
    origins = {}
    problems = []
    for spec in study.counts:
        where = f"{folder.name}/{spec.id}.csv"
        try:
            table, origin = _released(folder / f"{spec.id}.csv", spec, study)
        except FileNotFoundError:
            problems.append(Problem(where, "the table was never counted", _BUILD_AGAIN))
        except (UnicodeDecodeError, csv.Error, KeyError, ValueError, IndexError):
            problems.append(Problem(where, "not the table as it is described now", _BUILD_AGAIN))
        else:
            tables.append(table)
            origins[origin] = where
            if set(table.counts) != set(table.every_code()):
                problems.append(Problem(where, "not the categories that the study has now", _BUILD_AGAIN))
    if len(origins) > 1:
        what = "other kinds of numbers than its neighbours"
        problems += [Problem(where, what, _BUILD_AGAIN) for where in origins.values()]
    if problems:
        raise StudyRefused(problems)
    return tuple(tables), next(iter(origins), Origin.MICRODATA)


def _released(path: Path, spec: CountsSpec, study: Study) -> tuple[ProtectedTable, Origin]:
    assert study.policy is not None
    header, *rows = _rows(path)
    records = [dict(zip(header, row, strict=True)) for row in rows]
    (origin,) = {record["origin"] for record in records}
    asked = empty_table(spec, study)
    # In the order of the file; the audit refuses any other than that of the categories.
    by_codes = {tuple(record[name] for name in asked.variables): record for record in records}
    if len(by_codes) != len(records):
        raise ValueError("two rows of one cell")
    means = None
    if spec.mean_of:
        printed = {codes: record[f"mean_{spec.mean_of}"] for codes, record in by_codes.items()}
        if not all(map(_MEAN.fullmatch, printed.values())):
            raise ValueError("no mean")
        numbers = {codes: Decimal(mean) for codes, mean in printed.items() if mean}
        means = Means(spec.mean_of, study.policy.mean_decimals, numbers)
    table = ProtectedTable(
        asked.id,
        asked.universe,
        asked.dimensions,
        {codes: _count(record[f"{spec.unit}_count"]) for codes, record in by_codes.items()},
        subpopulation=asked.subpopulation,
        rounded_to=study.policy.round_to if study.policy.method is Method.ROUNDING else 1,
        means=means,
        shares_of=asked.shares_of,
        weighting=asked.weighting,
    )
    return table, Origin(origin)


def _count(text: str) -> int | None:
    if text and not _WHOLE.fullmatch(text):
        raise ValueError("no count")
    return int(text) if text else None

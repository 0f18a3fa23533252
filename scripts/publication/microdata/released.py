"""Turns the tables of a package that was written back into protected tables; needs no respondent and no true count."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from pathlib import Path

from safetables.policy import Method
from safetables.tables import Means, ProtectedTable

from ..errors import Problem
from ..model import CountsSpec, Origin, Study
from .counts import counted_table

_REMEDY = "build once with the respondents' file"


def read_released(folder: Path, study: Study) -> tuple[tuple[ProtectedTable, ...], Origin, list[Problem]]:
    """Reads every table of kind `counts` as it was published last.

    Args:
        folder: the package.
        study: names the tables, their dimensions and the categories.

    Returns:
        The tables, which kind of number their counts are, and a problem for each table that is not there, or not for
        these categories any more.
    """
    tables = []
    origins = {}
    problems = []
    for spec in study.counts:
        path = folder / f"{spec.id}.csv"
        where = f"{folder.name}/{path.name}"
        try:
            table, origin = _released(path, spec, study)
        except FileNotFoundError:
            problems.append(Problem(where, "the table was never counted", _REMEDY))
        except (UnicodeDecodeError, csv.Error, KeyError, ValueError, IndexError):
            problems.append(Problem(where, "not the table as it is described now", _REMEDY))
        else:
            tables.append(table)
            origins[origin] = where
            if set(table.counts) != set(table.every_code()):
                problems.append(Problem(where, "not the categories that the study has now", _REMEDY))
    if len(origins) > 1:
        problems += [
            Problem(where, "other kinds of numbers than its neighbours", _REMEDY) for where in origins.values()
        ]
    return tuple(tables), next(iter(origins), Origin.MICRODATA), problems


def _released(path: Path, spec: CountsSpec, study: Study) -> tuple[ProtectedTable, Origin]:
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline=""), strict=True))
    (origin,) = {row["origin"] for row in rows}
    asked = counted_table(spec, study, {})
    # In the order of the file; the audit refuses any other than that of the categories.
    counts = {tuple(row[name] for name in asked.variables): _count(row[f"{spec.unit}_count"]) for row in rows}
    if len(counts) != len(rows):
        raise ValueError("two rows of one cell")
    is_rounded = study.policy is not None and study.policy.method is Method.ROUNDING
    table = ProtectedTable(
        asked.id,
        asked.universe,
        asked.dimensions,
        counts,
        subpopulation=asked.subpopulation,
        rounded_to=study.policy.round_to if study.policy and is_rounded else 1,
        means=_means(rows, spec.mean_of, study, asked.variables) if spec.mean_of else None,
        shares_of=asked.shares_of,
        weighting=asked.weighting,
    )
    return table, Origin(origin)


def _means(rows: list[dict[str, str]], variable: str, study: Study, names: tuple[str, ...]) -> Means:
    assert study.policy is not None
    printed = {tuple(row[name] for name in names): row[f"mean_{variable}"] for row in rows}
    if not all(re.fullmatch(r"([0-9]{1,15}(\.[0-9]{1,6})?)?", mean) for mean in printed.values()):
        raise ValueError("no mean")
    means = {codes: Decimal(mean) for codes, mean in printed.items() if mean}
    return Means(variable, study.policy.mean_decimals, means)


def _count(text: str) -> int | None:
    if text and not re.fullmatch("[0-9]{1,15}", text):
        raise ValueError("no count")
    return int(text) if text else None

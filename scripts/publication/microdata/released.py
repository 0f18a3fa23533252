"""Turns the tables of a package that was written back into protected tables; needs no respondent and no true count."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from itertools import product
from pathlib import Path

from safetables.sums import ProtectedMeans
from safetables.tables import TOTAL, Method, ProtectedCell, ProtectedTable, Status

from ..errors import Problem
from ..model import CountsSpec, Origin, Study
from .counts import counted_table

_REMEDY = "build once with the respondents' file"


def read_released(folder: Path, study: Study) -> tuple[tuple[ProtectedTable, ...], list[Problem]]:
    """Reads every table of kind `counts` as it was published last.

    Args:
        folder: the package.
        study: names the tables, their dimensions and the categories.

    Returns:
        The tables, and a problem for each that is not there, or not for these categories any more.
    """
    tables = []
    problems = []
    for spec in study.counts:
        table, found = _released(folder / f"{spec.id}.csv", spec, study)
        problems += found
        if table is not None:
            tables.append(table)
    return tuple(tables), problems


def _released(path: Path, spec: CountsSpec, study: Study) -> tuple[ProtectedTable | None, list[Problem]]:
    where = f"{path.parent.name}/{path.name}"
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline=""), strict=True))
        table = counted_table(spec, study, Origin(rows[0]["origin"]), {})
        cells = {
            tuple(row[d.variable] for d in table.dimensions): _cell(row[f"{table.unit}_count"], study) for row in rows
        }
        origins = {row["origin"] for row in rows}
        means = _means(rows, spec.mean_of, study, tuple(dimension.variable for dimension in table.dimensions))
    except FileNotFoundError:
        return None, [Problem(where, "the table was never counted", _REMEDY)]
    except (UnicodeDecodeError, csv.Error, KeyError, ValueError, IndexError):
        return None, [Problem(where, "not the table as it is described now", _REMEDY)]
    every = set(product(*([*(category.code for category in d.categories), TOTAL] for d in table.dimensions)))
    if set(cells) != every or len(rows) != len(cells) or len(origins) > 1:
        return None, [Problem(where, "not the categories that the study has now", _REMEDY)]
    return ProtectedTable(
        table.id,
        table.title,
        table.description,
        table.origin,
        table.universe,
        table.unit,
        table.dimensions,
        # In the order of the file; the audit refuses any other than that of the categories.
        cells,
        table.within,
        means,
    ), []


def _means(rows: list[dict[str, str]], variable: str, study: Study, names: tuple[str, ...]) -> ProtectedMeans | None:
    if not variable:
        return None
    printed = {tuple(row[name] for name in names): row[f"mean_{variable}"] for row in rows}
    if not all(re.fullmatch(r"([0-9]{1,15}(\.[0-9]{1,6})?)?", mean) for mean in printed.values()):
        raise ValueError("no mean")
    means = {codes: Decimal(mean) for codes, mean in printed.items() if mean}
    return ProtectedMeans(variable, study.label("variables", variable), means)


def _cell(count: str, study: Study) -> ProtectedCell:
    if not count:
        return ProtectedCell(Status.WITHHELD, None)
    if not re.fullmatch("[0-9]{1,15}", count):
        raise ValueError("no count")
    is_rounded = study.policy is not None and study.policy.method is Method.ROUNDING
    return ProtectedCell(Status.ROUNDED if is_rounded else Status.SHOWN, int(count))

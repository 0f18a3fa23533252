"""Turns a respondents' file into records, against variables.csv and categories.csv; quotes no value of it.

Reads the columns that the study's tables need, and no other. Everything that does not fit is reported at once, by
file, row and column.
"""

from __future__ import annotations

from pathlib import Path

from ...errors import Problem
from ...model import Records, Study, Weighting
from .coding import Coder, coder, foreign_weights, wanted_variables
from .headers import locate
from .place import is_practice, place_problems
from .raw import Raw, opened

__all__ = ["is_practice", "read_respondents"]

SHOWN_ROWS = 20
"""Rows of a column that are named for one fault; whoever mends these sees the others."""


def read_respondents(path: Path, study: Study) -> tuple[Records | None, list[Problem]]:
    """Reads a respondents' file.

    Args:
        path: CSV, or Parquet where its name ends in `.parquet`; respondents.yml says how a CSV file is written.
        study: its variables, categories and tables.

    Returns:
        The records, or None and a problem for everything that does not fit.
    """
    problems = place_problems(path)
    coders, found = _coders(study)
    problems += found
    if problems:
        return None, problems
    raw, problems = opened(path, study.reading)
    if raw is None:
        return None, problems
    places, problems = locate(raw, [coder.columns for coder in coders], study.reading)
    if problems:
        return None, problems
    return _records(raw, coders, places, study.weightings)


def _coders(study: Study) -> tuple[list[Coder], list[Problem]]:
    coders, problems = [], []
    for variable in wanted_variables(study):
        made, found = coder(variable, study)
        coders.append(made)
        problems += found
    return coders, problems


def _records(
    raw: Raw, coders: list[Coder], places: list[list[int]], weightings: tuple[Weighting, ...]
) -> tuple[Records | None, list[Problem]]:
    faults: dict[tuple[str, str, str], list[int]] = {}
    n_respondents = 0
    for number, cells in raw.rows:
        n_respondents += 1
        taken = zip(coders, places, strict=True)
        found = [fault for coder_, columns in taken for fault in coder_.take([cells[place] for place in columns])]
        for fault in found or foreign_weights(coders, weightings):
            rows = faults.setdefault(fault, [])
            if len(rows) <= SHOWN_ROWS:
                rows.append(number)
    problems = [*raw.problems]
    for (column, what, remedy), rows in faults.items():
        problems += [Problem(f"{raw.name}:{number}:{column}", what, remedy) for number in rows[:SHOWN_ROWS]]
        if len(rows) > SHOWN_ROWS:
            # No number of them: it would be a count of respondents.
            problems.append(Problem(f"{raw.name}:{rows[SHOWN_ROWS]}:{column}", f"{what}, and below it", remedy))
    if not n_respondents and not problems:
        problems.append(Problem(raw.name, "no respondent", "give a file with rows below its header"))
    if problems:
        return None, problems
    by_type: dict[str, dict[str, Coder]] = {}
    for coder_ in coders:
        by_type.setdefault(coder_.type, {})[coder_.variable] = coder_
    codes = by_type.get("categorical", {}) | by_type.get("numeric", {})
    return Records(
        name=raw.name,
        n_respondents=n_respondents,
        answers={name: tuple(coder_.codes) for name, coder_ in codes.items()},
        ticks={
            name: {code: tuple(ticked) for code, ticked in coder_.ticks.items()}
            for name, coder_ in by_type.get("multiple", {}).items()
        },
        numbers={name: tuple(coder_.numbers) for name, coder_ in by_type.get("numeric", {}).items()},
    ), []

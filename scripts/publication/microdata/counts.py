"""Turns frequency tables in CSV files, an office's own or those of the last package, into tables.

No message holds a count: what is wrong is named by file, row and rule.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from safetables.policy import Method
from safetables.sums import Sum
from safetables.tables import (
    TOTAL,
    Category,
    Codes,
    CountedTable,
    Dimension,
    Magnitude,
    Means,
    ProtectedTable,
    Subpopulation,
    Weighting,
)

from ..errors import Problem, StudyRefused
from ..model import CountsSpec, Origin, Record, Study, split_list

SUMS = ("sum", "largest", "second")
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


def read_counts(folder: Path, study: Study) -> tuple[CountedTable, ...]:
    """Reads the counts of every table of kind `counts`.

    Args:
        folder: holds `TABLE.csv` for each of them: a column for each dimension with the categories' codes (`total`
            for the whole), and the column `count`. Totals may be left out; every other combination must be there. A
            table with means has the columns `sum`, `largest` and `second` too: what the people of a cell add up to,
            and the two largest of their values.
        study: names the tables, their dimensions and the categories.

    Raises:
        StudyRefused: a file is missing, or does not fit its table.
    """
    tables: list[CountedTable] = []
    problems: list[Problem] = []
    for spec in study.counts:
        table = empty_table(spec, study)
        rows, found = _read_table(folder / f"{spec.id}.csv", table, ("count", *(SUMS if spec.mean_of else ())))
        problems += found
        sums = {codes: Sum(*row[1:]) for codes, row in rows.items()} if spec.mean_of else {}
        magnitude = Magnitude(spec.mean_of, sums) if spec.mean_of else None
        tables.append(replace(table, counts={codes: row[0] for codes, row in rows.items()}, magnitude=magnitude))
    if not study.counts:
        problems.append(Problem("study/tables.yml", "no table of kind counts", "add the tables that the counts fill"))
    known = {f"{spec.id}.csv" for spec in study.counts}
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else ():
        if path.name not in known:
            problems.append(Problem(f"counts/{path.name}", "no table asks for this file", "add it to tables.yml"))
    if problems:
        raise StudyRefused(problems)
    return tuple(tables)


def _read_table(path: Path, table: CountedTable, numbers: tuple[str, ...]) -> tuple[_Numbers, list[Problem]]:
    """The numbers of each row, in the order of `numbers`, and what is wrong with the file."""
    where = f"counts/{path.name}"
    try:
        rows = _rows(path)
    except FileNotFoundError:
        return {}, [Problem(where, "the file is missing", "add the table's counts")]
    except UnicodeDecodeError as error:
        return {}, [Problem(where, f"not UTF-8 at byte {error.start}", "save the file as UTF-8")]
    except csv.Error as error:
        return {}, [Problem(where, f"malformed CSV ({error})", "close the quotes")]
    wanted = [*table.variables, *numbers]
    if not rows or sorted(rows[0]) != sorted(wanted):
        what = "the header does not name the table's dimensions"
        return {}, [Problem(f"{where}:1", what, f"make it {','.join(wanted)}")]
    found: dict[Codes, tuple[int, ...]] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows[1:], start=2):
        place = f"{where}:{number}"
        if len(row) != len(wanted):
            problems.append(Problem(place, f"{len(row)} cells, the header has {len(wanted)}", "complete the row"))
            continue
        record = dict(zip(rows[0], row, strict=True))
        faults = list(_cell_problems(record, place, table, numbers))
        problems += faults
        codes = tuple(record[name] for name in table.variables)
        values = tuple(int(record[name]) for name in numbers if _WHOLE.fullmatch(record[name]))
        if len(values) < len(numbers):
            continue
        if codes in found:
            problems.append(Problem(place, "the cell stands here for the second time", "keep one of its rows"))
        elif len(values) > 1 and not _is_possible(*values):
            what = "a sum and its largest values that no values of so many people have"
            problems.append(Problem(place, what, "correct one of them; who has no value must not be counted here"))
        elif not faults:
            found[codes] = values
    return found, problems or list(_missing(where, table, found))


def _cell_problems(
    record: Mapping[str, str], place: str, table: CountedTable, numbers: tuple[str, ...]
) -> Iterator[Problem]:
    for dimension in table.dimensions:
        code = record[dimension.variable]
        if code not in (TOTAL, *dimension.parents):
            # Only what can be a code is quoted, since a count may stand in the wrong column.
            quoted = repr(code) if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", code) else "that is no code"
            what, remedy = f"unknown category {quoted}", "add it to categories.csv, or correct it"
            yield Problem(f"{place}:{dimension.variable}", what, remedy)
    for name in numbers:
        if not _WHOLE.fullmatch(record[name]):
            yield Problem(f"{place}:{name}", "no whole, non-negative number", "write digits only")


def _missing(where: str, table: CountedTable, found: _Numbers) -> Iterator[Problem]:
    for codes in table.missing(found):
        cell = ", ".join(f"{name}={code}" for name, code in zip(table.variables, codes, strict=True))
        is_total = TOTAL in codes
        remedy = "add it, or leave out all totals of its kind" if is_total else "add it, with 0 where nobody is counted"
        yield Problem(where, f"no row for {cell}", remedy)


def _is_possible(count: int, total: int, largest: int, second: int) -> bool:
    """Whether some whole numbers that are not negative have this sum and these largest ones."""
    if count < 2:
        return second == 0 and total == largest * count and (count > 0 or largest == 0)
    return second <= largest and largest + second <= total <= largest + second * (count - 1)


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

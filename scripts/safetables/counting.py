"""Turns data frames into tables of counts, and published tables into data frames of the same kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from math import isnan
from numbers import Real
from typing import TYPE_CHECKING, Any

from .errors import Problem, ProtectionRefused
from .publish import SHARE_DECIMALS
from .sums import Sum
from .tables import (
    TOTAL,
    Category,
    Codes,
    CountedTable,
    Dimension,
    Layout,
    Magnitude,
    PublishedTable,
    Shares,
    Weighting,
)

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

COUNT, SUPPRESSED, SHARE, WEIGHTED_SHARE, MEAN = "count", "suppressed", "share", "weighted_share", "mean"
_OWN = {COUNT, SUPPRESSED, SHARE, WEIGHTED_SHARE, MEAN}


def with_totals(
    answers: Iterable[tuple[Sequence[Sequence[str]], int]], dimensions: Sequence[Dimension]
) -> dict[Codes, int]:
    """Counts in all combinations of categories, parents and totals.

    Args:
        answers: for each dimension the codes that some people gave, and how many people.
        dimensions: who may be in several categories is counted in each, and once in what these are part of.
    """
    found = dict.fromkeys(Layout("", "", tuple(dimensions)).every_code(), 0)
    for given, count in answers:
        for cell in cells_of(given, dimensions):
            found[cell] += count
    return found


def cells_of(answers: Sequence[Sequence[str]], dimensions: Sequence[Dimension]) -> Iterator[Codes]:
    """Yields the cells that count somebody with these answers."""
    yield from product(
        *(
            {code for answer in codes for code in dimension.with_ancestors(answer)} | {TOTAL}
            for codes, dimension in zip(answers, dimensions, strict=True)
        )
    )


class People:
    """A data frame of respondents, or of counts of them, counted by whatever variables are asked for."""

    def __init__(
        self,
        data: Any,
        count: str | None,
        hierarchies: Mapping[str, Mapping[str, str]],
        answers: Mapping[str, Sequence[str]],
        missing: str | None,
        mean_of: str | None,
        weights: str | None,
    ) -> None:
        self._frame = _eager(data, "data")
        self._count, self._mean_of, self._weights, self._missing = count, mean_of, weights, missing
        self._answers = {name: list(columns) for name, columns in answers.items()}
        self._hierarchies = hierarchies
        self._dimensions: dict[str, Dimension] = {}

    def refuse_unknown(self, variables: Iterable[str]) -> None:
        """Stops where a column that is asked for is not there."""
        ticks = [column for columns in self._answers.values() for column in columns]
        asked = {*variables, *self._hierarchies, *ticks} | ({self._count, self._mean_of, self._weights} - {None})
        remedy = f"name one of {', '.join(map(str, self._frame.columns))}"
        if unknown := asked - {*self._frame.columns, *self._answers}:
            raise ProtectionRefused(Problem("data", f"no column {name!r}", remedy) for name in unknown)

    def table(self, names: tuple[str, ...], shares_of: tuple[str, ...] | None) -> CountedTable:
        """The counted table by these variables."""
        dimensions = tuple(map(self._dimension, names))
        rows = [*self._grouped(names, self._count)]
        counts = with_totals([(answers, number) for answers, _, number in rows], dimensions)
        of = shares_of if shares_of is not None and {*shares_of} <= {*names} else None
        return CountedTable(
            "_".join(names),
            "respondents",
            dimensions,
            counts,
            magnitude=self._magnitude(names, dimensions) if self._mean_of else None,
            shares_of=of,
            weighting=self._weighting(names) if self._weights and of is not None else None,
        )

    def frame(self, table: PublishedTable) -> Any:
        """A published table as a frame of the kind that was given."""
        import narwhals.stable.v2 as nw  # noqa: PLC0415

        rows = [*table.counts]
        columns: dict[str, list[Any]] = {
            name: [codes[place] for codes in rows] for place, name in enumerate(table.variables)
        }
        schema: dict[str, Any] = dict.fromkeys(columns, nw.String)
        columns[COUNT] = [table.counts[codes] for codes in rows]
        columns[SUPPRESSED] = [count is None for count in columns[COUNT]]
        schema |= {COUNT: nw.Int64, SUPPRESSED: nw.Boolean}
        for name, beside in ((SHARE, table.shares), (WEIGHTED_SHARE, table.weighted_shares), (MEAN, table.means)):
            for one in beside:
                columns[name] = [_number(one.printed.get(codes)) for codes in rows]
                schema[name] = nw.Float64
        kind = self._frame.implementation
        if not kind.is_pandas_like():
            return nw.from_dict(columns, schema, backend=kind).to_native()
        made = nw.from_dict(columns, backend=kind).to_native()
        made[COUNT] = made[COUNT].astype("Int64")  # whole also where some are missing
        return made

    def _dimension(self, name: str) -> Dimension:
        if name not in self._dimensions:
            if name in self._answers:
                own = Dimension(name, tuple(map(Category, self._answers[name])), is_multiple=True)
            else:
                own = dimension_of(name, self._categories(name), self._hierarchies.get(name, {}))
            self._dimensions[name] = own
        return self._dimensions[name]

    def _categories(self, name: str) -> list[str]:
        import narwhals.stable.v2 as nw  # noqa: PLC0415

        column = self._frame[name]
        codes = {_code(value) for value in column.unique().to_list()}
        order: list[str] = []
        if column.dtype in (nw.Categorical, nw.Enum):
            order = [_code(value) or "" for value in column.cat.get_categories().to_list()]
        found = [*order, *sorted((code for code in codes if code is not None and code not in order), key=_natural)]
        if None in codes:
            if self._missing is None:
                remedy = "say which category they are with missing=, or leave them out"
                raise ProtectionRefused([Problem(f"data: {name}", "some rows have no value", remedy)])
            found.append(self._missing)
        if TOTAL in found:
            what = f"{TOTAL!r} is a category, and stands for the whole of a variable"
            remedy = "drop the totals, which are worked out, or rename it"
            raise ProtectionRefused([Problem(f"data: {name}", what, remedy)])
        return found

    def _grouped(self, names: tuple[str, ...], count: str | None, *more: str) -> Iterator[tuple[Any, Any, int]]:
        """Yields answers to some variables, the values of `more` columns, and how many people gave both."""
        import narwhals.stable.v2 as nw  # noqa: PLC0415

        columns = [self._answers.get(name, [name]) for name in names]
        flat = [*dict.fromkeys([column for own in columns for column in own] + [*more])]
        size = nw.len() if count is None else nw.col(count).sum()
        found = self._frame.select(*flat, *([count] if count else []))
        for row in found.group_by(flat, drop_null_keys=False).agg(size.alias("safetables n")).iter_rows():
            values = dict(zip(flat, row, strict=False))
            number = _whole(row[-1])
            if number is None:
                what = "some are no whole numbers, or are below zero"
                raise ProtectionRefused([Problem(f"data: {count}", what, "count people, and give nobody as 0")])
            given = tuple(
                tuple(column for column in own if _ticks(values[column], column))
                if name in self._answers
                else (_code(values[name]) or self._missing or "",)
                for name, own in zip(names, columns, strict=True)
            )
            yield given, tuple(values[name] for name in more), number

    def _magnitude(self, names: tuple[str, ...], dimensions: tuple[Dimension, ...]) -> Magnitude:
        variable = self._mean_of or ""
        if self._count:
            remedy = "give a row for each respondent"
            raise ProtectionRefused([Problem("mean_of", "counts alone have no means", remedy)])
        sums = dict.fromkeys(Layout("", "", dimensions).every_code(), Sum(0, 0, 0))
        for answers, (value,), number in self._grouped(names, None, variable):
            whole = _whole(value)
            if whole is None:
                what = "some values are missing, below zero, or not whole"
                remedy = "give whole numbers in a smaller unit, of people who all have one"
                raise ProtectionRefused([Problem(f"data: {variable}", what, remedy)])
            for cell in cells_of(answers, dimensions):
                own = Sum(whole * number, whole, whole if number > 1 else 0)
                sums[cell] = sums[cell].and_also(own)
        return Magnitude(variable, sums)

    def _weighting(self, names: tuple[str, ...]) -> Weighting:
        """The weights by the one variable of a table that decides them."""
        column = self._weights or ""
        for name in names:
            dimension = self._dimension(name)
            if dimension.is_multiple or dimension.parts.keys() != {""}:
                continue
            found: dict[Codes, Decimal] = {}
            is_decided = True
            for ((code,),), (weight,), _ in self._grouped((name,), self._count, column):
                number = _decimal(weight)
                is_decided &= number is not None and found.setdefault((code,), number) == number
            if is_decided and {*found} == {(code,) for code in dimension.leaves}:
                return Weighting((name,), found)
        what = f"no variable of the table {', '.join(names)} decides the weight"
        remedy = "weight by a variable that the table shows, or ask for shares without weights"
        raise ProtectionRefused([Problem(f"data: {column}", what, remedy)])


class PublishedFrame:
    """A table of counts as somebody published it."""

    def __init__(self, data: Any, count: str, total: str, shares_of: tuple[str, ...] | None) -> None:
        frame = _eager(data, "tables")
        if count not in frame.columns:
            remedy = f"name the counts with count=, one of {', '.join(frame.columns)}"
            raise ProtectionRefused([Problem("tables", f"no column {count!r}", remedy)])
        has_shares = SHARE in frame.columns and shares_of is not None
        self.variables = tuple(name for name in frame.columns if name not in (count, SUPPRESSED, *[SHARE] * has_shares))
        if beside := {*self.variables} & _OWN - {count}:
            what = f"the column {min(beside)!r} holds numbers beside counts"
            remedy = "say what shares are of with shares_of=, or give the table as PublishedTable to audit_tables"
            raise ProtectionRefused([Problem("tables", what, remedy)])
        self.counts: dict[Codes, int | None] = {}
        printed: dict[Codes, Decimal] = {}
        for row in frame.iter_rows(named=True):
            codes = tuple(TOTAL if row[name] == total else _code(row[name]) or "" for name in self.variables)
            where = f"tables: {', '.join(codes)}"
            if codes in self.counts:
                raise ProtectionRefused([Problem(where, "the cell stands there twice", "give each cell once")])
            self.counts[codes] = _whole(row[count])
            if self.counts[codes] is None and not _is_missing(row[count]):
                remedy = "leave suppressed counts empty, and give others as whole numbers"
                raise ProtectionRefused([Problem(where, "the count is no whole number", remedy)])
            if has_shares and not _is_missing(row[SHARE]):
                printed[codes] = Decimal(str(row[SHARE])).quantize(Decimal(1).scaleb(-SHARE_DECIMALS))
        self._shares = (Shares(shares_of or (), SHARE_DECIMALS, printed),) if has_shares else ()

    def table(self, dimensions: Mapping[str, Dimension]) -> PublishedTable:
        """The table, with the categories that all tables have."""
        id, own = "_".join(self.variables), tuple(dimensions[name] for name in self.variables)
        return PublishedTable(id, "respondents", own, self.counts, shares=self._shares)


def dimension_of(name: str, codes: Iterable[str], parents: Mapping[str, str]) -> Dimension:
    """A variable with its categories in order, each after the one that it is part of."""
    found: dict[str, Category] = {}
    for code in codes:
        line = [code]
        while parent := parents.get(line[-1]):
            if parent in line:
                what, remedy = f"{parent!r} is part of itself", "correct the hierarchy"
                raise ProtectionRefused([Problem(f"hierarchies: {name}", what, remedy)])
            line.append(parent)
        for own in reversed(line):
            if own != TOTAL:
                found.setdefault(own, Category(own, parents.get(own, "")))
    return Dimension(name, tuple(found.values()))


def _eager(data: Any, where: str) -> nw.DataFrame[Any]:
    # A second of imports that whoever has tables already need not pay.
    import narwhals.stable.v2 as nw  # noqa: PLC0415

    try:
        return nw.from_native(data, eager_only=True)
    except TypeError:
        what = f"{type(data).__name__} is no data frame"
        remedy = "give one of pandas, Polars or PyArrow; a lazy one after .collect()"
        raise ProtectionRefused([Problem(where, what, remedy)]) from None


def _is_missing(value: Any) -> bool:
    # Missing numbers, dates and everything else of pandas, by name so that it need not be loaded.
    return value is None or (isinstance(value, float) and isnan(value)) or type(value).__name__ in ("NAType", "NaTType")


def _code(value: Any) -> str | None:
    """A value as a category; None where it is missing."""
    if _is_missing(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _whole(value: Any) -> int | None:
    number = _decimal(value)
    return None if number is None or number < 0 or number != int(number) else int(number)


def _decimal(value: Any) -> Decimal | None:
    """A finite number as it is written; None for anything else."""
    if isinstance(value, bool) or _is_missing(value) or not isinstance(value, (Real, Decimal)):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() else None


def _ticks(value: Any, column: str) -> bool:
    if _is_missing(value):
        return False
    if value not in (0, 1):
        what, remedy = "some values are neither 1 nor 0, True nor False", "recode the column"
        raise ProtectionRefused([Problem(f"data: {column}", what, remedy)])
    return bool(value == 1)


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _natural(code: str) -> list[tuple[int, int, str]]:
    """Sort key that puts 9 before 10."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", code) if part]

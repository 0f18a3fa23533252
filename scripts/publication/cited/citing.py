"""Lists what sources print of people, as a study cites it or as the tables of a written package show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..model import Derivation, Figure, Measure, Qualifier, Study, Table, Value

Record = Mapping[str, Value]
Pairs = tuple[tuple[str, str], ...]
Limits = tuple[tuple[Fraction | None, bool], tuple[Fraction | None, bool]]
_COLUMNS = {
    "id",
    "measure",
    "value",
    "unit",
    "qualifier",
    "lower",
    "upper",
    "is_lower_open",
    "is_upper_open",
    "universe",
    "base",
    "variable",
    "category",
}
_BREAKDOWN = {"part", "figure", "derivation"}


@dataclass(frozen=True)
class Citation:
    """What a source prints of some people, before it is known which cells these are.

    Attributes:
        figure: its id.
        measure: a count, a share or a mean.
        unit: what is counted.
        whole: the universe that they are a part of.
        conditions: variable and category of each condition by which their universe is cut out of it.
        group: variable and category of those whom it is about; empty for everybody in the universe.
        count: their number, where the source prints just that.
        limits: the least and the largest value that its wording leaves, with whether each is excluded; of a share, in
            per cent.
        has_base: whether the source says of whom a share is.
        is_in_package: whether the package itself prints it, with its universe.
    """

    figure: str
    measure: str
    unit: str
    whole: str
    conditions: Pairs
    group: Pairs
    count: int | None
    limits: Limits
    has_base: bool
    is_in_package: bool


def citations_of(study: Study, figures: Iterable[Figure], tables: Sequence[Table]) -> tuple[Citation, ...]:
    """The citations of a study, whether or not a table shows them: its sources are public.

    Args:
        study: knows its universes.
        figures: the figures with their bounds.
        tables: all tables as they will be published.
    """
    shown = {str(record["id"]) for table in tables if _has_figures(table) for record in table.records()}
    known = _universes(tables)
    found = []
    for figure in figures:
        cited, interval = figure.cited, figure.interval
        universe = study.find("universes", cited.universe)
        is_exact = cited.qualifier is Qualifier.EXACT and cited.measure is Measure.COUNT
        citation = Citation(
            cited.id,
            cited.measure,
            cited.unit,
            universe["part_of"] or cited.universe if universe else cited.universe,
            study.conditions(cited.universe),
            ((cited.variable, cited.category),) if cited.variable and cited.category else (),
            int(cited.value) if is_exact else None,
            ((interval.lower, interval.is_lower_open), (interval.upper, interval.is_upper_open)),
            bool(cited.base),
            cited.id in shown and cited.universe in known,
        )
        if bool(cited.variable) == bool(cited.category):
            found.append(citation)
    return tuple(found)


def citations_in(tables: Sequence[Table]) -> tuple[Citation, ...]:
    """The citations that the tables of a written package print; their universes are those that it has tables of."""
    known = _universes(tables)
    labels = {table.universe: known[table.cube.own] for table in tables if table.cube is not None and table.universe}
    found = []
    for table in tables:
        if _has_figures(table):
            found += [c for record in table.records() if (c := _row_of_figures(record, known)) is not None]
        elif {column.name for column in table.columns} >= _BREAKDOWN and table.universe in labels:
            found += [c for record in table.records() for c in _row_of_breakdown(record, table, labels[table.universe])]
    return tuple(found)


def _has_figures(table: Table) -> bool:
    return {column.name for column in table.columns} >= _COLUMNS


def _universes(tables: Iterable[Table]) -> dict[str, tuple[str, Pairs]]:
    """Universe -> the whole that it is cut out of, and the conditions, as tables of counts say of themselves."""
    cubes = [table.cube for table in tables if table.cube is not None]
    cut = {cube.own: (cube.universe, tuple((d.variable, code) for d, code in cube.within)) for cube in cubes}
    return {**{cube.universe: (cube.universe, ()) for cube in cubes}, **cut}


def _row_of_figures(record: Record, known: Mapping[str, tuple[str, Pairs]]) -> Citation | None:
    variable, category = record["variable"], record["category"]
    if record["universe"] not in known or bool(variable) != bool(category):
        return None
    is_exact = record["qualifier"] == Qualifier.EXACT and record["measure"] == Measure.COUNT
    ends = [(_fraction(record[end]), record[f"is_{end}_open"] is True) for end in ("lower", "upper")]
    return Citation(
        str(record["id"]),
        str(record["measure"]),
        str(record["unit"]),
        *known[str(record["universe"])],
        ((str(variable), str(category)),) if variable else (),
        int(str(record["value"])) if is_exact else None,
        (ends[0], ends[1]),
        bool(record["base"]),
        is_in_package=True,
    )


def _row_of_breakdown(record: Record, table: Table, universe: tuple[str, Pairs]) -> Iterator[Citation]:
    """Yields the count of a row, and its share, which has the row's universe as its base."""
    dimension = table.primary_key[0]
    if record["derivation"] != Derivation.PRINTED:
        return
    group = () if record["part"] == "total" else ((dimension, str(record[dimension])),)
    for column in table.columns:
        value = record[column.name]
        if value is None or column.type not in ("integer", "number"):
            continue
        is_count = column.name.endswith("_count")
        half = Fraction(0) if is_count else Fraction(1, 2 * 10 ** len(str(value).partition(".")[2]))
        limits = ((Fraction(str(value)) - half, False), (Fraction(str(value)) + half, False))
        measure, count = (Measure.COUNT, int(str(value))) if is_count else (Measure.SHARE, None)
        yield Citation(
            str(record["figure"]), measure, column.unit, *universe, group, count, limits, True, is_in_package=False
        )


def _fraction(value: Value) -> Fraction | None:
    return None if value is None else Fraction(str(value))

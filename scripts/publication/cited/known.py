"""Turns the figures that a study cites, or that a written package shows, into known intervals of cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from safetables.findings import End, KnownInterval, Measure
from safetables.tables import Cell, Dimension, Layout

from ..model import Derivation, Figure, FiguresSpec, Qualifier, Study, Table, Value

Row = Mapping[str, Value]
Pairs = tuple[tuple[str, str], ...]
Universe = tuple[str, Pairs]
_FIGURES = {"id", "measure", "printed_value", "unit", "qualifier", "lower", "upper", "is_lower_open", "is_upper_open"}
_FIGURES |= {"universe"}
_BREAKDOWN = {"part", "figure", "derivation"}


@dataclass(frozen=True)
class _People:
    """The people whom tables count: each universe with the whole that it is cut out of and the conditions."""

    universes: Mapping[str, Universe]
    units: frozenset[str]
    dimensions: Mapping[str, Dimension]

    @staticmethod
    def of(tables: Iterable[Layout], units: Iterable[str]) -> _People:
        """The people whom tables of counts are of, as these say of themselves."""
        listed = list(tables)
        universes: dict[str, Universe] = {table.whole: (table.whole, ()) for table in listed}
        universes |= {t.universe: (t.whole, tuple((d.variable, code) for d, code in t.conditions)) for t in listed}
        dimensions = {dimension.variable: dimension for table in listed for dimension in table.all_dimensions}
        return _People(universes, frozenset(units), dimensions)

    def cells(self, measure: str, unit: str, universe: Universe, group: Pairs) -> tuple[Cell, Cell] | None:
        """Whom a figure is about, and all of their universe; None where tables do not count them."""
        whole, conditions = universe
        pairs = [self._pair(*pair) for pair in (*conditions, *group)]
        if whole not in {own for own, _ in self.universes.values()} or None in pairs:
            return None
        # A count of everybody is one of people only where it is in the unit that tables count in.
        if not group and measure != Measure.MEAN and (measure != Measure.COUNT or unit not in self.units):
            return None
        known = [pair for pair in pairs if pair]
        return Cell.of(whole, set(known)), Cell.of(whole, known[: len(conditions)])

    def _pair(self, variable: str, code: str) -> tuple[str, str] | None:
        dimension = self.dimensions.get(variable)
        return dimension.pair(code) if dimension is not None and code in dimension.parents else None


def known_of(study: Study, figures: Iterable[Figure], tables: Iterable[Layout]) -> tuple[KnownInterval, ...]:
    """What a study's figures say of the cells of tables of counts, shown or not: its sources are public.

    A figure is about its universe, or about a category of it; a mean that names a variable alone is of its numbers.
    """
    people = _People.of(tables, (spec.unit for spec in study.counts))
    shown = {name for spec in study.tables if isinstance(spec, FiguresSpec) for name in spec.series}
    found = []
    for figure in figures:
        cited, interval = figure.cited, figure.interval
        if (group := _group(cited.variable, cited.category, cited.measure)) is None:
            continue
        universe = _universe(study, cited.universe)
        cells = people.cells(cited.measure, cited.unit, universe, group)
        if cells is None:
            continue
        silent = [c["code"] for c in study.categories(cited.variable) if c["status"] and c["code"] != cited.category]
        left_out = (people.cells(cited.measure, cited.unit, universe, ((cited.variable, code),)) for code in silent)
        is_exact = cited.qualifier is Qualifier.EXACT and cited.measure is Measure.COUNT
        known = KnownInterval(
            cited.id,
            cited.measure,
            *cells,
            count=int(cited.value) if is_exact else None,
            least=(interval.lower, interval.is_lower_open),
            most=(interval.upper, interval.is_upper_open),
            has_base=bool(cited.base),
            left_out=tuple(pair[0] for pair in left_out if pair),
            variable="" if group else cited.variable,
            is_in_package=cited.series in shown and cited.universe in people.universes,
        )
        found.append(known)
    return tuple(found)


def known_in(tables: Sequence[Table]) -> tuple[KnownInterval, ...]:
    """What the tables of a written package print of cells; their universes are those that it has tables of."""
    counted = [(table, table.cube) for table in tables if table.cube is not None]
    units = (cube.count.removesuffix("_count") for _, cube in counted)
    people = _People.of((cube.layout for _, cube in counted), units)
    labels = {table.universe: people.universes[cube.own] for table, cube in counted if table.universe}
    found: list[KnownInterval] = []
    for table in tables:
        columns = {column.name for column in table.columns}
        if columns >= _FIGURES:
            found += [known for record in table.records() if (known := _in_figures(record, people)) is not None]
        elif columns >= _BREAKDOWN and table.universe in labels:
            universe = labels[table.universe]
            found += [known for record in table.records() for known in _in_breakdown(record, table, people, universe)]
    # One table may hold the figures of others.
    return tuple(dict.fromkeys(found))


def _universe(study: Study, universe: str) -> Universe:
    record = study.find("universes", universe)
    return record["part_of"] or universe if record else universe, study.conditions(universe)


def _group(variable: str, category: str, measure: str) -> Pairs | None:
    """The category that a figure is about, none where it is about its whole universe; None where nothing says which."""
    if variable and category:
        return ((variable, category),)
    return None if category or (variable and measure != Measure.MEAN) else ()


def _in_figures(record: Row, people: _People) -> KnownInterval | None:
    # A table has no columns that none of its rows would fill.
    variable, category, measure = record.get("variable"), record.get("category"), str(record["measure"])
    universe = people.universes.get(str(record["universe"]))
    if universe is None or measure not in {*Measure}:
        return None
    if (group := _group(str(variable or ""), str(category or ""), measure)) is None:
        return None
    cells = people.cells(measure, str(record["unit"]), universe, group)
    if cells is None:
        return None
    is_exact = record["qualifier"] == Qualifier.EXACT and measure == Measure.COUNT
    least, most = (_end(record[end], record[f"is_{end}_open"]) for end in ("lower", "upper"))
    return KnownInterval(
        str(record["id"]),
        Measure(measure),
        *cells,
        count=int(str(record["printed_value"])) if is_exact else None,
        least=least,
        most=most,
        has_base=bool(record.get("base")),
        variable="" if group else str(variable or ""),
        is_in_package=True,
    )


def _end(value: Value, is_open: Value) -> End:
    return None if value is None else Fraction(str(value)), is_open is True


def _in_breakdown(record: Row, table: Table, people: _People, universe: Universe) -> Iterator[KnownInterval]:
    """Yields the count of a row, and its share, which has the row's universe as its base."""
    dimension = table.primary_key[0]
    if record["derivation"] != Derivation.PRINTED:
        return
    group = () if record["part"] == "total" else ((dimension, str(record[dimension])),)
    for column in table.columns:
        value = record[column.name]
        if value is None or column.type not in ("integer", "number"):
            continue
        measure = Measure.COUNT if column.name.endswith("_count") else Measure.SHARE
        cells = people.cells(measure, column.unit, universe, group)
        if cells is None:
            continue
        is_count, number = measure is Measure.COUNT, Fraction(str(value))
        half = Fraction(0) if is_count else Fraction(1, 2 * 10 ** len(str(value).partition(".")[2]))
        yield KnownInterval(
            str(record["figure"]),
            measure,
            *cells,
            count=int(str(value)) if is_count else None,
            least=(number - half, False),
            most=(number + half, False),
        )

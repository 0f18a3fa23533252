"""What every published table has: its frame, the columns that mark its numbers, and one way to write a number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ...model import (
    CheckResult,
    Column,
    Derivation,
    Figure,
    MissingValue,
    Option,
    Origin,
    Reference,
    Study,
    Table,
    TableSpec,
    Value,
)
from ...wording import ORIGIN_WORDS, decimal

ORIGIN = Column(
    "origin",
    "Origin",
    "Which kind of number it is.",
    is_required=True,
    options=(Option(Origin.CITED, ORIGIN_WORDS[Origin.CITED]),),
)
DERIVATION = Column(
    "derivation",
    "Derivation",
    "Whether a source prints the number or this publication computes it from printed ones.",
    is_required=True,
    options=(
        Option(Derivation.PRINTED, "printed by a source"),
        Option(Derivation.DERIVED, "computed from printed numbers"),
    ),
)
_NO_END = (MissingValue("", "the wording states no end"),)
_LOWER = Column("lower", "Lower end", "Smallest value that the wording leaves possible.", "number", missing=_NO_END)
_UPPER = Column("upper", "Upper end", "Largest value that the wording leaves possible.", "number", missing=_NO_END)
_IS_LOWER_OPEN = Column(
    "is_lower_open", "Lower end open", "Whether the lower end itself is excluded.", "boolean", is_required=True
)
_IS_UPPER_OPEN = Column(
    "is_upper_open", "Upper end open", "Whether the upper end itself is excluded.", "boolean", is_required=True
)
BOUNDS = (_LOWER, _UPPER, _IS_LOWER_OPEN, _IS_UPPER_OPEN)

Rows = tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Given:
    """What tables are made from."""

    study: Study
    figures: tuple[Figure, ...]
    results: tuple[CheckResult, ...]


def framed(spec: TableSpec, columns: tuple[Column, ...], rows: Rows, key: tuple[str, ...], sources: set[str]) -> Table:
    """A table of cited numbers, each row marked with its origin."""
    return Table(
        id=spec.id,
        kind=spec.kind,
        title=spec.title,
        description=spec.description,
        origin=Origin.CITED,
        columns=(*columns, ORIGIN),
        rows=tuple((*row, Origin.CITED.value) for row in rows),
        primary_key=key,
        sources=tuple(sorted(sources)),
        show=spec.show or tuple(column.name for column in columns),
        universe=spec.universe,
    )


def published(columns: tuple[Column, ...], study: Study) -> tuple[Column, ...]:
    """Columns of study files with references to the tables that publish those files, where there are such tables."""
    table_of = study.published_files
    figures = [spec.id for spec in study.tables if spec.kind == "figures"]
    if len(figures) == 1:
        table_of["figures"] = figures[0]
    published = []
    for column in columns:
        reference = column.reference
        if reference is not None:
            known = reference.table in table_of and column.type != "list"
            reference = Reference(table_of[reference.table], reference.column) if known else None
        published.append(replace(column, reference=reference))
    return tuple(published)


def exact_decimal(value: Fraction | None) -> Decimal | None:
    """A number with as few digits as write it exactly, and four after the point where seven do not."""
    if value is None:
        return None
    for places in range(8):
        if (value * 10**places).denominator == 1:
            return decimal(value, places)
    return decimal(value, 4)

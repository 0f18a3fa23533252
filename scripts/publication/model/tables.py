"""Tables as they are published: columns, rows and what they mean; never a count that was withheld."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any

from safetables.tables import Dimension, Layout, Subpopulation

Value = str | int | Decimal | bool | None

# What every name, title and drawing of practice numbers begins with or shows.
SYNTHETIC = "SYNTHETIC"


class Origin(StrEnum):
    """Which kind of number a table, chart, file or row holds; the kinds never mix."""

    CITED = "cited"
    MICRODATA = "microdata"
    PRACTICE = "practice"


class Derivation(StrEnum):
    """Whether a source prints a number or this publication computes it from printed ones."""

    PRINTED = "printed"
    DERIVED = "derived"


@dataclass(frozen=True)
class Option:
    """One permitted value of a column."""

    value: str
    label: str

    def __post_init__(self) -> None:
        # A code of an enumeration is a plain text here, as it is where it is read back.
        object.__setattr__(self, "value", str(self.value))


@dataclass(frozen=True)
class MissingValue:
    """A marker that stands where there is no value, and what it means."""

    marker: str
    label: str


@dataclass(frozen=True)
class Reference:
    """Values of a column that name rows of another table (or of the same one: table empty)."""

    table: str
    column: str


@dataclass(frozen=True)
class Datatype:
    """A type of column, in the words of Table Schema, SQLite, CSV on the Web and Croissant."""

    table_schema: str
    sql: str
    csvw: str
    croissant: str
    is_number: bool = False


# A type is a line here, and stands nowhere else.
DATATYPES = {
    "string": Datatype("string", "TEXT", "string", "sc:Text"),
    "list": Datatype("string", "TEXT", "string", "sc:Text"),
    "date": Datatype("date", "TEXT", "date", "sc:Date"),
    "boolean": Datatype("boolean", "INTEGER", "boolean", "sc:Boolean"),
    "integer": Datatype("integer", "INTEGER", "integer", "sc:Integer", is_number=True),
    "number": Datatype("number", "REAL", "decimal", "sc:Float", is_number=True),
}


@dataclass(frozen=True)
class Column:
    """One column of a table or of a study file.

    Attributes:
        type: one of `DATATYPES`; `list` is a string with values separated by " | ".
        unit: unit of the numbers, such as "percent"; empty for columns without one.
        options: permitted values; empty where any value is allowed.
        missing: what an empty cell means here; empty where the column is never empty.
    """

    name: str
    title: str
    description: str
    type: str = "string"
    unit: str = ""
    is_required: bool = False
    minimum: int | None = None
    maximum: int | None = None
    pattern: str = ""
    options: tuple[Option, ...] = ()
    missing: tuple[MissingValue, ...] = ()
    reference: Reference | None = None

    @classmethod
    def of(
        cls,
        name: str,
        description: str,
        empty: str = "",
        *,
        title: str = "",
        names: str = "",
        codes: Mapping[str, str] = MappingProxyType({}),
        **more: Any,
    ) -> Column:
        """A column that names the rows of another file or table by their ids where `names` is given.

        `empty` says what an empty cell means; without it none is permitted. `codes` are the permitted values.
        """
        return cls(
            name,
            title or name.replace("_", " ").capitalize(),
            description,
            is_required=not empty,
            options=tuple(Option(code, label) for code, label in codes.items()),
            missing=(MissingValue("", empty),) if empty else (),
            reference=Reference(names, "id") if names else None,
            **more,
        )

    @property
    def datatype(self) -> Datatype:
        """What its type is called elsewhere."""
        return DATATYPES[self.type]

    @property
    def limits(self) -> dict[str, int]:
        """`minimum` and `maximum`, as far as there are any."""
        ends = {"minimum": self.minimum, "maximum": self.maximum}
        return {name: value for name, value in ends.items() if value is not None}


@dataclass(frozen=True)
class CubeShare:
    """A column of shares: each is of the margin that keeps the dimensions `keeps`."""

    column: str
    keeps: tuple[str, ...]
    decimals: int


@dataclass(frozen=True)
class CubeWeighting:
    """A column of weighted shares, beside a column with the unweighted count that each is of.

    Attributes:
        base: column with the unweighted counts of those whom they are of.
        keeps: dimensions of the margin that they are of.
        variables: dimensions whose categories have a weight together.
        weights: categories, one of each of these, none of which has parts, and what each person in them counts for,
            as it is written.
    """

    column: str
    base: str
    keeps: tuple[str, ...]
    decimals: int
    variables: tuple[str, ...]
    weights: tuple[tuple[tuple[str, ...], str], ...]


@dataclass(frozen=True)
class CubeMean:
    """A column of means of a numeric variable, whose values are whole and not below zero."""

    column: str
    variable: str
    decimals: int


@dataclass(frozen=True)
class Cube:
    """What makes a table of rows a table of counts again.

    Attributes:
        universe: whom the linked cells count: the table's universe, or the one that it is cut out of.
        own: the table's own universe.
        marker: name of the column that marks suppressed cells.
        total: code that stands for the whole of a dimension.
        rounded_to: base that counts were rounded to; 1 for none.
        within: dimensions that the table is cut out by, each with the category that everybody in it has.
    """

    universe: str
    dimensions: tuple[Dimension, ...]
    count: str
    marker: str
    total: str
    shares: tuple[CubeShare, ...]
    rounded_to: int
    within: tuple[tuple[Dimension, str], ...] = ()
    own: str = ""
    means: tuple[CubeMean, ...] = ()
    weighted: tuple[CubeWeighting, ...] = ()

    @cached_property
    def layout(self) -> Layout:
        """Whom the table counts, and by what."""
        if not self.within and self.own in ("", self.universe):
            return Layout("", self.universe, self.dimensions)
        return Layout("", self.own, self.dimensions, subpopulation=Subpopulation(self.universe, self.within))


@dataclass(frozen=True)
class Table:
    """A table as it is published.

    Attributes:
        kind: the kind of its entry in tables.yml.
        sources: ids of the sources that its rows come from, sorted.
        show: columns that a page shows, in order.
        cube: how the rows make up a table of counts; None for any other table.
    """

    id: str
    kind: str
    title: str
    description: str
    origin: Origin
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    primary_key: tuple[str, ...]
    sources: tuple[str, ...]
    show: tuple[str, ...]
    universe: str = ""
    cube: Cube | None = None

    def records(self) -> Iterator[dict[str, Value]]:
        """Yields each row as column name -> value."""
        names = [column.name for column in self.columns]
        for row in self.rows:
            yield dict(zip(names, row, strict=True))

    def column(self, name: str) -> Column:
        """The column called `name`; a KeyError where there is none."""
        return {column.name: column for column in self.columns}[name]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over everything that is published of the table, in hexadecimal."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def is_practice(tables: Iterable[Table]) -> bool:
    """Whether there are numbers of synthetic respondents among them."""
    return any(table.origin is Origin.PRACTICE for table in tables)

"""A study as its folder describes it, read and cross-checked, and its respondents; never the text of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, TypeVar

from safetables import tables
from safetables.policy import Policy

from .card import Reading, StudyCard
from .figures import CitedFigure
from .specs import ChartSpec, CheckSpec, CountsSpec, FiguresSpec, PracticeSpec, RecordsSpec, TableSpec
from .tables import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")


@dataclass(frozen=True)
class Record:
    """One row of a study file: column name -> text, and its row number (the header is row 1)."""

    row: int
    values: Mapping[str, str] = field(hash=False)

    def __getitem__(self, column: str) -> str:
        return self.values[column]


@dataclass(frozen=True)
class RecordFile:
    """A study file with its columns and rows; its name has no ending, such as "sources"."""

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    records: tuple[Record, ...]

    def ids_of(self, table: str) -> set[str]:
        """The ids of another file's rows that any of its cells names."""
        columns = [one.name for one in self.columns if one.reference is not None and one.reference.table == table]
        return {id for name in columns for record in self.records for id in split_list(record[name])}


@dataclass(frozen=True)
class Weighting(tables.Weighting):
    """A weighting by its name in tables.yml; a variable of type weight that has the same is a respondents' column."""

    id: str


@dataclass(frozen=True, eq=False)
class Coded(Generic[T]):
    """One value of each respondent: the distinct values, and each respondent's place among them."""

    values: tuple[T, ...] = field(repr=False)
    places: NDArray[np.integer] = field(repr=False)

    def __iter__(self) -> Iterator[T]:
        return map(self.values.__getitem__, self.places.tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Coded) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # it holds an array


@dataclass(frozen=True)
class Respondents:
    """The respondents of a study; their answers are in no text of it.

    Attributes:
        answers: variable -> code of the category of each respondent.
        ticks: variable with several answers -> category -> whether each respondent gave it.
        numbers: numeric variable -> number of each respondent; None where there is none.
    """

    name: str
    n_respondents: int = field(repr=False)
    answers: Mapping[str, Coded[str]] = field(repr=False, hash=False)
    ticks: Mapping[str, Mapping[str, Coded[bool]]] = field(repr=False, hash=False)
    numbers: Mapping[str, Coded[Decimal | None]] = field(repr=False, hash=False)


@dataclass(frozen=True)
class Study:
    """Everything that a study folder says."""

    card: StudyCard
    figures: tuple[CitedFigure, ...]
    files: tuple[RecordFile, ...]
    checks: tuple[CheckSpec, ...]
    tables: tuple[TableSpec, ...]
    charts: tuple[ChartSpec, ...]
    policy: Policy | None = None
    practice: PracticeSpec | None = None
    reading: Reading = field(default_factory=Reading)
    weightings: tuple[Weighting, ...] = ()

    def file(self, name: str) -> RecordFile:
        """The study file called `name`; a KeyError where there is none."""
        return {file.name: file for file in self.files}[name]

    @property
    def counts(self) -> tuple[CountsSpec, ...]:
        """The tables for which respondents are counted."""
        return tuple(spec for spec in self.tables if isinstance(spec, CountsSpec))

    @property
    def published_files(self) -> dict[str, str]:
        """Name of each study file that is published as it is -> the table that it is."""
        return {spec.file: spec.id for spec in self.tables if isinstance(spec, RecordsSpec)}

    @property
    def all_figures(self) -> FiguresSpec | None:
        """The table that holds every published figure; None where several share them."""
        tables = [spec for spec in self.tables if isinstance(spec, FiguresSpec)]
        series = {name for spec in tables for name in spec.series}
        return next((spec for spec in tables if series == {*spec.series}), None)

    def label(self, file: str, id: str, column: str = "label") -> str:
        """What a record is called, by the record's id; the id itself where nothing has it."""
        record = self.find(file, id)
        return id if record is None else record[column]

    def find(self, file: str, id: str) -> Record | None:
        """The record that has an id; None where there is none."""
        return next((record for record in self.file(file).records if record["id"] == id), None)

    def label_of(self, variable: str, code: str = "") -> str:
        """What a variable, or one of its categories, is called; its id where nothing is said of it."""
        if not code:
            return self.label("variables", variable)
        return next((record["label"] for record in self.categories(variable) if record["code"] == code), code)

    def variable_type(self, variable: str) -> str:
        """What kind of answers a variable has; empty where it is unknown."""
        record = self.find("variables", variable)
        return "" if record is None else record["type"]

    def categories(self, variable: str) -> tuple[Record, ...]:
        """The categories of a variable, in the order of the file."""
        return tuple(record for record in self.file("categories").records if record["variable"] == variable)

    def weighting(self, id: str) -> Weighting | None:
        """The weighting that has an id; None where there is none."""
        return next((weighting for weighting in self.weightings if weighting.id == id), None)

    def conditions(self, universe: str) -> tuple[tuple[str, str], ...]:
        """Variable and code of each condition that a universe is cut out by; none for a whole of its own."""
        record = self.find("universes", universe)
        return () if record is None else conditions_in(record["where"])


def split_list(text: str) -> tuple[str, ...]:
    """The values of a cell that holds several."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def conditions_in(text: str) -> tuple[tuple[str, str], ...]:
    """Variable and code of each condition, as a cell `where` of a study file writes them."""
    pairs = [part.partition("=") for part in split_list(text)]
    return tuple((name.strip(), code.strip()) for name, _, code in pairs if name.strip())

"""A study as its folder describes it, read and cross-checked; never a respondent's answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from safetables.tables import Policy

from .charts import ChartSpec
from .figures import CheckSpec, CitedFigure
from .practice import PracticeSpec
from .respondents import Reading
from .tables import Column, CountsSpec, RecordsSpec, TableSpec
from .weights import Weighting


@dataclass(frozen=True)
class Record:
    """One row of a study file: column name -> text, and its row number (the header is row 1)."""

    row: int
    values: Mapping[str, str] = field(hash=False)

    def __getitem__(self, column: str) -> str:
        return self.values[column]


@dataclass(frozen=True)
class RecordFile:
    """A study file with its columns and rows.

    Attributes:
        name: file name without its ending, such as "sources".
    """

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Country:
    """A place that the study's files name by its code.

    Attributes:
        code: two letters of ISO 3166-1.
        name: what readers call it.
        alpha3: its three letters in the same standard; empty where they are not given.
    """

    code: str
    name: str
    alpha3: str = ""


@dataclass(frozen=True)
class Theme:
    """A term under which portals file a publication.

    Attributes:
        address: what names the term on the web.
        label: what its vocabulary calls it, in the first language of the publication.
    """

    address: str
    label: str


@dataclass(frozen=True)
class StudyCard:
    """What study.yml says of the publication as a whole.

    Attributes:
        released: release date, ISO 8601.
        survey_year: the year that every claim carries; None where there is none.
        contributors: Data Package contributors, as (key, value) records.
        countries: the places that the study's files name.
        synonyms: a word by which readers search -> words that mean the same in this study.
        independence: sentence that says for whom the publication does not speak.
        sources_terms: what is known and not known of the sources' own terms.
        technique: how answers were collected; empty where it is not known.
        places: those of the countries where the survey was done, each with its three letters.
        themes: the terms under which European portals file the publication.
        zones: name of a time zone -> name of the country that keeps it, and how a sentence says to be there.
    """

    id: str
    title: str
    short_title: str
    description: str
    version: str
    released: str
    survey_year: int | None
    languages: tuple[str, ...]
    keywords: tuple[str, ...]
    licence_name: str
    licence_title: str
    licence_path: str
    contributors: tuple[Mapping[str, object], ...] = field(hash=False)
    countries: tuple[Country, ...]
    synonyms: Mapping[str, tuple[str, ...]] = field(hash=False)
    independence: str
    sources_terms: str
    technique: str = ""
    places: tuple[Country, ...] = ()
    themes: tuple[Theme, ...] = ()
    zones: Mapping[str, tuple[str, str]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Study:
    """Everything that a study folder says.

    Attributes:
        policy: how counts are protected; None where the study has no counted tables.
        practice: how its respondents are invented; None where they are not.
        reading: how its respondents' file is written.
        weightings: the ways in which its shares are weighted.
    """

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
        """The study file called `name`.

        Raises:
            KeyError: there is none.
        """
        for file in self.files:
            if file.name == name:
                return file
        raise KeyError(name)

    @property
    def counts(self) -> tuple[CountsSpec, ...]:
        """The tables for which respondents are counted."""
        return tuple(spec for spec in self.tables if isinstance(spec, CountsSpec))

    @property
    def published_files(self) -> dict[str, str]:
        """Name of each study file that is published as it is -> the table that it is."""
        return {spec.file: spec.id for spec in self.tables if isinstance(spec, RecordsSpec)}

    def label(self, file: str, id: str, column: str = "label") -> str:
        """What a record is called, by the record's id; the id itself where nothing has it."""
        record = self.find(file, id)
        return id if record is None else record[column]

    def find(self, file: str, id: str) -> Record | None:
        """The record that has an id; None where there is none."""
        return next((record for record in self.file(file).records if record["id"] == id), None)

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


def conditions_in(text: str) -> tuple[tuple[str, str], ...]:
    """Variable and code of each condition, as a cell `where` of a study file writes them."""
    pairs = [part.partition("=") for part in text.split("|")]
    return tuple((name.strip(), code.strip()) for name, _, code in pairs if name.strip())

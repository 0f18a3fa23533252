"""What the YAML files of a study say: a class for each kind of entry, a field for each of its keys.

The types hold everything that a key permits; `study.documents` reads the files by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, NotRequired

from pydantic import AfterValidator, ConfigDict, Discriminator, Field, StringConstraints, Tag, with_config
from typing_extensions import TypedDict

from .figures import Series


def _distinct(texts: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(texts)) < len(texts):
        raise ValueError(f"{list(texts)} names something twice")
    return texts


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no date") from None
    # The archive that readers download cannot hold an earlier one.
    if day.year < 1980:
        raise ValueError(f"{text!r} is before 1980")
    return text


def _character(word: str) -> str:
    return {"comma": ",", "semicolon": ";", "tab": "\t", "point": "."}[word]


_STRICT = ConfigDict(extra="forbid")
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]
Distinct = Annotated[Texts, AfterValidator(_distinct)]
Id = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
Answer = tuple[Text, Text]
Day = Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_day)]
Version = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
CountryCode = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Zone = Annotated[str, Field(pattern="^[A-Za-z]+([/_-][A-Za-z]+)*$")]
Address = Annotated[str, Field(pattern="^https?://")]
Natural = Annotated[int, Field(ge=0)]


@dataclass(frozen=True)
class Licence:
    """The licence of the data: its short name, its title and its address."""

    name: Text
    title: Text
    path: Text


@with_config(ConfigDict(extra="allow"))
class Contributor(TypedDict):
    """A contributor as Data Package describes one; what else it may say of one is passed on."""

    title: Text
    roles: Annotated[list[Text], Field(min_length=1)]
    path: NotRequired[str]
    givenName: NotRequired[str]
    familyName: NotRequired[str]


@dataclass(frozen=True)
class Country:
    """A place that the study's files name by its code.

    Attributes:
        code: two letters of ISO 3166-1.
        name: what readers call it.
        alpha3: its three letters in the same standard; empty where they are not given.
        within: how a sentence says to be there.
        zones: names of its time zones.
    """

    code: CountryCode
    name: Text
    alpha3: Annotated[str, Field(pattern="^[A-Z]{3}$")] = ""
    within: Text = ""
    zones: Annotated[tuple[Zone, ...], Field(min_length=1), AfterValidator(_distinct)] = ()

    def __post_init__(self) -> None:
        if self.zones and not self.within:
            raise ValueError("'within' is a required property where there are zones")


@dataclass(frozen=True)
class Survey:
    """What is known of the survey: how answers were collected, and codes of the countries where it was done."""

    technique: Text = ""
    places: Annotated[tuple[CountryCode, ...], Field(min_length=1), AfterValidator(_distinct)] = ()


@dataclass(frozen=True)
class Theme:
    """A term under which portals file a publication: its address, and its label in its own vocabulary."""

    path: Address
    label: Text


@with_config(_STRICT)
@dataclass(frozen=True, kw_only=True)
class StudyCard:
    """study.yml: the publication as a whole.

    Attributes:
        survey_year: the year that every claim carries; None where there is none.
        countries: the places that the study's files name.
        synonyms: a word by which readers search -> words that mean the same in this study.
        independence: sentence that says for whom the publication does not speak.
        sources_terms: what is known and not known of the sources' own terms.
        themes: the terms under which European portals file the publication.
    """

    id: Annotated[str, Field(pattern="^[a-z][a-z0-9-]*$")]
    title: Text
    short_title: Text = ""
    description: Annotated[str, StringConstraints(strip_whitespace=True, min_length=50, max_length=5000)]
    version: Version
    released: Day
    survey_year: int | None = None
    languages: Texts = ("en",)
    keywords: Distinct = ()
    licence: Licence
    contributors: Annotated[tuple[Contributor, ...], Field(min_length=1)] = field(hash=False)
    countries: Annotated[tuple[Country, ...], Field(min_length=1)] = ()
    synonyms: Mapping[str, Distinct] = field(default_factory=dict, hash=False)
    independence: Text = ""
    sources_terms: Text = ""
    survey: Survey = Survey()
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "short_title", self.short_title or self.title)

    @property
    def places(self) -> tuple[Country, ...]:
        """The countries where the survey was done, in the order of `survey`."""
        by_code = {country.code: country for country in self.countries}
        return tuple(by_code[code] for code in self.survey.places)


@dataclass(frozen=True, kw_only=True)
class TableSpec:
    """One entry of tables.yml: a table that is wanted.

    Attributes:
        kind: how its rows come about.
        show: columns that a page shows, in order; empty for all of them.
    """

    id: Id
    kind: str
    title: Text
    description: Text
    universe: Text = ""
    show: Texts = ()


@dataclass(frozen=True, kw_only=True)
class MadeSpec(TableSpec):
    """A table whose kind says everything; synthetic `respondents` and `choices` belong to practice studies."""

    kind: Literal["checks", "dictionary", "respondents", "choices"]


@dataclass(frozen=True, kw_only=True)
class RecordsSpec(TableSpec):
    """A study file as it is; `file` is its name without an ending."""

    kind: Literal["records"]
    file: Text


@dataclass(frozen=True, kw_only=True)
class FiguresSpec(TableSpec):
    """The cited figures of some series."""

    kind: Literal["figures"]
    series: Annotated[tuple[Series, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Remainder:
    """What the parts of a breakdown leave of its total: what it is called, and the result of a check that it is."""

    label: Text
    result: Text


@dataclass(frozen=True, kw_only=True)
class BreakdownSpec(TableSpec):
    """Printed counts of a universe by the categories of a variable.

    Attributes:
        dimension: the variable.
        categories: codes of the categories that have a row.
        total: id of the figure that is the whole; empty for none.
    """

    kind: Literal["breakdown"]
    universe: Text = field()
    dimension: Text
    unit: Text
    categories: Distinct
    total: Text = ""
    remainder: Remainder | None = None


@dataclass(frozen=True, kw_only=True)
class CountsSpec(TableSpec):
    """Respondents counted and protected.

    Attributes:
        dimensions: the variables that they are counted by.
        shares_of: dimensions of the margin that shares are of (none: of the whole); None for no shares.
        mean_of: the variable whose means stand beside the counts; empty for none.
        weighted_by: the weighting of a second column of shares; empty for none.
    """

    kind: Literal["counts"]
    universe: Text = field()
    dimensions: Annotated[Distinct, Field(max_length=4)]
    unit: Text
    shares_of: Annotated[tuple[Text, ...], AfterValidator(_distinct)] | None = None
    mean_of: Text = ""
    weighted_by: Text = ""


AnyTableSpec = Annotated[RecordsSpec | FiguresSpec | BreakdownSpec | CountsSpec | MadeSpec, Field(discriminator="kind")]


class ChartKind(StrEnum):
    """The ways to draw a table."""

    COUNTS = "counts"
    SHARES = "shares"
    BARS = "bars"


@dataclass(frozen=True)
class ChartSpec:
    """One entry of charts.yml.

    Attributes:
        headline: the message.
        subtitle: the statistic, with universe, unit and year.
        alt: short text alternative, at most 220 characters, not the headline.
        base: which base the numbers have, in words.
        caution: what the chart does not say.
        rows: keys of the table's rows to draw, in order; empty for all of them, or for all finest groups of a counted
            table; the parts of a key are separated by a space.
    """

    id: Id
    table: Text
    kind: ChartKind
    headline: Text
    subtitle: Text
    alt: Text
    base: Text
    caution: Text
    rows: Texts = ()


# Kind of an arithmetic check -> its inputs; `cited.checks` has a function of the same name for each.
CHECK_INPUTS: Mapping[str, tuple[str, ...]] = {
    "sum_of_parts": ("parts", "total"),
    "share_of_base": ("count", "share", "bases"),
    "common_base": ("counts", "shares", "bases"),
    "combined_share": ("parts", "bases", "claim"),
    "count_from_share": ("share", "bases"),
    "share_of_rest": ("left_out", "share", "bases"),
    "difference": ("minuend", "subtrahend"),
    "shares_of_pool": ("parts", "bases"),
    "left_over": ("parts", "bases"),
}


def _kind_of_check(kind: str) -> str:
    if kind not in CHECK_INPUTS:
        raise ValueError(f"{kind!r} is not one of {', '.join(CHECK_INPUTS)}")
    return kind


Ids = Annotated[tuple[str, ...], Field(min_length=1)]


@dataclass(frozen=True)
class CheckSpec:
    """One entry of checks.yml: an arithmetic question about figures.

    Attributes:
        kind: which arithmetic to do.
        question: the question in a reader's words.
        reading: what the answer does and does not show.
        inputs: input of the kind -> ids of figures, or of results of earlier checks (`check.result`).
    """

    id: Id
    kind: Annotated[str, AfterValidator(_kind_of_check)]
    question: Text
    reading: Text
    inputs: Mapping[str, Ids] = field(hash=False)

    def __post_init__(self) -> None:
        if {*self.inputs} != {*CHECK_INPUTS[self.kind]}:
            given, wanted = ", ".join(self.inputs) or "none", ", ".join(CHECK_INPUTS[self.kind])
            raise ValueError(f"the inputs {given}, and {self.kind} takes {wanted}")


@with_config(_STRICT)
@dataclass(frozen=True)
class Reading:
    """respondents.yml: how the respondents' file is written.

    Attributes:
        delimiter: what stands between two cells.
        decimal_mark: what stands before a number's decimals.
        header_rows: 1, or 2 where a question stands above its answers.
    """

    encoding: Literal["utf-8", "latin-1"] = "utf-8"
    delimiter: Annotated[str, Field(pattern="^(comma|semicolon|tab)$"), AfterValidator(_character)] = ","
    decimal_mark: Annotated[str, Field(pattern="^(point|comma)$"), AfterValidator(_character)] = "."
    header_rows: Literal[1, 2] = 1


@dataclass(frozen=True)
class PracticePart:
    """One answer of an invented variable.

    Attributes:
        figure: id of the figure that the number of respondents reproduces; empty for all who are left.
        reason: why it is chosen so; empty where the figure alone says it.
    """

    code: Text
    figure: Text = ""
    reason: Text = ""

    def __post_init__(self) -> None:
        if not self.figure and not self.reason:
            raise ValueError("neither a figure nor a reason is given")


@dataclass(frozen=True)
class PracticeAnswers:
    """A variable with categories.

    Attributes:
        among: (variable, code) of those who are asked; None where everybody is.
        otherwise: code of those who are not asked; empty where everybody is.
    """

    id: Text
    answers: Annotated[tuple[PracticePart, ...], Field(min_length=2)]
    among: Answer | None = None
    otherwise: Text = ""

    def __post_init__(self) -> None:
        if bool(self.among) != bool(self.otherwise):
            raise ValueError("'among' and 'otherwise' go together")


@dataclass(frozen=True)
class PracticeNumbers:
    """A variable of whole numbers with a printed mean.

    Attributes:
        mean: id of the figure.
        least: smallest number that a respondent may have, a choice.
        most: largest number, a choice.
        reason: why these ends are chosen.
    """

    id: Text
    mean: Text
    least: Natural
    most: Annotated[int, Field(ge=1, le=1000)]
    reason: Text


@dataclass(frozen=True)
class PracticeClaim:
    """A figure that says of answers what other figures fix already.

    Attributes:
        of: (variable, code) of the answers, taken together.
        fits: whether the choices agree with it; the build checks that.
    """

    figure: Text
    of: Annotated[tuple[Answer, ...], Field(min_length=1)]
    fits: bool
    reason: Text


@dataclass(frozen=True)
class LeftOut:
    """A figure, or a variable of the study, that the synthetic respondents leave out, and why."""

    id: Text
    reason: Text


def _way(entry: object) -> str:
    return "numbers" if isinstance(entry, Mapping) and "mean" in entry else "answers"


@with_config(_STRICT)
@dataclass(frozen=True)
class PracticeSpec:
    """practice.yml: how synthetic respondents are made.

    Attributes:
        seed: decides who is given which answers, and no number of them.
        series: the series whose figures must all be accounted for.
        respondents: id of the figure that says how many there are.
        example: id of the table whose protection is shown step by step.
        apart: what the file leaves out.
    """

    seed: Natural
    series: Series
    respondents: Text
    variables: Annotated[
        tuple[
            Annotated[
                Annotated[PracticeAnswers, Tag("answers")] | Annotated[PracticeNumbers, Tag("numbers")],
                Discriminator(_way),
            ],
            ...,
        ],
        Field(min_length=1),
    ]
    example: Text
    claims: tuple[PracticeClaim, ...] = ()
    apart: tuple[LeftOut, ...] = ()

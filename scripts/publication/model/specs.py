"""What tables.yml, charts.yml, checks.yml and practice.yml ask for, a field for each key; and charts as drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, with_config

from .card import STRICT, Distinct, Id, Natural, Text, Texts, distinct
from .figures import Series
from .tables import Origin

Answer = tuple[Text, Text]


@dataclass(frozen=True, kw_only=True)
class TableSpec:
    """One entry of tables.yml; a page shows the columns `show`, or all of them where it is empty."""

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
    """Printed counts of a universe by some categories of a variable; `total` is the figure that is the whole."""

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
    shares_of: Annotated[tuple[Text, ...], AfterValidator(distinct)] | None = None
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
        subtitle: the statistic, with universe, unit and year.
        base: which base the numbers have, in words.
        caution: what the chart does not say.
        rows: keys of the rows to draw, their parts separated by a space; empty for all, and of counts for the finest.
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


@dataclass(frozen=True)
class ChartFile:
    """A chart as a file of its own for a theme, "light" or "dark": its Vega-Lite specification and an SVG document."""

    theme: str
    spec: str
    svg: str


@dataclass(frozen=True)
class Words:
    """A drawing in words: its scale, a line for each bar, and how it is to be read where that needs saying."""

    scale: str
    lines: tuple[str, ...]
    key: str = ""


@dataclass(frozen=True)
class DrawnChart:
    """A chart as files, one for each theme, and as drawings for a page's text column and for a telephone's.

    Attributes:
        words: what the drawing shows, from the cells that it is drawn from.
    """

    spec: ChartSpec
    origin: Origin
    files: tuple[ChartFile, ...]
    words: Words
    wide_svg: str
    narrow_svg: str


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
        raise ValueError(f"{kind!r} is not one of {sorted(CHECK_INPUTS)}")
    return kind


Ids = Annotated[tuple[str, ...], Field(min_length=1)]


@dataclass(frozen=True)
class CheckSpec:
    """One entry of checks.yml: an arithmetic question about figures.

    Attributes:
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


@dataclass(frozen=True)
class PracticePart:
    """One answer of a synthetic variable: as many respondents as the figure says, or all who are left without one."""

    code: Text
    figure: Text = ""
    reason: Text = ""

    def __post_init__(self) -> None:
        if not self.figure and not self.reason:
            raise ValueError("neither a figure nor a reason is given")


@dataclass(frozen=True)
class PracticeAnswers:
    """A variable with categories; where not all are asked, `among` says who is and `otherwise` what others have."""

    id: Text
    answers: Annotated[tuple[PracticePart, ...], Field(min_length=2)]
    among: Answer | None = None
    otherwise: Text = ""

    def __post_init__(self) -> None:
        if bool(self.among) != bool(self.otherwise):
            raise ValueError("'among' and 'otherwise' go together")


@dataclass(frozen=True)
class PracticeNumbers:
    """A variable of whole numbers whose mean a figure prints; its least and its most are choices, for a reason."""

    id: Text
    mean: Text
    least: Natural
    most: Annotated[int, Field(ge=1, le=1000)]
    reason: Text


@dataclass(frozen=True)
class PracticeClaim:
    """A figure that says of answers, taken together, what others fix already; the build checks whether it `fits`."""

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


@with_config(STRICT)
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

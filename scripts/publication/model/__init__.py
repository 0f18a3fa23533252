"""The nouns of the engine: frozen records that pass between the steps; no input and no output."""

from safetables.findings import Attack, Finding

from .charts import ChartFile, ChartKind, ChartSpec, DrawnChart, Extent, Words
from .demonstration import Demonstration, Grid, Position, Subtraction
from .figures import CheckResult, CheckSpec, CitedFigure, Figure, Interval, Measure, Outcome, Qualifier, Series
from .history import Change, FrozenRelease, Level
from .practice import PracticeAnswers, PracticeClaim, PracticeNumbers, PracticePart, PracticeSpec
from .release import AuditReport, Release, content_fingerprint
from .respondents import Reading, Records
from .study import Country, Record, RecordFile, Study, StudyCard, Theme, conditions_in
from .tables import (
    SYNTHETIC,
    BreakdownSpec,
    Column,
    CountsSpec,
    Derivation,
    FiguresSpec,
    MissingValue,
    Option,
    Origin,
    RecordsSpec,
    Reference,
    Table,
    TableSpec,
    Value,
)
from .weights import Weighting

__all__ = [
    "SYNTHETIC",
    "Attack",
    "AuditReport",
    "BreakdownSpec",
    "Change",
    "ChartFile",
    "ChartKind",
    "ChartSpec",
    "CheckResult",
    "CheckSpec",
    "CitedFigure",
    "Column",
    "Country",
    "CountsSpec",
    "Demonstration",
    "Derivation",
    "DrawnChart",
    "Extent",
    "Figure",
    "FiguresSpec",
    "Finding",
    "FrozenRelease",
    "Grid",
    "Interval",
    "Level",
    "Measure",
    "MissingValue",
    "Option",
    "Origin",
    "Outcome",
    "Position",
    "PracticeAnswers",
    "PracticeClaim",
    "PracticeNumbers",
    "PracticePart",
    "PracticeSpec",
    "Qualifier",
    "Reading",
    "Record",
    "RecordFile",
    "Records",
    "RecordsSpec",
    "Reference",
    "Release",
    "Series",
    "Study",
    "StudyCard",
    "Subtraction",
    "Table",
    "TableSpec",
    "Theme",
    "Value",
    "Weighting",
    "Words",
    "conditions_in",
    "content_fingerprint",
]

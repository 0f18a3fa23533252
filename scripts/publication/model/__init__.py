"""The nouns of the engine: frozen records that pass between the steps; no input and no output."""

from safetables.findings import Attack, Finding

from .charts import ChartFile, DrawnChart, Extent, Words
from .cubes import Cube, CubeMean, CubeShare, CubeWeighting
from .demonstration import Demonstration, Grid, Position, Subtraction
from .figures import CheckResult, CitedFigure, Figure, Interval, Measure, Outcome, Qualifier, Series
from .history import Change, FrozenRelease, Level
from .release import AuditReport, Release, content_fingerprint
from .respondents import Records
from .specs import (
    BreakdownSpec,
    ChartKind,
    ChartSpec,
    CheckSpec,
    Country,
    CountsSpec,
    FiguresSpec,
    MadeSpec,
    PracticeAnswers,
    PracticeNumbers,
    PracticeSpec,
    Reading,
    RecordsSpec,
    StudyCard,
    TableSpec,
    Theme,
)
from .study import Record, RecordFile, Study, conditions_in
from .tables import (
    SYNTHETIC,
    Column,
    Derivation,
    MissingValue,
    Option,
    Origin,
    Reference,
    Table,
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
    "Cube",
    "CubeMean",
    "CubeShare",
    "CubeWeighting",
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
    "MadeSpec",
    "Measure",
    "MissingValue",
    "Option",
    "Origin",
    "Outcome",
    "Position",
    "PracticeAnswers",
    "PracticeNumbers",
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

"""The nouns of the engine: frozen records that pass between the steps; no input and no output."""

from .charts import ChartFile, ChartKind, ChartSpec, DrawnChart
from .counted import (
    TOTAL,
    Category,
    Codes,
    CountedTable,
    Dimension,
    Method,
    Policy,
    ProtectedCell,
    ProtectedTable,
    ProtectionSummary,
    Status,
)
from .cubes import Cube, CubeDimension, CubeShare
from .figures import CheckResult, CheckSpec, CitedFigure, Figure, Interval, Measure, Outcome, Qualifier, Series
from .practice import PracticeAnswers, PracticeClaim, PracticeNumbers, PracticePart, PracticeSpec
from .release import Attack, AuditReport, Finding, Release, content_fingerprint
from .study import Record, RecordFile, Study, StudyCard
from .tables import SYNTHETIC, Column, Derivation, MissingValue, Option, Origin, Reference, Table, TableSpec, Value
from .witnesses import Place, Witnesses

__all__ = [
    "SYNTHETIC",
    "TOTAL",
    "Attack",
    "AuditReport",
    "Category",
    "ChartFile",
    "ChartKind",
    "ChartSpec",
    "CheckResult",
    "CheckSpec",
    "CitedFigure",
    "Codes",
    "Column",
    "CountedTable",
    "Cube",
    "CubeDimension",
    "CubeShare",
    "Derivation",
    "Dimension",
    "DrawnChart",
    "Figure",
    "Finding",
    "Interval",
    "Measure",
    "Method",
    "MissingValue",
    "Option",
    "Origin",
    "Outcome",
    "Place",
    "Policy",
    "PracticeAnswers",
    "PracticeClaim",
    "PracticeNumbers",
    "PracticePart",
    "PracticeSpec",
    "ProtectedCell",
    "ProtectedTable",
    "ProtectionSummary",
    "Qualifier",
    "Record",
    "RecordFile",
    "Reference",
    "Release",
    "Series",
    "Status",
    "Study",
    "StudyCard",
    "Table",
    "TableSpec",
    "Value",
    "Witnesses",
    "content_fingerprint",
]

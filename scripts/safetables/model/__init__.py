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
from .release import Attack, AuditReport, Finding, Release, content_fingerprint
from .study import Record, RecordFile, Study, StudyCard
from .tables import Column, Derivation, MissingValue, Option, Origin, Reference, Table, TableSpec, Value

__all__ = [
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
    "Policy",
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
    "content_fingerprint",
]

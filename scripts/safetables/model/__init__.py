"""The nouns of the engine: frozen records that pass between the steps; no input and no output."""

from .charts import ChartFile, ChartKind, ChartSpec, DrawnChart
from .figures import CheckResult, CheckSpec, CitedFigure, Figure, Interval, Measure, Outcome, Qualifier, Series
from .release import AuditReport, Finding, Release, content_fingerprint
from .study import Record, RecordFile, Study, StudyCard
from .tables import Column, Derivation, MissingValue, Option, Origin, Reference, Table, TableSpec, Value

__all__ = [
    "AuditReport",
    "ChartFile",
    "ChartKind",
    "ChartSpec",
    "CheckResult",
    "CheckSpec",
    "CitedFigure",
    "Column",
    "Derivation",
    "DrawnChart",
    "Figure",
    "Finding",
    "Interval",
    "Measure",
    "MissingValue",
    "Option",
    "Origin",
    "Outcome",
    "Qualifier",
    "Record",
    "RecordFile",
    "Reference",
    "Release",
    "Series",
    "Study",
    "StudyCard",
    "Table",
    "TableSpec",
    "Value",
    "content_fingerprint",
]

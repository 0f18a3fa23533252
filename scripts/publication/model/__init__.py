"""The nouns of the engine: frozen records that pass between the steps; no input and no output."""

from safetables.findings import Attack, Finding, Measure

from .bounds import Extent, Interval, Qualifier
from .card import Country, Reading, StudyCard, Theme
from .figures import CheckResult, CitedFigure, Figure, Outcome, Series, with_bounds
from .release import AuditReport, Change, FrozenRelease, Level, Release, content_fingerprint
from .specs import (
    BreakdownSpec,
    ChartFile,
    ChartKind,
    ChartSpec,
    CheckSpec,
    CountsSpec,
    DrawnChart,
    FiguresSpec,
    MadeSpec,
    PracticeAnswers,
    PracticeNumbers,
    PracticeSpec,
    RecordsSpec,
    TableSpec,
    Words,
)
from .study import Coded, Record, RecordFile, Respondents, Study, Weighting, conditions_in, split_list
from .tables import (
    SYNTHETIC,
    Column,
    Cube,
    CubeMean,
    CubeShare,
    CubeWeighting,
    Derivation,
    MissingValue,
    Option,
    Origin,
    Reference,
    Table,
    Value,
    is_practice,
)

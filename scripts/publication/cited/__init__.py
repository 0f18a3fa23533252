"""Turns cited figures into arithmetic checks and tables; never completes what a source leaves open."""

from __future__ import annotations

from ..errors import Problem
from ..model import BreakdownSpec, CheckResult, Figure, FiguresSpec, RecordsSpec, Study, Table, TableSpec, with_bounds
from .breakdown import breakdown, breakdown_problems
from .checks import run_checks
from .dictionary import dictionary
from .tables import Given, checks, figures, records

__all__ = ["assemble_tables", "breakdown_problems", "run_checks", "shown_problems", "with_bounds"]


def assemble_tables(
    study: Study, figures: tuple[Figure, ...], results: tuple[CheckResult, ...], counted: tuple[Table, ...] = ()
) -> tuple[Table, ...]:
    """Tables of tables.yml from figures and study files, in its order; a dictionary explains `counted` ones too."""
    given = Given(study, figures, results)
    made = {spec.id: table for spec in study.tables if (table := _table(spec, given)) is not None}
    # The dictionary tells of all the others, wherever it stands among them.
    others = (*made.values(), *counted)
    made |= {spec.id: dictionary(spec, given, others) for spec in study.tables if spec.kind == "dictionary"}
    return tuple(made[spec.id] for spec in study.tables if spec.id in made)


def _table(spec: TableSpec, given: Given) -> Table | None:
    match spec:
        case RecordsSpec():
            return records(spec, given)
        case FiguresSpec():
            return figures(spec, given)
        case BreakdownSpec():
            return breakdown(spec, given)
    return checks(spec, given) if spec.kind == "checks" else None


def shown_problems(tables: tuple[Table, ...]) -> list[Problem]:
    """Columns that tables.yml wants on a page and that the table does not have."""
    problems = []
    for table in tables:
        names = [column.name for column in table.columns]
        problems += [
            Problem(f"study/tables.yml: {table.id}", f"unknown column {name!r}", f"show some of {', '.join(names)}")
            for name in table.show
            if name not in names
        ]
    return problems

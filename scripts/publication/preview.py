"""Turns counted tables into a page for their author alone: how they would look, why, and what would help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from safetables import CountedTable, Explanation, explain_tables
from safetables.findings import Reason
from safetables.tables import TOTAL, Cell, Codes, PublishedTable

from .errors import Problem, StudyRefused
from .microdata.count_files import read_counts
from .model import Study
from .pages.cells import filled
from .study import read_study
from .tables import Progress, counted_from

PAGE = "preview.html"


@dataclass(frozen=True)
class _Shown:
    text: str
    role: str = ""
    why: str = ""


def preview(study: Path, respondents: Path | None, counts: Path | None, seconds: float, progress: Progress) -> str:
    """The page, as HTML; it tells which cells are small.

    Raises:
        StudyRefused: the study, its respondents or its counts are wrong.
        ProtectionRefused: counts contradict each other, or no pattern of suppressed cells meets the policy.
    """
    read, problems = read_study(study)
    if read is None or problems:
        raise StudyRefused(problems)
    if read.policy is None or (respondents is None) is (counts is None):
        remedy = "give either --respondents or --counts, and a study with protection.yml"
        raise StudyRefused([Problem(str(study), "nothing to protect", remedy)])
    tables = _counted(read, respondents, counts, progress)
    explained = explain_tables(tables, read.policy, seconds=seconds, progress=progress)
    return _page(read, explained)


def _counted(study: Study, respondents: Path | None, counts: Path | None, progress: Progress) -> Sequence[CountedTable]:
    if respondents is not None:
        return counted_from(respondents, study, progress)
    assert counts is not None
    return read_counts(counts, study)


def _page(study: Study, explained: Explanation) -> str:
    reasons = {reason.cell: reason for reason in explained.reasons}
    titles = {spec.id: spec.title for spec in study.counts}
    tables = [
        {
            "title": titles.get(table.id, table.id),
            "suppressed": sum(count is None for count in table.counts.values()),
            "cells": len(table.counts),
            "head": [_label(study, table, -1, code) for code in _codes(table, -1)],
            "rows": [*_rows(study, table, reasons)],
        }
        for table in explained.tables
    ]
    savings = [_saving(study, titles, saving.variable, saving.merged, saving.dropped) for saving in explained.savings]
    return filled(
        PAGE,
        title=study.card.title,
        summary=explained.summary,
        tables=tables,
        savings=[*zip(savings, explained.savings, strict=True)][:10],
    )


def _rows(study: Study, table: PublishedTable, reasons: dict[Cell, Reason]) -> Iterator[tuple[str, list[_Shown]]]:
    """Yields the rows of a crosstab: the last variable makes the columns."""
    before = range(len(table.dimensions) - 1)
    for codes in product(*(_codes(table, place) for place in before)):
        name = " / ".join(_label(study, table, place, code) for place, code in zip(before, codes, strict=True))
        cells = [_cell(study, table, (*codes, last), reasons) for last in _codes(table, -1)]
        yield name or "Count", cells


def _cell(study: Study, table: PublishedTable, codes: Codes, reasons: dict[Cell, Reason]) -> _Shown:
    if codes not in table.counts:
        return _Shown("")
    count = table.counts[codes]
    if count is not None:
        return _Shown(f"{count:,}")
    reason = reasons[table.cell(codes)]
    if reason.rule:
        return _Shown("[c]", "primary", f"by {reason.rule}")
    if reason.protects is None:
        return _Shown("[c]", "secondary", "for several cells together")
    where = ", ".join(_category(study, *pair) for pair in reason.protects.where)
    return _Shown("[c]", "secondary", f"for {where or 'the total'}")


def _codes(table: PublishedTable, place: int) -> list[str]:
    return [*table.dimensions[place].parents, TOTAL]


def _label(study: Study, table: PublishedTable, place: int, code: str) -> str:
    return "Total" if code == TOTAL else study.label_of(table.variables[place], code)


def _category(study: Study, variable: str, code: str) -> str:
    """A cell's category in words; an item of a question with several answers is a variable of its own in a cell."""
    name, _, item = variable.partition(".")
    return study.label_of(name, item or code)


def _saving(study: Study, titles: dict[str, str], variable: str, merged: tuple[str, str], dropped: str) -> str:
    if dropped:
        return f"without the table “{titles.get(dropped, dropped)}”"
    one, other = (study.label_of(variable, code) for code in merged)
    return f"with “{one}” and “{other}” of {study.label_of(variable)} merged"

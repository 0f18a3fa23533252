"""Lists what prose may say of each thing that it can be bound to; the only source of permitted phrases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..model import CheckResult, Figure, Study
from ..wording import figure_wordings, result_wordings, written_date
from .bindings import plain


@dataclass(frozen=True)
class Vocabulary:
    """What prose may say.

    Attributes:
        phrases: scheme -> id -> permitted phrases, the first one the best.
        unreadable: ids of figures that stand in a study file and could not be read; prose about them is not to blame.
    """

    phrases: Mapping[str, Mapping[str, tuple[str, ...]]]
    unreadable: frozenset[str] = frozenset()


def vocabulary_of(study: Study, figures: tuple[Figure, ...], results: tuple[CheckResult, ...]) -> Vocabulary:
    """The vocabulary of a study, also of one that has problems."""
    card = study.card
    readable = {figure.id for figure in figures}
    phrases: dict[str, dict[str, tuple[str, ...]]] = {
        "figure": {figure.id: figure_wordings(figure.cited) for figure in figures},
        "check": {result.id: result_wordings(result) for result in results},
        "source": {record["id"]: (record["title"],) for record in study.file("sources").records},
        "study": {
            "title": (card.title,),
            "short_title": (card.short_title,),
            "version": (card.version,),
            "released": (written_date(card.released),),
            "survey_year": (str(card.survey_year),),
        },
        "chart": {chart.id: (plain(chart.headline),) for chart in study.charts},
        "table": {table.id: (plain(table.title),) for table in study.tables},
        "list": {"tables": (), "charts": (), "marks": (), "disclosure": (), "snippets": (), "study_files": ()},
    }
    listed = {record["id"] for record in study.file("figures").records}
    return Vocabulary(phrases, frozenset(listed - readable))

"""What each column of a study's CSV files is: the one description behind reading, schemas and pages.

Knows the columns and never their content.
"""

from __future__ import annotations

from dataclasses import replace

from ...model import Column, Country, Option
from . import circumstances, evidence, survey
from .description import FileDescription

__all__ = ["STUDY_FILES", "FileDescription", "described"]

STUDY_FILES: dict[str, FileDescription] = evidence.FILES | survey.FILES | circumstances.FILES


def described(places: tuple[Country, ...]) -> dict[str, FileDescription]:
    """The study's files, with the places that the study names as the permitted ones.

    Without places, as where study.yml could not be read, any is permitted.
    """
    options = tuple(Option(place.code, place.name) for place in places)

    def permitted(column: Column) -> Column:
        return replace(column, options=options) if column is circumstances.PLACE else column

    return {
        name: replace(file, columns=tuple(permitted(column) for column in file.columns))
        for name, file in STUDY_FILES.items()
    }

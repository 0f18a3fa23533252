"""What a description of columns is made of, and the columns that several files share; describes no file."""

from __future__ import annotations

from dataclasses import dataclass

from ...model import Column, MissingValue, Option, Reference

ID_PATTERN = "[a-z][a-z0-9_]*"
NOT_KNOWN = (MissingValue("", "not known"),)
NOT_STATED = (MissingValue("", "not stated in the source"),)
NONE = (MissingValue("", "none"),)


@dataclass(frozen=True)
class FileDescription:
    """A study file: its columns in order, what identifies a row, and the columns that its header may leave out."""

    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ("id",)
    optional: frozenset[str] = frozenset()


def id_column(what: str) -> Column:
    """The column that names each row of a file for good."""
    return Column("id", "Identifier", f"Permanent identifier of the {what}.", is_required=True, pattern=ID_PATTERN)


def options(*pairs: tuple[str, str]) -> tuple[Option, ...]:
    """Permitted values, given as (value, label)."""
    return tuple(Option(value, label) for value, label in pairs)


SOURCE = Column(
    "source",
    "Source",
    "Identifier of the source that says so.",
    is_required=True,
    reference=Reference("sources", "id"),
)
LOCATOR = Column(
    "locator", "Locator", "Where in the source it stands.", missing=(MissingValue("", "the source as a whole"),)
)
NOTE = Column("note", "Note", "What is open or does not fit.", missing=NONE)
UNIVERSE = Column(
    "universe",
    "Universe",
    "Identifier of the group of people or things that the number is about.",
    is_required=True,
    reference=Reference("universes", "id"),
)
VARIABLE = Column(
    "variable",
    "Variable",
    "Variable of the survey that the number is about.",
    reference=Reference("variables", "id"),
    missing=(MissingValue("", "no variable of the survey"),),
)
CATEGORY = Column(
    "category",
    "Category",
    "Code of the variable’s category that the number counts.",
    missing=(MissingValue("", "no single category"),),
)

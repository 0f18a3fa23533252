"""The columns of the files that describe the survey itself: what was asked, of whom, and what is reported of it."""

from __future__ import annotations

from dataclasses import replace

from ...model import Column, MissingValue
from .description import (
    ID_PATTERN,
    LOCATOR,
    NONE,
    NOTE,
    SOURCE,
    UNIVERSE,
    VARIABLE,
    FileDescription,
    id_column,
    options,
)

_LIMIT = Column("", "", "", pattern=r"-?[0-9]{1,12}(\.[0-9]{1,6})?", missing=(MissingValue("", "no limit"),))

FILES: dict[str, FileDescription] = {
    "variables": FileDescription(
        (
            id_column("variable"),
            Column("label", "Label", "What was asked about.", is_required=True),
            Column(
                "question",
                "Question",
                "Wording of the question.",
                missing=(MissingValue("", "wording not reported in the source"),),
            ),
            Column(
                "type",
                "Type",
                "Scale of the answers.",
                is_required=True,
                options=options(
                    ("categorical", "categories"),
                    ("multiple", "several categories, or none"),
                    ("numeric", "numbers"),
                    ("weight", "weight of the respondent"),
                ),
            ),
            replace(UNIVERSE, is_required=False, missing=(MissingValue("", "all who answered"),)),
            replace(SOURCE, is_required=False, missing=(MissingValue("", "the survey itself"),)),
            LOCATOR,
            NOTE,
            Column(
                "column",
                "Column",
                "Header of the variable’s column in the respondents’ file.",
                missing=(MissingValue("", "the variable’s identifier"),),
            ),
        ),
        optional=frozenset({"column"}),
    ),
    "categories": FileDescription(
        (
            replace(VARIABLE, description="Variable that it is a category of.", is_required=True, missing=()),
            Column("code", "Code", "Code of the category.", is_required=True, pattern="[A-Za-z0-9_]+"),
            Column("label", "Label", "What the category means.", is_required=True),
            Column(
                "order", "Order", "Place among the variable’s categories.", type="integer", is_required=True, minimum=0
            ),
            Column("maps_to", "Maps to", "Category that it is part of.", missing=NONE),
            NOTE,
            Column(
                "status",
                "Status",
                "Why there is no answer, for a category that is none; an empty cell is a missing answer.",
                options=options(
                    ("missing", "missing"), ("refused", "refused"), ("not_applicable", "not applicable, not asked")
                ),
                missing=(MissingValue("", "an answer"),),
            ),
            Column(
                "answers",
                "Answers",
                "What stands for it in the respondents’ file beside its code and label, separated by ` | `.",
                "list",
                missing=(MissingValue("", "code and label alone"),),
            ),
            replace(_LIMIT, name="from", title="From", description="Smallest number that belongs to it."),
            replace(_LIMIT, name="below", title="Below", description="Smallest number above it that does not."),
            Column(
                "column",
                "Column",
                "Header of the answer’s own column in the respondents’ file, where a respondent may give several.",
                missing=(MissingValue("", "none of its own"),),
            ),
            Column(
                "excludes",
                "Excludes",
                "Which other answers nobody can give beside it, where a respondent may give several.",
                options=options(("others", "every other answer, as “none of these” does")),
                missing=(MissingValue("", "none"),),
            ),
        ),
        primary_key=("variable", "code"),
        optional=frozenset({"status", "answers", "from", "below", "column", "excludes"}),
    ),
    "weights": FileDescription(
        (
            Column("weighting", "Weighting", "Name of the way of weighting.", is_required=True, pattern=ID_PATTERN),
            Column(
                "where",
                "Where",
                "The group: a category of each variable that weights go by, as `variable=code`, separated by ` | `.",
                is_required=True,
            ),
            Column(
                "weight",
                "Weight",
                "What each person of the group counts for.",
                "number",
                is_required=True,
                minimum=0,
            ),
            replace(SOURCE, is_required=False, missing=(MissingValue("", "the survey itself"),)),
            LOCATOR,
            NOTE,
        ),
        primary_key=("weighting", "where"),
    ),
    "crosswalk": FileDescription(
        (
            replace(VARIABLE, description="Variable whose answers are set side by side.", is_required=True, missing=()),
            Column("band", "Band", "Band of what resembles each other.", is_required=True),
            Column("band_label", "Band label", "What the band is.", is_required=True),
            Column("country", "Country", "Country code, ISO 3166-1 alpha-2.", is_required=True, pattern="[A-Z]{2}"),
            Column("titles", "Titles", "What belongs to the band in the country.", is_required=True),
            SOURCE,
            Column(
                "basis",
                "Basis",
                "On whose authority.",
                is_required=True,
                options=options(("editorial", "our own reading, not the study’s")),
            ),
            NOTE,
        ),
        primary_key=("variable", "band", "country"),
    ),
    "disclosure": FileDescription(
        (
            id_column("item"),
            Column(
                "checklist",
                "Checklist",
                "Checklist that asks for the item.",
                is_required=True,
                options=options(
                    ("aapor", "AAPOR survey disclosure checklist"), ("cherries", "CHERRIES checklist for web surveys")
                ),
            ),
            Column("order", "Order", "Place in the checklist.", type="integer", is_required=True, minimum=1),
            Column("item", "Item", "What the checklist asks for.", is_required=True),
            Column(
                "status",
                "Status",
                "Whether the source reports it; never whether it was done.",
                is_required=True,
                options=options(
                    ("reported", "reported"),
                    ("partly_reported", "partly reported"),
                    ("not_reported", "not reported in the source"),
                    ("not_applicable", "not applicable"),
                ),
            ),
            Column(
                "statement",
                "What the source gives",
                "What the source gives on this item.",
                missing=(MissingValue("", "nothing"),),
            ),
            SOURCE,
            LOCATOR,
            NOTE,
        )
    ),
}

"""What each column of a study's CSV files is: the one description behind reading, schemas and pages.

Knows the columns and never their content.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Column, Measure, MissingValue, Option, Qualifier, Reference, Series

_ID_PATTERN = "[a-z][a-z0-9_]*"
_NOT_KNOWN = (MissingValue("", "not known"),)
_NOT_STATED = (MissingValue("", "not stated in the source"),)
_NONE = (MissingValue("", "none"),)


@dataclass(frozen=True)
class FileDescription:
    """A study file: its columns in order and what identifies a row."""

    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ("id",)


def _id(what: str) -> Column:
    return Column("id", "Identifier", f"Permanent identifier of the {what}.", is_required=True, pattern=_ID_PATTERN)


def _options(*pairs: tuple[str, str]) -> tuple[Option, ...]:
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
NOTE = Column("note", "Note", "What is open or does not fit.", missing=_NONE)
UNIVERSE = Column(
    "universe",
    "Universe",
    "Identifier of the group of people or things that the number is about.",
    is_required=True,
    reference=Reference("universes", "id"),
)
SERIES = Column(
    "series",
    "Series",
    "Which publication of figures it belongs to; figures of different series are not comparable.",
    is_required=True,
    options=_options(
        (Series.FINAL, "final results"),
        (Series.INTERIM, "interim publication of the project"),
        (Series.PRESS, "press reports and statements"),
        (Series.CONTEXT, "other publications, for context"),
    ),
)
MEASURE = Column(
    "measure",
    "Measure",
    "What kind of number it is.",
    is_required=True,
    options=_options((Measure.COUNT, "count"), (Measure.SHARE, "share"), (Measure.MEAN, "mean")),
)
QUALIFIER = Column(
    "qualifier",
    "Qualifier",
    "The word that the source puts before the number.",
    is_required=True,
    options=_options(
        (Qualifier.EXACT, "printed without a qualifier"),
        (Qualifier.ABOUT, "about, around, approximately"),
        (Qualifier.OVER, "over, more than"),
        (Qualifier.AT_LEAST, "at least"),
        (Qualifier.UNDER, "under, fewer than"),
        (Qualifier.NEARLY, "nearly"),
        (Qualifier.MAJORITY, "the majority"),
    ),
)

STUDY_FILES: dict[str, FileDescription] = {
    "sources": FileDescription(
        (
            _id("source"),
            Column(
                "kind",
                "Kind",
                "What the source is to this publication.",
                is_required=True,
                options=_options(
                    ("primary", "the survey's own summary"),
                    ("secondary", "another account of the survey or its project"),
                    ("context", "another study or statistic"),
                    ("service", "a page that confirms a support service"),
                    ("standard", "a reporting standard or reference work"),
                ),
            ),
            Column("title", "Title", "Title as published.", is_required=True),
            Column("authors", "Authors", "Authors as credited.", missing=_NOT_KNOWN),
            Column("publisher", "Publisher", "Who published it.", missing=_NOT_KNOWN),
            Column(
                "published",
                "Published",
                "Date of publication, as precise as it is known (year, year and month, or day).",
                pattern=r"\d{4}(-\d{2}(-\d{2})?)?",
                missing=_NOT_KNOWN,
            ),
            Column("url", "Address", "Address of the source.", pattern=r"https?://\S+", missing=_NOT_KNOWN),
            Column("citation", "Citation", "How to cite it.", is_required=True),
            Column(
                "checked",
                "Checked",
                "Date on which a person last opened the address.",
                type="date",
                missing=(MissingValue("", "not yet checked by a person"),),
            ),
            NOTE,
        )
    ),
    "universes": FileDescription(
        (
            _id("universe"),
            Column("label", "Label", "Who or what is counted.", is_required=True),
            NOTE,
        )
    ),
    "figures": FileDescription(
        (
            _id("figure"),
            SERIES,
            Column("topic", "Topic", "What the figure is about.", is_required=True),
            Column("label", "Label", "What is counted or measured.", is_required=True),
            MEASURE,
            Column(
                "value",
                "Value as printed",
                "The number as the source prints it: digits without separators, or a fraction.",
                is_required=True,
                pattern=r"\d+(\.\d+)?|\d+/\d+",
            ),
            Column("unit", "Unit", "Unit of the number.", is_required=True),
            QUALIFIER,
            Column(
                "decimals",
                "Decimals",
                "Digits after the point as printed.",
                type="integer",
                is_required=True,
                minimum=0,
                maximum=6,
            ),
            Column("wordings", "Wordings", "Phrases that prose may use, separated by ` | `.", is_required=True),
            UNIVERSE,
            Column(
                "base",
                "Base",
                "Figure that the source states as base.",
                reference=Reference("figures", "id"),
                missing=_NOT_STATED,
            ),
            SOURCE,
            LOCATOR,
            Column(
                "quote",
                "Quote",
                "The source's own words around the number.",
                missing=(MissingValue("", "wording of the source not held"),),
            ),
            Column(
                "conflicts_with",
                "Conflicts with",
                "Figures that it does not agree with, separated by ` | `.",
                type="list",
                reference=Reference("figures", "id"),
                missing=_NONE,
            ),
            NOTE,
        )
    ),
    "findings": FileDescription(
        (
            _id("statement"),
            Column(
                "kind",
                "Kind",
                "What sort of statement it is.",
                is_required=True,
                options=_options(
                    ("aim", "aim of the work"),
                    ("background", "background"),
                    ("policy_context", "policy context"),
                    ("objective", "objective"),
                    ("direction", "finding that gives a direction and no size"),
                    ("conclusion", "conclusion that the source draws"),
                    ("provision", "provision that the source asks for"),
                    ("training_topic", "topic for basic training"),
                    ("prevention", "part of the preventive work"),
                    ("recommendation", "recommendation"),
                ),
            ),
            Column("topic", "Topic", "What the statement is about.", is_required=True),
            Column(
                "part_of",
                "Part of",
                "Statement that it belongs to.",
                reference=Reference("findings", "id"),
                missing=_NONE,
            ),
            Column("order", "Order", "Place among its neighbours.", type="integer", is_required=True, minimum=0),
            Column("statement", "Statement", "What the source says, in our words.", is_required=True),
            SOURCE,
            LOCATOR,
            NOTE,
        )
    ),
    "project": FileDescription(
        (
            _id("entry"),
            Column(
                "aspect",
                "Aspect",
                "Which side of the study it tells about.",
                is_required=True,
                options=_options(
                    ("project", "project"),
                    ("survey", "survey"),
                    ("centre", "centre"),
                    ("funder", "funder"),
                    ("partner", "partner"),
                    ("person", "person"),
                    ("report", "report"),
                    ("date", "date"),
                    ("title", "title"),
                    ("publication", "related publication"),
                    ("not_found", "not found in any source read"),
                ),
            ),
            Column("label", "Label", "What it is.", is_required=True),
            Column("statement", "Statement", "What the source says of it.", is_required=True),
            Column(
                "source",
                "Source",
                "Identifier of the source that says so.",
                reference=Reference("sources", "id"),
                missing=(MissingValue("", "no source has it"),),
            ),
            LOCATOR,
            Column(
                "conflicts_with",
                "Conflicts with",
                "Entries that it does not agree with, separated by ` | `.",
                type="list",
                reference=Reference("project", "id"),
                missing=_NONE,
            ),
            NOTE,
        )
    ),
    "variables": FileDescription(
        (
            _id("variable"),
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
                options=_options(("categorical", "categories"), ("numeric", "numbers")),
            ),
            UNIVERSE,
            SOURCE,
            LOCATOR,
            NOTE,
        )
    ),
    "categories": FileDescription(
        (
            Column(
                "variable",
                "Variable",
                "Variable that it is a category of.",
                is_required=True,
                reference=Reference("variables", "id"),
            ),
            Column("code", "Code", "Code of the category.", is_required=True, pattern="[A-Za-z0-9_]+"),
            Column("label", "Label", "What the category means.", is_required=True),
            Column(
                "order", "Order", "Place among the variable's categories.", type="integer", is_required=True, minimum=0
            ),
            Column("maps_to", "Maps to", "Category that it is part of.", missing=_NONE),
            NOTE,
        ),
        primary_key=("variable", "code"),
    ),
    "rank_crosswalk": FileDescription(
        (
            Column("band", "Band", "Band of ranks.", is_required=True),
            Column("band_label", "Band label", "What the band is.", is_required=True),
            Column("country", "Country", "Country code, ISO 3166-1 alpha-2.", is_required=True, pattern="[A-Z]{2}"),
            Column("titles", "Titles", "Ranks that belong to the band.", is_required=True),
            SOURCE,
            Column(
                "basis",
                "Basis",
                "On whose authority.",
                is_required=True,
                options=_options(("editorial", "our own reading, not the study's")),
            ),
            NOTE,
        ),
        primary_key=("band", "country"),
    ),
    "disclosure": FileDescription(
        (
            _id("item"),
            Column(
                "checklist",
                "Checklist",
                "Checklist that asks for the item.",
                is_required=True,
                options=_options(
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
                options=_options(
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
    "support": FileDescription(
        (
            _id("service"),
            Column(
                "country",
                "Country",
                "Where the service works; ISO 3166-1 alpha-2, or EU.",
                is_required=True,
                options=_options(
                    ("GB", "United Kingdom"),
                    ("IE", "Ireland"),
                    ("NL", "Netherlands"),
                    ("IT", "Italy"),
                    ("EU", "European Union"),
                ),
            ),
            Column(
                "order",
                "Order",
                "Place among the country's services; emergencies first.",
                type="integer",
                is_required=True,
                minimum=0,
            ),
            Column(
                "kind",
                "Kind",
                "What to use it for.",
                is_required=True,
                options=_options(
                    ("emergency", "immediate danger"),
                    ("report", "report"),
                    ("help", "get help"),
                    ("prevention", "worried about one's own or somebody's behaviour"),
                ),
            ),
            Column("service", "Service", "Name of the service.", is_required=True),
            Column("for", "For", "Who and what it is for.", is_required=True),
            Column(
                "phone",
                "Phone",
                "Number as dialled in the country.",
                missing=(MissingValue("", "no number confirmed"),),
            ),
            Column(
                "url",
                "Address",
                "Address of the service.",
                pattern=r"https?://\S+",
                missing=(MissingValue("", "no address confirmed"),),
            ),
            Column(
                "confirmed_by",
                "Confirmed by",
                "Sources that confirm the entry, separated by ` | `.",
                type="list",
                is_required=True,
                reference=Reference("sources", "id"),
            ),
            Column(
                "checked",
                "Checked",
                "Date on which a person last tried number and address.",
                type="date",
                missing=(MissingValue("", "not yet checked by a person"),),
            ),
            NOTE,
        )
    ),
}

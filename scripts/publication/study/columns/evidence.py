"""The columns of the files that say who printed what: sources, universes, figures and statements."""

from __future__ import annotations

from ...model import Column, Measure, MissingValue, Qualifier, Reference, Series
from .description import (
    CATEGORY,
    LOCATOR,
    NONE,
    NOT_KNOWN,
    NOT_STATED,
    NOTE,
    SOURCE,
    UNIVERSE,
    VARIABLE,
    FileDescription,
    id_column,
    options,
)

SERIES = Column(
    "series",
    "Series",
    "Which publication of figures it belongs to; figures of different series are not comparable.",
    is_required=True,
    options=options(
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
    options=options((Measure.COUNT, "count"), (Measure.SHARE, "share"), (Measure.MEAN, "mean")),
)
QUALIFIER = Column(
    "qualifier",
    "Qualifier",
    "The word that the source puts before the number.",
    is_required=True,
    options=options(
        (Qualifier.EXACT, "printed without a qualifier"),
        (Qualifier.ABOUT, "about, around, approximately"),
        (Qualifier.OVER, "over, more than"),
        (Qualifier.AT_LEAST, "at least"),
        (Qualifier.UNDER, "under, fewer than"),
        (Qualifier.NEARLY, "nearly"),
        (Qualifier.MAJORITY, "the majority"),
    ),
)

FILES: dict[str, FileDescription] = {
    "sources": FileDescription(
        (
            id_column("source"),
            Column(
                "kind",
                "Kind",
                "What the source is to this publication.",
                is_required=True,
                options=options(
                    ("primary", "the survey’s own summary"),
                    ("secondary", "another account of the survey or its project"),
                    ("context", "another study or statistic"),
                    ("service", "a page that confirms a support service"),
                    ("standard", "a reporting standard or reference work"),
                ),
            ),
            Column("title", "Title", "Title as published.", is_required=True),
            Column("authors", "Authors", "Authors as credited.", missing=NOT_KNOWN),
            Column("publisher", "Publisher", "Who published it.", missing=NOT_KNOWN),
            Column(
                "published",
                "Published",
                "Date of publication, as precise as it is known (year, year and month, or day).",
                pattern=r"\d{4}(-\d{2}(-\d{2})?)?",
                missing=NOT_KNOWN,
            ),
            Column("url", "Address", "Address of the source.", pattern=r"https?://\S+", missing=NOT_KNOWN),
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
            id_column("universe"),
            Column("label", "Label", "Who or what is counted.", is_required=True),
            NOTE,
            Column(
                "part_of",
                "Part of",
                "Universe that it is cut out of.",
                reference=Reference("universes", "id"),
                missing=NONE,
            ),
            Column(
                "where",
                "Where",
                "What everybody in it has answered, as `variable=code`, separated by ` | `.",
                "list",
                missing=NONE,
            ),
        ),
        optional=frozenset({"part_of", "where"}),
    ),
    "figures": FileDescription(
        (
            id_column("figure"),
            SERIES,
            Column("topic", "Topic", "What the figure is about.", is_required=True),
            Column("label", "Label", "What is counted or measured.", is_required=True),
            MEASURE,
            Column(
                "value",
                "Value as printed",
                "The number as the source prints it: digits without separators, or a fraction.",
                is_required=True,
                pattern=r"[0-9]{1,15}(\.[0-9]{1,6})?|[0-9]{1,15}/[0-9]{1,15}",
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
            Column("wordings", "Wordings", "Phrases that prose may use, separated by ` | `.", "list", is_required=True),
            UNIVERSE,
            Column(
                "base",
                "Base",
                "Figure that the source states as base.",
                reference=Reference("figures", "id"),
                missing=NOT_STATED,
            ),
            VARIABLE,
            CATEGORY,
            SOURCE,
            LOCATOR,
            Column(
                "quote",
                "Quote",
                "The source’s own words around the number.",
                missing=(MissingValue("", "wording of the source not held"),),
            ),
            Column(
                "conflicts_with",
                "Conflicts with",
                "Figures that it does not agree with, separated by ` | `.",
                type="list",
                reference=Reference("figures", "id"),
                missing=NONE,
            ),
            NOTE,
        )
    ),
    "findings": FileDescription(
        (
            id_column("statement"),
            Column(
                "kind",
                "Kind",
                "What sort of statement it is.",
                is_required=True,
                options=options(
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
                missing=NONE,
            ),
            Column("order", "Order", "Place among its neighbours.", type="integer", is_required=True, minimum=0),
            Column("statement", "Statement", "What the source says, in our words.", is_required=True),
            SOURCE,
            LOCATOR,
            NOTE,
        )
    ),
}

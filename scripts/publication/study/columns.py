"""The columns of a study's CSV files, each described once: reading, published schemas, dictionary and docs use this."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..model import Column, Country, MissingValue, Option

ID_PATTERN = "[a-z][a-z0-9_]*"
_ADDRESS = r"https?://\S+"
_LIMIT = r"-?[0-9]{1,12}(\.[0-9]{1,6})?"


@dataclass(frozen=True)
class FileDescription:
    """A study file: its columns in order, what identifies a row, and the columns that its header may leave out."""

    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    optional: frozenset[str]


_column = Column.of


def _or(described: Column, empty: str) -> Column:
    """The column, which may be empty."""
    return replace(described, is_required=False, missing=(MissingValue("", empty),))


def _id(what: str) -> Column:
    return _column("id", f"Permanent identifier of the {what}.", title="Identifier", pattern=ID_PATTERN)


def _file(*columns: Column, key: str = "id", optional: str = "") -> FileDescription:
    return FileDescription(columns, tuple(key.split()), frozenset(optional.split()))


SOURCE = _column("source", "Identifier of the source that says so.", names="sources")
LOCATOR = _column("locator", "Where in the source it stands.", "the source as a whole")
NOTE = _column("note", "What is open or does not fit.", "none")
UNIVERSE = _column(
    "universe", "Identifier of the group of people or things that the number is about.", names="universes"
)
VARIABLE = _column(
    "variable", "Variable of the survey that the number is about.", "no variable of the survey", names="variables"
)
CATEGORY = _column("category", "Code of the variable’s category that the number counts.", "no single category")
# Its permitted values are the places of study.yml.
_PLACE = _column("country", "Where the service works; ISO 3166-1 alpha-2, or EU.")

STUDY_FILES: dict[str, FileDescription] = {
    "sources": _file(
        _id("source"),
        _column(
            "kind",
            "What the source is to this publication.",
            codes={
                "primary": "the survey’s own summary",
                "secondary": "another account of the survey or its project",
                "context": "another study or statistic",
                "service": "a page that confirms a support service",
                "standard": "a reporting standard or reference work",
            },
        ),
        _column("title", "Title as published."),
        _column("authors", "Authors as credited.", "not known"),
        _column("publisher", "Who published it.", "not known"),
        _column(
            "published",
            "Date of publication, as precise as it is known (year, year and month, or day).",
            "not known",
            pattern=r"\d{4}(-\d{2}(-\d{2})?)?",
        ),
        _column("url", "Address of the source.", "not known", title="Address", pattern=_ADDRESS),
        _column("citation", "How to cite it."),
        _column(
            "checked", "Date on which a person last opened the address.", "not yet checked by a person", type="date"
        ),
        NOTE,
    ),
    "universes": _file(
        _id("universe"),
        _column("label", "Who or what is counted."),
        NOTE,
        _column("part_of", "Universe that it is cut out of.", "none", names="universes"),
        _column(
            "where", "What everybody in it has answered, as `variable=code`, separated by ` | `.", "none", type="list"
        ),
        optional="part_of where",
    ),
    "figures": _file(
        _id("figure"),
        _column(
            "series",
            "Which publication of figures it belongs to; figures of different series are not comparable.",
            codes={
                "final": "final results",
                "interim": "interim publication of the project",
                "press": "press reports and statements",
                "context": "other publications, for context",
            },
        ),
        _column("topic", "What the figure is about."),
        _column("label", "What is counted or measured."),
        _column("measure", "What kind of number it is.", codes={"count": "count", "share": "share", "mean": "mean"}),
        _column(
            "value",
            "The number as the source prints it: digits without separators, or a fraction.",
            title="Value as printed",
            pattern=r"[0-9]{1,15}(\.[0-9]{1,6})?|[0-9]{1,15}/[0-9]{1,15}",
        ),
        _column("unit", "Unit of the number."),
        _column(
            "qualifier",
            "The word that the source puts before the number.",
            codes={
                "exact": "printed without a qualifier",
                "about": "about, around, approximately",
                "over": "over, more than",
                "at_least": "at least",
                "under": "under, fewer than",
                "nearly": "nearly",
                "majority": "the majority",
            },
        ),
        _column("decimals", "Digits after the point as printed.", type="integer", minimum=0, maximum=6),
        _column("wordings", "Phrases that prose may use, separated by ` | `.", type="list"),
        UNIVERSE,
        _column("base", "Figure that the source states as base.", "not stated in the source", names="figures"),
        VARIABLE,
        CATEGORY,
        SOURCE,
        LOCATOR,
        _column("quote", "The source’s own words around the number.", "wording of the source not held"),
        _column(
            "conflicts_with",
            "Figures that it does not agree with, separated by ` | `.",
            "none",
            type="list",
            names="figures",
        ),
        NOTE,
    ),
    "findings": _file(
        _id("statement"),
        _column(
            "kind",
            "What sort of statement it is.",
            codes={
                "aim": "aim of the work",
                "background": "background",
                "policy_context": "policy context",
                "objective": "objective",
                "direction": "finding that gives a direction and no size",
                "conclusion": "conclusion that the source draws",
                "provision": "provision that the source asks for",
                "training_topic": "topic for basic training",
                "prevention": "part of the preventive work",
                "recommendation": "recommendation",
            },
        ),
        _column("topic", "What the statement is about."),
        _column("part_of", "Statement that it belongs to.", "none", names="findings"),
        _column("order", "Place among its neighbours.", type="integer", minimum=0),
        _column("statement", "What the source says, in our words."),
        SOURCE,
        LOCATOR,
        NOTE,
    ),
    "variables": _file(
        _id("variable"),
        _column("label", "What was asked about."),
        _column("question", "Wording of the question.", "wording not reported in the source"),
        _column(
            "type",
            "Scale of the answers.",
            codes={
                "categorical": "categories",
                "multiple": "several categories, or none",
                "numeric": "numbers",
                "weight": "weight of the respondent",
            },
        ),
        _or(UNIVERSE, "all who answered"),
        _or(SOURCE, "the survey itself"),
        LOCATOR,
        NOTE,
        _column("column", "Header of the variable’s column in the respondents’ file.", "the variable’s identifier"),
        optional="column",
    ),
    "categories": _file(
        _column("variable", "Variable that it is a category of.", names="variables"),
        _column("code", "Code of the category.", pattern="[A-Za-z0-9_]+"),
        _column("label", "What the category means."),
        _column("order", "Place among the variable’s categories.", type="integer", minimum=0),
        _column("maps_to", "Category that it is part of.", "none"),
        NOTE,
        _column(
            "status",
            "Why there is no answer, for a category that is none; an empty cell is a missing answer.",
            "an answer",
            codes={"missing": "missing", "refused": "refused", "not_applicable": "not applicable, not asked"},
        ),
        _column(
            "answers",
            "What stands for it in the respondents’ file beside its code and label, separated by ` | `.",
            "code and label alone",
            type="list",
        ),
        _column("from", "Smallest number that belongs to it.", "no limit", pattern=_LIMIT),
        _column("below", "Smallest number above it that does not.", "no limit", pattern=_LIMIT),
        _column(
            "column",
            "Header of the answer’s own column in the respondents’ file, where a respondent may give several.",
            "none of its own",
        ),
        _column(
            "excludes",
            "Which other answers nobody can give beside it, where a respondent may give several.",
            "none",
            codes={"others": "every other answer, as “none of these” does"},
        ),
        key="variable code",
        optional="status answers from below column excludes",
    ),
    "weights": _file(
        _column("weighting", "Name of the way of weighting.", pattern=ID_PATTERN),
        _column(
            "where",
            "The group: a category of each variable that weights go by, as `variable=code`, separated by ` | `.",
        ),
        _column("weight", "What each person of the group counts for.", type="number", minimum=0),
        _or(SOURCE, "the survey itself"),
        LOCATOR,
        NOTE,
        key="weighting where",
    ),
    "crosswalk": _file(
        _column("variable", "Variable whose answers are set side by side.", names="variables"),
        _column("band", "Band of what resembles each other."),
        _column("band_label", "What the band is."),
        _column("country", "Country code, ISO 3166-1 alpha-2.", pattern="[A-Z]{2}"),
        _column("titles", "What belongs to the band in the country."),
        SOURCE,
        _column("basis", "On whose authority.", codes={"editorial": "our own reading, not the study’s"}),
        NOTE,
        key="variable band country",
    ),
    "disclosure": _file(
        _id("item"),
        _column(
            "checklist",
            "Checklist that asks for the item.",
            codes={"aapor": "AAPOR survey disclosure checklist", "cherries": "CHERRIES checklist for web surveys"},
        ),
        _column("order", "Place in the checklist.", type="integer", minimum=1),
        _column("item", "What the checklist asks for."),
        _column(
            "status",
            "Whether the source reports it; never whether it was done.",
            codes={
                "reported": "reported",
                "partly_reported": "partly reported",
                "not_reported": "not reported in the source",
                "not_applicable": "not applicable",
            },
        ),
        _column("statement", "What the source gives on this item.", "nothing", title="What the source gives"),
        SOURCE,
        LOCATOR,
        NOTE,
    ),
    "project": _file(
        _id("entry"),
        _column(
            "aspect",
            "Which side of the study it tells about.",
            codes={
                "project": "project",
                "survey": "survey",
                "centre": "centre",
                "funder": "funder",
                "partner": "partner",
                "person": "person",
                "report": "report",
                "date": "date",
                "title": "title",
                "publication": "related publication",
                "not_found": "not found in any source read",
            },
        ),
        _column("label", "What it is."),
        _column("statement", "What the source says of it."),
        _or(SOURCE, "no source has it"),
        LOCATOR,
        _column(
            "conflicts_with",
            "Entries that it does not agree with, separated by ` | `.",
            "none",
            type="list",
            names="project",
        ),
        NOTE,
    ),
    "support": _file(
        _id("service"),
        _PLACE,
        _column("order", "Place among the country’s services; emergencies first.", type="integer", minimum=0),
        _column(
            "kind",
            "What to use it for.",
            codes={
                "emergency": "immediate danger",
                "report": "report",
                "help": "get help",
                "prevention": "worried about one’s own or somebody’s behaviour",
            },
        ),
        _column("service", "Name of the service."),
        _column("for", "Who and what it is for."),
        _column("phone", "Number as dialled in the country.", "none listed"),
        _column("url", "Address of the service.", "none listed", title="Address", pattern=_ADDRESS),
        _column("confirmed_by", "Sources that confirm the entry, separated by ` | `.", type="list", names="sources"),
        _column(
            "checked",
            "Date on which a person last tried number and address.",
            "not yet checked by a person",
            type="date",
        ),
        NOTE,
    ),
}


def described(places: tuple[Country, ...]) -> dict[str, FileDescription]:
    """The study's files, with the places that the study names as the permitted ones.

    Without places, as where study.yml could not be read, any is permitted.
    """
    place = replace(_PLACE, options=tuple(Option(place.code, place.name) for place in places))
    return {
        name: replace(file, columns=tuple(place if one is _PLACE else one for one in file.columns))
        for name, file in STUDY_FILES.items()
    }

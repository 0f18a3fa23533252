"""The columns of the files on what surrounds a survey: who made it, and where readers find help."""

from __future__ import annotations

from ...model import Column, MissingValue, Reference
from .description import LOCATOR, NONE, NOTE, FileDescription, id_column, options

# Its permitted values are the places of study.yml.
PLACE = Column("country", "Country", "Where the service works; ISO 3166-1 alpha-2, or EU.", is_required=True)

FILES: dict[str, FileDescription] = {
    "project": FileDescription(
        (
            id_column("entry"),
            Column(
                "aspect",
                "Aspect",
                "Which side of the study it tells about.",
                is_required=True,
                options=options(
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
                missing=NONE,
            ),
            NOTE,
        )
    ),
    "support": FileDescription(
        (
            id_column("service"),
            PLACE,
            Column(
                "order",
                "Order",
                "Place among the country’s services; emergencies first.",
                type="integer",
                is_required=True,
                minimum=0,
            ),
            Column(
                "kind",
                "Kind",
                "What to use it for.",
                is_required=True,
                options=options(
                    ("emergency", "immediate danger"),
                    ("report", "report"),
                    ("help", "get help"),
                    ("prevention", "worried about one’s own or somebody’s behaviour"),
                ),
            ),
            Column("service", "Service", "Name of the service.", is_required=True),
            Column("for", "For", "Who and what it is for.", is_required=True),
            Column(
                "phone",
                "Phone",
                "Number as dialled in the country.",
                missing=(MissingValue("", "none listed"),),
            ),
            Column(
                "url",
                "Address",
                "Address of the service.",
                pattern=r"https?://\S+",
                missing=(MissingValue("", "none listed"),),
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

"""Turns the time zones of a study's countries into what a page needs to begin with its reader's own; asks no reader."""

from __future__ import annotations

import html
import json
import re

from ..model import StudyCard


def places_by_zone(card: StudyCard) -> str:
    """JSON for an attribute in single quotation marks: of each country what a page says of it, and its time zones.

    An entry holds the country's name, how a sentence says to be there, the id of its heading on the page of help, and
    the zones.
    """
    keeping = [country for country in card.countries if country.zones]
    entries = [[country.name, country.within, _anchor(country.name), country.zones] for country in keeping]
    written = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    return html.escape(written, quote=False).replace("'", "&#39;")


def _anchor(name: str) -> str:
    """The id that MkDocs gives to a heading."""
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", name.lower())).strip("-")

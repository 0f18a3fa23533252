"""The recipes of the site: what joins its hand-written pages, and what carries all of them to readers.

`adding` and `menu` come before the pages are written, `carrying` after; none of them knows what writes pages.
"""

from .adding import Added, additions, practised
from .addresses import LIBRARY, PRACTICE
from .carrying import CARDS, Carried, card_name, carry
from .finishing import FinishedPage, finished_page, front_matter
from .menu import is_listed, menu_of
from .places import places_by_zone
from .report import report_contents, report_html, report_pages

__all__ = [
    "CARDS",
    "LIBRARY",
    "PRACTICE",
    "Added",
    "Carried",
    "FinishedPage",
    "additions",
    "card_name",
    "carry",
    "finished_page",
    "front_matter",
    "is_listed",
    "menu_of",
    "places_by_zone",
    "practised",
    "report_contents",
    "report_html",
    "report_pages",
]

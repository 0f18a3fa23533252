"""Turns a publication into a site: generated pages before MkDocs writes, search, style sheet and pictures after.

None of it knows what writes pages.
"""

from .finishing import CARDS, WrittenSite, card_name, finish_site
from .generated import PRACTICE, generated, in_practice, is_listed, menu_of
from .page import FinishedPage, countries_by_zone, finished_page, front_matter
from .report import report_contents, report_html, report_pages

__all__ = [
    "CARDS",
    "PRACTICE",
    "FinishedPage",
    "WrittenSite",
    "card_name",
    "countries_by_zone",
    "finish_site",
    "finished_page",
    "front_matter",
    "generated",
    "in_practice",
    "is_listed",
    "menu_of",
    "report_contents",
    "report_html",
    "report_pages",
]

"""Turns finished pages into what carries them to readers: one small style sheet, one script, a search index.

Works on HTML and knows no study: what it reads are pages as they stand, and it never changes a word of them.
"""

from .binding import chosen, contents_of, report_of
from .feeding import has_release, release_feed, robots
from .hosting import HEADERS, host_headers
from .offline import by_file, offline_zip
from .pages import FinishedPage
from .searching import search_index
from .styling import Sheets, style_sheet

__all__ = [
    "HEADERS",
    "FinishedPage",
    "Sheets",
    "by_file",
    "chosen",
    "contents_of",
    "has_release",
    "host_headers",
    "offline_zip",
    "release_feed",
    "report_of",
    "robots",
    "search_index",
    "style_sheet",
]

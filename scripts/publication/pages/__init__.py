"""Turns a release into pages, blocks and downloads of the site; shows nothing that is not released."""

from .blocks import Blocks, block_problems, marked
from .demonstration import Demonstration, demonstrate
from .downloads import downloads, pictures
from .figures import chart_homes
from .pages import generated_pages
from .practice import practice_pages, synthetic_note
from .versions_page import frozen_files, versions_page

__all__ = [
    "Blocks",
    "Demonstration",
    "block_problems",
    "chart_homes",
    "demonstrate",
    "downloads",
    "frozen_files",
    "generated_pages",
    "marked",
    "pictures",
    "practice_pages",
    "synthetic_note",
    "versions_page",
]

"""Turns a release into pages, blocks and downloads of the site; shows nothing that is not released."""

from .blocks import Blocks, block_problems, marked
from .chart_blocks import chart_homes
from .demonstration import Demonstration, demonstrate
from .downloads import downloads, frozen_files, pictures
from .pages import generated_pages, practice_pages, synthetic_note, versions_page

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

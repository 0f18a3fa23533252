"""Turns a release into pages, blocks and downloads of the site; shows nothing that is not released."""

from .blocks import Blocks, block_problems, marked
from .downloads import downloads, pictures
from .figures import chart_homes
from .pages import generated_pages

__all__ = ["Blocks", "block_problems", "chart_homes", "downloads", "generated_pages", "marked", "pictures"]

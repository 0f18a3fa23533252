"""Turns the menu that is written by hand into one in which generated pages have their places."""

from __future__ import annotations

from collections.abc import Sequence

# An entry such as `data/tables/*` stands for all pages of its folder.
_FOLDERS = ("data/tables/", "practice/tables/")
# Too many for the menu: one page for each figure and each variable.
_UNLISTED = ("data/figures/", "data/dictionary/")
# Made for some studies: a menu may name it for all.
_PERHAPS = "data/figures/index.md"


def menu_of(nav: object, pages: Sequence[str]) -> object:
    """The menu with each entry that stands for all tables of a folder replaced by them.

    Args:
        nav: lists, and mappings of one title each, as in mkdocs.yml.
        pages: addresses below docs/ of generated pages, in the order in which they shall stand.
    """
    if isinstance(nav, list):
        return [kept for item in nav for kept in _entries(item, pages)]
    if isinstance(nav, dict):
        return {title: menu_of(item, pages) for title, item in nav.items()}
    return nav


def _entries(item: object, pages: Sequence[str]) -> list[object]:
    if isinstance(item, dict) and _PERHAPS in item.values() and _PERHAPS not in pages:
        return []
    folder = item.removesuffix("*") if isinstance(item, str) and item.endswith("*") else None
    return [page for page in pages if page.startswith(folder)] if folder in _FOLDERS else [menu_of(item, pages)]


def is_listed(address: str) -> bool:
    """Whether a generated page shall have a place in the menu."""
    return address.endswith("/index.md") or not address.startswith(_UNLISTED)

"""Where a respondents' file may lie, and which files hold invented respondents, by their names."""

from __future__ import annotations

from pathlib import Path

from ..errors import Problem

# What marks the root of a folder that is kept under version control, or that a site is built from.
_ROOTS = (".git", "pyproject.toml", "mkdocs.yml")
_SYNTHETIC, _PRACTICE = "synthetic", "practice"


def is_practice(path: Path) -> bool:
    """Whether a file holds invented respondents: its name says so."""
    return _SYNTHETIC in path.name.lower()


def place_problems(path: Path) -> list[Problem]:
    """What is wrong with where a respondents' file lies."""
    place = path.resolve()
    name = path.name or "respondents"
    if place.is_dir():
        return [Problem(name, "a folder", "give the path of the respondents' file in it")]
    if not place.is_file():
        return [Problem(name, "no such file", "give the path of a respondents' file")]
    roots = [folder for folder in place.parents if any((folder / mark).exists() for mark in _ROOTS)]
    if not roots or (is_practice(place) and _PRACTICE in place.parent.relative_to(roots[-1]).parts):
        return []
    what = "a respondents' file inside a repository or a site's folder"
    return [Problem(name, what, "move it out of the folder, where nobody can commit or publish it")]

"""Says where a respondents' file may lie: never where it could be committed or published; opens no file."""

from __future__ import annotations

from pathlib import Path

from ...errors import Problem

# What marks the root of a folder that is kept under version control, or that a site is built from.
_ROOTS = (".git", "pyproject.toml", "mkdocs.yml")
_SYNTHETIC = "synthetic"
_PRACTICE = "practice"


def is_practice(path: Path) -> bool:
    """Whether a file holds invented respondents: its name says so."""
    return _SYNTHETIC in path.name.lower()


def place_problems(path: Path) -> list[Problem]:
    """Why a file must not be read from where it lies."""
    place = path.resolve()
    if not place.is_file():
        return [Problem(_named(path), "no such file", "give the path of a respondents' file")]
    roots = [folder for folder in place.parents if any((folder / mark).exists() for mark in _ROOTS)]
    if not roots or (is_practice(place) and _PRACTICE in place.parent.relative_to(roots[-1]).parts):
        return []
    what = "a respondents' file inside a repository or a site's folder"
    return [Problem(_named(path), what, "move it out of the folder, where nobody can commit or publish it")]


def _named(path: Path) -> str:
    return path.name or "respondents"

"""Writes the folder that a survey's publication begins with: configuration, a first page and study files to fill in."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ..errors import Problem, StudyRefused
from ..files import write_if_changed
from ..study import STUDY_FILES

_STUDY = "datapackage/study"
_PAGES = ("docs/index.md", "docs/data/index.md", "docs/data/download.md")
_SETTINGS = ("study", "tables", "charts", "protection", "respondents")
_CSV = ("variables", "categories", "universes")


def begin_survey(folder: Path) -> list[str]:
    """Writes the first files of a survey's own publication into a new folder; returns their paths.

    Raises:
        StudyRefused: the folder holds something.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise StudyRefused([Problem(str(folder), "holds files already", "name a new folder")])
    templates = files(__package__).joinpath("templates")
    sources = {path: path.removeprefix("docs/") for path in ("CHANGELOG.md", "mkdocs.yml", *_PAGES)}
    sources |= {f"{_STUDY}/{name}.yml": f"{name}.yml" for name in _SETTINGS}
    wanted = {path: templates.joinpath(source).read_text(encoding="utf-8") for path, source in sources.items()}
    for name in _CSV:
        wanted[f"{_STUDY}/{name}.csv"] = ",".join(column.name for column in STUDY_FILES[name].columns) + "\n"
    for path, text in wanted.items():
        write_if_changed(folder / path, text.encode())
    return sorted(wanted)

"""Writes a folder to begin a survey's publication in: configuration, a first page and study files to fill in.

Nothing in it is about any subject, and nothing that stands there already is written over.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ..errors import Problem, StudyRefused
from ..files import write_if_changed
from ..study import STUDY_FILES

_STUDY = "datapackage/study"
_CSV = ("variables", "categories", "universes")


def begin_survey(root: Path, folder: Path) -> list[str]:
    """Writes the files that a survey's own publication begins with.

    Args:
        root: the folder of this project, whose theme and style the site takes.
        folder: where to write; must be empty or new.

    Returns:
        What was written, one path each.

    Raises:
        StudyRefused: the folder holds something.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise StudyRefused([Problem(str(folder), "holds files already", "name a new folder")])
    templates = files(__package__).joinpath("templates")
    wanted = {
        path: templates.joinpath(path.removeprefix("docs/")).read_text(encoding="utf-8")
        for path in ("CHANGELOG.md", "docs/index.md", "docs/data/index.md", "docs/data/download.md")
    }
    wanted["mkdocs.yml"] = templates.joinpath("mkdocs.yml").read_text(encoding="utf-8")
    wanted["mkdocs.yml"] = wanted["mkdocs.yml"].replace("ROOT", root.resolve().as_posix())
    for name in ("study", "tables", "charts", "protection", "respondents"):
        wanted[f"{_STUDY}/{name}.yml"] = templates.joinpath(f"{name}.yml").read_text(encoding="utf-8")
    for name in _CSV:
        wanted[f"{_STUDY}/{name}.csv"] = ",".join(column.name for column in STUDY_FILES[name].columns) + "\n"
    for asset in sorted((root / "docs" / "assets").rglob("*")):
        if asset.is_file():
            write_if_changed(folder / asset.relative_to(root), asset.read_bytes())
    for path, text in wanted.items():
        write_if_changed(folder / path, text.encode())
    return sorted(wanted)

"""Turns a study folder into a `Study`, or into the list of everything that is wrong with it.

Never repairs, guesses or skips silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ..errors import Problem
from ..model import Reading, RecordsSpec, Study, StudyCard, TableSpec, split_list
from .columns import STUDY_FILES, FileDescription, described
from .documents import DOCUMENTS, read_documents
from .figures import cited_figures
from .records import read_records
from .references import reference_problems
from .weights import unshown_weights, weightings_of

__all__ = ["PRACTICE", "STUDY_FILES", "FileDescription", "read_study", "split_list", "unshown_weights"]

# Where a study keeps its practice study, which is a study folder of its own.
PRACTICE = "practice"


def read_study(folder: Path) -> tuple[Study | None, list[Problem]]:
    """Reads and cross-checks the folder of the files that are written by hand.

    Returns:
        The study, as far as it could be read (None where study.yml cannot), and all problems of all files at once.
        A study that comes with problems is fit for finding more of them, and for nothing else.
    """
    held, problems = read_documents(folder)
    card: StudyCard | None = held.get("study")
    protection = held.get("protection")
    tables = tuple(held.get("tables", ()))
    read = [
        read_records(folder / f"{name}.csv", description)
        for name, description in described(card.countries if card else ()).items()
    ]
    files = {file.name: file for file, _ in read}
    figures, figure_problems = cited_figures(files["figures"])
    for found in (*(found for _, found in read), figure_problems, _missing_files(folder, tables), _others(folder)):
        problems += found
    if card is not None:
        problems += _country_problems(card)
    if protection is not None:
        problems += protection.problems()
    if card is None or any(problem.where.startswith("study/study.yml") for problem in problems):
        return None, problems
    study = Study(
        card=card,
        figures=figures,
        files=tuple(files.values()),
        checks=tuple(held.get("checks", ())),
        tables=tables,
        charts=tuple(held.get("charts", ())),
        policy=None if protection is None else protection.policy(),
        practice=held.get("practice"),
        reading=held.get("respondents", Reading()),
        weightings=weightings_of(files["weights"]),
    )
    return study, problems + reference_problems(study)


def _country_problems(card: StudyCard) -> Iterator[Problem]:
    known = {country.code: country for country in card.countries}
    where = "study/study.yml: survey.places"
    for code in card.survey.places:
        if code not in known:
            yield Problem(where, f"unknown country {code!r}", "add it to countries, or correct the code")
        elif not known[code].alpha3:
            # European portals know a country by these alone.
            what = f"country {code!r} has no code of three letters"
            yield Problem(where, what, "give it as alpha3 under countries; see ISO 3166-1")
    for zone, times in Counter(zone for country in card.countries for zone in country.zones).items():
        if times > 1:
            yield Problem("study/study.yml: countries", f"{times} countries keep {zone!r}", "give it to one of them")


def _others(folder: Path) -> Iterator[Problem]:
    known = {PRACTICE, *(f"{name}.csv" for name in STUDY_FILES), *(f"{name}.yml" for name in DOCUMENTS)}
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in known and not path.name.startswith("."):
            yield Problem(f"study/{path.name}", "no step reads this file", "remove it, or correct its name")


def _missing_files(folder: Path, tables: tuple[TableSpec, ...]) -> list[Problem]:
    """Files that a table is made from and that are not there; counts alone need neither figures nor charts."""
    wanted = {f"{spec.file}.csv" for spec in tables if isinstance(spec, RecordsSpec)}
    if any(spec.kind in ("figures", "breakdown", "checks") for spec in tables):
        wanted |= {"figures.csv", "sources.csv", "universes.csv", "checks.yml", "charts.yml"}
    if any(spec.kind == "dictionary" for spec in tables):
        wanted |= {"variables.csv", "categories.csv", "universes.csv", "sources.csv"}
    if any(spec.kind == "counts" for spec in tables):
        wanted |= {"variables.csv", "categories.csv", "universes.csv"}
    return [
        Problem(f"study/{name}", "the file is missing", "add it")
        for name in sorted(wanted)
        if not (folder / name).is_file() and name.rpartition(".")[0] in {*STUDY_FILES, *DOCUMENTS}
    ]

"""Turns a study folder into a `Study`, or into the list of everything that is wrong with it.

Never repairs, guesses or skips silently.
"""

from __future__ import annotations

from pathlib import Path

from ..errors import Problem
from ..model import RecordsSpec, Study, TableSpec
from .columns import STUDY_FILES, FileDescription, described
from .documents import chart_specs, check_specs, respondents_reading, study_card
from .figures import cited_figures
from .practice import FOLDER as PRACTICE
from .practice import practice_spec
from .protection import protection_policy
from .records import read_records, split_list
from .references import reference_problems
from .tables import table_specs
from .weights import unshown_weights, weightings_of

__all__ = ["PRACTICE", "STUDY_FILES", "FileDescription", "read_study", "split_list", "unshown_weights"]


def read_study(folder: Path) -> tuple[Study | None, list[Problem]]:
    """Reads and cross-checks a study folder.

    Args:
        folder: the folder with study.yml and the other files written by hand.

    Returns:
        The study, as far as it could be read (None where study.yml cannot), and all problems of all files at once.
        A study that comes with problems is fit for finding more of them, and for nothing else.
    """
    problems: list[Problem] = []
    card, card_problems = study_card(folder)
    descriptions = described(card.countries if card else ())
    read = [read_records(folder / f"{name}.csv", description) for name, description in descriptions.items()]
    files = tuple(file for file, _ in read)
    for _, found in read:
        problems += found
    by_name = {file.name: file for file in files}
    figures, figure_problems = cited_figures(by_name["figures"])
    checks, check_problems = check_specs(folder)
    tables, table_problems = table_specs(folder)
    policy, policy_problems = protection_policy(folder)
    reading, reading_problems = respondents_reading(folder)
    charts, chart_problems = chart_specs(folder)
    practice, practice_problems = practice_spec(folder)
    problems += figure_problems + card_problems + check_problems + table_problems + chart_problems + policy_problems
    problems += practice_problems + reading_problems
    problems += _missing_files(folder, tables)
    known = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    expected = {f"{name}.csv" for name in STUDY_FILES} | {
        f"{name}.yml" for name in ("study", "checks", "tables", "charts", "protection", "practice", "respondents")
    }
    problems += [
        Problem(f"study/{name}", "no step reads this file", "remove it, or correct its name")
        for name in known - expected
        if not name.startswith(".") and name != PRACTICE
    ]
    if card is None:
        return None, problems
    weightings = weightings_of(by_name["weights"])
    study = Study(card, figures, files, checks, tables, charts, policy, practice, reading, weightings)
    return study, problems + reference_problems(study)


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
        if not (folder / name).is_file() and name.rpartition(".")[0] in {*STUDY_FILES, "checks", "charts"}
    ]

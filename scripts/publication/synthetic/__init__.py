"""Turns cited figures into synthetic respondents, and into a record of how each number was chosen.

The respondents reproduce each cited number; beside that, nothing goes together with anything else unless practice.yml
says so. They are invented; none of them is anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..errors import Problem, StudyRefused
from ..model import Figure, PracticeNumbers, PracticeSpec, Study, Table
from .choices import WHERE, choose_numbers
from .tables import choice_table, respondent_table

__all__ = ["synthesise"]


def synthesise(study: Study, survey: Study, figures: tuple[Figure, ...]) -> tuple[Table, ...]:
    """Makes the tables of kinds `respondents` and `choices` that a practice study asks for, in the order of tables.yml.

    The figures are those of the survey's own study.

    Raises:
        StudyRefused: the specification does not agree with the figures or with the study.
    """
    # Arrays, which the audit of a study without synthetic respondents must not wait for.
    from .records import synthetic_records  # noqa: PLC0415

    spec = study.practice
    if spec is None:
        raise StudyRefused([Problem(WHERE, "the file is missing", "add it")])
    by_id = {figure.id: figure for figure in figures}
    problems = [*_figure_problems(spec, by_id, survey), *_answer_problems(spec, study)]
    if problems:
        raise StudyRefused(problems)
    numbers = choose_numbers(spec, by_id)
    columns = synthetic_records(spec, study, numbers)
    made = {
        "respondents": lambda entry: respondent_table(entry, spec, study, columns),
        "choices": lambda entry: choice_table(entry, study, survey, numbers.choices),
    }
    return tuple(made[entry.kind](entry) for entry in study.tables if entry.kind in made)


def _figure_problems(spec: PracticeSpec, figures: Mapping[str, Figure], survey: Study) -> Iterator[Problem]:
    """Figures of the series that the specification leaves out or names twice, and names of nothing."""
    variables = {record["id"] for record in survey.file("variables").records}
    named = [spec.respondents, *(claim.figure for claim in spec.claims)]
    named += [entry.id for entry in spec.apart if entry.id not in variables]
    for variable in spec.variables:
        if isinstance(variable, PracticeNumbers):
            named.append(variable.mean)
        else:
            named += [part.figure for part in variable.answers if part.figure]
    wanted = [figure.id for figure in figures.values() if figure.cited.series is spec.series]
    for id in dict.fromkeys([*wanted, *named]):
        if id not in figures:
            yield Problem(f"{WHERE}: {id}", "unknown figure or variable", "add it to the study, or correct the id")
        elif named.count(id) != 1:
            yield Problem(f"{WHERE}: {id}", f"named {named.count(id)} times", "account for each figure once")


def _answer_problems(spec: PracticeSpec, study: Study) -> Iterator[Problem]:
    """Answers that categories.csv does not have, and conditions on no earlier variable."""
    known = {(record["variable"], record["code"]) for record in study.file("categories").records}
    variables = {record["id"] for record in study.file("variables").records}
    earlier: set[str] = set()
    for variable in spec.variables:
        where = f"{WHERE}: {variable.id}"
        if variable.id not in variables:
            yield Problem(where, "unknown variable", "add it to variables.csv, or correct the id")
        if not isinstance(variable, PracticeNumbers):
            for code in (*(part.code for part in variable.answers), variable.otherwise):
                if code and (variable.id, code) not in known:
                    remedy = "add it to categories.csv, or correct the code"
                    yield Problem(f"{where}.{code}", "unknown category", remedy)
            if variable.among is not None and (variable.among[0] not in earlier or variable.among not in known):
                yield Problem(where, "asked among nobody", "name an answer to an earlier variable")
        earlier.add(variable.id)
    for claim in spec.claims:
        for variable_id, code in claim.of:
            if variable_id not in earlier or (variable_id, code) not in known:
                what = f"unknown answer {code!r} of {variable_id!r}"
                yield Problem(f"{WHERE}: {claim.figure}", what, "name a chosen answer")

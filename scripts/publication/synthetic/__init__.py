"""Turns cited figures into synthetic respondents, and into a record of how each number was chosen.

The respondents reproduce each cited number and are otherwise as unordered as whole people can be: nothing goes
together with anything else unless the specification says so. They are invented; none of them is anybody.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import Problem, StudyRefused
from ..model import Figure, PracticeNumbers, PracticeSpec, Study, Table
from .choosing import WHERE, Chosen, accounting_problems, chosen_numbers
from .mixing import Deal, mixed
from .spreading import spread
from .tables import choice_table, respondent_table

__all__ = ["practise"]


def practise(study: Study, survey: Study, figures: tuple[Figure, ...]) -> tuple[Table, ...]:
    """Makes the respondents' file and the table of choices that a practice study asks for.

    Args:
        study: the practice study, with its `practice`.
        survey: the study that the figures are from.
        figures: its cited figures with their bounds.

    Returns:
        One table for each entry of tables.yml of the kinds `respondents` and `choices`, in its order.

    Raises:
        StudyRefused: the specification does not agree with the figures or with the study.
    """
    spec = study.practice
    if spec is None:
        raise StudyRefused([Problem(WHERE, "the file is missing", "add it")])
    by_id = {figure.id: figure for figure in figures}
    asked = frozenset(record["id"] for record in survey.file("variables").records)
    problems = [*accounting_problems(spec, by_id, asked), *_category_problems(spec, study)]
    if problems:
        raise StudyRefused(problems)
    chosen, problems = chosen_numbers(spec, by_id)
    if chosen is None:
        raise StudyRefused(problems)
    columns = _records(spec, study, chosen)
    made = {
        "respondents": lambda entry: respondent_table(entry, spec, study, columns),
        "choices": lambda entry: choice_table(entry, study, survey, chosen),
    }
    return tuple(made[entry.kind](entry) for entry in study.tables if entry.kind in made)


def _category_problems(spec: PracticeSpec, study: Study) -> list[Problem]:
    """Answers that categories.csv does not have, and conditions on what is not dealt out before."""
    known = {(record["variable"], record["code"]) for record in study.file("categories").records}
    variables = {record["id"] for record in study.file("variables").records}
    problems = []
    earlier: set[str] = set()
    for variable in spec.variables:
        where = f"{WHERE}: {variable.id}"
        if variable.id not in variables:
            problems.append(Problem(where, "unknown variable", "add it to variables.csv, or correct the id"))
        if not isinstance(variable, PracticeNumbers):
            codes = [part.code for part in variable.answers] + [variable.otherwise] * bool(variable.otherwise)
            problems += [
                Problem(f"{where}.{code}", "unknown category", "add it to categories.csv, or correct the code")
                for code in codes
                if (variable.id, code) not in known
            ]
            if variable.among is not None and (variable.among[0] not in earlier or variable.among not in known):
                problems.append(Problem(where, "asked among nobody", "name an answer to an earlier variable"))
        earlier.add(variable.id)
    problems += [
        Problem(f"{WHERE}: {claim.figure}", f"unknown answer {code!r} of {variable!r}", "name a chosen answer")
        for claim in spec.claims
        for variable, code in claim.of
        if variable not in earlier or (variable, code) not in known
    ]
    return problems


def _records(spec: PracticeSpec, study: Study, chosen: Chosen) -> Mapping[str, tuple[str, ...]]:
    """Variable -> answer of each respondent, as the file has it."""
    deals = []
    codes: dict[str, list[str]] = {}
    places = {variable.id: place for place, variable in enumerate(spec.variables)}
    for variable in spec.variables:
        if isinstance(variable, PracticeNumbers):
            counts = spread(variable.least, variable.most, chosen.totals[variable.id], chosen.size)
            stock = [variable.least + step for step, count in enumerate(counts) for _ in range(count)]
            starts = _group_starts(study, variable.id)
            kinds = [sum(number >= start for start in starts) for number in stock]
            deals.append(Deal(variable.id, tuple(stock), tuple(kinds)))
            continue
        codes[variable.id] = [part.code for part in variable.answers]
        counts_of = chosen.counts[variable.id]
        kinds = [place for place, code in enumerate(codes[variable.id]) for _ in range(counts_of[code])]
        among = None
        if variable.among is not None:
            before, code = variable.among
            among = (places[before], codes[before].index(code))
        deals.append(Deal(variable.id, tuple(kinds), tuple(kinds), among))
        # Who is not asked has the last kind, which the place -1 names in Python as in the dealt column.
        codes[variable.id].append(variable.otherwise)
    columns = mixed(deals, chosen.size, spec.seed)
    return {
        variable.id: tuple(
            codes[variable.id][value] if variable.id in codes else str(value) for value in column.tolist()
        )
        for variable, column in zip(spec.variables, columns, strict=True)
    }


def _group_starts(study: Study, variable: str) -> list[int]:
    """First number of each group of a numeric variable, as categories.csv cuts it."""
    records = [record for record in study.file("categories").records if record["variable"] == variable]
    return [int(record["from"]) for record in records if record["from"]]

"""An attacker who thinks of people and not of tables finds no withheld count, and no small one that no table has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.audit.published import audit_counts
from publication.model import Table
from safetables.policy import Method, Policy
from safetables.suppress.tables import protect_tables
from safetables.tables import TOTAL, Category, Codes, CountedTable, Dimension, Subpopulation
from tests.drawing import examples
from tests.safetables.finest import TICKED, Counts, FinestAttacker, Population, Test
from tests.safetables.rows import as_rows

NESTED = {"area": {"n": "", "n1": "n", "n2": "n", "s": "", "s1": "s"}, "b": {"p": "", "q": "", "r": ""}}
ITEMS = {"t": ["i", "j"]}
FLAT = {name: {f"{name}{n}": "" for n in range(3)} for name in ("x", "y", "z")}


@dataclass(frozen=True)
class Asked:
    """One table: its dimensions, and what its people have in common."""

    dimensions: tuple[str, ...]
    within: tuple[tuple[str, str], ...] = ()
    shares_of: tuple[str, ...] | None = None
    has_totals: bool = True


RELEASES = {
    "one table": (Asked(("area", "b"), shares_of=("area",)),),
    "two tables": (Asked(("area", "b"), shares_of=("b",)), Asked(("area", "t"), shares_of=())),
    "without totals": (Asked(("area", "b"), has_totals=False), Asked(("area", "t"), shares_of=("area",))),
    "a part of the people": (Asked(("area",)), Asked(("area",), (("b", "p"),))),
    "a part beside its whole": (Asked(("area", "b")), Asked(("area",), (("b", "p"),), ("area",))),
    "a part by an answer": (Asked(("area",)), Asked(("area",), (("t", "i"),))),
    "answers of a part": (Asked(("b",)), Asked(("t",), (("b", "p"),), ())),
    "a part of a part": (Asked(("area",)), Asked(("area",), (("b", "p"), ("t", "i")))),
}
EXCLUSIVE = {"t": ["i", "j", "none"]}
TWO = {name: {f"{name}{n}": "" for n in range(2)} for name in ("x", "y", "z", "u", "v")}
CYCLES = {
    "three variables, two by two": (
        Population(FLAT, {}),
        (Asked(("x", "y")), Asked(("y", "z")), Asked(("x", "z"))),
    ),
    "two questions by two groups": (
        Population({**TWO, "x": FLAT["x"], "u": {f"u{n}": "" for n in range(3)}} | {"z": {"z0": ""}}, {}),
        tuple(Asked((group, question)) for group in "xy" for question in "uv"),
    ),
    "two questions by three groups": (
        Population(TWO, {}),
        tuple(Asked((group, question)) for group in "xyz" for question in "uv"),
    ),
}


def dimension(name: str, population: Population) -> Dimension:
    tree = population.nested.get(name) or dict.fromkeys(population.items[name], "")
    exclusive = tuple(code for code in tree if f"{name}.{code}" in population.exclusive)
    categories = tuple(Category(code, above) for code, above in tree.items())
    return Dimension(name, categories, name in population.items, exclusive)


def counted(number: int, asked: Asked, population: Population, people: Counts) -> CountedTable:
    dimensions = tuple(dimension(name, population) for name in asked.dimensions)
    cut = tuple((dimension(name, population), code) for name, code in asked.within)
    around = _counts((*dimensions, *(d for d, _ in cut)), population, people, has_totals=asked.has_totals or bool(cut))
    end = tuple(code for _, code in cut)
    return CountedTable(
        id=f"table{number}",
        universe="part" if cut else "people",
        dimensions=dimensions,
        counts={c[: len(dimensions)]: n for c, n in around.items() if c[len(dimensions) :] == end},
        subpopulation=Subpopulation("people", cut) if cut else None,
        around=around if cut else {},
        shares_of=asked.shares_of,
    )


def _counts(
    dimensions: tuple[Dimension, ...], population: Population, people: Counts, *, has_totals: bool
) -> dict[Codes, int]:
    chosen = [
        [*(c.code for c in d.categories), TOTAL] if has_totals or d.is_multiple else population.leaves[d.variable]
        for d in dimensions
    ]
    return {
        codes: int(
            population.row(
                population.is_in(d.variable, code) for d, code in zip(dimensions, codes, strict=True) if code != TOTAL
            )
            @ people
        )
        for codes in product(*chosen)
    }


def released(asked: tuple[Asked, ...], population: Population, people: Counts, policy: Policy) -> tuple[Table, ...]:
    """The tables as they would be published; fails where the audit refuses what the protector made."""
    tables = tuple(counted(number, one, population, people) for number, one in enumerate(asked))
    protected, _ = protect_tables(tables, policy)
    made = as_rows(protected, policy)
    _, findings, _ = audit_counts(made, policy)
    assert findings == ()
    return made


def groups(population: Population) -> Iterator[tuple[str, Test]]:
    """Yields everybody in a category, or in none but it; readers put no others together."""
    for name, tree in population.nested.items():
        for code in tree:
            is_in = population.is_in(name, code)
            yield f"{name}={code}", is_in
            yield f"not {name}={code}", lambda answers, is_in=is_in: not is_in(answers)  # type: ignore[misc]  # bound
    for name in population.leaves.keys() - population.nested.keys():
        for answer in (TICKED, ""):
            yield f"{name}={answer}", lambda answers, name=name, answer=answer: answers[name] == answer  # type: ignore[misc]


def small_ones_that_follow(attacker: FinestAttacker, people: Counts, policy: Policy) -> list[str]:
    """Small counts of one category, or of two together, that the attacker knows more closely than the policy allows."""
    population = attacker.population
    single = list(groups(population))
    found = []
    for chosen in [*combinations(single, 1), *combinations(single, 2)]:
        row = population.row(test for _, test in chosen)
        if 0 < row @ people < policy.threshold:
            least, most = attacker.interval(row)
            if most - least < policy.width:
                found.append(f"{' and '.join(name for name, _ in chosen)}: {least} to {most}")
    return found


def drawn(population: Population, seed: int, rate: float) -> Counts:
    return np.asarray(np.random.RandomState(seed).poisson(rate, len(population.people)), dtype=np.int64)


@pytest.mark.parametrize("release", RELEASES)
@examples(4)
@given(st.integers(0, 2**32 - 1), st.sampled_from((0.5, 1.5, 4.0)), st.sampled_from((3, 5)), st.sampled_from((0, 12)))
def test_who_thinks_of_people_finds_no_count(
    release: str, seed: int, rate: float, threshold: int, certain: int
) -> None:
    population = Population(NESTED, ITEMS)
    people = drawn(population, seed, rate)
    policy = Policy(Method.SUPPRESSION, threshold, threshold, certain, 0, threshold, {})
    attacker = FinestAttacker(population, released(RELEASES[release], population, people, policy))
    intervals = {place: attacker.interval(row) for place, row in attacker.withheld.items()}
    assert [place for place, (least, most) in intervals.items() if most - least < policy.width] == []
    assert small_ones_that_follow(attacker, people, policy) == []


@pytest.mark.parametrize("release", CYCLES)
@examples(2)
@given(st.integers(0, 2**32 - 1), st.sampled_from((1.0, 2.5, 4.0)))
def test_linked_tables_whose_margins_form_a_cycle_tell_no_more_together(release: str, seed: int, rate: float) -> None:
    population, asked = CYCLES[release]
    people = drawn(population, seed, rate)
    policy = Policy(Method.SUPPRESSION, 5, 5, 0, 0, 5, {})
    attacker = FinestAttacker(population, released(asked, population, people, policy))
    intervals = {place: attacker.interval(row) for place, row in attacker.withheld.items()}
    assert [place for place, (least, most) in intervals.items() if most - least < policy.width] == []
    for row, count in zip(np.eye(len(people)), people, strict=True):
        least, most = attacker.interval(row)
        assert most - least >= policy.width or not 0 < count < policy.threshold


@examples(5)
@given(st.integers(0, 2**32 - 1), st.sampled_from((1.0, 3.0)))
def test_answers_that_exclude_each_other_tell_no_more_together(seed: int, rate: float) -> None:
    assert (
        told(Population({"b": NESTED["b"]}, EXCLUSIVE, "t.none"), (Asked(("b", "t"), shares_of=("b",)),), seed, rate)
        == []
    )


CROSSED = {
    "two answers by two variables": (
        Population({"x": FLAT["x"], "y": FLAT["y"]}, {"t": ["i", "none"]}, "t.none"),
        (Asked(("x", "t")), Asked(("y", "t"))),
    ),
    "three answers by two variables": (
        Population({"x": FLAT["x"], "y": {"y0": "", "y1": ""}}, EXCLUSIVE, "t.none"),
        (Asked(("x", "t")), Asked(("y", "t"))),
    ),
    "two questions with several answers": (
        Population({}, {"t": ["i", "none"], "u": ["k", "l", "m"]}, "t.none"),
        (Asked(("t", "u")),),
    ),
    "two questions, and more answers beside the one that excludes them": (
        Population({}, {"t": ["i", "j", "none"], "u": ["k", "l", "m", "n"]}, "t.none"),
        (Asked(("t", "u")),),
    ),
    "two answers that exclude each other and all others": (
        Population({"x": FLAT["x"], "y": {"y0": "", "y1": ""}}, {"t": ["i", "no", "none"]}, "t.no", "t.none"),
        (Asked(("x", "t")), Asked(("y", "t"))),
    ),
    "answers that all exclude each other": (
        Population({"x": FLAT["x"], "y": {"y0": "", "y1": ""}}, {"t": ["no", "none"]}, "t.no", "t.none"),
        (Asked(("x", "t")), Asked(("y", "t"))),
    ),
}


@pytest.mark.parametrize("release", CROSSED)
@examples(2)
@given(st.integers(0, 2**32 - 1), st.sampled_from((1.0, 3.0)))
def test_answers_that_exclude_each_other_tell_no_more_in_tables_that_interlock(
    release: str, seed: int, rate: float
) -> None:
    assert told(*CROSSED[release], seed, rate) == []


def told(population: Population, asked: tuple[Asked, ...], seed: int, rate: float) -> list[object]:
    """What an attacker finds of a release that he may not: withheld counts, and small ones that no table has."""
    people = drawn(population, seed, rate)
    policy = Policy(Method.SUPPRESSION, 5, 5, 0, 0, 5, {})
    attacker = FinestAttacker(population, released(asked, population, people, policy))
    intervals = {place: attacker.interval(row) for place, row in attacker.withheld.items()}
    narrow = [place for place, (least, most) in intervals.items() if most - least < policy.width]
    return [*narrow, *small_ones_that_follow(attacker, people, policy)]

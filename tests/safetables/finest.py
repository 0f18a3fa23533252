"""An attacker who shares nothing with the engine: whole counts of all combinations of answers, and what is printed.

He knows what each row counts, in words of answers, and asks an integer program of SciPy how small and how large a
count can be. Slow, and so for small releases alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from publication.model import Table

Answers = Mapping[str, str]
Test = Callable[[Answers], bool]
Counts = NDArray[np.int64]
Row = NDArray[np.float64]

TICKED = "ticked"


class Population:
    """All combinations of answers that a person can give.

    Attributes:
        nested: variable -> category -> the one that it is part of, or an empty text.
        items: question with several answers -> its answers; each is a variable of its own here, `question.answer`.
        exclusive: answers, as `question.answer`, that nobody gives beside another one to the question.
    """

    def __init__(
        self, nested: Mapping[str, Mapping[str, str]], items: Mapping[str, Sequence[str]], *exclusive: str
    ) -> None:
        self.nested, self.items, self.exclusive = nested, items, exclusive
        self.leaves = {name: [c for c in tree if c not in tree.values()] for name, tree in nested.items()}
        self.leaves |= {f"{name}.{item}": [TICKED, ""] for name, own in items.items() for item in own}
        every = (dict(zip(self.leaves, one, strict=True)) for one in product(*self.leaves.values()))
        self.people = [one for one in every if not any(map(one.get, exclusive)) or self._is_alone(one)]

    def _is_alone(self, answers: Answers) -> bool:
        """Whether nobody gave an answer beside one that excludes it."""
        for name in self.exclusive:
            question = name.partition(".")[0]
            beside = [answers[f"{question}.{item}"] for item in self.items[question] if f"{question}.{item}" != name]
            if answers[name] and any(beside):
                return False
        return True

    def is_in(self, variable: str, code: str) -> Test:
        """Whether somebody is counted under a category of a variable."""
        if variable in self.items:
            return lambda answers: answers[f"{variable}.{code}"] == TICKED
        return lambda answers: code in self.line(variable, answers[variable])

    def line(self, variable: str, code: str) -> list[str]:
        """A category with all that it is part of."""
        return [code, *(self.line(variable, above) if (above := self.nested[variable][code]) else [])]

    def row(self, tests: Iterable[Test]) -> Row:
        """Which combinations a count counts; shape (n_combinations,)."""
        every = list(tests)
        return np.array([all(test(answers) for test in every) for answers in self.people], dtype=np.float64)


class FinestAttacker:
    """What a reader of published tables finds out."""

    def __init__(self, population: Population, tables: Iterable[Table]) -> None:
        self.population = population
        self.withheld: dict[tuple[str, ...], Row] = {}
        rows: list[Row] = []
        least: list[float] = []
        most: list[float] = []
        for table in tables:
            assert table.cube is not None
            cut = [population.is_in(dimension.variable, code) for dimension, code in table.cube.within]
            for record in table.records():
                own = {d.variable: str(record[d.variable]) for d in table.cube.dimensions}
                counted = population.row([*self._tests(own), *cut])
                if record[table.cube.count] is None:
                    self.withheld[table.id, *own.values()] = counted
                else:
                    rows.append(counted)
                    least.append(float(str(record[table.cube.count])))
                    most.append(least[-1])
                for share in table.cube.shares:
                    if record[share.column] is None:
                        continue
                    kept = {name: code for name, code in own.items() if name in share.keeps}
                    base = population.row([*self._tests(kept), *cut])
                    printed, half = float(str(record[share.column])), 0.5 * 10**-share.decimals
                    rows += [100 * counted - (printed - half) * base, 100 * counted - (printed + half) * base]
                    least += [-1e-7, -np.inf]
                    most += [np.inf, 1e-7]
        self._known = LinearConstraint(sparse.csr_matrix(np.array(rows)), least, most) if rows else ()

    def _tests(self, own: Mapping[str, str]) -> list[Test]:
        return [self.population.is_in(name, code) for name, code in own.items() if code != "total"]

    def interval(self, counted: Row) -> tuple[float, float]:
        """The smallest and the largest whole count that agrees with everything printed."""
        return self._end(counted, 1), self._end(counted, -1)

    def _end(self, counted: Row, sign: int) -> float:
        found = milp(
            sign * counted,
            constraints=self._known,
            integrality=np.ones(len(counted)),
            bounds=Bounds(0, np.inf),
        )
        assert found.status != 2, "nothing fits what was printed"
        return float(-sign * np.inf) if found.x is None else round(float(counted @ np.round(found.x)))

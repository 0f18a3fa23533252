"""Measures how protecting a crosstab book grows with its tables: every question by three groups, 1,200 made-up people.

`python -m tests.benchmarks.books 1 2 5` makes books of so many questions and prints the seconds of one processor core
for each, and with two books or more the exponent of cells that fits them.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import product

import numpy as np

from safetables.policy import Policy
from safetables.suppress.tables import protect_tables
from safetables.tables import TOTAL, Category, CountedTable, Dimension

GROUPS = {"region": (0.25, 0.25, 0.25, 0.25), "sex": (0.48, 0.48, 0.04), "age": (0.25, 0.25, 0.25, 0.25)}
ANSWERS = (0.4, 0.3, 0.25, 0.05)
PEOPLE = 1_200


def book(questions: int) -> Iterator[CountedTable]:
    """Yields a table for each question and group."""
    draws = np.random.RandomState(1)
    shares = {**GROUPS, **{f"item{n:02d}": ANSWERS for n in range(questions)}}
    given = {name: draws.choice(len(own), PEOPLE, p=own).astype(str) for name, own in shares.items()}
    dimensions = {n: Dimension(n, tuple(Category(str(c)) for c in range(len(own)))) for n, own in shares.items()}
    for group, question in product(GROUPS, list(shares)[len(GROUPS) :]):
        pairs = Counter(zip(given[group].tolist(), given[question].tolist(), strict=True))
        own = (dimensions[group], dimensions[question])
        counts = {
            codes: sum(n for pair, n in pairs.items() if all(c in (TOTAL, p) for c, p in zip(codes, pair, strict=True)))
            for codes in product(*([*dimension.parents, TOTAL] for dimension in own))
        }
        yield CountedTable(f"{group}_{question}", "people", own, counts)


def main(chosen: list[int]) -> None:
    """Measure the books chosen."""
    policy = Policy.of(threshold=10, certainty_below=0, base_below=30)
    cells, seconds = [], []
    for questions in chosen:
        tables = list(book(questions))
        start = time.process_time()
        _, summary = protect_tables(tables, policy)
        seconds.append(time.process_time() - start)
        cells.append(summary.cells)
        found = f"{summary.suppressed} withheld, cost {summary.cost}, at least {summary.bound}"
        sys.stdout.write(f"{len(tables)} tables, {summary.cells} cells: {seconds[-1]:.1f} s; {found}\n")
    if len(chosen) > 1:
        sys.stdout.write(f"seconds grow as cells^{np.polyfit(np.log(cells), np.log(seconds), 1)[0]:.1f}\n")


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]] or [1, 2, 5])

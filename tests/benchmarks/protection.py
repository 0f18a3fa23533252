"""Measures protection and audit on the instances S, M, L and P: `protection.py [S/5 M/5 L/5 S/10 M/10 L/10 P/10]`.

Each instance is run in a process of its own, so that the peak of memory is its own. An instance is Poisson counts
with all their margins, or for P the tables of the practice release; counts below the number after the slash are
sensitive, and every withheld cell must keep an interval as wide as that number. Seconds are the processor's, on one
core, so that other work disturbs them little. Started by hand; pytest does not collect it.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from publication.microdata.respondents import read_respondents
from publication.microdata.tabulate import tabulate
from publication.study import read_study
from safetables.attack.groups import groups
from safetables.attack.knowledge import OUTSIDER, WITHHELD, Published
from safetables.attack.search import feasibility_intervals
from safetables.attack.witnesses import Report
from safetables.suppress.demand import is_small
from safetables.suppress.pattern import find_pattern
from safetables.suppress.population import complete
from safetables.system import Cell, IntArray, Relations, Variable, link
from tests.safetables.worlds import Shape, demand_for, related

SIZES = {"S": (5, 4, 6), "M": (20, 10, 8), "L": (50, 20, 10)}
ALL = ("S/5", "M/5", "L/5", "S/10", "M/10", "L/10", "P/10")
PACKAGE = Path(__file__).parents[2] / "datapackage"
COLUMNS = (
    "instance",
    "cells",
    "primary",
    "secondary",
    "withheld",
    "proof",
    "protect s",
    "audit s",
    "peak MB",
    "narrow, linear",
    "pinned, linear",
    "narrow, integer",
    "pinned, integer",
    "undecided",
    "method",
)


def instance(size: tuple[int, ...]) -> tuple[Relations, IntArray]:
    """Poisson counts in all cells, with every margin."""
    names = "abcd"[: len(size)]
    variables = [Variable.flat(n, [f"{i:02d}" for i in range(s)]) for n, s in zip(names, size, strict=True)]
    relations = related([Shape("u", tuple(names))], variables)
    inner = np.random.default_rng(20240101).poisson(8, size)
    known = {
        Cell.of("u", [(n, f"{i:02d}") for n, i in zip(names, at, strict=True)]): int(inner[at])
        for at in np.ndindex(*size)
    }
    return relations, relations.fill(known)


def practice() -> tuple[Relations, IntArray]:
    """The linked tables of the practice release, counted from the synthetic respondents that it publishes."""
    study, _ = read_study(PACKAGE / "study" / "practice")
    assert study is not None
    records = read_respondents(PACKAGE / "practice" / "synthetic_respondents.csv", study)
    counted = tabulate(records, study)
    relations = link((table, table.counts) for table in counted)
    return relations, complete(counted, relations)


def under_linear_attack(published: Published, report: Report) -> tuple[int, int]:
    """How many intervals are narrow, and how many pinned, where counts need not be whole.

    A linear interval holds the integer one, so only cells that fail against whole numbers need a program.
    """
    narrow = pinned = 0
    tied = groups(published, OUTSIDER, nodes=0) if report.failures else ()
    for interval in report.failures:
        group = next(group for group in tied if interval.cell in group.column)
        least, most = (group.furthest(interval.cell, side, is_whole=False).bound for side in (-1, 1))
        if most is not None:
            narrow += most - (least or 0) < interval.wanted
            pinned += most == (least or 0)
    return narrow, pinned


def measure(name: str, threshold: int) -> str:
    """One row of the table."""
    relations, counts = practice() if name == "P" else instance(SIZES[name])
    begun = time.process_time()
    demand = demand_for(relations, counts, is_small(counts, threshold), threshold)
    found = find_pattern(demand)
    protected = time.process_time()
    is_hidden = found.suppressed | ~relations.is_published
    published = Published(relations, np.where(is_hidden, WITHHELD, counts))
    report = feasibility_intervals(published, np.where(relations.is_published, demand.asked(found.suppressed), 0))
    audited = time.process_time()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    primary, withheld = int(found.primary.sum()), int(found.suppressed.sum())
    values = (
        f"{name}, 1-{threshold - 1}",
        relations.n_cells,
        primary,
        withheld - primary,
        withheld,
        "proven" if found.is_proven else f"at least {found.lower_bound} ({100 * found.lower_bound / found.cost:.1f} %)",
        f"{protected - begun:.1f}",
        f"{audited - protected:.1f}",
        memory,
        *under_linear_attack(published, report),
        sum(not i.is_wide_enough for i in report.intervals),
        sum(i.is_pinned for i in report.intervals),
        sum(i.is_undecided for i in report.intervals),
        found.method,
    )
    return f"| {' | '.join(map(str, values))} |"


def main(chosen: list[str]) -> None:
    """Measures what is asked for, all instances where nothing is."""
    if len(chosen) == 1:
        name, _, threshold = chosen[0].partition("/")
        sys.stdout.write(measure(name, int(threshold)) + "\n")
        return
    sys.stdout.write(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}\n")
    sys.stdout.flush()
    for one in chosen or ALL:
        subprocess.run([sys.executable, __file__, one], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])

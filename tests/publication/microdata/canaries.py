"""A respondents' file whose withheld counts, names and numbers cannot stand anywhere by chance."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import product
from pathlib import Path

from tests.publication.microdata.gardeners import as_csv

NAME = "Quetzalcoatlus"
LITRES = "137.416277"
# Those in the middle stand beside small counts, so that they are withheld for the small ones' sake.
CELLS = {
    ("hill", "Yes"): 1201,
    ("hill", "No"): 1103,
    ("hill", "-9"): 2,
    ("hill", ""): 1613,
    ("wood", "Yes"): 1307,
    ("wood", "No"): 1409,
    ("wood", "-9"): 3,
    ("wood", ""): 2,
    ("south", "Yes"): 1511,
    ("south", "No"): 3,
    ("south", "-9"): 1019,
    ("south", ""): 1459,
}
CODES = {"Yes": "yes", "No": "no", "-9": "refused", "": "blank"}


def canary_rows() -> list[dict[str, str]]:
    rows = []
    for (side, barrel), number in CELLS.items():
        litres = LITRES if barrel == "Yes" else "n/a"
        rows += [
            {"Name": f"{NAME} {side} {n}", "Side": side, "Barrel": barrel, "Litres": litres} for n in range(number)
        ]
    return [
        {**row, "Tools: spade": "1" if n % 3 else "", "Tools: rake": "", "Tools: none": "" if n % 3 else "1"}
        for n, row in enumerate(rows)
    ]


def canary_csv() -> str:
    return as_csv(canary_rows())


def withheld_counts(published: Path) -> dict[str, str]:
    """True counts of at least four digits that the published table of barrels withholds -> what each is."""
    true: Counter[tuple[str, str]] = Counter()
    for (side, barrel), number in CELLS.items():
        sides = {side, "total"} | ({"north"} if side != "south" else set())
        for cell in product(sides, (CODES[barrel], "total")):
            true[cell] += number
    shown = set()
    hidden = {}
    for row in csv.DictReader(io.StringIO(published.read_text(), newline="")):
        count = true[row["side"], row["barrel"]]
        if row["gardeners_count"]:
            shown.add(count)
        elif count >= 1000:
            hidden[str(count)] = f"count of {row['side']}, {row['barrel']}"
    return {count: what for count, what in hidden.items() if int(count) not in shown}

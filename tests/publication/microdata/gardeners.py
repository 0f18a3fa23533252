"""Makes up the gardeners' answers: the same at each call, written as a survey tool would export them."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Mapping

HEADER = ("Name", "Side", "Barrel", "Litres", "Tools: spade", "Tools: rake", "Tools: none")
SIDES = ("hill", "wood", "south", "Heuvel", "Bosrand", "Zuidkant")

Row = Mapping[str, str]


def gardeners(number: int = 600, seed: int = 2023) -> list[dict[str, str]]:
    """Answers in both languages, with few in some cells and nobody in others."""
    lots = random.Random(seed)
    rows = []
    for n in range(number):
        barrel = lots.choices(("Yes", "Ja", "No", "Nee", "-9", ""), (30, 20, 25, 15, 1, 1))[0]
        has_one = barrel in ("Yes", "Ja")
        litres = lots.choices((str(lots.randrange(40, 300)), "210.5", ""), (30, 4, 1))[0] if has_one else "n/a"
        spade, rake = (lots.random() < share for share in (0.7, 0.2))
        rows.append(
            {
                "Name": f"Gardener {n}",
                "Side": lots.choices(SIDES, (6, 2, 8, 4, 1, 5))[0],
                "Barrel": barrel,
                "Litres": litres,
                "Tools: spade": lots.choice(("1", "Schop", "Spade")) if spade else "",
                "Tools: rake": "Rake" if rake else "0",
                "Tools: none": "" if spade or rake else "1",
            }
        )
    return rows


def as_csv(rows: Iterable[Row], delimiter: str = ",", header: Iterable[str] = HEADER) -> str:
    """Rows as a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(header), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()

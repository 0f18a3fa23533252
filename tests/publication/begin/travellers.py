"""Makes up travellers' answers as a survey tool exports them: with names, dates, routing, ticks and texts."""

from __future__ import annotations

import csv
import random
from pathlib import Path

REGIONS = ("North", "South", "West")
HEADER = (
    *("ResponseId", "Email", "StartDate", "Region", "Sex", "Age", "Car", "Colour"),
    *("Tools[map]", "Tools[radio]", "Tools[none]", "Trust", "Comments", "wt"),
)
COLOURS = ("Red", "Blue", "Other colour")


def write_travellers(path: Path, number: int = 400) -> None:
    """A CSV file, the same at each call."""
    lots = random.Random(15)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for n in range(number):
            car = lots.choices(("Yes", "No"), (3, 2))[0]
            radio, map_ = lots.random() < 0.7, lots.random() < 0.4
            writer.writerow(
                [
                    f"R_{n:05}",
                    f"somebody{n}@example.org",
                    f"2024-05-{n % 28 + 1:02} 10:00",
                    lots.choice(REGIONS),
                    lots.choice(("Female", "Male")),
                    lots.randrange(18, 90),
                    car,
                    lots.choice(COLOURS) if car == "Yes" else "",
                    int(map_),
                    int(radio),
                    int(not (map_ or radio)),
                    lots.choice(("1", "2", "3", "4", "")),
                    f"I travel {n} times" if n % 3 else "",
                    round(lots.uniform(0.5, 2), 3),
                ]
            )

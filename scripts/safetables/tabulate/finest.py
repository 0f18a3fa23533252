"""Counts respondents by everything that is asked of them at once, over Narwhals; knows no table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..model import Dimension, Records

if TYPE_CHECKING:
    from narwhals.typing import EagerAllowed

Answers = tuple[tuple[str, ...], ...]

_N = "n_respondents"


@dataclass(frozen=True)
class Finest:
    """How many respondents gave each combination of answers that somebody gave.

    Attributes:
        columns: variable, and the answer where a respondent may give several (empty otherwise).
        rows: for each combination its values, in the order of `columns`, and the number of respondents.
    """

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[tuple[Any, ...], int], ...] = field(repr=False)

    def over(self, dimensions: tuple[Dimension, ...]) -> Iterator[tuple[Answers, int]]:
        """Yields the answers to some dimensions, as codes of each, and how many respondents gave them."""
        places = [
            [(place, item) for place, (name, item) in enumerate(self.columns) if name == dimension.variable]
            for dimension in dimensions
        ]
        found: Counter[Answers] = Counter()
        for values, count in self.rows:
            found[tuple(_codes(values, columns) for columns in places)] += count
        yield from found.items()


def _codes(values: tuple[Any, ...], columns: list[tuple[int, str]]) -> tuple[str, ...]:
    """The categories of one respondent: one, or as many as are ticked."""
    return tuple(str(item or values[place]) for place, item in columns if not item or values[place])


def counted(records: Records, backend: EagerAllowed) -> Finest:
    """Counts records by all their variables together.

    Args:
        records: the respondents.
        backend: name of an eager backend of Narwhals.
    """
    # A second of imports that a build without a respondents' file must not pay.
    import narwhals as nw  # noqa: PLC0415

    data: dict[tuple[str, str], tuple[Any, ...]] = {(name, ""): codes for name, codes in records.answers.items()}
    data |= {(name, item): ticked for name, items in records.ticks.items() for item, ticked in items.items()}
    columns = tuple(sorted(data))
    names = [f"c{place}" for place in range(len(columns))]
    if not columns:
        return Finest((), (((), records.n_respondents),))
    frame = nw.from_dict(
        {name: list(data[column]) for name, column in zip(names, columns, strict=True)}, backend=backend
    )
    found = frame.group_by(names).agg(nw.len().alias(_N)).sort(names)
    return Finest(columns, tuple((row[:-1], int(row[-1])) for row in found.iter_rows()))

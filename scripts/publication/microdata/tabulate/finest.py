"""Counts respondents by everything that is asked of them at once, over Narwhals; knows no table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from safetables.tables import Dimension

from ...model import Records

if TYPE_CHECKING:
    from narwhals.typing import EagerAllowed

Answers = tuple[tuple[str, ...], ...]

_N = "n_respondents"


@dataclass(frozen=True)
class Finest:
    """How many respondents gave each combination of answers that somebody gave.

    Attributes:
        columns: variable, and the answer where a respondent may give several (empty otherwise); numbers stand under no
            variable, with their own as the answer.
        rows: for each combination its values, in the order of `columns`, and the number of respondents.
    """

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[tuple[Any, ...], int], ...] = field(repr=False)

    def over(self, dimensions: tuple[Dimension, ...]) -> Iterator[tuple[Answers, int]]:
        """Yields the answers to some dimensions, as codes of each, and how many respondents gave them."""
        places = [self._places(dimension) for dimension in dimensions]
        found: Counter[Answers] = Counter()
        for values, count in self.rows:
            found[tuple(_codes(values, columns) for columns in places)] += count
        yield from found.items()

    def answers(self, dimension: Dimension) -> list[tuple[str, ...]]:
        """The answers to one dimension, as codes of it, in the order of `rows`."""
        places = self._places(dimension)
        return [_codes(values, places) for values, _ in self.rows]

    def numbers(self, variable: str, dimensions: tuple[Dimension, ...]) -> Iterator[tuple[Answers, str, int]]:
        """Yields answers, the number given with them (empty for none), and how many respondents gave both."""
        at = self.columns.index(("", variable))
        places = [self._places(dimension) for dimension in dimensions]
        for values, count in self.rows:
            yield tuple(_codes(values, columns) for columns in places), values[at], count

    def _places(self, dimension: Dimension) -> list[tuple[int, str]]:
        return [(place, item) for place, (name, item) in enumerate(self.columns) if name == dimension.variable]


def _codes(values: tuple[Any, ...], columns: list[tuple[int, str]]) -> tuple[str, ...]:
    """The categories of one respondent: one, or as many as are ticked."""
    return tuple(str(item or values[place]) for place, item in columns if not item or values[place])


def counted(records: Records, measured: Iterable[str], backend: EagerAllowed) -> Finest:
    """Counts records by all their variables together.

    Args:
        records: the respondents.
        measured: numeric variables whose numbers are told apart too.
        backend: name of an eager backend of Narwhals.
    """
    # A second of imports that a build without a respondents' file must not pay.
    import narwhals as nw  # noqa: PLC0415

    data: dict[tuple[str, str], tuple[Any, ...]] = {(name, ""): codes for name, codes in records.answers.items()}
    data |= {(name, item): ticked for name, items in records.ticks.items() for item, ticked in items.items()}
    data |= {
        ("", name): tuple("" if number is None else format(number, "f") for number in records.numbers[name])
        for name in measured
    }
    columns = tuple(sorted(data))
    names = [f"c{place}" for place in range(len(columns))]
    if not columns:
        return Finest((), (((), records.n_respondents),))
    frame = nw.from_dict(
        {name: list(data[column]) for name, column in zip(names, columns, strict=True)}, backend=backend
    )
    found = frame.group_by(names).agg(nw.len().alias(_N)).sort(names)
    return Finest(columns, tuple((row[:-1], int(row[-1])) for row in found.iter_rows()))

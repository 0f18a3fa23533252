"""Turns respondents into a full cross-classification: how many gave each combination of answers to all questions.

Written over Narwhals, since it is the only step that meets every respondent. It knows no table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from safetables.tables import Dimension

from ..model import Respondents

if TYPE_CHECKING:
    from narwhals.typing import EagerAllowed

Answers = tuple[tuple[str, ...], ...]
"""For each of some dimensions, the codes that a respondent gave."""

_N = "n_respondents"


@dataclass(frozen=True)
class CrossClassification:
    """How many respondents gave each combination of answers that somebody gave.

    Attributes:
        columns: variable, and the answer where a respondent may give several (empty otherwise); numbers stand under no
            variable, with their own as the answer.
        rows: for each combination its values, in the order of `columns`, and the number of respondents.
    """

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[tuple[Any, ...], int], ...] = field(repr=False)

    def over(self, dimensions: tuple[Dimension, ...]) -> Iterator[tuple[Answers, int]]:
        """Yields each combination of answers to some dimensions, and how many respondents gave it."""
        found: Counter[Answers] = Counter()
        for answers, (_, count) in zip(self._answers(dimensions), self.rows, strict=True):
            found[answers] += count
        yield from found.items()

    def answers(self, dimension: Dimension) -> list[tuple[str, ...]]:
        """The answers to one dimension, in the order of `rows`."""
        return [codes for (codes,) in self._answers((dimension,))]

    def numbers(self, variable: str, dimensions: tuple[Dimension, ...]) -> Iterator[tuple[Answers, str, int]]:
        """Yields answers, the number given with them (empty for none), and how many respondents gave both."""
        place = self.columns.index(("", variable))
        for answers, (values, count) in zip(self._answers(dimensions), self.rows, strict=True):
            yield answers, values[place], count

    def _answers(self, dimensions: tuple[Dimension, ...]) -> Iterator[Answers]:
        columns = [
            [(place, item) for place, (name, item) in enumerate(self.columns) if name == dimension.variable]
            for dimension in dimensions
        ]
        for values, _ in self.rows:
            yield tuple(
                tuple(str(item or values[place]) for place, item in own if not item or values[place]) for own in columns
            )


def cross_classified(respondents: Respondents, measured: Iterable[str], backend: EagerAllowed) -> CrossClassification:
    """Counts respondents by all variables together, and by each number of the `measured` variables.

    `backend` is the name of an eager backend of Narwhals.
    """
    # A second of imports that a build without a respondents' file must not pay.
    import narwhals as nw  # noqa: PLC0415

    data: dict[tuple[str, str], tuple[Any, ...]] = {(name, ""): codes for name, codes in respondents.answers.items()}
    data |= {(name, item): ticked for name, items in respondents.ticks.items() for item, ticked in items.items()}
    data |= {
        ("", name): tuple("" if number is None else format(number, "f") for number in respondents.numbers[name])
        for name in measured
    }
    columns = tuple(sorted(data))
    if not columns:
        return CrossClassification((), (((), respondents.n_respondents),))
    names = [f"c{place}" for place in range(len(columns))]
    frame = nw.from_dict({name: list(data[own]) for name, own in zip(names, columns, strict=True)}, backend=backend)
    found = frame.group_by(names).agg(nw.len().alias(_N)).sort(names)
    return CrossClassification(columns, tuple((row[:-1], int(row[-1])) for row in found.iter_rows()))

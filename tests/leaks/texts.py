"""The texts that a release has by itself, so that a number in any other text stands out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass

from publication.model import Study, Table
from publication.wording import numbers_in, written_date

# Study files whose words stand in descriptions of data; those of figures are numbers, and are compared as cells.
_DESCRIBING = ("sources", "universes", "variables", "categories")


class Texts:
    """The titles, labels and descriptions of a release.

    Args:
        sizes: of files that descriptions may tell of, in bytes.
        address: where the site lives; empty for files that name no address.
    """

    def __init__(self, study: Study, tables: tuple[Table, ...], sizes: Collection[int] = (), address: str = "") -> None:
        card, columns = study.card, [column for table in tables for column in table.columns]
        records = [record for file in study.files if file.name in _DESCRIBING for record in file.records]
        own = {*_texts((card, study.tables, study.policy, columns)), *_texts([r.values for r in records])}
        own |= {text for table in tables for text in (table.id, table.title, table.description)}
        self.released, self.sizes = card.released, {*sizes}
        self.limits = {limit for column in columns for limit in (column.minimum, column.maximum) if limit is not None}
        # A number alone is a text of the release where it is a code, and where codes stand.
        self._codes = set(_texts([column.options for column in columns]))
        self._whole = {text for text in own if _letters(text) > 1} | {card.version, card.released}
        said = {text for text in own if _letters(text) > 1 and _has_number(text)} | {address} - {""}
        said |= {f"Version {card.version}", f"version {card.version}", written_date(card.released), card.released}
        said |= {f"{{{card.version}}}", f"{{{card.released[:4]}}}"}  # as reference managers write them
        said |= {f"{card.version}, in preparation, not yet released"}
        self._parts = re.compile("|".join(map(_pattern, sorted(said, key=len, reverse=True))))
        self._asked: dict[str, bool] = {}

    def has_loose_number(self, text: str, *, is_code: bool = False) -> bool:
        """Whether a text has a number that is left when all that the release says by itself is taken out of it."""
        if is_code and text in self._codes:
            return False
        if text not in self._asked:
            left = text not in self._whole and _has_number(text)
            self._asked[text] = left and _has_number(self._parts.sub("", text))
        return self._asked[text]


def _pattern(text: str) -> str:
    """A pattern of a text that is no part of a longer word or number."""
    before, after = (r"(?<!\w)" if text[0].isalnum() else ""), (r"(?!\w)" if text[-1].isalnum() else "")
    return f"{before}{re.escape(text)}{after}"


def _has_number(text: str) -> bool:
    """Whether a text has a number in digits or words."""
    return re.search(r"\d", text) is not None or any(number.value for number in numbers_in(text))


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


def _texts(value: object) -> Iterator[str]:
    """Yields every text in a record."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        yield from _texts([getattr(value, field.name) for field in fields(value)])
    elif isinstance(value, Mapping):
        yield from _texts([*value.items()])
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from _texts(item)

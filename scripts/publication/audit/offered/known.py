"""Knows the texts that a release has by itself, so that a number in any other text stands out; reads no file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass

from ...model import Study, Table
from ...wording import numbers_in, written_date

# Study files whose words stand in descriptions of data; those of figures are numbers, and are compared as cells.
_DESCRIBING = ("sources", "universes", "variables", "categories")
_DIGIT = re.compile(r"\d")
_SHORTEST = 2  # letters


class Known:
    """The titles, labels and descriptions of a release.

    Args:
        study: the study.
        tables: its tables.
        sizes: of files that descriptions may tell of, in bytes.
        address: where the site lives; empty for files that name no address.
    """

    def __init__(self, study: Study, tables: tuple[Table, ...], sizes: Collection[int] = (), address: str = "") -> None:
        card = study.card
        described = {file.name: file for file in study.files if file.name in _DESCRIBING}
        texts = {*_texts(card), *_texts(study.tables), *_texts(study.policy)}
        texts |= {text for file in described.values() for record in file.records for text in record.values.values()}
        for table in tables:
            texts |= {table.id, table.title, table.description, *_texts(table.columns)}
        self.released, self.sizes = card.released, {*sizes}
        self.limits = {
            limit
            for table in tables
            for own in table.columns
            for limit in (own.minimum, own.maximum)
            if limit is not None
        }
        # A number alone is a text of the release where it is a code, and where codes stand.
        self._codes = {text for table in tables for own in table.columns for text in _texts(own.options)}
        self._whole = {text for text in texts if _letters(text) >= _SHORTEST} | {card.version, card.released}
        self._asked: dict[str, bool] = {}
        said = {text for text in texts if _letters(text) >= _SHORTEST and _numbers(text)}
        said |= {f"Version {card.version}", f"version {card.version}", written_date(card.released), card.released}
        # As reference managers write them.
        said |= {f"{{{card.version}}}", f"{{{card.released[:4]}}}"}
        said |= {address} - {""}
        self._parts = re.compile("|".join(map(_whole, sorted(said, key=len, reverse=True))))

    def says_more(self, text: str, *, is_code: bool = False) -> bool:
        """Whether a text holds a number when all that the release says by itself is taken out of it.

        Args:
            text: of a file or page.
            is_code: whether codes stand in its place, and their labels.
        """
        if is_code and text in self._codes:
            return False
        # Descriptions repeat themselves.
        if text not in self._asked:
            self._asked[text] = text not in self._whole and _numbers(text) and _numbers(self._parts.sub("", text))
        return self._asked[text]


def _whole(text: str) -> str:
    """A pattern of a text that is no part of a longer word or number."""
    before, after = (r"(?<!\w)" if text[0].isalnum() else ""), (r"(?!\w)" if text[-1].isalnum() else "")
    return f"{before}{re.escape(text)}{after}"


def _numbers(text: str) -> bool:
    """Whether a text has a number in digits or words; "zero" is said of the sign alone."""
    return _DIGIT.search(text) is not None or any(number.value for number in numbers_in(text))


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


def _texts(value: object) -> Iterator[str]:
    """Yields every text in a record."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for item in value.items():
            yield from _texts(item)
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from _texts(item)

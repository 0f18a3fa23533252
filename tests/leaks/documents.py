"""Reads JSON back: tables, cell by cell, and descriptions, text by text; a key that stands twice is a leak too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from publication.model import Column, Table, Value

from .cells import COLUMNS, UNREADABLE, Leak, row_leaks, typed
from .texts import Texts

TOLD = "a number that is no text of the release"
# Keys of a description whose number says what a column may hold.
_LIMITS = {"minimum", "maximum", "minValue", "maxValue"}
_SIZE, _SIZES = re.compile(r"\d+( B)?"), {"contentSize", "byteSize", "bytes"}
_HASH, _HASHES = re.compile(r"[0-9a-f]{64}"), {"sha256", "checksumValue"}
# Words of vocabularies, and their addresses, that have numbers in them.
_VOCABULARIES = {
    "sha256",
    "application/vnd.sqlite3",
    "http://www.w3.org/ns/csvw",
    "http://www.w3.org/ns/dcat#",
    "http://xmlns.com/foaf/0.1/",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2001/XMLSchema#",
    "http://www.w3.org/2004/02/skos/core#",
    "http://mlcommons.org/croissant/1.1",
    "spdx:checksumAlgorithm_sha256",
    "https://www.iana.org/assignments/media-types/application/vnd.sqlite3",
}


def table_leaks(path: str, content: bytes, table: Table, texts: Texts) -> Iterator[Leak]:
    """What a table as JSON says that the table does not."""
    try:
        document = _read(content)
        rows = [list(row.items()) for row in document.pop("rows")]
    except (ValueError, KeyError, TypeError, AttributeError):
        yield table.id, path, UNREADABLE
        return
    if any([name for name, _ in row] != [column.name for column in table.columns] for row in rows):
        yield table.id, path, COLUMNS
        return
    yield from row_leaks(path, table, [[value for _, value in row] for row in rows], _in_json)
    yield from _leaf_leaks(table.id, path, document, texts)


def description_leaks(path: str, content: bytes | str, texts: Texts, table: str = "all") -> Iterator[Leak]:
    """What a description says beyond the texts of the release: a number is none of its business."""
    try:
        yield from _leaf_leaks(table, path, _read(content), texts)
    except ValueError:
        yield table, path, UNREADABLE


def _read(content: bytes | str) -> Any:
    """A document, every number in it as a Decimal."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("two keys of one name, of which readers see one")
        return dict(pairs)

    return json.loads(content, parse_int=Decimal, parse_float=Decimal, object_pairs_hook=once)


def _leaf_leaks(table: str, path: str, document: object, texts: Texts) -> Iterator[Leak]:
    for keys, value in _leaves(document, ()):
        if _says_more(keys, value, texts):
            yield table, f"{path}, {'.'.join(keys)}", TOLD


def _leaves(document: object, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(document, dict):
        for key, value in document.items():
            # A key is read as well as what stands under it.
            yield (*keys, "key"), key
            yield from _leaves(value, (*keys, key))
    elif isinstance(document, list):
        for value in document:
            yield from _leaves(value, keys)
    else:
        yield keys, document


def _says_more(keys: tuple[str, ...], value: object, texts: Texts) -> bool:
    if isinstance(value, Decimal):
        return keys[-1] not in _LIMITS or value not in texts.limits
    if not isinstance(value, str) or value in _VOCABULARIES:
        return False
    own = {key.rpartition(":")[2] for key in keys}
    if _HASH.fullmatch(value):
        return not own & _HASHES
    if _SIZE.fullmatch(value) and own & _SIZES:
        return int(value.removesuffix(" B")) not in texts.sizes
    if keys[-1] == "format":  # a pattern of codes
        return any(texts.has_loose_number(code, is_code=True) for code in re.sub(r"\\(.)", r"\1", value).split("|"))
    return texts.has_loose_number(value, is_code="values" in keys)


def _in_json(value: Value, column: Column, table: Table, values: Sequence[Value]) -> object:
    del table, values
    if isinstance(value, str) and column.type == "list":
        return [part.strip() for part in value.split("|") if part.strip()]
    return typed(value)

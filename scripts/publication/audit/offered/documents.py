"""Reads JSON back: tables, cell by cell, and descriptions, text by text; a key twice the same is a finding too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from ...model import Column, Finding, Table, Value
from .known import Known
from .rows import REMEDY, Stored, row_findings, stored, unreadable

_ROWS = "rows"
# Keys of a description whose number says what a column may hold; no cell.
_LIMITS = {"minimum", "maximum", "minValue", "maxValue"}
# Where a table says what its codes mean.
_CODES = "values"
_SIZE = re.compile(r"\d+( B)?")
_SIZES = {"contentSize", "byteSize", "bytes"}
_HASH = re.compile(r"[0-9a-f]{64}")
_HASHES = {"sha256", "checksumValue"}
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


class _TwiceTheSame(ValueError):
    """An object with two keys of one name, of which readers see one."""


def read_json(content: bytes | str) -> Any:
    """A document, every number in it as a Decimal.

    Raises:
        ValueError: it is no JSON, or has two keys of one name.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        read = dict(pairs)
        if len(read) != len(pairs):
            raise _TwiceTheSame
        return read

    return json.loads(content, parse_int=Decimal, parse_float=Decimal, object_pairs_hook=once)


def document_findings(path: str, content: bytes, table: Table, known: Known) -> Iterator[Finding]:
    """What a table as JSON says that the table does not."""
    try:
        document = read_json(content)
        rows = [list(row.items()) for row in document.pop(_ROWS)]
    except (ValueError, KeyError, TypeError, AttributeError):
        yield unreadable(table.id, path)
        return
    names = [column.name for column in table.columns]
    if any([name for name, _ in row] != names for row in rows):
        yield Finding(table.id, path, "other columns than the table's", REMEDY)
        return
    values = [[tuple(value) if isinstance(value, list) else value for _, value in row] for row in rows]
    yield from row_findings(path, table, values, _in_json)
    yield from _leaf_findings(table.id, path, document, known)


def described_findings(path: str, content: bytes | str, known: Known, table: str = "all") -> Iterator[Finding]:
    """What a description says beyond the texts of the release: a number is none of its business.

    Args:
        path: the file or page.
        content: JSON.
        known: the texts of the release.
        table: the table that it describes.
    """
    try:
        document = read_json(content)
    except ValueError:
        yield unreadable(table, path)
        return
    yield from _leaf_findings(table, path, document, known)


def _leaf_findings(table: str, path: str, document: object, known: Known) -> Iterator[Finding]:
    for keys, value in _leaves(document, ()):
        if _says_more(keys, value, known):
            yield Finding(table, f"{path}, {'.'.join(keys)}", "a number that is no text of the release", REMEDY)


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


def _says_more(keys: tuple[str, ...], value: object, known: Known) -> bool:
    if isinstance(value, Decimal):
        return keys[-1] not in _LIMITS or value not in known.limits
    if not isinstance(value, str) or value in _VOCABULARIES:
        return False
    own = {key.rpartition(":")[2] for key in keys}
    if _HASH.fullmatch(value):
        return not own & _HASHES
    if _SIZE.fullmatch(value) and own & _SIZES:
        return int(value.removesuffix(" B")) not in known.sizes
    if keys[-1] == "format":
        # A pattern of codes.
        return any(known.says_more(code, is_code=True) for code in re.sub(r"\\(.)", r"\1", value).split("|"))
    return known.says_more(value, is_code=_CODES in keys)


def _in_json(value: Value, column: Column, table: Table, values: Sequence[Value]) -> Stored:
    del table, values
    if isinstance(value, str) and column.type == "list":
        return tuple(part.strip() for part in value.split("|") if part.strip())
    return stored(value)

"""Caches results that are expensive to compute: takes one that still holds, and makes the others again.

It guards against results that are out of date or damaged, not against somebody who can write to the disk: an edited
result with a recomputed checksum is taken for a good one.
"""

from __future__ import annotations

import base64
import json
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from .files import sha256, write_if_changed

_DECIMAL, _BYTES = "decimal", "bytes"
T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """Work whose results are cached."""

    name: str  # of the folder of its results
    version: int  # to be raised where the results change; a test notices changed code
    libraries: tuple[str, ...] = ()  # distributions whose versions may change the results


def cached(folder: Path, step: Step, name: str, key: object, kind: type[T], make: Callable[[], T]) -> T:
    """What `make` returns, taken from the cache where it was made from the same key.

    The key is everything that the result depends on beside the step; its `repr` counts. A result of another key takes
    the place of the one before. Its kind is bytes, or a dataclass or tuple of plain values.
    """
    path = folder / step.name / name
    wanted = sha256(repr((step.version, _versions(step.libraries), key)).encode())
    try:
        head, _, content = path.read_bytes().partition(b"\n")
        if head == _head(wanted, content):
            return content if kind is bytes else from_plain(kind, json.loads(content))  # type: ignore[return-value]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    made = make()
    content = made if isinstance(made, bytes) else json.dumps(as_plain(made), ensure_ascii=False).encode()
    write_if_changed(path, _head(wanted, content) + b"\n" + content)
    return made


def _head(key: str, content: bytes) -> bytes:
    return f"{key} {sha256(content)}".encode()


@cache
def _versions(libraries: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(version(name) for name in libraries)


def as_plain(value: object) -> Any:
    """A record, or a tuple of records, as lists, mappings, texts and numbers."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return list(map(as_plain, value))
    if isinstance(value, Mapping):
        return [[as_plain(key), as_plain(item)] for key, item in value.items()]
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    if isinstance(value, bytes):
        return {_BYTES: base64.b64encode(value).decode()}
    if isinstance(value, Enum):
        return value.value
    return value


def from_plain(kind: Any, plain: Any) -> Any:
    """What `as_plain` made, as the type that it was, which may be a generic one such as `tuple[Table, ...]`.

    Raises:
        TypeError, ValueError, KeyError: it was not made from such a type.
    """
    outer, inner = get_origin(kind), get_args(kind)
    if outer in (Union, types.UnionType):
        return _of_one(inner, plain)
    if outer is tuple:
        kinds = [inner[0]] * len(plain) if inner[-1] is Ellipsis else inner
        return tuple(from_plain(one, item) for one, item in zip(kinds, plain, strict=True))
    if outer is not None and issubclass(outer, Mapping):
        return {from_plain(inner[0], key): from_plain(inner[1], item) for key, item in plain}
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{name: from_plain(hints[name], item) for name, item in plain.items()})
    if kind is Decimal:
        return Decimal(plain[_DECIMAL])
    if kind is bytes:
        return base64.b64decode(plain[_BYTES])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    if type(plain) is not kind:
        raise TypeError(f"no {kind.__name__}")
    return plain


def _of_one(kinds: tuple[Any, ...], plain: Any) -> Any:
    for kind in kinds:
        try:
            return from_plain(kind, plain)
        except (TypeError, ValueError, KeyError, AttributeError):
            continue
    raise TypeError("of none of the types")

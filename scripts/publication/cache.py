"""Lets long work not be done twice: says when a result still holds, and turns records into documents and back."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from .files import sha256, write_if_changed

# What every step may use; a part of each key.
GROUND = ("address", "errors", "files", "keeping", "model", "relations", "wording")
_DECIMAL = "decimal"


@cache
def program_key(_modules: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    """Changes with every file of some modules of the program and of the ground, and with the versions of libraries.

    Args:
        modules: names of modules and folders of the program, such as `chart`: all that the work uses above the ground.
        libraries: names of distributions, such as `altair`.
    """
    program = Path(str(resources.files(__package__))).parent
    sources = [
        (path.relative_to(program).as_posix(), sha256(path.read_bytes()))
        for path in sorted(program.rglob("*"))
        if path.is_file()
        and path.suffix != ".pyc"
        and path.relative_to(program).parts[0] in ("publication", "safetables")
    ]
    return sha256(repr((sources, [(name, version(name)) for name in sorted(libraries)])).encode())


def is_remembered(memory: Path, key: str) -> bool:
    """Whether a file remembers, as what was last found to be sound, just what the key stands for."""
    return memory.is_file() and memory.read_bytes() == key.encode()


def remember(memory: Path, key: str) -> None:
    """Lets a file remember that what the key stands for was found to be sound."""
    write_if_changed(memory, key.encode())


def as_plain(value: object) -> Any:
    """A record, or a tuple of records, as lists, mappings, texts and numbers."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [as_plain(item) for item in value]
    if isinstance(value, Mapping):
        return [[as_plain(key), as_plain(item)] for key, item in value.items()]
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    if isinstance(value, Enum):
        return value.value
    return value


def from_plain(kind: Any, plain: Any) -> Any:
    """What `as_plain` made, as the type that it was.

    Args:
        kind: a type, or a generic one such as `tuple[Table, ...]`.
        plain: the document.

    Raises:
        TypeError, ValueError, KeyError: the document was not made from such a type.
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
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    if type(plain) is not kind:
        raise TypeError(f"no {kind.__name__}")
    return plain


def _of_one(kinds: tuple[Any, ...], plain: Any) -> Any:
    """A value that may be of several types: the first that it can be."""
    if plain is None and types.NoneType in kinds:
        return None
    for kind in kinds:
        try:
            return from_plain(kind, plain)
        except (TypeError, ValueError, KeyError, AttributeError):
            continue
    raise TypeError("of none of the types")

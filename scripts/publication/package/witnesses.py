"""Turns an audit's witnesses into witnesses.json, a line for each cell, move and pair; adds nothing of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable

from safetables.proof import Witnesses

ABOUT = (
    "What shows that no withheld count can be found. The base is one way to fill the empty cells with whole numbers so "
    "that everything published still holds, and the base with any one move added is another. In the two tables of a "
    "pair, a cell differs by at least the promised width. All of them were found from the published files alone: none "
    "is an estimate, and none tells which table is the true one."
)


def witnesses_bytes(witnesses: Witnesses) -> bytes:
    """The file, which a program without any library can check.

    Its lists are numbered from 0: `cells` (the categories of a cell that has no count; a variable that is not named
    is totalled over), `base` (a count for each of them), `moves` (pairs of a cell's number and what to add there) and
    `pairs` (a withheld cell's number, and those of the moves in which it is smallest and largest).
    """
    parts = {
        "about": _text(ABOUT),
        "universe": _text(witnesses.universe),
        "cells": _lines(_text(dict(place)) for place in witnesses.cells),
        "base": _text(witnesses.base),
        "moves": _lines(map(_text, witnesses.moves)),
        "pairs": _lines(map(_text, witnesses.pairs)),
    }
    return ("{\n" + ",\n".join(f'"{name}": {part}' for name, part in parts.items()) + "\n}\n").encode()


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _lines(entries: Iterable[str]) -> str:
    return "[\n" + ",\n".join(entries) + "\n]"

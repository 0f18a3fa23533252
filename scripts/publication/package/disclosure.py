"""Turns a release's audit into disclosure.json and witnesses.json; no word on any single count."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from safetables.findings import Witnesses

from ..files import sha256
from ..model import Attack, Release, Table
from .descriptor import cube_record, policy_record

ABOUT = (
    "What shows that no withheld count can be found. The base is one way to fill the empty cells with whole numbers so "
    "that everything published still holds, and the base with any one move added is another. In the two tables of a "
    "pair, a cell differs by at least the promised width. All of them were found from the published files alone: none "
    "is an estimate, and none tells which table is the true one."
)


def disclosure(release: Release, tables: Mapping[str, bytes], proof: Mapping[str, bytes]) -> dict[str, Any]:
    """What the audit of a release saw and found: rules, attack scenarios, files and widths.

    Args:
        release: the release; its audit has no findings, or it would be none.
        tables: path in the package -> CSV, as audited.
        proof: path in the package -> content, for what shows that suppressed counts cannot be found.
    """
    document: dict[str, Any] = {
        "release": {"name": release.study.card.id, "version": release.study.card.version},
        "rules": release.audit.rules,
        "findings": [],
        "tables": [_table(table, tables[f"{table.id}.csv"]) for table in release.tables],
    }
    if release.study.policy is not None:
        document["policy"] = policy_record(release.study.policy)
        document["attackers"] = [_attack(attack) for attack in release.audit.attacks]
        document["not_played"] = release.audit.not_played
    if proof:
        document["witnesses"] = [{"path": path, "sha256": sha256(content)} for path, content in proof.items()]
    if release.protection is not None:
        # How the pattern was found, how many cells a rule names and how few would do come from the counts themselves:
        # they would tell whoever knows the rule which cells are small.
        document["cost"] = {"cells": release.protection.cells, "withheld": release.protection.suppressed}
    return document


def _table(table: Table, content: bytes) -> dict[str, Any]:
    record: dict[str, Any] = {"name": table.id, "origin": table.origin.value, "sha256": sha256(content)}
    if table.cube is not None:
        counts = [row[table.cube.count] for row in table.records()]
        described = json.dumps(cube_record(table.cube), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        record |= {"cells": len(counts), "withheld": sum(count is None for count in counts)}
        # So that a description that is changed later, and its sums with it, is not taken for the audited one.
        record["cube"] = sha256(described.encode())
    return record


def _attack(attack: Attack) -> dict[str, Any]:
    return {
        "attacker": attack.intruder,
        "knows": attack.knows,
        "tried": attack.tried,
        "possible": attack.possible,
        "cells": attack.cells,
        "widths": [{"width": width, "cells": cells} for width, cells in attack.widths],
        "failures": attack.failures,
    }


def witnesses_bytes(witnesses: Witnesses) -> bytes:
    """A line for each cell, move and pair, which a program without any library can check.

    Its lists are numbered from 0: `cells` (the categories of a cell that has no count; a variable that is not named
    is totalled over), `base` (a count for each of them), `moves` (pairs of a cell's number and what to add there) and
    `pairs` (a suppressed cell's number, and those of the moves in which it is smallest and largest).
    """
    parts = {
        "about": _text(ABOUT),
        "universe": _text(witnesses.universe),
        "cells": _lines(dict(place) for place in witnesses.cells),
        "base": _text(witnesses.base),
        "moves": _lines(witnesses.moves),
        "pairs": _lines(witnesses.pairs),
    }
    return ("{\n" + ",\n".join(f'"{name}": {part}' for name, part in parts.items()) + "\n}\n").encode()


def _lines(entries: Iterable[object]) -> str:
    return "[\n" + ",\n".join(map(_text, entries)) + "\n]"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

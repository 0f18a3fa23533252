"""Turns a release's audit into disclosure.json and witnesses.json; no word on any single count."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from safetables.findings import Witnesses
from safetables.policy import Policy

from ..files import sha256
from ..model import Attack, AuditReport, Release, Table
from .descriptor import cube_record, policy_record

ABOUT = (
    "What shows that no withheld count can be found. The base is one way to fill the empty cells with whole numbers so "
    "that everything published still holds, and the base with any one move added is another. In the two tables of a "
    "pair, a cell differs by at least the promised width. All of them were found from the published files alone: none "
    "is an estimate, and none tells which table is the true one."
)


def disclosure(release: Release, tables: Mapping[str, bytes], proof: Mapping[str, bytes]) -> dict[str, Any]:
    """What the audit of a release saw and found; `tables` and `proof` are files: path in the package -> content."""
    audited = [audited_record(table, tables[f"{table.id}.csv"]) for table in release.tables]
    # How the pattern was found, how many cells a rule names and how few would do come from the counts themselves:
    # they would tell whoever knows the rule which cells are small.
    cost = (release.protection.cells, release.protection.suppressed) if release.protection is not None else None
    sums = {path: sha256(content) for path, content in proof.items()}
    card = release.study.card
    return report_record((card.id, card.version), release.audit, audited, release.study.policy, sums, cost)


def report_record(
    of: tuple[str, str],
    audit: AuditReport,
    tables: Sequence[Mapping[str, Any]],
    policy: Policy | None,
    proof: Mapping[str, str],
    cost: tuple[int, int] | None,
) -> dict[str, Any]:
    """The report of these parts; who reads one writes it again, and what is left over is none of ours.

    Args:
        of: name and version of the package.
        audit: its rules and attacks.
        tables: their records.
        policy: None where no table holds counts.
        proof: path in the package -> SHA-256.
        cost: how many cells there are, and how many are suppressed; None where no table holds counts.
    """
    document: dict[str, Any] = {
        "release": dict(zip(("name", "version"), of, strict=True)),
        "rules": audit.rules,
        "findings": [],
        "tables": list(tables),
    }
    if policy is not None:
        document["policy"] = policy_record(policy)
        document["attackers"] = [_attack(attack) for attack in audit.attacks]
        document["not_played"] = audit.not_played
    if proof:
        document["witnesses"] = [{"path": path, "sha256": sum} for path, sum in proof.items()]
    if cost is not None:
        document["cost"] = dict(zip(("cells", "withheld"), cost, strict=True))
    return document


def audited_record(table: Table, content: bytes) -> dict[str, Any]:
    """What the report says of a table whose CSV is `content`."""
    record: dict[str, Any] = {"name": table.id, "origin": table.origin.value, "sha256": sha256(content)}
    if table.cube is not None:
        counts = [row[table.cube.count] for row in table.records()]
        record |= {"cells": len(counts), "withheld": sum(count is None for count in counts)}
        # So that a description that is changed later, and its sums with it, is not taken for the audited one.
        record["cube"] = cube_hash(cube_record(table.cube))
    return record


def cube_hash(cube: Mapping[str, Any]) -> str:
    """SHA-256 of what makes rows a table of counts, written as JSON without spaces and with sorted keys."""
    text = json.dumps(cube, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode())


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

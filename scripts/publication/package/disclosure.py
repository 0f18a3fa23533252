"""Turns a release's audit into disclosure.json: rules, attackers, files and widths; no word on any single count."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..files import sha256
from ..model import Attack, Release, Table
from .descriptor import cube_record, policy_record


def disclosure(release: Release, tables: Mapping[str, bytes], proof: Mapping[str, bytes]) -> dict[str, Any]:
    """What the audit of a release saw and found.

    Args:
        release: the release; its audit has no findings, or it would be none.
        tables: path in the package -> CSV, as audited.
        proof: path in the package -> content, for what shows that withheld counts cannot be found.
    """
    document: dict[str, Any] = {
        "release": {"name": release.study.card.id, "version": release.study.card.version},
        "rules": list(release.audit.rules),
        "findings": [],
        "tables": [_table(table, tables[f"{table.id}.csv"]) for table in release.tables],
    }
    if release.study.policy is not None:
        document["policy"] = policy_record(release.study.policy)
        document["attackers"] = [_attack(attack) for attack in release.audit.attacks]
        document["not_played"] = list(release.audit.not_played)
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

"""Turns protection.yml into a policy, and refuses one that would not keep what it promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from safetables.tables import Method, Policy

from ..errors import Problem
from .documents import read_document


def protection_policy(folder: Path) -> tuple[Policy | None, list[Problem]]:
    """Reads protection.yml; a study without counted tables needs none."""
    if not (folder / "protection.yml").is_file():
        return None, []
    document, problems = read_document(folder, "protection")
    if problems:
        return None, problems
    threshold = document["threshold"]
    method = Method(document.get("method", Method.SUPPRESSION))
    round_to = document.get("round_to", threshold)
    # A count that was rounded down to nothing may have been anything up to half the base.
    width = (round_to - 1) // 2 if method is Method.ROUNDING else document.get("width", threshold)
    policy = Policy(
        method=method,
        threshold=threshold,
        width=width,
        certainty_below=document["certainty_below"],
        base_below=document["base_below"],
        round_to=round_to,
        reasons=document["reasons"],
        mean_base_below=document.get("mean_base_below", threshold),
        mean_within_pct=document.get("mean_within_pct", 10),
        mean_decimals=document.get("mean_decimals", 1),
    )
    return policy, [*_too_weak(document, policy), *_unexplained(document)]


def _too_weak(document: Mapping[str, Any], policy: Policy) -> Iterator[Problem]:
    """Settings that would let a small count be known, whatever else is withheld."""
    for name in ("width", "mean_base_below"):
        if name in document and document[name] < policy.threshold and policy.method is Method.SUPPRESSION:
            what = f"less than the threshold, which is {policy.threshold}"
            yield Problem(f"study/protection.yml: {name}", what, "make it at least as large, or lower the threshold")
    if policy.method is Method.ROUNDING:
        if "width" in document:
            what = "rounding leaves intervals of half its base, and promises no other width"
            yield Problem("study/protection.yml: width", what, "leave it out, and choose the base")
        if policy.round_to < policy.threshold:
            what = f"less than the threshold, which is {policy.threshold}: small counts would be told apart"
            yield Problem("study/protection.yml: round_to", what, "round to a larger base, or lower the threshold")


def _unexplained(document: Mapping[str, Any]) -> Iterator[Problem]:
    for name in document:
        if name != "reasons" and name not in document["reasons"]:
            where = f"study/protection.yml: {name}"
            yield Problem(where, "no reason is given", f"say under reasons.{name} why it is so")

"""Turns tables.yml into what each table is wanted to be; makes none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import Problem
from ..model import BreakdownSpec, CountsSpec, FiguresSpec, RecordsSpec, TableSpec
from .documents import entries_of


def table_specs(folder: Path) -> tuple[tuple[TableSpec, ...], list[Problem]]:
    """Reads tables.yml."""
    entries, problems = entries_of(folder, "tables")
    return tuple(map(_table_spec, entries)), problems


def _table_spec(entry: Mapping[str, Any]) -> TableSpec:
    own = TableSpec(
        entry["id"],
        entry["kind"],
        entry["title"],
        entry["description"].strip(),
        entry.get("universe", ""),
        tuple(entry.get("show", ())),
    )
    shared = vars(own)
    match own.kind:
        case "records":
            return RecordsSpec(**shared, file=entry["file"])
        case "figures":
            return FiguresSpec(**shared, series=tuple(entry["series"]))
        case "breakdown":
            remainder = entry.get("remainder")
            return BreakdownSpec(
                **shared,
                dimension=entry["dimension"],
                unit=entry["unit"],
                categories=tuple(entry["categories"]),
                total=entry.get("total", ""),
                remainder=None if remainder is None else (remainder["label"], remainder["result"]),
            )
        case "counts":
            return CountsSpec(
                **shared,
                dimensions=tuple(entry["dimensions"]),
                unit=entry["unit"],
                shares_of=tuple(entry["shares_of"]) if "shares_of" in entry else None,
                mean_of=entry.get("mean_of", ""),
                weighted_by=entry.get("weighted_by", ""),
            )
        case _:
            return own

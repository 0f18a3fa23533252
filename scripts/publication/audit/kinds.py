"""Says of a table without sums whether it can be no table of counts, by its columns; nothing heavy is loaded for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from ..model import SYNTHETIC, Finding, Origin, Table, Value, conditions_in

_Form = tuple[tuple[str, str, bool], ...]


def _form(text: str) -> _Form:
    """Columns as name, type and whether a table may leave them out: `name`, `name:type` or `name?`."""
    words = [word.removesuffix("?").partition(":") for word in text.split()]
    may_lack = [word.endswith("?") for word in text.split()]
    return tuple((name, type or "string", lacks) for (name, _, type), lacks in zip(words, may_lack, strict=True))


_BOUNDS = "lower:number upper:number is_lower_open:boolean is_upper_open:boolean"
_FIGURES = _form(
    f"id series topic label measure wording value:number unit qualifier decimals:integer {_BOUNDS} universe base "
    "variable category source locator quote conflicts_with note origin"
)
_CHECKS = _form(f"id check question label outcome wording {_BOUNDS} unit inputs derivation origin")
_DICTIONARY = _form("id kind name label meaning type unit universe source locator quote used_in note origin")
_CHOICES = _form(
    "choice variable category figure printed base:integer asked:number chosen:integer result:number how reason origin"
)
_WEIGHTS = _form("weighting where weight:number source locator note origin")
_RECORDS = (
    _form("id kind title authors publisher published url citation checked:date note origin"),
    _form("id label note part_of? where? origin"),
    _form("id kind topic part_of order:integer statement source locator note origin"),
    _form("id label question type universe source locator note column? origin"),
    _form("variable code label order:integer maps_to note status? answers? from? below? column? excludes? origin"),
    _form("variable band band_label country titles source basis note origin"),
    _form("id checklist order:integer item status statement source locator note origin"),
    _form("id aspect label statement source locator conflicts_with note origin"),
    _form("id country order:integer kind service for phone url confirmed_by checked:date note origin"),
)
_CITED = (_FIGURES, _CHECKS, _DICTIONARY, *_RECORDS)
_RECORD = re.compile(rf"{SYNTHETIC}-\d+")


def kind_findings(tables: tuple[Table, ...]) -> Iterator[Finding]:
    """Tables that can hold counts and do not say how these add up, and printed numbers that no figure is."""
    told = dict(_told(tables))
    for table in tables:
        if table.cube is not None:
            continue
        if table.origin is Origin.CITED and _is_breakdown(table):
            yield from _untold(table, told)
        elif not _is_known(table, tables):
            rule = "counts without a description of their sums"
            yield Finding(table.id, "description", rule, "build the package again")


def _is_known(table: Table, tables: tuple[Table, ...]) -> bool:
    """Whether a table has the columns of one that holds no counts, or none but cited ones."""
    if table.origin is Origin.PRACTICE:
        return _has(table, _CHOICES) or _is_of_invented(table)
    if table.origin is Origin.MICRODATA:
        return False
    return any(_has(table, form) for form in _CITED) or (_has(table, _WEIGHTS) and shows_weights(table, tables))


def _has(table: Table, form: _Form) -> bool:
    names = {column.name for column in table.columns}
    # Written tables have texts in place of lists.
    return [(column.name, "string" if column.type == "list" else column.type) for column in table.columns] == [
        (name, type) for name, type, may_lack in form if name in names or not may_lack
    ]


def _is_of_invented(table: Table) -> bool:
    """Whether each row is one respondent who says of himself that nobody is he."""
    return table.primary_key == ("record",) and all(_RECORD.fullmatch(str(r["record"])) for r in table.records())


def _is_breakdown(table: Table) -> bool:
    """Whether a table has the columns of printed counts by category, each with the figure that it is."""
    names = [column.name for column in table.columns]
    counts = [f"{name}:integer" for name in names if name.endswith("_count")]
    shares = ["share_pct:number", "share_figure"] if "share_pct" in names else []
    columns = [names[0], "label", "part", *counts, *shares, "derivation", "figure", "origin"]
    return len(counts) == 1 and table.primary_key == (names[0],) and _has(table, _form(" ".join(columns)))


def _untold(table: Table, told: Mapping[str, Value]) -> Iterator[Finding]:
    """Numbers that are those of no figure, and of no arithmetic check, that the release shows."""
    for record in table.records():
        for column in table.columns:
            number = record[column.name]
            behind = str(record["share_figure" if column.name == "share_pct" else "figure"])
            if column.type in ("integer", "number") and number is not None and told.get(behind) != number:
                rule = f"{column.name} is not what a table of figures or checks says of {behind!r}"
                yield Finding(table.id, f"row {record[table.primary_key[0]]}", rule, "publish its figure too")


def _told(tables: Iterable[Table]) -> Iterator[tuple[str, Value]]:
    """Yields each figure, and each result of an arithmetic check, with the number that it is."""
    for table in tables:
        if _has(table, _FIGURES):
            yield from ((str(record["id"]), record["value"]) for record in table.records())
        elif _has(table, _CHECKS):
            yield from ((str(record["id"]), record["lower"]) for record in table.records() if _is_point(record))


def _is_point(record: Mapping[str, Value]) -> bool:
    """Whether what is left possible is one number."""
    return record["lower"] is not None and record["lower"] == record["upper"]


def shows_weights(table: Table, tables: Iterable[Table]) -> bool:
    """Whether the numbers of a table are weights of shares that others show, and no number beside them."""
    numeric = [column.name for column in table.columns if column.type in ("integer", "number")]
    if numeric != ["weight"] or table.column("weight").type != "number":
        return False
    known = {
        (frozenset(zip(weighting.variables, codes, strict=True)), Decimal(weight))
        for other in tables
        for weighting in (other.cube.weighted if other.cube else ())
        for codes, weight in weighting.weights
    }
    rows = list(table.records())
    return all((frozenset(conditions_in(str(row.get("where")))), row["weight"]) in known for row in rows)

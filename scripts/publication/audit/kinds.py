"""Says which kind of numbers a table holds by its columns: a table of none of these kinds could be one of counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from ..cited.breakdown import breakdown_columns
from ..cited.dictionary import DICTIONARY_COLUMNS
from ..cited.tables import CHECK_COLUMNS, figure_columns
from ..model import SYNTHETIC, Column, Finding, Origin, Table, Value, conditions_in, is_practice
from ..study import STUDY_FILES
from ..synthetic.tables import CHOICE_COLUMNS

SYNTHETIC_RULES = (
    "Synthetic numbers stand beside no others, and say in name and title that they are synthetic.",
    "Each row names its origin, and that is the table's own; no row stands in a table more than once.",
)
_RECORD = re.compile(rf"{SYNTHETIC}-\d+")


def kind_findings(tables: tuple[Table, ...]) -> Iterator[Finding]:
    """Tables that can hold counts and do not say how these add up, and printed numbers that no figure is."""
    printed = dict(_printed(tables))
    for table in tables:
        if table.cube is not None:
            continue
        if table.origin is Origin.CITED and _is_breakdown(table):
            yield from _unprinted(table, printed)
        elif not _is_known(table, tables):
            rule = "counts without a description of their sums"
            yield Finding(table.id, "description", rule, "build the package again")


def synthetic_findings(tables: tuple[Table, ...]) -> Iterator[Finding]:
    """Synthetic numbers that stand beside others or could be taken for others."""
    for table in tables if is_practice(tables) else ():
        if table.origin is not Origin.PRACTICE:
            yield Finding(table.id, "all rows", "other numbers beside synthetic ones", "publish them apart")
        elif not table.title.startswith(SYNTHETIC) or not table.id.startswith(SYNTHETIC.lower()):
            rule = "does not say that it is synthetic"
            yield Finding(table.id, "title", rule, f"begin name and title with {SYNTHETIC}")


def _is_known(table: Table, tables: tuple[Table, ...]) -> bool:
    if table.origin is Origin.PRACTICE:
        return _has(table, CHOICE_COLUMNS) or _is_of_invented(table)
    if table.origin is Origin.MICRODATA:
        return False
    if _has_figures(table) or _has(table, CHECK_COLUMNS) or _has(table, DICTIONARY_COLUMNS):
        return True
    for name in STUDY_FILES:
        # The figures of a study are published with what their wording leaves possible, and not as they are.
        if name != "figures" and _has(table, _file_columns(name, table)):
            return name != "weights" or shows_weights(table, tables)
    return False


def _file_columns(name: str, table: Table) -> list[Column]:
    """The columns of a study file, without those that no row need fill and a table does not have."""
    file, names = STUDY_FILES[name], {column.name for column in table.columns}
    may_lack = file.optional | {column.name for column in file.columns if not column.is_required}
    return [column for column in file.columns if column.name in names or column.name not in may_lack]


def _has_figures(table: Table) -> bool:
    return _has(table, figure_columns(_file_columns("figures", table)))


def _has(table: Table, columns: Iterable[Column]) -> bool:
    """Whether a table has these columns and its origin; one that was written has texts in place of lists."""
    wanted = [(column.name, "string" if column.type == "list" else column.type) for column in columns]
    found = [(column.name, "string" if column.type == "list" else column.type) for column in table.columns]
    return found == [*wanted, ("origin", "string")]


def _is_of_invented(table: Table) -> bool:
    """Whether each row is one respondent whose name says that nobody is meant."""
    return table.primary_key == ("record",) and all(_RECORD.fullmatch(str(r["record"])) for r in table.records())


def _is_breakdown(table: Table) -> bool:
    """Whether a table has the columns of printed counts by category, each with the figure that it is."""
    names = [column.name for column in table.columns]
    counts = [name for name in names if name.endswith("_count")]
    if len(counts) != 1 or table.primary_key != (names[0],):
        return False
    return _has(table, breakdown_columns(names[0], "", counts[0].removesuffix("_count"), "share_pct" in names))


def _unprinted(table: Table, printed: Mapping[str, Value]) -> Iterator[Finding]:
    """Numbers that are those of no figure, and of no arithmetic check, that the release shows."""
    for record in table.records():
        for column in table.columns:
            number = record[column.name]
            behind = str(record["share_figure" if column.name == "share_pct" else "figure"])
            if column.type in ("integer", "number") and number is not None and printed.get(behind) != number:
                rule = f"{column.name} is not what a table of figures or checks says of {behind!r}"
                yield Finding(table.id, f"row {record[table.primary_key[0]]}", rule, "publish its figure too")


def _printed(tables: Iterable[Table]) -> Iterator[tuple[str, Value]]:
    """Yields each figure, and each result of an arithmetic check that is one number, with that number."""
    for table in tables:
        if _has_figures(table):
            yield from ((str(record["id"]), record["printed_value"]) for record in table.records())
        elif _has(table, CHECK_COLUMNS):
            points = (r for r in table.records() if r["lower"] is not None and r["lower"] == r["upper"])
            yield from ((str(record["id"]), record["lower"]) for record in points)


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

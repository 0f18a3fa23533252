"""Refuses synthetic numbers that stand beside others or could be taken for others; shares no code with any step."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import SYNTHETIC, Finding, Origin, Table

SYNTHETIC_RULES = (
    "Synthetic numbers stand beside no others, and say in name and title that they are synthetic.",
    "Each row names its origin, and that is the table's own; no row stands in a table more than once.",
)


def is_practice(tables: tuple[Table, ...]) -> bool:
    """Whether there are synthetic numbers among them."""
    return any(table.origin is Origin.PRACTICE for table in tables)


def synthetic_findings(tables: tuple[Table, ...]) -> Iterator[Finding]:
    """What must not be published of synthetic numbers."""
    if not is_practice(tables):
        return
    for table in tables:
        if table.origin is not Origin.PRACTICE:
            yield Finding(table.id, "all rows", "other numbers beside synthetic ones", "publish them apart")
        elif not table.title.startswith(SYNTHETIC) or not table.id.startswith(SYNTHETIC.lower()):
            yield Finding(
                table.id, "title", "does not say that it is synthetic", f"begin name and title with {SYNTHETIC}"
            )

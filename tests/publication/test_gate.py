"""The gate before everything that is published: a release holds each wanted table once, as it was audited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publication.build import Built
from publication.errors import ReleaseRefused
from publication.model import content_fingerprint


@pytest.mark.parametrize(
    ("times", "says"),
    [
        (0, "table gardeners_by_side: tables.yml wants it and it is missing; release every table"),
        (2, "table gardeners_by_side: 1 more than tables.yml wants; release each table once"),
    ],
)
def test_a_release_holds_each_table_that_the_study_wants_once(tiny_built: Built, times: int, says: str) -> None:
    """The audit saw just this content, so that the number of tables alone is wrong."""
    good = tiny_built.release
    others = tuple(table for table in good.tables if table.id != "gardeners_by_side")
    tables = (*others, *(times * (good.table("gardeners_by_side"),)))
    seen = content_fingerprint(good.study, good.figures, good.results, tables)
    with pytest.raises(ReleaseRefused) as refused:
        replace(good, tables=tables, audit=replace(good.audit, seen=seen))
    assert str(refused.value) == says


def test_a_release_that_the_audit_did_not_see_is_refused(tiny_built: Built) -> None:
    good = tiny_built.release
    with pytest.raises(ReleaseRefused) as refused:
        replace(good, figures=good.figures[1:])
    assert str(refused.value) == "release: the audit did not see this content; audit it as it is released"

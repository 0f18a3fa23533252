"""Cells that somebody finds out too much of: the audit names them, and the protector gives them wider intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from publication.audit.published import audit_counts, tables_of_counts
from publication.microdata.count_files import read_counts
from publication.model import Study
from publication.package.reading import read_package
from publication.study import read_study
from safetables import Audit, CountedTable, Policy, PublishedTable, Result, audit_tables, protect_tables
from safetables.attack.reading import read_tables
from safetables.attack.search import feasibility_intervals
from safetables.publish import published
from safetables.suppress.tables import protect_tables as suppressed_tables
from safetables.system import Cell
from tests.publication.offices.office import Office, Row


def counted_by(office: Office) -> tuple[Study, tuple[CountedTable, ...]]:
    study, _ = read_study(office.home / "study")
    assert study is not None
    return study, read_counts(office.home / "counts", study)


def test_cells_of_which_more_is_asked_have_wider_intervals(good_office: Office) -> None:
    study, counted = counted_by(good_office)
    assert study.policy is not None
    cell = Cell("people", (("group", "g0"), ("item", "i0"), ("region", "r0")))
    suppressed, _ = suppressed_tables(counted, study.policy, {cell: 8})
    now = [published(table, study.policy) for table in suppressed]
    cells = read_tables(now, study.policy).published
    wanted = np.where(cells.is_withheld, study.policy.width, 0)
    wanted[cells.relations.numbers()[cell]] = study.policy.width + 8
    report = feasibility_intervals(cells, wanted)
    assert report.intervals
    assert not report.failures


def test_the_audit_names_the_cells_that_it_finds_narrow(office: Office) -> None:
    """One of the cells that stand between a reader and a sensitive count is shown."""
    package = read_package(office.package)
    policy = package.policy
    attacks, _, _ = audit_counts(package.tables, policy)
    assert [attack.narrow for attack in attacks] == [()] * len(attacks)
    true = office.margins()

    def tell(rows: list[Row]) -> None:
        shown = [row for row in rows if not row["people_count"] and true[row["region"], row["group"], row["item"]] >= 5]
        for row in shown[1:]:
            row["people_count"], row["marker"] = str(true[row["region"], row["group"], row["item"]]), ""

    office.rewrite("people", tell)
    attacks, findings, _ = audit_counts(read_package(office.package).tables, policy)
    assert findings
    narrow = attacks[0].narrow
    assert narrow
    withheld = {
        (row["region"], row["group"], row["item"]) for row in office.published_rows("people") if not row["people_count"]
    }
    for cell in narrow:
        assert cell.universe == "people"
        codes = dict(cell.where)
        assert tuple(codes.get(name, "total") for name in office.variables) in withheld


def protected(office: Office, width: int | None, patch: pytest.MonkeyPatch) -> tuple[Result, list[str]]:
    """What is protected by the office's policy and audited by one that asks for wider intervals, and what was said."""
    study, counted = counted_by(office)
    assert study.policy is not None

    def strict(tables: Sequence[PublishedTable], policy: Policy, **given: Any) -> Audit:
        return audit_tables(tables, replace(policy, width=width or policy.width), **given)

    patch.setattr("safetables.protection.audit_tables", strict)
    said: list[str] = []
    return protect_tables(counted, study.policy, progress=said.append), said


def counts_in(tables: Sequence[PublishedTable]) -> list[tuple[str, dict[tuple[str, ...], int | None]]]:
    return [(table.id, dict(table.counts)) for table in tables]


def test_a_release_that_nobody_opens_is_protected_once(good_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    result, said = protected(good_office, None, monkeypatch)
    assert result.audit.findings == ()
    assert not any("once more" in text for text in said)
    assert counts_in(result.tables) == counts_in(tables_of_counts(read_package(good_office.package).tables))


def test_cells_that_an_attacker_finds_narrow_are_protected_again_until_he_does_not(
    good_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The audit asks more of each interval than the protector was told: the whole circle, and its end."""
    study, _ = counted_by(good_office)
    assert study.policy is not None
    result, said = protected(good_office, study.policy.width + 6, monkeypatch)
    assert any("once more, with intervals that are wider by" in text for text in said)
    assert result.audit.findings == ()
    assert counts_in(result.tables) != counts_in(tables_of_counts(read_package(good_office.package).tables))


def test_what_no_pattern_can_give_ends_in_findings_and_not_in_a_release(
    good_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, said = protected(good_office, 10_000, monkeypatch)
    assert len([text for text in said if "once more" in text]) == 3
    assert result.audit.findings

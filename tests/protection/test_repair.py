"""Cells that somebody finds out too much of: the audit names them, and the protector gives them wider intervals."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from publication.audit import audit_release
from publication.audit.published import audit_counts, counts_among, published
from publication.microdata.counting import protected_counts, published_tables
from publication.microdata.counts import read_counts
from publication.model import Origin, Study, Table
from publication.package.reading import read_package
from publication.study import read_study
from safetables.attack.reading import read_tables
from safetables.attack.search import feasibility_intervals
from safetables.suppress import protect_tables
from safetables.system import Cell
from safetables.tables import CountedTable
from tests.protection.office import Office, Row

ORIGIN = Origin.MICRODATA


def counted_by(office: Office) -> tuple[Study, tuple[CountedTable, ...]]:
    study, _ = read_study(office.home / "study")
    assert study is not None
    return study, read_counts(office.home / "counts", study)


def without_text(tables: tuple[Table, ...]) -> list[tuple[str, tuple[object, ...]]]:
    return [(table.id, table.rows) for table in tables]


def test_cells_of_which_more_is_asked_have_wider_intervals(good_office: Office) -> None:
    study, counted = counted_by(good_office)
    assert study.policy is not None
    cell = Cell("people", (("group", "g0"), ("item", "i0"), ("region", "r0")))
    protected, _ = protect_tables(counted, study.policy, {cell: 8})
    tables = published_tables(protected, study, ORIGIN)
    now = [published(*counts) for counts in counts_among(tables)]
    cells = read_tables(now, study.policy).published
    wanted = np.where(cells.is_withheld, study.policy.width, 0)
    wanted[cells.relations.numbers()[cell]] = study.policy.width + 8
    report = feasibility_intervals(cells, wanted)
    assert report.intervals
    assert not report.failures


def test_the_audit_names_the_cells_that_it_finds_narrow(office: Office) -> None:
    """One of the cells that stand between a reader and a sensitive count is shown."""
    package = read_package(office.package)
    tables, policy = package.tables, package.policy
    attacks, _, _ = audit_counts(tables, policy)
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


def test_a_release_that_nobody_opens_is_protected_once(good_office: Office) -> None:
    study, counted = counted_by(good_office)
    told: list[str] = []
    audited = partial(audit_release, study, (), ())
    tables, _, audit = protected_counts(counted, study, ORIGIN, audited, told.append)
    assert audit.findings == ()
    assert not any("once more" in text for text in told)
    assert without_text(tables) == without_text(read_package(good_office.package).tables)


def test_cells_that_an_attacker_finds_narrow_are_protected_again_until_he_does_not(good_office: Office) -> None:
    """The audit asks more of each interval than the protector was told: the whole circle, and its end."""
    study, counted = counted_by(good_office)
    assert study.policy is not None
    strict = replace(study, policy=replace(study.policy, width=study.policy.width + 6))
    told: list[str] = []
    tables, _, audit = protected_counts(counted, study, ORIGIN, partial(audit_release, strict, (), ()), told.append)
    assert any("once more, with intervals that are wider by" in text for text in told)
    assert audit.findings == ()
    assert without_text(tables) != without_text(read_package(good_office.package).tables)


def test_what_no_pattern_can_give_ends_in_findings_and_not_in_a_release(good_office: Office) -> None:
    study, counted = counted_by(good_office)
    assert study.policy is not None
    strict = replace(study, policy=replace(study.policy, width=10_000))
    told: list[str] = []
    _, _, audit = protected_counts(counted, study, ORIGIN, partial(audit_release, strict, (), ()), told.append)
    assert len([text for text in told if "once more" in text]) == 3
    assert audit.findings

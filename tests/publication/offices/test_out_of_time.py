"""A solver that does not come to an end: nothing is published, and what stands is not called safe."""

from __future__ import annotations

import pytest

from safetables.lp import Program
from tests.publication.offices.office import Office


class Hurried(Program):
    """A program that has no time."""

    seconds = 0.0


def test_a_solver_that_does_not_end_stops_the_protection(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    before = office.published()
    for module in ("bounds", "feasibility", "pattern", "population"):
        monkeypatch.setattr(f"safetables.suppress.{module}.Program", Hurried)
    stopped = office.protect()
    assert stopped.returncode == 1
    assert stopped.stderr.splitlines()[-1] == (
        "protection: a solver did not come to an end in time; "
        "merge categories, drop a dimension, or use a faster machine"
    )
    assert office.published() == before


def test_an_audit_that_cannot_end_refuses(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    before = office.published()
    monkeypatch.setattr("safetables.attack.groups.Program", Hurried)
    stopped = office.protect()
    assert stopped.returncode == 1
    assert "table all: solver: not decided within the time for the intruder: outsider" in stopped.stderr
    assert office.published() == before


def test_what_is_proven_by_addition_needs_no_solver(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The outsider's part of the check passes; whoever knows more than the witnesses show is left undecided."""
    monkeypatch.setattr("safetables.attack.groups.Program", Hurried)
    ran = office.check()
    assert "by addition alone" in ran.stderr
    assert "for the intruder: outsider" not in ran.stdout

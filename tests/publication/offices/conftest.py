"""One good package of an office, made once and copied for every test that spoils it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.publication.offices.office import Counted, Office, poisson_office


@pytest.fixture(scope="session")
def good_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Counts by region, group and item, and by region and group with shares; to be read and not to be changed."""
    office = poisson_office(tmp_path_factory.mktemp("office"), (4, 3, 4))
    office.tables = (*office.tables, Counted("shares", ("region", "group"), shares_of=("region",)))
    office.write()
    made = office.protect()
    assert made.returncode == 0, made.stderr
    return office


@pytest.fixture
def office(good_office: Office, tmp_path: Path) -> Office:
    """The office with its package, for a test to spoil."""
    shutil.copytree(good_office.home, tmp_path / "office")
    return replace(good_office, home=tmp_path / "office", people=dict(good_office.people))

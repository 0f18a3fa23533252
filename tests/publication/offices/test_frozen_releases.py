"""Every build knows the releases that were made: none may open what one of them withheld."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from publication.build import RELEASES, build_publication
from publication.commands import freeze
from publication.errors import Stopped
from publication.releases import package_in
from publication.study import read_study
from tests.publication.offices.office import Office


def frozen(office: Office, package: Path) -> None:
    """Makes `package` a release of the office's, and has the next version built."""
    study, _ = read_study(office.home / "study")
    assert study is not None
    freeze(office.package / RELEASES, (), package_in(package), study.card, ())
    card = office.home / "study" / "study.yml"
    card.write_text(card.read_text(encoding="utf-8").replace("version: 1.0.0", "version: 1.1.0"), encoding="utf-8")


def refused(office: Office) -> str:
    with pytest.raises(Stopped) as stopped:
        build_publication(office.package, {}, office.home / "cache", study=office.home / "study")
    return str(stopped.value)


def test_a_rule_weaker_than_that_of_an_earlier_release_is_refused(office: Office) -> None:
    earlier = Path(shutil.copytree(office.package, office.home / "earlier"))
    described = json.loads((earlier / "datapackage.json").read_bytes())
    described["protection"]["threshold"] += 1
    (earlier / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    frozen(office, earlier)
    assert "policy, threshold: weaker than in a release before" in refused(office)


def test_a_count_that_changed_a_little_since_an_earlier_release_is_refused(office: Office) -> None:
    earlier = Path(shutil.copytree(office.package, office.home / "earlier"))
    with (earlier / "people.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["people_count"]:
            row["people_count"] = str(int(row["people_count"]) + 1)
    with (earlier / "people.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    frozen(office, earlier)
    assert "differs from the earlier release by a small count" in refused(office)

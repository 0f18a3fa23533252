"""The key by which decoys are chosen: made beside the true counts, kept from others, and said in the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publication.errors import StudyRefused
from publication.files import KEY, secret_key
from tests.publication.offices.test_other_readers import small_office


def test_the_key_is_made_once_beside_the_counts_for_their_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY)
    office = small_office(tmp_path)
    assert office.protect().returncode == 0
    key = tmp_path / "counts.key"
    assert key.stat().st_mode & 0o077 == 0
    made = key.read_bytes(), (office.package / "SHA256SUMS").read_bytes()
    assert office.protect().returncode == 0
    assert made == (key.read_bytes(), (office.package / "SHA256SUMS").read_bytes())
    assert len(made[0].strip()) == 64
    assert not [path for path in office.package.rglob("*") if path.is_file() and made[0].strip() in path.read_bytes()]


def test_a_key_that_is_easy_to_guess_or_cannot_be_kept_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, "abc")
    with pytest.raises(StudyRefused, match=r"easy to guess; give 16 characters or more"):
        secret_key(tmp_path / "counts")
    monkeypatch.delenv(KEY)
    with pytest.raises(StudyRefused, match=f"cannot be kept there; .*{KEY}"):
        secret_key(tmp_path / "nowhere" / "counts")


def test_the_report_says_whether_running_the_program_on_every_table_that_fits_tells_anything(tmp_path: Path) -> None:
    for pct, rule in ((5, "rules out no table that fits"), (0, "Whoever repeats the choice of cells")):
        office = small_office(tmp_path / str(pct), threshold=5, decoys_pct=pct)
        assert office.protect().returncode == 0
        report = json.loads((office.package / "disclosure.json").read_text())
        words = report["rules"] if pct else report["not_played"]
        assert any(rule in line for line in words)
        assert (KEY in report) is False

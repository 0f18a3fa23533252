"""Same input, same bytes; and an order that means nothing changes nothing."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from publication.build import Built, release_of
from publication.files import read_pages, sha256
from publication.metadata import package_descriptions
from publication.package import package_files
from publication.tables import Inputs
from tests.conftest import ROOT, TINY, Workspace
from tests.drawing import examples

BUILD = """
import sys
from pathlib import Path
from publication.build import release_of
from publication.tables import Inputs
from publication.charts.drawing import draw_charts
from publication.files import read_pages, sha256
from publication.metadata import package_descriptions
from publication.package import package_files
tiny, cache = Path(sys.argv[1]), Path(sys.argv[2])
release, _, _ = release_of(Inputs(tiny / "study", tiny, cache, read_pages(tiny / "docs")))
files = package_files(release, draw_charts(release, cache), package_descriptions(release))
print("\\n".join(f"{name} {sha256(content)}" for name, content in sorted(files.items())))
"""


def test_another_process_with_another_hash_seed_zone_and_folder_makes_the_same_bytes(
    tiny_built: Built, tmp_path: Path
) -> None:
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT / "scripts")}
    done = subprocess.run(
        [sys.executable, "-c", BUILD, TINY, tmp_path / "cache"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    here = [f"{name} {sha256(content)}" for name, content in sorted(tiny_built.package.items())]
    assert done.stdout.splitlines() == here


def test_the_package_is_a_function_of_the_release(tiny_built: Built) -> None:
    described = package_descriptions(tiny_built.release)
    assert package_files(tiny_built.release, tiny_built.charts, described) == tiny_built.package


@pytest.mark.parametrize("name", ["figures.csv", "sources.csv", "universes.csv", "categories.csv"])
@examples(10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_order_of_rows_changes_no_result(
    tiny: Workspace, tiny_built: Built, name: str, data: st.DataObject
) -> None:
    path = tiny.study / name
    before = path.read_text(encoding="utf-8")
    header, *rows = csv.reader(io.StringIO(before))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *data.draw(st.permutations(rows))])
    path.write_text(text.getvalue(), encoding="utf-8")
    try:
        release, _, _ = release_of(Inputs(tiny.study, tiny.package, tiny.cache, read_pages(tiny.docs)))
    finally:
        path.write_text(before, encoding="utf-8")
    assert release.results == tiny_built.release.results
    assert release.table("gardeners_by_side") == tiny_built.release.table("gardeners_by_side")

"""Another machine makes the same site: other folder, zone, language and order of chance."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from .publication import Publication, contents, environment


def test_a_build_elsewhere_makes_the_same_package_and_the_same_site(publication: Publication, tmp_path: Path) -> None:
    copy = publication.copy_to(tmp_path / "another place")
    shutil.rmtree(copy.site)
    for path in copy.root.glob("datapackage/*"):
        if path.is_file():
            path.unlink()
    elsewhere = {**environment(), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "it_IT.UTF-8"}
    # The clock's day must not reach a page: the release has its own.
    elsewhere.pop("SOURCE_DATE_EPOCH", None)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=copy.root,
        env=elsewhere,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for folder in ("datapackage", "site"):
        here, there = contents(publication.root / folder), contents(copy.root / folder)
        assert sorted(here) == sorted(there)
        assert [name for name in here if here[name] != there[name]] == []

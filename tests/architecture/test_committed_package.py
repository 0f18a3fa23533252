"""What is generated is committed, and nothing else lies beside the study."""

from __future__ import annotations

from tests.conftest import ROOT, Workspace


def test_the_committed_files_are_those_of_a_rebuild(good_real: Workspace) -> None:
    rebuilt = good_real.published()
    package = ROOT / "datapackage"
    committed = {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in package.rglob("*")
        if path.is_file() and path.relative_to(package).parts[0] not in {"study", "practice", "releases", ".staging"}
    }
    differing = sorted(name for name in committed.keys() | rebuilt.keys() if committed.get(name) != rebuilt.get(name))
    assert not differing, f"the committed files differ from a rebuild: {differing}; build and commit them"


def test_a_second_build_changes_nothing(good_real: Workspace) -> None:
    assert good_real.build().changed == ()

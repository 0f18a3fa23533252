"""Studies that tests may build and spoil: copies of the tiny study and of the real one, never the originals."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from publication.build import Built, build, pages_by_section, put_in_place
from publication.errors import Stopped
from publication.files import read_pages
from publication.tables import Inputs
from tests.drawing import use_drawn_examples
from tests.sharing import in_turn, shared_folder

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).with_name("golden")
TINY = Path(__file__).with_name("tiny_study")
_CARD = yaml.safe_load((ROOT / "datapackage/study/study.yml").read_text(encoding="utf-8"))
# Whether the real study's version was frozen; its committed package says so, or says that it is in preparation.
IS_RELEASED = (ROOT / f"datapackage/releases/v{_CARD['version']}.zip").is_file()

use_drawn_examples()
# The same decoys at each run.
os.environ.setdefault("SAFETABLES_KEY", "a key for tests alone")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that draw examples, so that they can be run alone."""
    for item in items:
        if hasattr(getattr(item, "obj", None), "hypothesis"):
            item.add_marker("drawn")


@dataclass(frozen=True)
class Workspace:
    """A copied project: `package/` with its study and whatever was built, `docs/`, respondents outside, a cache."""

    home: Path
    cache: Path
    is_release: bool = True

    @property
    def package(self) -> Path:
        return self.home / "package"

    @property
    def study(self) -> Path:
        return self.package / "study"

    @property
    def docs(self) -> Path:
        return self.home / "docs"

    @property
    def file(self) -> Path:
        """The respondents' file, where a test writes one."""
        return self.home / "outside" / "gardeners.csv"

    def write(self, content: str | bytes) -> None:
        """Writes the respondents' file."""
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def build(self, *, is_counted: bool = True) -> Built:
        """Builds the package, from the respondents' file where there is one."""
        respondents = self.file if is_counted and self.file.parent.is_dir() else None
        pages, _ = pages_by_section(read_pages(self.docs))
        built = build(Inputs(self.study, self.package, self.cache, pages, respondents, is_release=self.is_release))
        put_in_place(built)
        return built

    def problems(self) -> list[str]:
        """What the build says when it stops; fails where it does not stop."""
        with pytest.raises(Stopped) as stopped:
            self.build()
        return str(stopped.value).splitlines()

    def published(self) -> dict[str, bytes]:
        """Every file beside the study: path -> bytes."""
        return {
            path.relative_to(self.package).as_posix(): path.read_bytes()
            for path in sorted(self.package.rglob("*"))
            if path.is_file() and self.study not in path.parents
        }

    def spoil(self, file: str, old: str, new: str) -> None:
        """Replaces a text that stands once in a file of the study, or of the pages (`docs/...`)."""
        path = self.home / file if file.startswith("docs/") else self.study / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="session")
def drawings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared_folder(tmp_path_factory, "drawings")


@pytest.fixture(scope="session")
def good_tiny(tmp_path_factory: pytest.TempPathFactory, drawings: Path) -> Workspace:
    """The tiny study with its package; to be read and not to be changed."""
    copy = Workspace(tmp_path_factory.mktemp("tiny"), drawings)
    shutil.copytree(TINY / "study", copy.study)
    shutil.copytree(TINY / "docs", copy.docs)
    copy.build()
    return copy


@pytest.fixture(scope="session")
def tiny_built(good_tiny: Workspace) -> Built:
    return good_tiny.build()


@pytest.fixture
def tiny(good_tiny: Workspace, tmp_path: Path) -> Workspace:
    """The tiny study with its last good package, for a test to spoil."""
    shutil.copytree(good_tiny.home, tmp_path / "tiny")
    return Workspace(tmp_path / "tiny", good_tiny.cache)


@pytest.fixture(scope="session")
def good_real(tmp_path_factory: pytest.TempPathFactory, drawings: Path) -> Workspace:
    """The real study, rebuilt from its hand-written part alone; to be read and not to be changed."""
    copy = Workspace(tmp_path_factory.mktemp("real"), drawings, is_release=IS_RELEASED)
    shutil.copytree(ROOT / "datapackage" / "study", copy.study)
    shutil.copytree(ROOT / "docs", copy.docs)
    with in_turn(drawings):
        copy.build()
    return copy


@pytest.fixture(scope="session")
def real_built(good_real: Workspace) -> Built:
    return good_real.build()


@pytest.fixture(scope="session")
def practice_built(real_built: Built, tmp_path_factory: pytest.TempPathFactory, drawings: Path) -> Built:
    """The practice package of the real study, rebuilt from its hand-written part alone."""
    package = tmp_path_factory.mktemp("practice")
    shutil.copytree(ROOT / "datapackage/study/practice", package / "study/practice")
    with in_turn(drawings):
        _, pages = pages_by_section(read_pages(ROOT / "docs"))
        study = package / "study/practice"
        return build(
            Inputs(study, package / "practice", drawings, pages, cited=real_built.release, is_release=IS_RELEASED)
        )


@pytest.fixture
def real(good_real: Workspace, tmp_path: Path) -> Workspace:
    """The real study with its package, for a test to spoil."""
    shutil.copytree(good_real.home, tmp_path / "real")
    return Workspace(tmp_path / "real", good_real.cache, is_release=IS_RELEASED)

"""The invented survey, counted once from a file that lies outside the repository."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from publication.build import Built, build_package
from publication.errors import Stopped
from publication.files import read_pages
from tests.conftest import ROOT

from .gardeners import Row, as_csv, gardeners

SURVEY = ROOT / "tests" / "tiny_survey"


@dataclass(frozen=True)
class Survey:
    """A copy of the invented survey: `package/` with its study, `docs/`, and a respondents' file of the test's own."""

    home: Path
    cache: Path

    @property
    def package(self) -> Path:
        return self.home / "package"

    @property
    def study(self) -> Path:
        return self.package / "study"

    @property
    def file(self) -> Path:
        return self.home / "outside" / "gardeners.csv"

    def write(self, content: str | bytes) -> None:
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def build(self, *, is_counted: bool = True) -> Built:
        pages = read_pages(self.home / "docs")
        return build_package(self.package, pages, self.cache, respondents=self.file if is_counted else None)

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
        """Replaces a text that stands once in a file of the study."""
        path = self.study / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="session")
def answers() -> list[Row]:
    return list(gardeners())


@pytest.fixture(scope="session")
def good_survey(tmp_path_factory: pytest.TempPathFactory, drawings: Path, answers: list[Row]) -> Survey:
    """The survey with its package; to be read and not to be changed."""
    survey = Survey(tmp_path_factory.mktemp("survey"), drawings)
    shutil.copytree(SURVEY / "study", survey.study)
    shutil.copytree(SURVEY / "docs", survey.home / "docs")
    survey.write(as_csv(answers))
    survey.build()
    return survey


@pytest.fixture
def survey(good_survey: Survey, tmp_path: Path) -> Survey:
    """The survey with its last good package, for a test to spoil."""
    shutil.copytree(good_survey.home, tmp_path / "survey")
    return Survey(tmp_path / "survey", good_survey.cache)

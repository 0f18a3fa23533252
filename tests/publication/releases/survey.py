"""The invented survey as a project of its own, which releases are made from with a respondents' file beside it."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from publication.build import Publication, build_publication, publish
from publication.commands import make_release
from publication.errors import Stopped
from publication.files import read_pages
from tests.publication.microdata.gardeners import Row, as_csv
from tests.publication.microdata.site import lay_out

Release = tuple[str, str]
"""A version and its day."""
FIRST, SECOND, THIRD = ("0.1.0", "2024-04-01"), ("0.2.0", "2024-05-01"), ("0.3.0", "2024-06-01")


class Survey:
    """A project in `root`, and its respondents' file outside of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file = root.parent / f"{root.name}.csv"

    @classmethod
    def laid_out(cls, root: Path, answers: Iterable[Row]) -> Survey:
        """The survey as it is begun, before its first build."""
        lay_out(root)
        survey = cls(root)
        survey.write(answers)
        survey.changelog(FIRST)
        return survey

    def copied(self, root: Path) -> Survey:
        """The same project and file elsewhere, for a test to spoil."""
        shutil.copytree(self.root, root)
        survey = Survey(root)
        shutil.copy(self.file, survey.file)
        return survey

    @property
    def package(self) -> Path:
        return self.root / "datapackage"

    def write(self, answers: Iterable[Row]) -> None:
        """Writes the respondents' file."""
        self.file.write_text(as_csv(answers), encoding="utf-8")

    def changelog(self, release: Release) -> None:
        text = f"# Changes\n\n## {release[0]} - {release[1]}\n"
        (self.root / "CHANGELOG.md").write_text(text, encoding="utf-8")

    def version(self, old: Release, new: Release) -> None:
        self.edit("study.yml", f"version: {old[0]}\nreleased: {old[1]}", f"version: {new[0]}\nreleased: {new[1]}")
        self.changelog(new)

    def edit(self, file: str, old: str, new: str) -> None:
        """Replaces a text that stands once in a file of the study."""
        path = self.package / "study" / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def categories(self, removed: Sequence[tuple[str, str]], added: Iterable[dict[str, str]]) -> None:
        """Removes categories, each by variable and code, and adds others with the cells that are named."""
        path = self.package / "study" / "categories.csv"
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        names = [*rows[0], *(["supersedes"] if "supersedes" not in rows[0] else [])]
        kept = [row for row in rows if (row["variable"], row["code"]) not in removed]
        text = io.StringIO()
        writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows([*kept, *added])
        path.write_text(text.getvalue(), encoding="utf-8")

    def build(self, *, is_counted: bool = True) -> Publication:
        """One build that puts its package in place, with the respondents' file or without."""
        pages = read_pages(self.root / "docs")
        respondents = self.file if is_counted else None
        made = build_publication(self.package, pages, self.root / ".cache", respondents=respondents)
        publish(made, self.root)
        return made

    def release(self) -> list[str]:
        return make_release(self.root, lambda _: None)

    def refused(self, *, is_counted: bool = True) -> str:
        """What the build says when it stops; fails where it does not stop."""
        with pytest.raises(Stopped) as stopped:
            self.build(is_counted=is_counted)
        return str(stopped.value)

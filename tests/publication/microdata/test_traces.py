"""No trace of a withheld count, a name or an answer stands in anything that a build writes or says."""

from __future__ import annotations

import csv
import io
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.publication.microdata import site
from tests.publication.microdata.canaries import LITRES, NAME, canary_csv, withheld_counts
from tests.publication.microdata.traces import KEEPER, contents, traces
from tests.publication.offices.office import started

# Tables of whole numbers that fit the release, found from the release alone: they may hit a count by chance.
WITNESSES = "witnesses.json"


@dataclass(frozen=True)
class Watched:
    """A build with everything that it wrote and said.

    Attributes:
        home: the folder of pages, study, package and site.
        texts: everything: what stands below `home`, temporary and removed files, and both streams.
    """

    home: Path
    texts: tuple[tuple[str, bytes], ...]
    canaries: dict[str, str]

    @property
    def secrets(self) -> dict[str, str]:
        """The canaries that no witness has hit by chance."""
        witnesses = [(WITNESSES, (self.home / "datapackage" / WITNESSES).read_bytes())]
        return {canary: what for canary, what in self.canaries.items() if not traces(witnesses, {canary: what})}


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """The site of the canaries' survey, built by MkDocs, with nothing that was removed lost."""
    place = tmp_path_factory.mktemp("watched")
    for name in ("home", "outside", "temporary", "kept", "keeper"):
        (place / name).mkdir()
    site.lay_out(place / "home")
    (place / "outside" / "people.csv").write_text(canary_csv())
    (place / "keeper" / "sitecustomize.py").write_text(KEEPER)
    done = site.build_site(
        place / "home",
        {
            "SAFETABLES_RESPONDENTS": str(place / "outside" / "people.csv"),
            "TMPDIR": str(place / "temporary"),
            "KEPT": str(place / "kept"),
            "PYTHONPATH": os.pathsep.join([str(place / "keeper"), os.environ.get("PYTHONPATH", "")]),
        },
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = (("standard output", done.stdout.encode()), ("standard error", done.stderr.encode()))
    folders = [folder for name in ("home", "temporary", "kept") for folder in contents(place / name)]
    counts = withheld_counts(place / "home" / "datapackage" / "barrels_by_side.csv")
    return Watched(place / "home", (*said, *folders), counts | {NAME: "a name", LITRES: "an answer"})


def test_a_build_leaves_no_trace_of_what_it_withholds(watched: Watched) -> None:
    assert len(watched.secrets) >= 5
    assert len(watched.texts) > 100
    assert any(name.startswith("0-") for name, _ in watched.texts), "nothing that was removed was kept"
    searched = [(name, content) for name, content in watched.texts if not name.endswith(WITNESSES)]
    searched = [(name, content) for name, content in searched if b'"moves":' not in content]
    assert traces(searched, watched.canaries) == []


def _zip(name: str, text: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return content.getvalue()


def _database(count: str) -> bytes:
    database = sqlite3.connect(":memory:")
    database.execute("create table counted (gardeners_count integer)")
    database.execute("insert into counted values (?)", (int(count),))
    database.commit()
    content = database.serialize()
    database.close()
    return content


LEAKS: dict[str, Callable[[str], bytes]] = {
    "page.html": lambda count: f"<td>{int(count):,}</td>".encode(),
    "chart.svg": lambda count: f"<svg><text>{count}</text></svg>".encode(),
    "chart.vl.json": lambda count: f'{{"solid": {count}.0}}'.encode(),
    "log.txt": lambda count: f"counts={{('hill', 'yes'): {count}}}".encode(),
    "data.zip": lambda count: _zip("table.csv", count),
    "data.xlsx": lambda count: _zip("xl/worksheets/sheet1.xml", f"<v>{count}</v>"),
    "data.sqlite": _database,
    "name.txt": lambda _: f"ValueError: could not convert '{NAME} hill 17'".encode(),
    "answer.json": lambda _: f'["{LITRES}"]'.encode(),
}


@pytest.mark.parametrize("name", LEAKS)
def test_the_search_finds_a_leak_wherever_it_is_put(watched: Watched, tmp_path: Path, name: str) -> None:
    count = next(canary for canary in watched.canaries if canary.isdigit())
    (tmp_path / name).write_bytes(LEAKS[name](count))
    assert traces(contents(tmp_path), watched.canaries)


def test_a_survey_begins_in_an_empty_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "something.txt").touch()
    assert "holds files already" in started("start_survey.py", tmp_path, ".").stderr


def test_every_group_of_a_counted_table_stands_in_its_drawing(watched: Watched) -> None:
    data = watched.home / "site" / "data"
    rows = list(csv.DictReader(io.StringIO((data / "barrels_by_side.csv").read_text(), newline="")))
    drawn = [row for row in rows if row["side"] not in ("north", "total") and row["barrel"] != "total"]
    labels = {
        "hill": "Hill",
        "wood": "Edge of the wood",
        "south": "South side",
        "yes": "Yes",
        "no": "No",
        "refused": "Would not say",
        "blank": "No answer",
    }
    page = (watched.home / "site" / "index.html").read_text()
    for drawing in ((data / "charts" / "barrels.svg").read_text(), page):
        for row in drawn:
            assert f">{labels[row['side']]} · {labels[row['barrel']]}<" in drawing
    text = (data / "charts" / "barrels.svg").read_text()
    assert text.count(">[c]<") == sum(row["marker"] == "[c]" for row in drawn) > 0
    for row in drawn:
        if row["share_pct"]:
            assert f">{row['share_pct']}%<" in text


def test_a_table_page_words_what_is_withheld_and_offers_no_number_there(watched: Watched) -> None:
    page = (watched.home / "site" / "data" / "tables" / "barrels_by_side" / "index.html").read_text()
    rows = list(
        csv.DictReader(io.StringIO((watched.home / "datapackage" / "barrels_by_side.csv").read_text(), newline=""))
    )
    for row in rows:
        cells = page.partition(f'<tr id="{row["side"]}.{row["barrel"]}"')[2].partition(">")[2].partition("</tr>")[0]
        assert cells, row
        if row["marker"]:
            assert "withheld to protect respondents" in cells
            assert not any(character.isdigit() for character in cells)


STEPS = (
    "publication.microdata.respondents._Values.take",
    "publication.microdata.tabulate._filled",
    "safetables.suppress.before.complete",
    "publication.tables.audit_release",
    "publication.build.package_files",
    "publication.build.put_in_place",
)


@pytest.mark.parametrize("step", STEPS)
def test_a_build_that_fails_in_a_step_tells_nothing_and_leaves_the_last_package(
    watched: Watched, survey: Workspace, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = survey.published()
    survey.write(canary_csv())

    def fail(*arguments: Any, **named: Any) -> Any:
        """Fails as badly as it can: with everything that it was given in its words."""
        raise ValueError(" ".join(_everything(argument) for argument in (*arguments, *named.values())))

    monkeypatch.setattr(step, fail)
    arguments = ("--study", str(survey.study), "--respondents", str(survey.file))
    try:
        ran = started("build_release.py", survey.home, *arguments)
        said = ran.stdout + ran.stderr
        assert ran.returncode == 1
    except ValueError as error:
        said = str(error)
    assert traces([("said", said.encode())], watched.secrets) == []
    shutil.rmtree(survey.package / ".staging", ignore_errors=True)
    assert survey.published() == before


def _everything(thing: Any) -> str:
    """A thing with all that it holds, also what its own words leave out."""
    if hasattr(thing, "__dataclass_fields__"):
        return " ".join(_everything(getattr(thing, name)) for name in thing.__dataclass_fields__)
    if isinstance(thing, tuple | list):
        return " ".join(map(_everything, thing))
    if isinstance(thing, Mapping):
        return " ".join(f"{_everything(key)}: {_everything(value)}" for key, value in thing.items())
    return str(thing)

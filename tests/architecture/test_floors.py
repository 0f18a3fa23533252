"""The floors of the engine, its ignorance of any subject, and the size of its modules."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SCRIPTS = ROOT / "scripts"
HOUSES = (SCRIPTS / "safetables", SCRIPTS / "publication")
MODULES = sorted(path for house in HOUSES for path in house.rglob("*.py"))
RUNNERS = sorted(SCRIPTS.glob("*.py"))

# Words of the first study's subject. "abuse" is a word of other subjects too, and as forbidden; the children of a
# node of a tree are not meant.
SUBJECT = re.compile(
    r"police|officer|constable|abus|sexual|\bchild (?:abuse|victim|online)|cybercrime|victim|offender|isec\b|ceop|italy"
    r"|italian|nether|dutch"
    r"|kingdom|british|\bUK\b|\b(1,?401|1,?378|679|602)\b",
    re.IGNORECASE,
)


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_the_import_contracts_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    environment = os.environ | {"COLUMNS": "120"}
    done = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_only_the_plugin_imports_mkdocs() -> None:
    assert [path for path in SCRIPTS.rglob("*.py") if "mkdocs" in imported(path)] == [SCRIPTS / "publication/plugin.py"]


def test_the_engine_knows_no_word_of_a_subject() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match.group()}"
        for house in HOUSES
        for path in sorted(house.rglob("*"))
        if path.suffix in {".py", ".json", ".html", ".md"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for match in SUBJECT.finditer(line)
    ]
    assert not found


@pytest.mark.parametrize("path", RUNNERS, ids=lambda path: path.name)
def test_a_runner_has_at_most_25_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 25


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SCRIPTS).as_posix())
def test_a_module_has_at_most_320_lines_and_says_what_it_does(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    # Readers download the check of a package as one file.
    assert len(text.splitlines()) <= (750 if path.name == "verify.py" else 320)
    assert ast.get_docstring(ast.parse(text))


def test_no_module_bears_a_name_that_says_nothing() -> None:
    assert not {path.stem for path in MODULES} & {"utils", "helpers", "core", "common", "manager", "misc", "base"}


def test_the_engine_asks_no_clock_and_no_chance() -> None:
    unsteady = {"time", "random", "secrets", "uuid", "locale"}
    found = {path.name: imported(path) & unsteady for path in MODULES if imported(path) & unsteady}
    # The search for a cheap pattern draws lots from a fixed seed; a key is made once, beside the true counts; what
    # would help an author is looked for as long as they like, and is published nowhere.
    assert found == {"search.py": {"random"}, "files.py": {"secrets"}, "reasons.py": {"time"}}
    assert not [path.name for path in MODULES if re.search(r"\.(now|today|utcnow)\(", path.read_text(encoding="utf-8"))]

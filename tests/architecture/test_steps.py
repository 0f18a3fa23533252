"""A step whose code changed without its version is noticed, so that no cache keeps what it made before.

Where the results of a step changed, raise its version; in any case then run `python -m tests.architecture.test_steps`.
"""

from __future__ import annotations

import ast
import hashlib
import json
from importlib.util import find_spec
from pathlib import Path

import grimp
import pytest

from publication.cache import Step
from publication.charts.cards import CARDS
from publication.charts.drawing import DRAWINGS, PICTURES
from publication.package.exports import DOWNLOADS
from publication.site.offline import OFFLINE
from publication.site.styles import STYLES
from publication.tables import SYNTHETIC

RECORD = Path(__file__).with_name("steps.json")
MADE_BY = {
    CARDS: "publication.charts.cards",
    DOWNLOADS: "publication.package.exports",
    DRAWINGS: "publication.charts.drawing",
    PICTURES: "publication.charts.drawing",
    OFFLINE: "publication.site.offline",
    STYLES: "publication.site.styles",
    SYNTHETIC: "publication.tables",
}


def code_of(module: str) -> str:
    """The lines of a module without its comments and docstrings."""
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    text = Path(spec.origin).read_text(encoding="utf-8")
    silent: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            silent.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = [line.strip() for number, line in enumerate(text.splitlines(), start=1) if number not in silent]
    return "\n".join(line for line in lines if line and not line.startswith("#"))


def recorded_now() -> dict[str, dict[str, str | int]]:
    """Step -> its version, and what its code and all code that it uses come to."""
    graph = grimp.build_graph("publication", "safetables", cache_dir=None)
    found: dict[str, dict[str, str | int]] = {}
    for step, root in MADE_BY.items():
        modules = sorted({root, *graph.find_upstream_modules(root)})
        code = hashlib.sha256("\n".join(f"{name}\n{code_of(name)}" for name in modules).encode()).hexdigest()
        found[step.name] = {"version": step.version, "code": code}
    return found


@pytest.fixture(scope="module")
def now() -> dict[str, dict[str, str | int]]:
    return recorded_now()


@pytest.mark.parametrize("step", MADE_BY, ids=lambda step: step.name)
def test_a_step_is_recorded_with_its_version_and_its_code(step: Step, now: dict[str, dict[str, str | int]]) -> None:
    recorded = json.loads(RECORD.read_text(encoding="utf-8")).get(step.name)
    assert now[step.name] == recorded, f"the code behind {step.name!r} changed: {__doc__}"


def test_every_step_of_the_program_is_watched() -> None:
    root = Path(str(find_spec("publication").origin)).parent  # type: ignore[union-attr]  # it is installed
    steps = [path for path in root.rglob("*.py") for _ in range(path.read_text(encoding="utf-8").count("= Step("))]
    assert len(steps) == len(MADE_BY)


if __name__ == "__main__":
    RECORD.write_text(json.dumps(recorded_now(), indent=2) + "\n", encoding="utf-8")

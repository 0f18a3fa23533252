"""What is kept from one build to the next: its key changes with every module that the work uses."""

from __future__ import annotations

from pathlib import Path

import grimp
import pytest

from publication import cache as keeping
from publication import charts as chart
from publication.package import exports as export
from publication.synthetic import rehearse

PROGRAM = "safetables"
# The recipe itself names steps that come after what it keeps: packing, drawing, exporting.
KEPT = {
    "drawings": (chart.MADE_BY, chart.MADE_BY),
    "workbooks": (export.MADE_BY, export.MADE_BY),
    "practice": (rehearse.MADE_BY, tuple(name for name in rehearse.MADE_BY if name != "rehearse")),
    "style sheet": (("reach",), ("reach",)),
}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(PROGRAM, cache_dir=None)


@pytest.mark.parametrize("what", KEPT)
def test_the_key_covers_every_module_that_the_work_imports(what: str, graph: grimp.ImportGraph) -> None:
    covered, sources = KEPT[what]
    roots = {module for module in graph.modules for name in sources if f"{module}.".startswith(f"{PROGRAM}.{name}.")}
    assert len(roots) >= len(sources)
    used = {upstream for root in roots for upstream in graph.find_upstream_modules(root)}
    tops = {module.split(".")[1] for module in used if "." in module}
    assert tops - {*covered, *keeping.GROUND} == set()


def test_the_key_names_modules_that_exist() -> None:
    folder = Path(keeping.__file__).parent
    names = {*keeping.GROUND, *(name for covered, _ in KEPT.values() for name in covered)}
    assert {name for name in names if not (folder / name).is_dir() and not (folder / f"{name}.py").is_file()} == set()

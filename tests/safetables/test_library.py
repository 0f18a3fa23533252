"""The library as who installs it meets it: its front page, what it loads, and that it keeps what is true to itself."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import safetables
from safetables import CountedTable, Policy, ProtectionRefused, protect_tables
from tests.safetables.by_hand import X, Y, counted, row

HEAVY = ("numpy", "scipy", "highspy", "narwhals", "pandas", "altair", "mkdocs", "publication")
SECRET = 4711


def test_the_front_page_says_what_happens() -> None:
    found = doctest.testmod(safetables, raise_on_error=False)
    assert found.attempted >= 8
    assert found.failed == 0


def test_the_library_loads_no_arrays_and_no_solver_before_they_are_needed() -> None:
    code = f"import sys, safetables; print([name for name in {HEAVY!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_protecting_loads_nothing_of_the_publication() -> None:
    code = (
        "import sys\n"
        "from safetables import *\n"
        "x = Dimension('x', (Category('a'), Category('b'), Category('c')))\n"
        "counts = {('a',): 3, ('b',): 20, ('c',): 30, ('total',): 53}\n"
        "assert not protect_tables([CountedTable('t', 'u', (x,), counts)], Policy.of(threshold=5)).audit.findings\n"
        "print([name for name in ('pandas', 'altair', 'mkdocs', 'publication') if name in sys.modules])\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_a_result_holds_no_suppressed_count() -> None:
    table = counted((X, Y), {("a", "p"): 4713, ("a", "q"): 9000, ("b", "p"): 8000, ("b", "q"): 7000})
    result = protect_tables([table], Policy.of(threshold=4714))
    assert result.summary.primary == 1
    assert "4713" not in repr(result)
    assert "9000" not in repr(table)


@pytest.mark.parametrize("table", [row(3, -1, 40), row(SECRET, 20, 40)], ids=["negative", "no sum"])
def test_counts_that_cannot_be_are_refused_without_a_word_of_them(table: CountedTable) -> None:
    spoilt = CountedTable(table.id, table.universe, table.dimensions, {**table.counts, ("total",): 80})
    with pytest.raises(ProtectionRefused) as refused:
        protect_tables([spoilt], Policy.of(threshold=5))
    assert str(SECRET) not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_policy_follows_its_threshold() -> None:
    policy = Policy.of(threshold=7)
    assert (policy.width, policy.round_to, policy.mean_base_below) == (7, 7, 7)
    assert [*policy.weaknesses()] == []
    assert [name for name, *_ in Policy.of(threshold=7, width=6).weaknesses()] == ["width"]


def test_the_library_imports_nothing_of_the_publication() -> None:
    for path in Path(safetables.__file__).parent.rglob("*.py"):
        assert "publication" not in [line.split()[1].partition(".")[0] for line in _imports(path)], path


def _imports(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line.strip().startswith(("import ", "from "))]

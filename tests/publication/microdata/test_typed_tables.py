"""A table of counts that somebody types into a page, in HTML or Markdown, is refused where it stands."""

from __future__ import annotations

import pytest

from publication.pages.checking import block_problems
from tests.conftest import Workspace

SAYS = "docs/method.md:3: a table of counts that is typed by hand; bind it: [caption](table:barrels_by_side)"


@pytest.mark.parametrize(
    "typed",
    [
        '<table data-table="barrels_by_side"><tr><td>4</td></tr></table>',
        "<table><thead><tr><th>Side of the allotment</th><th>Barrel</th><th>Gardeners</th></tr></thead></table>",
        "<TABLE><tr><th>side<th>barrel<th>gardeners_count</table>",
        "| Side of the allotment | Barrel | **Gardeners** |\n|---|---|---|\n| Hill | No | 4 |",
        "side | barrel | gardeners_count\n--- | --- | ---\nhill | no | 4",
    ],
)
def test_a_table_with_the_columns_of_counts_is_refused(good_survey: Workspace, typed: str) -> None:
    tables = good_survey.build(is_counted=False).release.tables
    problems = block_problems({"method.md": f"# Method\n\n{typed}\n"}, tables, ())
    assert [str(problem) for problem in problems] == [SAYS]


@pytest.mark.parametrize(
    "typed",
    ["| Side | Slope |\n|---|---|\n| Hill | 4 |", "```\n| side | barrel | gardeners_count |\n|---|---|---|\n```"],
)
def test_another_table_is_the_writers_own(good_survey: Workspace, typed: str) -> None:
    tables = good_survey.build(is_counted=False).release.tables
    assert block_problems({"method.md": f"# Method\n\n{typed}\n"}, tables, ()) == []

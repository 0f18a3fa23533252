"""What lists of the release show: sources in time, and figures beside those that measure something else."""

from __future__ import annotations

from publication.build import Built
from publication.pages.lists import grouped, pairs, timeline


def test_sources_of_figures_about_the_survey_stand_in_the_order_of_their_dates(real_built: Built) -> None:
    shown = [(date, source["id"], sum(series.values())) for date, source, series in timeline(real_built.release)]
    assert shown[:2] == [("24 February 2015", "mdx_minds_2015", 5), ("November 2016", "rh99", 18)]
    # What has no date comes last.
    assert [date for date, _, _ in shown[2:]] == [""] * (len(shown) - 2)


def test_a_share_stands_beside_others_of_another_measure_each_with_its_own_base(real_built: Built) -> None:
    for final, *others in pairs(real_built.release):
        assert final.series == "final results"
        assert others
        assert all(other.series != final.series and other.base for other in others)


def test_each_table_stands_in_one_group_of_the_catalogue(real_built: Built, practice_built: Built) -> None:
    release = real_built.release
    named = [table.id for _, tables in grouped(release) for table in tables]
    assert sorted(named) == sorted(table.id for table in release.tables)
    assert [name for name, _ in grouped(practice_built.release)] == [""]

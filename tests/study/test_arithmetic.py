"""The results of the arithmetic on the real study, as the sources' numbers give them."""

from __future__ import annotations

from fractions import Fraction

from publication.build import Built
from publication.model import Interval, Outcome
from publication.wording import result_wordings
from tests.conftest import GOLDEN


def test_every_result_says_what_the_golden_list_says(real_built: Built) -> None:
    said = "".join(f"{result.id}: {result_wordings(result)[0]}\n" for result in real_built.release.results)
    assert said == (GOLDEN / "arithmetic_checks.txt").read_text(encoding="utf-8")


def test_the_results_that_prose_rests_on_have_these_exact_ends(real_built: Built) -> None:
    results = {result.id: result for result in real_built.release.results}

    def ends(id: str) -> Interval:
        return results[id].interval

    def between(lower: str, upper: str) -> Interval:
        return Interval(Fraction(lower), Fraction(upper))

    assert ends("countries.sum") == Interval.point(Fraction(679 + 97 + 602))
    assert ends("countries.gap") == Interval.point(Fraction(23))
    assert results["constables.fits_sample_total"].outcome is Outcome.DOES_NOT_FIT
    assert results["constables.fits_countries_sum"].outcome is Outcome.FITS
    assert results["detectives.fits_sample_total"].outcome is Outcome.FITS
    assert results["detectives.fits_countries_sum"].outcome is Outcome.FITS
    assert ends("ranks_base.bases") == between("1359", "1400")
    assert ends("ranks_majority.sum") == Interval.point(Fraction(648))
    assert ends("ranks_majority.of_countries_sum") == Interval.point(Fraction(64800, 1378))
    assert ends("ranks_majority.of_sample_total") == Interval.point(Fraction(64800, 1401))
    assert results["ranks_majority.fits_countries_sum"].outcome is Outcome.DOES_NOT_FIT
    assert results["ranks_majority.fits_sample_total"].outcome is Outcome.DOES_NOT_FIT
    assert ends("untrained_count.of_countries_sum") == between("834", "847")
    assert ends("untrained_count.of_sample_total") == between("848", "861")
    assert ends("inadequate_of_all.of_all_central") == Interval(None, Fraction("15.6"), is_upper_open=True)
    assert ends("age_at_start.difference") == between("23.515", "24.525")


def test_nothing_derived_is_called_printed(real_built: Built) -> None:
    table = real_built.release.table("arithmetic_checks")
    assert {record["derivation"] for record in table.records()} == {"derived"}

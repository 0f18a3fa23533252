"""What stands around the figures of the real study: help, conflicts, method, people."""

from __future__ import annotations

from itertools import groupby

from publication.address import site_at
from publication.build import Built
from publication.pages.blocks import Blocks
from publication.pages.figure_pages import figure_pages


def test_each_country_begins_with_the_emergency_number_that_was_confirmed_for_it(real_built: Built) -> None:
    records = real_built.release.study.file("support").records
    by_country = {
        country: sorted(services, key=lambda record: int(record["order"]))
        for country, services in groupby(records, key=lambda record: record["country"])
    }
    assert len(by_country) == len({record["country"] for record in records}), "a country's services stand together"
    first = {country: services[0]["phone"] for country, services in by_country.items()}
    assert first == {"GB": "999", "IE": "112", "NL": "112", "IT": "112", "EU": "112"}
    for country, services in by_country.items():
        kinds = [service["kind"] for service in services]
        assert [int(service["order"]) for service in services] == list(range(1, len(services) + 1)), country
        assert kinds == sorted(kinds, key=lambda kind: kind != "emergency"), country


def test_services_stand_in_dutch_and_italian_too(real_built: Built) -> None:
    blocks = Blocks(real_built.release, real_built.charts)
    for country, language, word in (("NL", "nl", "seksueel kindermisbruik"), ("IT", "it", "abuso sessuale")):
        shown = blocks.fill(f'<div data-bound="list:services?country={country}">any</div>', str)
        assert shown.startswith(f'<ul lang="{language}">\n<li><strong><a href="tel:112">112</a></strong>: ')
        assert word in shown
        services = [one for one in real_built.release.study.file("support").records if one["country"] == country]
        assert shown.count("<li>") == len(services)


def test_every_service_is_reached_somehow_and_confirmed_by_a_source(real_built: Built) -> None:
    for service in real_built.release.study.file("support").records:
        assert service["phone"] or service["url"], service["id"]
        assert service["confirmed_by"], service["id"]


def test_a_conflict_that_one_figure_names_is_explained_in_a_note(real_built: Built) -> None:
    for figure in real_built.release.figures:
        assert not figure.cited.conflicts_with or figure.cited.note, figure.id


def test_figures_that_measure_something_else_do_not_count_as_conflicts(real_built: Built) -> None:
    related = {figure.id: figure.cited for figure in real_built.release.figures if figure.cited.another_measure_than}
    assert set(related) >= {"interim_adequate", "press_investigated_investigator", "investigation_active"}
    for id, cited in related.items():
        assert not set(cited.another_measure_than) & set(cited.conflicts_with), id
        assert {related[other].series for other in cited.another_measure_than} != {cited.series}, id


def test_another_measure_is_named_on_the_pages_of_both_figures(real_built: Built) -> None:
    pages = figure_pages(real_built.release, {}, site_at(None))
    for id, other in (("interim_adequate", "training_inadequate"), ("training_inadequate", "interim_adequate")):
        _, found, listed = pages[f"data/figures/{id}.md"].partition("It is another measure than:")
        assert found, id
        assert f'data-bound="figure:{other}"' in listed, id


def test_interim_and_press_figures_keep_apart_and_say_what_they_are(real_built: Built) -> None:
    table = real_built.release.table("interim_and_press_figures")
    assert {record["series"] for record in table.records()} == {"interim", "press"}
    assert all(record["note"] for record in table.records())


def test_both_checklists_are_there_and_nothing_is_said_not_to_have_been_done(real_built: Built) -> None:
    records = real_built.release.study.file("disclosure").records
    assert {record["checklist"] for record in records} == {"aapor", "cherries"}
    assert not [record["id"] for record in records if "not done" in record["statement"].lower()]


def test_the_tables_that_the_publication_promises_are_there(real_built: Built) -> None:
    promised = {
        "figures",
        "sample_by_country",
        "sample_by_rank",
        "statements",
        "arithmetic_checks",
        "method_disclosure",
        "support_services",
        "sources",
    }
    assert promised <= {table.id for table in real_built.release.tables}


def test_three_objectives_and_four_provisions_are_stated(real_built: Built) -> None:
    records = real_built.release.study.file("findings").records
    kinds = [record["kind"] for record in records if record["part_of"]]
    assert kinds.count("objective") == 3
    assert kinds.count("provision") == 4
    assert {"direction", "training_topic", "prevention", "recommendation", "policy_context"} <= {
        record["kind"] for record in records
    }

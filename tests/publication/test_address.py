"""The address of the site: one setting, a reserved example where there is none, and nothing in between."""

from __future__ import annotations

import pytest

from publication.address import EXAMPLE, Site, site_at
from publication.errors import SettingRefused


@pytest.mark.parametrize("setting", [None, "", "  "])
def test_a_site_without_an_address_stands_at_the_reserved_example(setting: str | None) -> None:
    assert site_at(setting) == Site(EXAMPLE)
    assert site_at(setting).is_example


@pytest.mark.parametrize("setting", ["https://data.example.net/surveys", "https://data.example.net/surveys/"])
@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("", "https://data.example.net/surveys/"),
        ("data/figures.csv", "https://data.example.net/surveys/data/figures.csv"),
        ("/data/", "https://data.example.net/surveys/data/"),
        ("./", "https://data.example.net/surveys/"),
        ("data/tables/sources/#rh 99", "https://data.example.net/surveys/data/tables/sources/#rh%2099"),
    ],
)
def test_an_absolute_address_is_the_site_s_followed_by_the_path(setting: str, path: str, wanted: str) -> None:
    assert site_at(setting).absolute(path) == wanted


@pytest.mark.parametrize(
    "setting", ["data.example.net", "ftp://example.net/", "https://", "https://a.example/?x=1", "https://me@a.example/"]
)
def test_a_setting_that_is_no_address_of_a_site_is_refused(setting: str) -> None:
    with pytest.raises(SettingRefused, match=r"site_url: '.*' is no address of a site; write https://"):
        site_at(setting)

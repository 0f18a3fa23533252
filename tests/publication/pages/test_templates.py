"""Every template can be read with the filters that there are, also one that is filled for some studies alone."""

from __future__ import annotations

import pytest

from publication.pages.cells import _environment


@pytest.mark.parametrize("name", _environment(False).list_templates())
def test_a_template_names_no_filter_that_is_gone(name: str) -> None:
    _environment(name.endswith(".md")).get_template(name)

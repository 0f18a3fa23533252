from __future__ import annotations

import pytest

from .publication import Publication, publication_in


@pytest.fixture(scope="session")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return publication_in(tmp_path_factory)

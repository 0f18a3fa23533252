"""How many examples property tests draw: a few new ones at each run, many in the nightly profile."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

# `EXAMPLES=nightly pytest` draws a hundred times as many; a failure prints how to repeat it.
TIMES = {"run": 1, "nightly": 100}[os.environ.get("EXAMPLES", "run")]
settings.register_profile("drawn", deadline=None, print_blob=True, max_examples=100 * TIMES)


def examples(number: int, **more: Any) -> settings:
    """Settings of a test that draws `number` examples at each run."""
    return settings(settings.get_profile("drawn"), max_examples=number * TIMES, **more)


def use_drawn_examples() -> None:
    """Makes these the settings of every property test."""
    settings.load_profile("drawn")

"""Runs a recipe for a script: prints what it returns, or what stopped it, and gives the exit status."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

from .errors import Stopped


def run(recipe: Callable[[], Iterable[str]]) -> int:
    """Runs `recipe` and prints the lines that it returns; problems go to standard error.

    Returns:
        0, or 1 where the recipe was stopped.
    """
    try:
        lines = list(recipe())
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


def tell(text: str) -> None:
    """Says how far long work is, where it does not mix with the result."""
    print(text, file=sys.stderr, flush=True)

"""A page as the site is about to show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class FinishedPage:
    """A page whose words are final.

    Attributes:
        source: its file below docs/.
        address: on the site.
        title: as the menu has it.
        trail: names of the parts that it stands in, from the top.
        html: its content.
        terms: other words for what it tells, by which readers search.
        mark: a word that stands before each title by which the search names a part of it; empty for none.
        is_listed: whether the menu leads to it.
        picture: what a picture of the page says, as `value` and `note`; a page that is not listed and has none shares
            the picture of the home page.
        boost: by how much it comes before others in the search; 0 where the search leaves it out.
    """

    source: str
    address: str
    title: str
    trail: Sequence[str]
    html: str
    terms: Sequence[str] = ()
    boost: float = 1.0
    is_listed: bool = True
    mark: str = ""
    picture: Mapping[str, str] = field(default_factory=dict)

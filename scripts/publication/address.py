"""Turns addresses within the site into absolute ones; the one place that knows where the site lives.

The package holds no absolute address of this site, so that its bytes are the same wherever it lies.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from .errors import Problem, SettingRefused

# Reserved for examples (RFC 2606): it can never be somebody's site.
EXAMPLE = "https://example.org/"


@dataclass(frozen=True)
class Site:
    """Where the site lives."""

    address: str  # absolute, of the home page, ending in `/`

    @property
    def is_example(self) -> bool:
        """Whether the address stands in for one that nobody has set yet."""
        return self.address == EXAMPLE

    def absolute(self, path: str) -> str:
        """The absolute address of `path`, which is relative to the home page and may end in `#anchor`."""
        return self.address + quote(path.removeprefix("./").lstrip("/"), safe="/#")


def site_at(setting: str | None) -> Site:
    """The site at the address that a setting gives; at the reserved example address where it gives none.

    Raises:
        SettingRefused: the setting is no address at which a site may live.
    """
    text = (setting or "").strip()
    if not text:
        return Site(EXAMPLE)
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        what = f"{text!r} is no address of a site"
        raise SettingRefused([Problem("site_url", what, "write https://, the host, and the folder if there is one")])
    return Site(text.rstrip("/") + "/")


def table_page(table: str) -> str:
    """Address below docs/ of the page that shows a table."""
    return f"data/tables/{table}.md"

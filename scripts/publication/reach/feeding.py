"""Turns the changelog into a feed of releases (Atom, RFC 4287); tells of no release without a date."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from ..address import Site

_RELEASE = re.compile(r"^## \[?(?P<version>\d+\.\d+\.\d+)\]?[^\n]*?(?P<date>\d{4}-\d{2}-\d{2})\s*$", re.MULTILINE)
_ATOM = "http://www.w3.org/2005/Atom"


def release_feed(changelog: str, site: Site, title: str, author: str, place: str) -> bytes:
    """An Atom feed with an entry for each release.

    Args:
        changelog: Markdown in the form of Keep a Changelog, with a release; see `has_release`.
        site: where the site lives.
        title: whose releases they are.
        author: who publishes them.
        place: address of the page that shows the changelog.
    """
    releases = list(_releases(changelog))
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _add(feed, "id", site.absolute("feed.xml"))
    _add(feed, "title", f"{title}: releases")
    _add(feed, "updated", max(date for _, date, _ in releases))
    _add(_add(feed, "author"), "name", author)
    _add(feed, "link", rel="self", type="application/atom+xml", href=site.absolute("feed.xml"))
    _add(feed, "link", rel="alternate", type="text/html", href=site.absolute(place))
    for version, date, text in releases:
        entry = _add(feed, "entry")
        _add(entry, "id", f"{site.absolute(place)}#{version}")
        _add(entry, "title", f"Version {version}")
        _add(entry, "updated", date)
        _add(entry, "link", rel="alternate", type="text/html", href=site.absolute(place))
        _add(entry, "content", text, type="text")
    ET.indent(feed)
    text = ET.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def has_release(changelog: str) -> bool:
    """Whether a changelog tells of a release, under a heading with its version and its day."""
    return _RELEASE.search(changelog) is not None


def _releases(changelog: str) -> Iterator[tuple[str, str, str]]:
    """Version, time and text of each release; the time of day is not known and stands as midnight."""
    found = list(_RELEASE.finditer(changelog))
    ends = [*(match.start() for match in found[1:]), len(changelog)][: len(found)]
    for match, end in zip(found, ends, strict=True):
        text = re.sub(r"^#+ ", "", changelog[match.end() : end], flags=re.MULTILINE).strip()
        yield match["version"], f"{match['date']}T00:00:00Z", text


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = text
    return element


def robots(site: Site) -> bytes:
    """Leave for every crawler, and the way to the site map."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site.absolute('sitemap.xml')}\n".encode()

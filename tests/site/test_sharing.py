"""How a page looks where it is shared, found and followed."""

from __future__ import annotations

import base64
import hashlib
import re
import xml.etree.ElementTree as ET

from .publication import Element, Publication

ROOT = "https://example.org/"
NEEDED = {
    "og:title",
    "og:description",
    "og:url",
    "og:image",
    "og:image:alt",
    "og:image:width",
    "og:image:height",
    "og:site_name",
    "og:type",
    "og:locale",
}


def _tags(page: Element) -> dict[str, str]:
    return {meta.attrs["property"]: meta.attrs["content"] for meta in page.all("meta") if "property" in meta.attrs}


def test_every_page_says_what_it_is_and_has_a_picture_of_its_own(publication: Publication) -> None:
    pictures = set()
    pages = {name: page for name, page in publication.pages.items() if _canonical(page)}
    assert len(pages) > 40
    for name, page in pages.items():
        tags = _tags(page)
        assert set(tags) >= NEEDED, name
        assert all(tags[tag].strip() for tag in NEEDED), name
        assert tags["og:url"] == _canonical(page) == ROOT + name.removesuffix("index.html"), name
        picture = publication.site / tags["og:image"].removeprefix(ROOT)
        assert picture.read_bytes().startswith(b"\x89PNG"), name
        pictures.add(picture)
    # The pages of single variables, which the menu does not list, share the picture of the home page.
    numbers = [name for name in pages if name.startswith("data/figures/") and name.count("/") == 3]
    assert len(numbers) > 40
    assert len(pictures) > len(numbers) + 40
    assert len({picture.read_bytes() for picture in pictures}) == len(pictures)
    assert sum(picture.stat().st_size for picture in pictures) < 40_000 * len(pictures)


def _is_kept_out(page: Element) -> bool:
    return any(meta.attrs.get("name") == "robots" and "noindex" in meta.attrs["content"] for meta in page.all("meta"))


def _canonical(page: Element) -> str:
    return next((link.attrs["href"] for link in page.all("link") if link.attrs.get("rel") == "canonical"), "")


def test_the_site_map_names_every_page_that_search_engines_may_list_and_no_date(publication: Publication) -> None:
    tree = ET.parse(publication.site / "sitemap.xml")
    named = {element.text for element in tree.iter() if element.tag.endswith("}loc")}
    listed = [page for page in publication.pages.values() if not _is_kept_out(page)]
    assert named == {_canonical(page) for page in listed} - {""}
    assert not [element for element in tree.iter() if element.tag.endswith("}lastmod")]


def test_icons_and_robots_lie_where_they_are_looked_for(publication: Publication) -> None:
    assert (publication.site / "favicon.ico").read_bytes()[:4] == bytes([0, 0, 1, 0])
    assert "Sitemap: https://example.org/sitemap.xml" in (publication.site / "robots.txt").read_text()


def test_the_headers_allow_the_scripts_that_stand_in_pages_and_no_others(publication: Publication) -> None:
    inline = re.compile(r"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL)
    pages = [path.read_text(encoding="utf-8") for path in publication.site.rglob("*.html")]
    scripts = {script for page in pages for script in inline.findall(page)}
    digests = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
    headers = (publication.site / "_headers").read_text(encoding="utf-8")
    assert set(re.findall(r"'sha256-([^']+)'", headers)) == digests

"""What stands in the pages of the built site."""

from __future__ import annotations

import json
import posixpath
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from .publication import Element, Publication, contents, environment

_CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
_LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "embed": "src", "object": "data"}
_NAMED_ONLY = {"canonical", "prev", "next", "license", "alternate"}


def _loaded(page: Element) -> Iterator[str]:
    """Addresses that a browser fetches by itself when it shows the page."""
    for element in page.all():
        if element.tag in _LOADED:
            yield element.attrs.get(_LOADED[element.tag], "")
            yield from (part.split()[0] for part in element.attrs.get("srcset", "").split(",") if part.strip())
        if element.tag == "link" and element.attrs.get("rel") not in _NAMED_ONLY:
            yield element.attrs["href"]
        if element.tag == "style":
            yield from _css_addresses(element.text)
        yield from _css_addresses(element.attrs.get("style", ""))


def _css_addresses(css: str) -> list[str]:
    return [first or second for first, second in _CSS_ADDRESS.findall(css)]


def _is_elsewhere(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme in ("http", "https", "ftp")


def test_no_page_loads_anything_from_another_host(publication: Publication) -> None:
    found = [(name, address) for name, page in publication.pages.items() for address in _loaded(page)]
    assert found
    assert [entry for entry in found if _is_elsewhere(entry[1])] == []


def test_no_style_sheet_loads_anything_from_another_host(publication: Publication) -> None:
    sheets = {path.name: path.read_text(encoding="utf-8") for path in publication.site.rglob("*.css")}
    assert set(sheets) == {"site.css"}
    addresses = [(name, address) for name, css in sheets.items() for address in _css_addresses(css)]
    assert [entry for entry in addresses if _is_elsewhere(entry[1])] == []


def test_every_chart_stands_on_a_page_as_one_labelled_image_with_its_table(publication: Publication) -> None:
    wanted = yaml.safe_load((publication.root / "datapackage/study/charts.yml").read_text(encoding="utf-8"))
    figures = {
        figure.attrs["id"].removeprefix("chart-"): figure
        for page in publication.pages.values()
        for figure in page.all("figure")
        if figure.has_class("pub-figure")
    }
    assert set(figures) >= {chart["id"] for chart in wanted}
    for id, figure in figures.items():
        drawings = [part for part in figure.all("div") if part.has_class("pub-figure__drawing")]
        assert drawings, id
        for drawing in drawings:
            images = [element for element in drawing.all() if element.attrs.get("role") == "img"]
            assert [image.tag for image in images] == ["svg"], id
            assert 20 < len(images[0].attrs["aria-label"]) <= 220, id
            assert not [part for part in images[0].all() if "aria-label" in part.attrs or "role" in part.attrs], id
        # Synthetic charts are not offered for slides and other sites; see docs/decisions/0007.
        if not id.startswith("synthetic_"):
            # The whole report puts the page's part before the chart's own name.
            name = id.rpartition("chart-")[2]
            assert (publication.site / f"data/charts/{name}.png").read_bytes().startswith(b"\x89PNG"), id
            assert f"embed/{name}/index.html" in publication.embeds, id
        (table,) = figure.all("table")
        assert len(list(table.all("tr"))) > 1, id


def test_every_table_has_a_page_and_a_csv_file(publication: Publication) -> None:
    assert publication.tables
    for id in publication.tables:
        page = publication.page(f"data/tables/{id}/")
        rows = (publication.site / f"data/{id}.csv").read_text(encoding="utf-8")
        assert f"../../{id}.csv" in [link.attrs.get("href") for link in page.all("a")], id
        first = next(table for table in page.all("table"))
        assert len(list(next(first.all("tbody")).all("tr"))) > 0, id
        assert rows.count("\n") > 1, id


def test_every_table_scopes_its_headers_and_says_what_it_is(publication: Publication) -> None:
    faults = []
    for name, page in publication.pages.items():
        for region in page.all("div"):
            if not region.has_class("pub-scroll"):
                continue
            if not (region.attrs.get("role") == "region" and region.attrs.get("aria-label")):
                faults.append(f"{name}: a scrolling table has no name")
            if region.attrs.get("tabindex") != "0":
                faults.append(f"{name}: a scrolling table cannot be reached by keyboard")
        tables = [table for table in page.all("table") if not table.has_class("highlighttable")]
        in_regions = [
            table for region in page.all("div") if region.has_class("pub-scroll") for table in region.all("table")
        ]
        faults += [f"{name}: a table stands outside a region" for table in tables if table not in in_regions]
        for table in tables:
            headers = list(table.all("th"))
            if not headers or any(header.attrs.get("scope") not in ("col", "row") for header in headers):
                faults.append(f"{name}: a header without scope in {table.text.split()[:5]}")
    for id in publication.tables:
        faults += [
            f"{id}: a table without a caption"
            for table in publication.page(f"data/tables/{id}/").all("table")
            if not "".join(caption.text for caption in table.all("caption")).strip()
        ]
    assert faults == []


def test_every_link_within_the_site_leads_to_a_file_and_to_an_anchor(publication: Publication) -> None:
    ids = {name: {element.attrs.get("id") for element in page.all()} for name, page in publication.pages.items()}
    faults = []
    for name, page in publication.pages.items():
        addresses = {element.attrs.get(attr, "") for element in page.all() for attr in ("href", "src")} - {""}
        for address in sorted(addresses):
            parts = urlsplit(address)
            # The page of lost addresses asks for one script at several depths, since hosts show it at any.
            if parts.scheme or parts.netloc or (name == "404.html" and address.endswith("assets/lost.js")):
                continue
            target = _target(name, unquote(parts.path))
            if not (publication.site / target).is_file():
                faults.append(f"{name}: {address} leads to no file")
            elif parts.fragment and target in ids and unquote(parts.fragment) not in ids[target]:
                faults.append(f"{name}: {address} leads to no anchor")
    assert faults == []


def _target(page: str, path: str) -> str:
    if not path:
        return page
    base = "" if path.startswith("/") else posixpath.dirname(page)
    target = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
    is_folder = path.endswith("/") or posixpath.basename(path) in ("", ".", "..")
    return posixpath.normpath(posixpath.join(target, "index.html")) if is_folder else target


def test_every_page_has_a_title_and_a_description_of_its_own(publication: Publication) -> None:
    titles: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    for name, page in publication.pages.items():
        if name == "404.html":
            continue
        title = next(page.all("title")).text.strip()
        (description,) = [meta.attrs["content"] for meta in page.all("meta") if meta.attrs.get("name") == "description"]
        assert title not in titles, (name, titles.get(title))
        assert description not in descriptions, (name, descriptions.get(description))
        assert 20 < len(description) < 300, (name, description)
        titles[title], descriptions[description] = name, name


def test_every_page_has_one_first_heading_and_skips_no_level(publication: Publication) -> None:
    faults = []
    for name, page in publication.pages.items():
        article = next(page.all("article"))
        levels = [int(heading.tag[1]) for heading in article.all("h1", "h2", "h3", "h4", "h5", "h6")]
        if levels.count(1) != 1 or levels[0] != 1 or any(b - a > 1 for a, b in pairwise(levels)):
            faults.append((name, levels))
    assert faults == []


def test_no_page_shows_its_own_markup(publication: Publication) -> None:
    """An attribute list or a binding in the middle of a paragraph would be read as text."""
    markup = re.compile(r"\{ ?[.#][a-z]|\]\((?:figure|check|study|table|chart|list|source):|data-bound=")
    found = [
        (name, paragraph.text)
        for name, page in publication.pages.items()
        for paragraph in page.all("p", "li", "h1", "h2", "h3", "dt", "dd")
        if markup.search("".join(part for part in _outside_code(paragraph)))
    ]
    assert found == []


def _outside_code(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag not in ("code", "pre", "script", "style"):
            yield from _outside_code(child)


def test_no_straight_quotation_mark_stands_in_running_text(publication: Publication) -> None:
    found = [
        (name, text.strip()[:120])
        for name, page in (publication.pages | publication.embeds).items()
        for text in _outside_code(page)
        if re.search(r"[\"']", text)
    ]
    assert found == []


def test_no_id_stands_twice_on_a_page(publication: Publication) -> None:
    for name, page in publication.pages.items():
        # Material repeats the switch of the table of contents in its drawer.
        ids = [element.attrs["id"] for element in page.all() if element.attrs.get("id", "__").startswith("__") is False]
        assert sorted(ids) == sorted(set(ids)), name


def test_every_page_leads_to_help_and_says_whose_site_it_is(publication: Publication) -> None:
    for name, page in publication.pages.items():
        banner = next(element for element in page.all("aside") if element.has_class("md-banner"))
        (way,) = banner.all("a")
        assert _target(name, way.attrs["href"]) == "help/index.html", name
        footer = next(page.all("footer"))
        assert "independent" in footer.text
        targets = {_target(name, link.attrs["href"]) for link in footer.all("a")}
        assert {"about/sources/index.html", "about/licence/index.html", "help/index.html"} <= targets, name
        assert "Made with" not in footer.text


def test_the_mark_is_the_site_s_own(publication: Publication) -> None:
    for name, page in publication.pages.items():
        icons = [link.attrs["href"] for link in page.all("link") if link.attrs.get("rel") == "icon"]
        assert [_target(name, icon) for icon in icons] == ["assets/mark.svg", "favicon.ico"], name


def test_the_package_on_the_site_satisfies_its_own_description(publication: Publication) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "datapackage.json"],
        cwd=publication.site / "data",
        env=environment(),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_zip_holds_the_same_bytes_as_the_site_and_the_package(publication: Publication) -> None:
    (path,) = (publication.site / "data").glob("*.zip")
    with zipfile.ZipFile(path) as archive:
        zipped = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    package = {
        name: content
        for name, content in contents(publication.root / "datapackage").items()
        if not name.startswith(("study/", "practice/", "releases/", "."))
    }
    assert zipped == package
    on_site = contents(publication.site / "data")
    assert {name: on_site.get(name) for name in zipped if name != "README.md"} == {
        name: content for name, content in zipped.items() if name != "README.md"
    }


def _search_entries(publication: Publication) -> list[dict[str, Any]]:
    text = (publication.site / "assets/search-index.js").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = json.loads(text.removeprefix("publicationIndex(").rstrip().removesuffix(")"))[
        "entries"
    ]
    return entries


def test_the_search_finds_every_page_and_every_row_that_has_an_address(publication: Publication) -> None:
    places = {entry["location"] for entry in _search_entries(publication)}
    pages = {name.removesuffix("index.html"): page for name, page in publication.pages.items() if name != "404.html"}
    del pages["report/"]  # it repeats the others
    assert {name for name in pages if name not in places and (name or "./") not in places} == set()
    rows = {f"{name}#{row.attrs['id']}" for name, page in pages.items() for row in page.all("tr") if "id" in row.attrs}
    assert len(rows) > 100
    assert rows - places == set()


def test_the_search_index_holds_no_drawing_and_no_markup(publication: Publication) -> None:
    text = " ".join(entry["text"] for entry in _search_entries(publication))
    assert "translate(" not in text
    assert "</" not in text


def test_the_search_index_keeps_cells_apart(publication: Publication) -> None:
    (row,) = [entry for entry in _search_entries(publication) if entry["location"].endswith("/sample_by_country/#GB")]
    assert row["title"] == "United Kingdom"
    assert row["text"].split()[0] == "679"
    joined = [
        name
        for name, page in publication.pages.items()
        for row in page.all("tr")
        for one, other in pairwise(row.children)
        if isinstance(one, Element) and isinstance(other, Element)
    ]
    assert joined == []


def test_a_lost_reader_is_led_on(publication: Publication) -> None:
    article = next(publication.pages["404.html"].all("article"))
    targets = {_target("404.html", link.attrs["href"]) for link in article.all("a")}
    assert {"index.html", "findings/index.html", "data/index.html", "help/index.html"} <= targets

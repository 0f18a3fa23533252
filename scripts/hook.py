"""MkDocs events -> engine: builds the data package, adds generated pages and downloads, fills bound prose.

The only file that imports MkDocs. A build that stops leaves the last package and the last site as they were:
the site is written beside its place and moved there at the end.
"""

from __future__ import annotations

import logging
import os
import posixpath
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from publication.address import Site, site_at
from publication.build import STUDY
from publication.errors import Stopped
from publication.files import read_pages, replace_folder
from publication.metadata import site_descriptions, structured_data
from publication.pages import Blocks, chart_homes, marked, synthetic_note
from publication.project import CACHE, PACKAGE, Prepared, prepare_packages, publish_packages, read_changelog
from publication.reach import FinishedPage, chosen, contents_of, report_of
from publication.site import (
    CARDS,
    FEED,
    PRACTICE,
    SCRIPT,
    STYLE_SHEET,
    Carried,
    additions,
    card_name,
    carry,
    finished_page,
    front_matter,
    is_listed,
    menu_of,
    places_by_zone,
    practised,
)

# Below "mkdocs", since strict mode counts no warnings of other loggers.
log = logging.getLogger("mkdocs.safetables")

RESPONDENTS = "SAFETABLES_RESPONDENTS"
TOOLS, LOST = "assets/tools.js", "assets/lost.js"
# Material's script and its search: ours are lighter, and work without a server. See docs/decisions/0008.
LEFT_OUT = ("assets/javascripts/", "assets/stylesheets/", "assets/images/")


class _Run:
    """What one run of MkDocs keeps between its events."""

    def __init__(self) -> None:
        self.command: Literal["build", "gh-deploy", "serve"] = "build"
        self.prepared: Prepared | None = None
        self.blocks: Blocks | None = None
        self.practice_blocks: Blocks | None = None
        self.site = Path()
        self.address = Site("")
        self.changelog = ""
        self.described: Mapping[str, str] = {}
        self.styles: list[Path] = []
        self.menu: list[Page] = []
        self.pages: dict[str, FinishedPage] = {}
        self.warnings = CountHandler()


_run = _Run()


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remembers the command: a served site lies in a temporary folder and needs no staging."""
    _run.command = command


def on_config(config: MkDocsConfig) -> None:
    """Settles where the site lives, sends it to a staging folder and watches the study."""
    _run.address = _address(config)
    config.site_url = _run.address.address
    root = Path(config.config_file_path).parent
    watched = str(root / PACKAGE / STUDY)
    if watched not in config.watch:
        config.watch.append(watched)
    _run.pages = {}
    _run.styles = [*_theme_styles(config), *(Path(config.docs_dir) / path for path in config.extra_css)]
    config.extra_css = []
    config.extra.update(style_sheet=STYLE_SHEET, script=SCRIPT, feed=FEED, tools=TOOLS, lost=LOST)
    config.extra["is_anywhere"] = _run.address.is_example
    if _run.command == "serve":
        return
    _run.warnings = CountHandler(level=logging.WARNING)
    logging.getLogger("mkdocs").addHandler(_run.warnings)
    _run.site = Path(config.site_dir)
    staging = _run.site.with_name(f".{_run.site.name}.staging")
    shutil.rmtree(staging, ignore_errors=True)
    config.site_dir = str(staging)


def _address(config: MkDocsConfig) -> Site:
    with _told():
        site = site_at(config.site_url)
    if site.is_example:
        log.info("Address: site_url is not set, so absolute addresses begin with %s; set SITE_URL", site.address)
    return site


def _theme_styles(config: MkDocsConfig) -> list[Path]:
    """Material's style sheets, in the order in which Material loads them."""
    folders = [Path(folder) / "assets/stylesheets" for folder in config.theme.dirs]
    return [path for name in ("main", "palette") for folder in folders for path in folder.glob(f"{name}.*.min.css")]


def on_pre_build(config: MkDocsConfig) -> None:
    """Builds the package and checks every page against it, before anything of the site is touched."""
    root = Path(config.config_file_path).parent
    pages = read_pages(Path(config.docs_dir))
    with _told():
        _run.changelog = read_changelog(root)
        prepared = prepare_packages(
            root / PACKAGE, pages, root / CACHE, respondents=_respondents(config), progress=log.info
        )
    # Where MkDocs would ask the clock, the release has a day of its own.
    built = prepared.main
    released = datetime.fromisoformat(built.release.study.card.released).replace(tzinfo=UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(released.timestamp()))
    config.extra["places"] = places_by_zone(built.release.study.card)
    _run.prepared = prepared
    _run.blocks = Blocks(built.release, built.charts, _run.address, chart_homes(pages))
    if prepared.practice is not None:
        rehearsed = prepared.practice.built
        _run.practice_blocks = Blocks(rehearsed.release, rehearsed.charts, _run.address, {})


@contextmanager
def _told() -> Iterator[None]:
    """Tells every problem of a build that stops, and stops MkDocs too."""
    try:
        yield
    except Stopped as stopped:
        for problem in stopped.problems:
            log.error(problem)
        count = len(stopped.problems)
        raise PluginError(
            f"The build stops with {count} problem{'' if count == 1 else 's'}; nothing was changed."
        ) from None


def _respondents(config: MkDocsConfig) -> Path | None:
    """A respondents' file, if one is named: by the environment, or else in mkdocs.yml from where that lies."""
    named = os.environ.get(RESPONDENTS)
    if named:
        return Path(named)
    named = config.extra.get("respondents")
    return Path(config.config_file_path).parent / str(named) if named else None


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds generated pages and the package's own files, and gives the pages of tables their place in the menu."""
    assert _run.prepared is not None
    assert _run.blocks is not None
    unchecked = [file.src_uri for file in files.documentation_pages() if not file.src_uri.endswith(".md")]
    if unchecked:
        raise PluginError(f"docs/{unchecked[0]}: nothing checks the numbers of this page; let its name end in .md")
    added = additions(_run.prepared, _run.blocks, _run.changelog, _run.address, _cache(config))
    for address, text in added.pages.items():
        level = InclusionLevel.UNDEFINED if is_listed(address) else InclusionLevel.NOT_IN_NAV
        files.append(File.generated(config, address, content=text, inclusion=level))
    for address, content in added.files.items():
        files.append(File.generated(config, address, content=content))
    release, at = _run.prepared.main.release, _at(files)
    for address, content in site_descriptions(release, added.downloads, at).items():
        files.append(File.generated(config, address, content=content))
    _run.described = structured_data(release, added.downloads, at)
    styles = {str(path) for path in _run.styles}
    for file in [file for file in files if file.src_uri.startswith(LEFT_OUT) or file.abs_src_path in styles]:
        files.remove(file)
    config.nav = menu_of(config.nav, list(added.pages))
    return files


def _at(files: Files) -> Callable[[str], str]:
    """Address below docs/ -> absolute address."""

    def at(address: str) -> str:
        target = files.get_file_from_path(address)
        if target is None:
            raise PluginError(f"the engine describes {address}, which is no file of the site")
        return _run.address.absolute(target.url)

    return at


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Remembers the order of the menu."""
    _run.menu = nav.pages


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Marks what is bound, so that it survives Markdown."""
    page.meta.update(front_matter(page.file.src_uri, page.meta))
    page.meta["structured_data"] = _run.described.get(page.file.src_uri)
    return marked(markdown)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Fills the marks with links, charts and tables, and keeps the page for the search and the report."""
    filled = _filled(html, page, files)
    trail = [str(ancestor.title) for ancestor in page.ancestors][::-1]
    source, title, is_listed = page.file.src_uri, str(page.title), page in _run.menu
    pictured = page.url if is_listed or "picture" in page.meta else ""
    page.meta["card"] = _run.address.absolute(f"{CARDS}/{card_name(pictured)}.png")
    _run.pages[source] = finished_page(source, page.url, title, trail, filled, page.meta, is_listed=is_listed)
    return filled


def _filled(html: str, page: Page, files: Files) -> str:
    """The page with its marks filled: from the practice release in its section, from the other one elsewhere."""
    assert _run.blocks is not None
    way = _way(page, files)
    if not page.file.src_uri.startswith(PRACTICE):
        return _run.blocks.fill(html, way)
    if _run.practice_blocks is None:
        raise PluginError(f"docs/{page.file.src_uri}: there is no practice study; add one, or remove the page")
    return synthetic_note(way) + _run.practice_blocks.fill(html, lambda address: way(practised(address)))


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Puts pages in the order of the menu, and binds those together that a report asks for."""
    order = {page.file.src_uri: place for place, page in enumerate(_run.menu)}
    in_order = sorted(_run.pages, key=lambda source: order.get(source, len(order)))
    _run.pages = {source: _run.pages[source] for source in in_order}
    for page in _run.menu:
        if wanted := page.meta.get("report"):
            parts = chosen(list(_run.pages.values()), wanted)
            bound = f"{contents_of(parts)}\n{report_of(parts, page.url)}"
            page.content = str(page.content).replace("<div data-report></div>", bound)


def _way(page: Page, files: Files) -> Callable[[str], str]:
    def way(address: str) -> str:
        target = files.get_file_from_path(posixpath.normpath(address))
        if target is None:
            raise PluginError(f"{page.file.src_uri}: the engine links to {address}, which is no file of the site")
        return target.url_relative_to(page.file)

    return way


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Puts package and site in place, unless strict mode is about to refuse them."""
    assert _run.prepared is not None
    _carry(config, _run.prepared)
    root = Path(config.config_file_path).parent
    if _run.command == "serve":
        _publish(_run.prepared, root)
        return
    logging.getLogger("mkdocs").removeHandler(_run.warnings)
    staging = Path(config.site_dir)
    if config.strict and _run.warnings.get_counts():
        shutil.rmtree(staging)
        return
    _publish(_run.prepared, root)
    replace_folder(_run.site, staging)
    config.site_dir = str(_run.site)
    log.info("Site: %s", _run.site)


def _carry(config: MkDocsConfig, prepared: Prepared) -> None:
    """Adds what is made of all pages together: style sheet, search, pictures, feed."""
    docs = Path(config.docs_dir)
    carried = Carried(
        pages=list(_run.pages.values()),
        prepared=prepared,
        name=config.site_name,
        styles=_run.styles,
        mark=docs / str(config.theme["favicon"]),
        changelog=_run.changelog,
        site=_run.address,
    )
    with _told():
        carry(Path(config.site_dir), carried, _cache(config))


def _cache(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent / CACHE


def _publish(prepared: Prepared, root: Path) -> None:
    publish_packages(prepared, root)
    for built in prepared.packages:
        if built.changed:
            log.info("%s: %d files changed", built.release.study.card.short_title, len(built.changed))


def on_build_error(error: Exception) -> None:
    """Removes what was staged."""
    logging.getLogger("mkdocs").removeHandler(_run.warnings)
    if _run.site.name:
        shutil.rmtree(_run.site.with_name(f".{_run.site.name}.staging"), ignore_errors=True)

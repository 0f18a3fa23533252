"""The MkDocs plugin: builds the data packages, adds generated pages and downloads, and fills bound prose.

The only module that imports MkDocs. A build that stops leaves packages and site as they were: the site is written
beside its place and moved there at the end.
"""

from __future__ import annotations

import logging
import os
import posixpath
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Literal

from jinja2 import Environment
from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from .address import EXAMPLE, site_at
from .build import CACHE, PACKAGE, STUDY, build_publication, publish
from .errors import DiskRefused, Stopped
from .files import clear_staged, read_changelog, read_pages, replace_folder, restore_folder, to_clear
from .metadata import site_descriptions, structured_data
from .pages.blocks import Blocks, chart_homes, marked
from .pages.generated_pages import synthetic_note
from .prose import drafts_in
from .site.finishing import CARDS, WrittenSite, card_name, finish_site
from .site.generated import PRACTICE, generated, in_practice, is_listed, menu_of
from .site.page import (
    FinishedPage,
    countries_by_zone,
    finished_page,
    front_matter,
    quiet_permalinks,
    with_letters,
)
from .site.report import report_contents, report_html, report_pages
from .turns import end_tidily, in_turn

# Below "mkdocs", since strict mode counts no warnings of other loggers.
log = logging.getLogger("mkdocs.publication")

RESPONDENTS = "SAFETABLES_RESPONDENTS"
THEME = Path(__file__).with_name("theme")
# In the order of the cascade, between Material's own and those of the site.
STYLES = ("assets/publication.css", "assets/frame.css", "assets/print.css")
# Material's script and its search: ours are lighter, and work without a server. See docs/decisions/0008.
LEFT_OUT = ("assets/javascripts/", "assets/stylesheets/", "assets/images/")


class Link(Config):
    """A link of the frame."""

    title = options.Type(str)
    page = options.Type(str)


class HelpLink(Config):
    """The line on top of every page: a question, and a link to the page that answers it."""

    question = options.Type(str, default="Questions about this survey?")
    answer = options.Type(str, default="Ask us")
    page = options.Type(str, default=".")


class PublicationConfig(Config):
    """The settings of the plugin in mkdocs.yml.

    Attributes:
        respondents: a respondents' file, from where mkdocs.yml lies; the environment variable comes first.
        mark: SVG file, below docs/ or of the theme.
        imprint: links in the foot of every page.
        search: the page to which the link of the search leads where no script runs.
        examples: what the search offers before anything is typed.
    """

    respondents = options.Optional(options.Type(str))
    mark = options.Type(str, default="assets/mark.svg")
    help = options.SubConfig(HelpLink)
    imprint = options.ListOfItems(options.SubConfig(Link), default=[])
    search = options.Type(str, default="data/dictionary/")
    examples = options.ListOfItems(options.Type(str), default=[])


class Download(File):
    """A file that the site offers as it is: one in Markdown is no page."""

    def is_documentation_page(self) -> bool:
        """Never."""
        return False


class PublicationPlugin(BasePlugin[PublicationConfig]):
    """Connects the recipe of a release to the events of MkDocs, and keeps what one build needs between them."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Notes the command: a served site lies in a temporary folder and needs no staging."""
        self.command = f"mkdocs {command}"
        self.is_served = command == "serve"
        self.site = Path()
        self.turn = ExitStack()
        end_tidily()
        self.warnings = CountHandler(level=logging.WARNING)

    def on_config(self, config: MkDocsConfig) -> None:
        """Settles where the site lives, sends it to a staging folder, adds the theme and watches the study.

        From here on until the site is in place, or the build stops, nobody else builds the project.
        """
        self.root = Path(config.config_file_path).parent
        self.cache = self.root / CACHE
        with _problems_logged():
            self.turn.enter_context(in_turn(self.cache, self.command, log.info))
        self.pages: dict[str, FinishedPage] = {}
        with _problems_logged():
            self.address = site_at(config.site_url)
        if self.address.is_example:
            log.info("Address: site_url is not set, so absolute addresses begin with %s; set SITE_URL", EXAMPLE)
        config.site_url = self.address.address
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
        own = [Path(config.docs_dir, path) for path in config.extra_css]
        self.styles = [*_material_styles(config), *(THEME / path for path in STYLES), *own]
        config.extra_css = []
        if (watched := str(self.root / PACKAGE / STUDY)) not in config.watch:
            config.watch.append(watched)
        if self.is_served:
            return
        logging.getLogger("mkdocs").addHandler(self.warnings)
        self.site = Path(config.site_dir)
        restore_folder(self.site)
        staging = _staging(self.site)
        shutil.rmtree(staging, ignore_errors=True)
        to_clear(staging)
        config.site_dir = str(staging)

    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Builds the packages and checks every page against them, before anything of the site is touched."""
        written = read_pages(Path(config.docs_dir))
        with _problems_logged():
            self.changelog = read_changelog(self.root)
            self.publication = build_publication(
                self.root / PACKAGE, written, self.cache, respondents=self._respondents(), progress=log.info
            )
        built, practice = self.publication.main, self.publication.practice
        self.drafts = drafts_in(self.root / PACKAGE / STUDY, written)
        for draft in self.drafts:
            log.info("Draft: %s", draft)
        if names := ", ".join(built.release.study.card.unset_trust):
            log.info("study/study.yml: no %s, so the site says that readers have none; set them there", names)
        # Where MkDocs would ask the clock, the release has a day of its own.
        released = datetime.fromisoformat(built.release.study.card.released).replace(tzinfo=UTC)
        os.environ["SOURCE_DATE_EPOCH"] = str(int(released.timestamp()))
        self.blocks = Blocks(built.release, built.charts, self.address, chart_homes(written))
        self.practice_blocks = None if practice is None else Blocks(practice.release, practice.charts, self.address, {})

    def _respondents(self) -> Path | None:
        if named := os.environ.get(RESPONDENTS):
            return Path(named)
        return self.root / self.config.respondents if self.config.respondents else None

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Adds generated pages and the package's own files, and gives the pages of tables their place in the menu."""
        unchecked = [file.src_uri for file in files.documentation_pages() if not file.src_uri.endswith(".md")]
        if unchecked:
            raise PluginError(f"docs/{unchecked[0]}: nothing checks the numbers of this page; let its name end in .md")
        with _problems_logged():
            added = generated(self.publication, self.blocks, self.changelog, self.address, self.cache)
        for address, text in added.pages.items():
            level = InclusionLevel.UNDEFINED if is_listed(address) else InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, address, content=text, inclusion=level))
        for address, content in added.files.items():
            files.append(Download.generated(config, address, content=content))

        def absolute(address: str) -> str:
            return self.address.absolute(_file(files, address, "a description").url)

        release = self.publication.main.release
        for address, content in site_descriptions(release, added.downloads, absolute).items():
            files.append(File.generated(config, address, content=content))
        self.described = structured_data(release, added.downloads, absolute)
        self.mark = Path(str(_file(files, self.config.mark, "mkdocs.yml: mark").abs_src_path))
        styles = {str(path) for path in self.styles}
        for file in [file for file in files if file.src_uri.startswith(LEFT_OUT) or file.abs_src_path in styles]:
            files.remove(file)
        config.nav = menu_of(config.nav, list(added.pages))
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> None:
        """Notes the order of the menu."""
        self.menu = nav.pages

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Marks what is bound, so that it survives Markdown."""
        page.meta.update(front_matter(page.file.src_uri, page.meta, is_draft=bool(self.drafts)))
        page.meta["structured_data"] = self.described.get(page.file.src_uri)
        return marked(markdown)

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Fills the marks with links, charts and tables, and keeps the page for the search and the report."""
        if "title" not in page.__dict__ and not page.meta.get("title"):
            # A title that MkDocs takes from a heading is HTML; all others are texts.
            page.title = unescape(str(page.title))
        filled = with_letters(quiet_permalinks(self._filled(html, page, files)))
        trail = [str(ancestor.title) for ancestor in page.ancestors][::-1]
        source, title, is_listed = page.file.src_uri, str(page.title), page in self.menu
        pictured = page.url if is_listed or "picture" in page.meta else ""
        page.meta["card"] = self.address.absolute(f"{CARDS}/{card_name(pictured)}.png")
        self.pages[source] = finished_page(source, page.url, title, trail, filled, page.meta, is_listed=is_listed)
        return filled

    def _filled(self, html: str, page: Page, files: Files) -> str:
        """The page with its marks filled; those in its section are filled from the practice release."""
        source = page.file.src_uri

        def relative(address: str) -> str:
            return _file(files, posixpath.normpath(address), source).url_relative_to(page.file)

        if not source.startswith(PRACTICE):
            return self.blocks.fill(html, relative)
        if self.practice_blocks is None:
            raise PluginError(f"docs/{source}: there is no practice study; add one, or remove the page")
        filled = self.practice_blocks.fill(html, lambda address: relative(in_practice(address)))
        return synthetic_note(relative) + filled

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        """Gives the templates what they name, puts pages in the order of the menu and binds reports.

        Titles and labels are texts: whatever a template writes is escaped, unless the template says that it is safe.
        """
        env.autoescape = True
        env.globals["publication"] = {
            **self.config,
            "places": countries_by_zone(self.publication.main.release.study.card),
            "is_anywhere": self.address.is_example,
            "n_drafts": len(self.drafts),
        }
        order = {page.file.src_uri: place for place, page in enumerate(self.menu)}
        in_order = sorted(self.pages, key=lambda source: order.get(source, len(order)))
        self.pages = {source: self.pages[source] for source in in_order}
        for page in self.menu:
            if wanted := page.meta.get("report"):
                parts = report_pages(list(self.pages.values()), wanted)
                bound = f"{report_contents(parts)}\n{report_html(parts, page.url)}"
                page.content = str(page.content).replace("<div data-report></div>", bound)

    @event_priority(-100)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Puts packages and site in place, unless strict mode is about to refuse them."""
        staging, pages = Path(config.site_dir), list(self.pages.values())
        site = WrittenSite(staging, pages, self.publication, config.site_name, self.styles, self.mark, self.address)
        with _problems_logged(), self.turn:
            finish_site(site, self.cache)
            if self.is_served:
                self._publish()
                return
            logging.getLogger("mkdocs").removeHandler(self.warnings)
            if config.strict and self.warnings.get_counts():
                shutil.rmtree(staging)
                return
            self._publish()
            replace_folder(self.site, staging)
            config.site_dir = str(self.site)
            log.info("Site: %s", self.site)

    def _publish(self) -> None:
        publish(self.publication, self.root)
        for built in self.publication.packages:
            if built.changed:
                log.info("%s: %d files changed", built.release.study.card.short_title, len(built.changed))

    def on_build_error(self, error: Exception) -> None:
        """Removes what was staged, and lets the next build begin."""
        logging.getLogger("mkdocs").removeHandler(self.warnings)
        clear_staged()
        self.turn.close()
        if isinstance(error, OSError):
            raise PluginError(str(DiskRefused.of(error))) from None


def _staging(site: Path) -> Path:
    return site.with_name(f".{site.name}.staging")


def _material_styles(config: MkDocsConfig) -> list[Path]:
    """Material's style sheets, in the order in which Material loads them."""
    folders = [Path(folder) / "assets/stylesheets" for folder in config.theme.dirs]
    return [path for name in ("main", "palette") for folder in folders for path in folder.glob(f"{name}.*.min.css")]


def _file(files: Files, address: str, asked_by: str) -> File:
    found = files.get_file_from_path(address)
    if found is None:
        raise PluginError(f"{asked_by} names {address}, which is no file of the site")
    return found


@contextmanager
def _problems_logged() -> Iterator[None]:
    """Logs every problem of a build that stops, and stops MkDocs too."""
    try:
        yield
    except Stopped as stopped:
        for problem in stopped.problems:
            log.error(problem)
        found = "1 problem" if len(stopped.problems) == 1 else f"{len(stopped.problems)} problems"
        raise PluginError(f"The build stops with {found}; nothing was changed.") from None
    except OSError as error:
        raise PluginError(str(DiskRefused.of(error))) from None

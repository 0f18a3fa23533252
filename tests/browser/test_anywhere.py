"""The site from a disk, out of its zip file, and in a folder of a host."""

from __future__ import annotations

import threading
import zipfile
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.site.publication import Publication

from .conftest import SiteHandler

pytestmark = pytest.mark.browser


def _tour(page: Page, home: str) -> list[str]:
    """Home, findings, a chart, the search and one of its results; returns what went wrong on the way."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda request: faults.append(request.url) if request.resource_type != "font" else None)
    page.on("response", lambda response: faults.append(response.url) if response.status >= 400 else None)
    page.goto(home)
    page.get_by_role("navigation", name="Parts of the site").get_by_role("link", name="Findings").click()
    page.locator("article h1").wait_for()
    assert page.locator("figure.pub-figure svg").first.is_visible()
    assert page.evaluate("document.fonts.ready.then(fonts => [...fonts].some(font => font.status === 'loaded'))")
    page.get_by_role("button", name="Search").click()
    page.wait_for_function("() => document.querySelector('script[src*=search-index]')?.dataset.state === 'ready'")
    page.get_by_role("searchbox").fill("accessibility")
    page.keyboard.press("Enter")
    page.wait_for_url("**/about/accessibility/**")
    assert page.locator("article h1").inner_text().startswith("Accessibility")
    return faults


def test_a_built_site_works_from_a_disk(chromium: Browser, publication: Publication) -> None:
    page = chromium.new_page()
    assert _tour(page, (publication.site / "index.html").as_uri()) == []
    page.close()


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_the_zip_file_unpacks_to_a_site_that_works(
    has_script: bool, chromium: Browser, publication: Publication, tmp_path: Path
) -> None:
    with zipfile.ZipFile(publication.site / "site.zip") as archive:
        archive.extractall(tmp_path)
    (home,) = tmp_path.glob("*/index.html")
    context = chromium.new_context(java_script_enabled=has_script)
    page = context.new_page()
    if has_script:
        assert _tour(page, home.as_uri()) == []
    else:
        page.goto(home.as_uri())
        page.get_by_role("link", name="Help and reporting").first.click()
        assert page.url.endswith("/help/index.html")
    context.close()


def test_the_site_works_in_a_folder_of_a_host(chromium: Browser, publication: Publication, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/folder").symlink_to(publication.site)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SiteHandler, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    page = chromium.new_page()
    assert _tour(page, f"http://127.0.0.1:{server.server_port}/deep/folder/") == []
    page.close()
    server.shutdown()
    server.server_close()
    thread.join()


class _Folder(SiteHandler):
    """A host that shows the site's own page for what is not there, as hosts of folders do."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404 or not self.path.startswith("/deep/folder/"):
            super().send_error(code, message, explain)
            return
        content = (Path(self.directory) / "deep/folder/404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.mark.parametrize("lost", ["nothing", "nothing/", "data/figures/nothing/", "findings/training/of/nothing/"])
def test_a_lost_reader_finds_the_site_in_whatever_folder_it_lies(
    lost: str, chromium: Browser, publication: Publication, tmp_path: Path
) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/folder").symlink_to(publication.site)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Folder, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    home = f"http://127.0.0.1:{server.server_port}/deep/folder/"
    page = chromium.new_page()
    page.goto(home + lost, wait_until="networkidle")
    assert page.locator("article h1").inner_text() == "This page does not exist"
    # The style sheet and the script of every page have come.
    assert page.evaluate("getComputedStyle(document.querySelector('.pub-parts ul')).display") == "flex"
    assert page.locator("[data-theme-switch]").is_visible()
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").fill("licence")
    page.locator("dialog li a").first.wait_for()
    page.get_by_role("button", name="Close").click()
    page.locator("article").get_by_role("link", name="Findings").click()
    assert page.url == f"{home}findings/"
    page.close()
    server.shutdown()
    server.server_close()
    thread.join()

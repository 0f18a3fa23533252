"""The headers that the site asks of its host: every page works under them, and nothing else is let in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.site.publication import Publication

pytestmark = pytest.mark.browser


def rules(publication: Publication) -> dict[str, dict[str, str]]:
    """Path of a rule -> headers."""
    found: dict[str, dict[str, str]] = {}
    path = ""
    for line in (publication.site / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            path = line
            found[path] = {}
        elif line:
            name, _, value = line.strip().partition(": ")
            found[path][name] = value
    return found


class _Host(SimpleHTTPRequestHandler):
    """A host that sends the headers which the site asks for."""

    headers_of_site: dict[str, dict[str, str]]

    def end_headers(self) -> None:
        for path, named in self.headers_of_site.items():
            if self.path.startswith(path.removesuffix("*")):
                for name, value in named.items():
                    self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def host(publication: Publication) -> Iterator[str]:
    handler = type("Host", (_Host,), {"headers_of_site": rules(publication)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(publication.site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_pages_search_and_drawings_work_under_the_policy(chromium: Browser, host: str) -> None:
    page = chromium.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: refused.append(f"{page.url}: {error}"))
    for place in ("", "findings/training/", "data/tables/figures/", "data/figures/training_none/", "help/", "404.html"):
        page.goto(host + place, wait_until="networkidle")
    page.goto(f"{host}findings/training/")
    page.keyboard.press("Control+k")
    page.get_by_role("searchbox").fill("Italy")
    page.locator("dialog li a").first.wait_for()
    page.close()
    assert refused == []


def test_a_script_that_is_not_ours_does_not_run(chromium: Browser, host: str) -> None:
    page = chromium.new_page()
    page.goto(host)
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.stranger = 1';"
        " document.body.append(s) }"
    )
    assert page.evaluate("window.stranger") is None
    page.close()


def test_programs_of_other_sites_may_read_the_data_and_only_them(publication: Publication) -> None:
    asked = rules(publication)
    assert asked["/data/*"]["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in asked["/*"]
    assert "unsafe-eval" not in asked["/*"]["Content-Security-Policy"]
    assert "script-src 'self' 'sha256-" in asked["/*"]["Content-Security-Policy"]

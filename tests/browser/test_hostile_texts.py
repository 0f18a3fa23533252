"""Hostile text in every field that the schemas know: it appears as it was typed, and nothing of it becomes markup.

Which fields there are, columns.csv and the types of the YAML files say; which of them take any text, reading does.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from playwright.sync_api import Browser

from publication.begin import begin_survey
from publication.cited import breakdown_problems, run_checks, with_bounds
from publication.errors import Problem
from publication.prose import study_prose_problems, vocabulary_of
from publication.prose.bindings import plain
from publication.study import STUDY_FILES, read_study
from publication.study.documents import DOCUMENTS, adapter
from tests.conftest import TINY
from tests.publication.microdata.gardeners import as_csv, gardeners
from tests.publication.microdata.site import SURVEY, build_site
from tests.site.publication import Element, read_html

pytestmark = pytest.mark.browser

# In small letters, since labels are written small in the middle of a sentence; without a figure, since findings hold
# none unbound; and with an end, so that each place where it appears can be compared with it.
TYPED = (
    "⟪**b** _i_ `c` ~~d~~ | <!-- x --> {{ k }} {% k %} { onclick=strange() } [x](javascript:strange()) &amp; $m$ "
    "\"' onfocus='strange()' <img src=x onerror=strange()><script>strange()</script>⟫"
)
# A column that holds several texts divides them by a bar; a page that quotes a headline ends it by a bracket.
UNDIVIDED, UNBOUND = (
    TYPED.replace(" | ", " "),
    TYPED.replace(" [x](javascript:strange())", "").replace("**b** _i_ ", ""),
)
LISTS = {
    f"{name}.{column.name}" for name, file in STUDY_FILES.items() for column in file.columns if column.type == "list"
}
QUOTED = {"charts[].headline"}
# Read in other words by the program, and never published.
PRIVATE = {"respondents"}


HOME = """---
title: Home
description: What everybody typed.
---

# Home

[Tables](list:tables)

[Charts](list:charts)

[Disclosure](list:disclosure)
"""


def merged(home: Path) -> Path:
    """The invented survey with all that the invented study has and it has not: every study file but weights."""
    begin_survey(home)
    study = home / "datapackage" / "study"
    shutil.copytree(SURVEY / "study", study, dirs_exist_ok=True)
    for name, described in STUDY_FILES.items():
        rows: dict[tuple[str, ...], dict[str, str]] = {}
        for folder in (SURVEY / "study", TINY / "study"):
            path = folder / f"{name}.csv"
            for row in read_rows(path) if path.is_file() else ():
                # Other people than those whom the survey counts.
                is_other = folder != SURVEY / "study"
                own = {key: "readers" if is_other and value == "gardeners" else value for key, value in row.items()}
                rows.setdefault(tuple(own[key] for key in described.primary_key), own)
        if rows:
            write_rows(study / f"{name}.csv", [column.name for column in described.columns], list(rows.values()))
    for name in ("tables", "charts", "checks"):
        texts = [(folder / "study" / f"{name}.yml").read_text(encoding="utf-8") for folder in (SURVEY, TINY)]
        entries = [entry for text in reversed(texts) for entry in yaml.safe_load(text)]
        by_id = {entry["id"]: entry for entry in entries}
        for entry in by_id.values():
            if entry.get("kind") == "breakdown":
                entry["universe"] = "readers"
        write_yaml(study / f"{name}.yml", list(by_id.values()))
    card = {**load(TINY / "study" / "study.yml"), **load(SURVEY / "study" / "study.yml")}
    write_yaml(study / "study.yml", card | {"survey": {"technique": "asked"}})
    shutil.copytree(SURVEY / "docs", home / "docs", dirs_exist_ok=True)
    return study


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def write_yaml(path: Path, document: Any) -> None:
    path.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), encoding="utf-8")


def read_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def write_rows(path: Path, names: list[str], rows: list[dict[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


@dataclass
class Field:
    """A field of a study file, wherever in the file it stands."""

    name: str
    path: Path
    rows: Any  # the whole file
    places: list[tuple[Any, Any]]  # holders and keys

    def spoilt(self) -> bool:
        """Makes it hostile in the first way that its reader takes; False, and as it was, where it takes none."""
        before = {
            place: holder.get(key) if isinstance(holder, dict) else holder[key]
            for place, (holder, key) in enumerate(self.places)
        }
        typed = TYPED if self.name not in LISTS | QUOTED else UNDIVIDED if self.name in LISTS else UNBOUND
        if self.name == "categories.answers":
            # Another way to write the answer, and each its own.
            typed = f"| {typed} of {{place}}"
        ways: list[Callable[[str | None], str | None]] = [
            *([] if self.name.endswith(".column") else [lambda text: f"{text or ''} {typed}".strip()]),
            lambda text: f"{text} {typed}" if text else text,
            lambda _: typed,
        ]
        for way in ways:
            made = {place: way(text) for place, text in before.items()}
            after = {place: text and text.replace("{place}", str(place)) for place, text in made.items()}
            if after == before:
                continue
            self._write(after)
            if not problems_of(self.path.parent):
                return True
        self._write(before)
        return False

    def _write(self, texts: Mapping[int, str | None]) -> None:
        for place, (holder, key) in enumerate(self.places):
            if texts[place] is None:
                holder.pop(key, None)
            else:
                holder[key] = texts[place]
        if self.path.suffix == ".csv":
            write_rows(self.path, list(self.rows[0]), self.rows)
        else:
            write_yaml(self.path, self.rows)


def problems_of(folder: Path) -> list[Problem]:
    """What is wrong with a study, without counting anybody."""
    study, problems = read_study(folder)
    if study is None or problems:
        return problems
    figures = with_bounds(study.figures)
    results, check_problems = run_checks(study.checks, figures)
    if check_problems := check_problems or breakdown_problems(study, figures, results):
        return check_problems
    return study_prose_problems(study, vocabulary_of(study, figures, results))


def fields_of(study: Path) -> Iterator[Field]:
    """Every field of every file that may hold text: each column, and each key of each kind of entry."""
    for path in sorted(study.glob("*.csv")):
        rows = read_rows(path)
        for column in STUDY_FILES[path.stem].columns:
            yield Field(f"{path.stem}.{column.name}", path, rows, [(row, column.name) for row in rows])
    for path in sorted(study.glob("*.yml")):
        if path.stem not in PRIVATE:
            schema, document = adapter(path.stem).json_schema(), load(path)
            found: dict[str, list[tuple[Any, Any]]] = {}
            for name, holder, key in _keys(document, schema, schema.get("$defs", {}), path.stem):
                found.setdefault(name, []).append((holder, key))
            yield from (Field(name, path, document, places) for name, places in found.items())


def _keys(value: Any, schema: Mapping[str, Any], defs: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any, Any]]:
    """Yields name, holder and key of each text that a schema knows, whether the document has it or not."""
    schema = _chosen(value, schema, defs)
    if isinstance(value, list):
        for place, item in enumerate(value):
            own = schema.get("items", {})
            if isinstance(item, str):
                yield f"{name}[]", value, place
            else:
                yield from _keys(item, own, defs, f"{name}[]")
    elif isinstance(value, dict):
        known = dict(schema.get("properties", {}))
        known |= {key: schema.get("additionalProperties", {}) for key in value if key not in known}
        for key, inner in known.items():
            chosen = _chosen(value.get(key), inner, defs)
            if key in value and not isinstance(value[key], str):
                yield from _keys(value[key], chosen, defs, f"{name}.{key}")
            elif isinstance(value.get(key), str) or chosen.get("type") == "string":
                yield f"{name}.{key}", value, key


def _chosen(value: Any, schema: Any, defs: Mapping[str, Any]) -> Mapping[str, Any]:
    """The branch of a schema that a value takes; the one of texts where there is no value."""
    if not isinstance(schema, Mapping):
        return {}
    if "$ref" in schema:
        return _chosen(value, defs[schema["$ref"].rpartition("/")[2]], defs)
    if "discriminator" in schema and isinstance(value, dict):
        chosen = schema["discriminator"]["mapping"][value[schema["discriminator"]["propertyName"]]]
        return _chosen(value, {"$ref": chosen}, defs)
    options = [_chosen(value, option, defs) for option in schema.get("anyOf", schema.get("oneOf", ()))]
    kinds = {dict: "object", list: "array"}
    wanted = next((kind for own, kind in kinds.items() if isinstance(value, own)), "string")
    return next((option for option in options if option.get("type") == wanted), options[0]) if options else schema


@dataclass(frozen=True)
class Hostile:
    """The built site, and the fields that hold hostile text in it."""

    site: Path
    spoilt: tuple[str, ...]
    refused: tuple[str, ...]

    @property
    def pages(self) -> list[str]:
        return sorted(path.relative_to(self.site).as_posix() for path in self.site.rglob("*.html"))


def answers_of(study: Path) -> str:
    """The respondents' file, its columns called as the study calls them."""
    named = [row["column"] for name in ("variables", "categories") for row in read_rows(study / f"{name}.csv")]
    # Labels, which serve as answers too, are others now.
    codes = {"Yes": "yes", "No": "no", "Spade": "1", "Rake": "1"}
    text = as_csv({key: codes.get(cell, cell) for key, cell in row.items()} for row in gardeners())
    header, _, rows = text.partition("\n")
    for column in filter(None, named):
        header = header.replace(column.partition(" ⟪")[0], '"' + column.replace('"', '""') + '"')
    return f"{header}\n{rows}"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    home = tmp_path_factory.mktemp("hostile") / "project"
    study = merged(home)
    assert problems_of(study) == []
    fields = list(fields_of(study))
    spoilt = [field.name for field in fields if field.spoilt()]
    refused = [field.name for field in fields if field.name not in spoilt]
    (home / "docs" / "index.md").write_text(
        HOME + "".join(f"\n![{plain(c['headline'])}](chart:{c['id']})\n" for c in load(study / "charts.yml"))
    )
    answers = home.parent / "answers.csv"
    answers.write_text(answers_of(study), encoding="utf-8")
    done = build_site(home, {"SAFETABLES_RESPONDENTS": str(answers)})
    assert done.returncode == 0, done.stdout + done.stderr
    return Hostile(home / "site", tuple(spoilt), tuple(refused))


def test_most_fields_take_any_text(hostile: Hostile) -> None:
    """Codes, dates, numbers, addresses and names of other rows do not; whatever else is new is tried by itself."""
    assert {"study", "tables", "charts", "checks", "protection"} <= DOCUMENTS.keys()
    wanted = {"study.title", "study.licence.title", "study.keywords[]", "tables[].title", "charts[].headline"}
    wanted |= {"checks[].question", "protection.reasons.threshold", "categories.label", "variables.question"}
    wanted |= {"sources.title", "universes.label", "figures.label", "findings.statement", "tables[].description"}
    assert wanted <= {*hostile.spoilt}, hostile.refused
    assert not {"study.licence.path", "sources.url", "support.url"} & set(hostile.spoilt)
    assert len(hostile.spoilt) >= 60


def ours(site: Path) -> set[str]:
    """The scripts that may stand in a page: those of the theme, by their hash."""
    return set(re.findall(r"'sha256-([^']+)'", (site / "_headers").read_text(encoding="utf-8")))


def test_no_page_has_a_script_an_attribute_or_a_link_that_a_text_brought_in(hostile: Hostile) -> None:
    allowed = ours(hostile.site)
    for name in hostile.pages:
        source = (hostile.site / name).read_text(encoding="utf-8")
        for element in read_html(source).all():
            where = f"{name}: <{element.tag} {element.attrs}>"
            assert element.tag != "!--", where
            assert not [
                key for key in element.attrs if key.startswith("on") or not re.fullmatch(r"[a-zA-Z][\w:.-]*", key)
            ], where
            if (
                element.tag == "script"
                and "src" not in element.attrs
                and element.attrs.get("type") != "application/ld+json"
            ):
                digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
                assert digest in allowed, where
            for key in ("href", "src", "action", "data", "xlink:href"):
                _is_ours(element, key, where)


def _is_ours(element: Element, key: str, where: str) -> None:
    address = element.attrs.get(key, "")
    scheme = re.match(r"\s*([a-z]+):", address, re.IGNORECASE)
    assert scheme is None or scheme[1] in ("https", "http", "mailto", "tel"), where
    assert address != "x", where
    if scheme is not None and key != "href":
        assert address.startswith("https://example.org/"), where


def test_a_text_appears_as_it_was_typed(hostile: Hostile) -> None:
    """Wherever it begins, it goes on to its end; drawings alone set it in several lines."""
    times = 0
    wanted = re.compile(
        "|".join(
            re.escape(" ".join(text.split()))
            for text in (
                TYPED,
                TYPED.replace("_", " "),
                TYPED.replace(" |", ";"),
                UNBOUND.replace('"', "”"),
                UNDIVIDED,
                UNBOUND,
            )
        ),
        re.IGNORECASE,
    )
    for name in hostile.pages:
        tree = read_html((hostile.site / name).read_text(encoding="utf-8"))
        texts = [_without_drawings(tree), *(value for element in tree.all() for value in element.attrs.values())]
        for text in texts:
            for place in re.finditer("⟪", text):
                times += 1
                found = " ".join(text[place.start() : place.start() + len(TYPED) + 80].split())
                assert wanted.match(found), f"{name}: {found}"
    assert times > 500


def _without_drawings(element: Element) -> str:
    if element.tag in ("svg", "script", "style"):
        return ""
    return "".join(child if isinstance(child, str) else _without_drawings(child) for child in element.children)


def test_files_for_programs_can_be_read(hostile: Hostile) -> None:
    for path in hostile.site.rglob("*.xml"):
        ElementTree.parse(path)
    for path in hostile.site.rglob("*.svg"):
        drawn = ElementTree.parse(path).getroot()
        assert not [
            e
            for e in drawn.iter()
            if e.tag.endswith(("script", "foreignObject")) or any(k.startswith("on") for k in e.attrib)
        ]
    for path in [*hostile.site.rglob("*.json"), *hostile.site.rglob("*.jsonld")]:
        json.loads(path.read_text(encoding="utf-8"))
    for name in hostile.pages:
        for script in read_html((hostile.site / name).read_text(encoding="utf-8")).all("script"):
            if script.attrs.get("type") == "application/ld+json":
                json.loads(script.text)


class _Host(SimpleHTTPRequestHandler):
    """Serves the site, with the policy that it asks for or without any."""

    policy: str = ""

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.mark.parametrize("has_policy", [False, True], ids=["without the policy", "under the policy"])
def test_nothing_of_it_runs_in_a_browser(hostile: Hostile, chromium: Browser, has_policy: bool) -> None:
    asked = (hostile.site / "_headers").read_text(encoding="utf-8")
    policy = re.findall(r"Content-Security-Policy: (.+)", asked)[0] if has_policy else ""
    handler = type("Host", (_Host,), {"policy": policy})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(hostile.site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}/"
    page = chromium.new_page()
    page.add_init_script("window.strange = () => { window.wasStrange = true }")
    asked_for: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    page.on("console", lambda message: wrong.append(f"{page.url}: {message.text}") if message.type == "error" else None)
    try:
        for name in hostile.pages:
            page.goto(home + name)
            assert page.evaluate("window.wasStrange") is None, name
            assert page.locator("[src=x], [onclick], [onfocus], [onerror], a[href^='javascript:']").count() == 0, name
        page.goto(home)
        page.keyboard.press("Control+k")
        page.locator("dialog").get_by_role("searchbox").fill("onclick strange barrel")
        page.locator("dialog li a").first.wait_for()
        assert page.evaluate("window.wasStrange") is None
        assert page.locator("dialog li [src], dialog li script, dialog li b").count() == 0
        assert "{{ k }}" in html.unescape(page.locator("dialog ul, dialog ol").first.inner_text()).casefold()
    finally:
        page.close()
        server.shutdown()
        server.server_close()
    assert wrong == []
    assert not [url for url in asked_for if not url.startswith((home, "data:"))]

"""Says whether two checkouts make the same products, byte for byte; run by hand.

    python tests/same_products.py OLD NEW [--only NAME ...] [--keep DIR]

It drives checkouts through their command lines alone, and imports nothing of the engine: modules may be renamed.
What a command said is a product too (`said.txt`), so that a changed message is seen. Exit status 1 where anything
differs. Empty the folder of `--keep` after a change to what this script itself leaves out of products.
"""

from __future__ import annotations

import argparse
import csv
import fnmatch
import hashlib
import io
import os
import random
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from itertools import product as combinations
from pathlib import Path

import yaml

# (product, path in it), both as patterns -> why it may differ.
ALLOWED: Mapping[tuple[str, str], str] = {}

IGNORED = {".cache", "__pycache__"}
NOT_COPIED = {".git", ".venv", ".hypothesis", "site", "tests", "CITATION.cff"}
RESPONDENTS = "SAFETABLES_RESPONDENTS"
LINES, WIDTH = 3, 160
FILE = "outside/gardeners.csv"


@dataclass(frozen=True)
class Run:
    """A command, run in a folder of the product; `{home}` stands for the product's place."""

    arguments: tuple[str, ...]
    folder: str = "."
    status: int | None = 0  # None for any: it is compared with what is said
    counts: str = ""  # the respondents' file that the environment names


@dataclass(frozen=True)
class Write:
    """Files, written over what a command wrote."""

    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Replace:
    """A pattern in a written file, replaced where it stands first."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class CopyCheckout:
    """The checkout itself, with nothing of its data package but what is written by hand."""

    folder: str


Step = Run | Write | Replace | CopyCheckout


@dataclass(frozen=True)
class Product:
    """How it is made, and the folders and files below its place that it consists of."""

    steps: tuple[Step, ...]
    kept: tuple[str, ...] = ()

    def key(self, commit: str) -> str:
        return hashlib.sha256(repr((commit, self)).encode()).hexdigest()


class Failed(Exception):
    """A command left with another exit status than it should."""


@dataclass(frozen=True)
class Checkout:
    """A checkout, a copy of it in which commands may write, and its interpreter."""

    name: str
    root: Path
    python: Path
    work: Path

    @property
    def copy(self) -> Path:
        return self.work / "checkout"

    def prepare(self) -> None:
        """Copies the checkout, and proves that the interpreter imports the copy and no installed engine."""
        copy_checkout(self.root, self.copy)
        packages = [path.parent.name for path in sorted((self.copy / "scripts").glob("*/__init__.py"))]
        code = "import sys, importlib.util as u\nfor n in sys.argv[1:]: print(u.find_spec(n).origin)"
        done = self.started(["-c", code, *packages], self.copy)
        if done.returncode or not all(line.startswith(str(self.copy)) for line in done.stdout.splitlines()):
            raise SystemExit(f"{self.name}: {self.python} does not import {packages} of {self.root}\n{done.stdout}")

    def started(self, command: list[str], folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
        own = {"PYTHONPATH": str(self.copy / "scripts"), "PYTHONWARNINGS": "", "NO_MKDOCS_2_WARNING": "1"}
        left = {name: value for name, value in os.environ.items() if name not in (RESPONDENTS, "SITE_URL")}
        env = {**left, **own, "COLUMNS": "100", **more}
        command = [str(self.python), *command]
        return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=900, check=False)

    def commit(self) -> str:
        """The commit and whatever differs from it."""
        commands = (["rev-parse", "HEAD"], ["diff", "HEAD"], ["ls-files", "-o", "--exclude-standard"])
        said = [subprocess.check_output(["git", "-C", str(self.root), *command]) for command in commands]
        return hashlib.sha256(b"\n".join(said)).hexdigest()

    def make(self, name: str, product: Product, result: Path) -> None:
        """Makes a product and puts it, with what was said, into a folder."""
        home = self.work / name
        home.mkdir(parents=True)
        said = "".join(self._done(step, home) for step in product.steps)
        shutil.rmtree(result, ignore_errors=True)
        made = {path: content for kept in product.kept for path, content in contents(home, kept).items()}
        for path, content in {**made, "said.txt": said.encode()}.items():
            (result / path).parent.mkdir(parents=True, exist_ok=True)
            (result / path).write_bytes(self._anywhere(content, home))
        shutil.rmtree(home)

    def _done(self, step: Step, home: Path) -> str:
        match step:
            case CopyCheckout(folder):
                copy_checkout(self.root, home / folder)
            case Write(files):
                for path, content in files.items():
                    (home / path).parent.mkdir(parents=True, exist_ok=True)
                    (home / path).write_bytes(content)
            case Replace(path, old, new):
                text, times = re.subn(old, new, (home / path).read_text(encoding="utf-8"), count=1)
                if not times:
                    raise Failed(f"{path} has no {old!r}")
                (home / path).write_text(text, encoding="utf-8")
            case Run(arguments, folder, status, counts):
                command = [str(self.copy / one) if one.startswith("scripts/") else one for one in arguments]
                more = {RESPONDENTS: str(home / counts)} if counts else {}
                done = self.started(command, home / folder, **more)
                said = (
                    f"$ {' '.join(arguments)}\n{done.stdout}--- standard error\n{done.stderr}--- {done.returncode}\n\n"
                )
                if status is not None and done.returncode != status:
                    raise Failed(f"exit status {done.returncode}, not {status}:\n{said}")
                return said
        return ""

    def _anywhere(self, content: bytes, home: Path) -> bytes:
        """The content without the paths and times of this machine."""
        # `home` first: the copy lies beside it, and an environment may lie in the checkout.
        for path, word in ((home, "HOME"), (self.copy, "CHECKOUT"), (self.python.parents[1], "PYTHON")):
            content = content.replace(str(path).encode(), word.encode())
        content = content.replace(str(self.root).encode(), b"CHECKOUT")
        return re.sub(rb"(built in )\d+\.\d+( seconds)", rb"\1SOME\2", content)


def copy_checkout(root: Path, to: Path) -> None:
    def left_out(folder: str, names: list[str]) -> set[str]:
        out = {name for name in names if name in IGNORED or name.endswith((".egg-info", "_cache"))}
        if Path(folder) == root:
            out |= {name for name in names if name in NOT_COPIED or name.startswith(".site.")}
        if Path(folder) == root / "datapackage":
            out |= {*names} - {"study", "releases"}
        return out

    shutil.copytree(root, to, ignore=left_out)


def contents(root: Path, below: str = ".") -> dict[str, bytes]:
    """Path below `root` -> bytes, of a file or of all files in a folder."""
    start = root / below
    found = [start] if start.is_file() else sorted(path for path in start.rglob("*") if path.is_file())
    paths = [path for path in found if not IGNORED & {*path.relative_to(root).parts}]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


# What differs.


def differences(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Path, and in which way it differs."""
    for path in sorted(old.keys() | new.keys()):
        if path not in new or path not in old:
            yield path, f"only in {'OLD' if path in old else 'NEW'}"
        elif old[path] != new[path]:
            yield path, "differs" + how(old[path], new[path])


def how(old: bytes, new: bytes) -> str:
    if all(zipfile.is_zipfile(io.BytesIO(content)) for content in (old, new)):
        parts = [_members(content) for content in (old, new)]
        found = [f"\n    {path}: {what.partition(chr(10))[0]}" for path, what in differences(*parts)]
        return "".join(found) or " in the order or the times of its members alone"
    try:
        before, after = (content.decode().splitlines(keepends=True) for content in (old, new))
    except UnicodeDecodeError:
        return f": {len(old)} and {len(new)} bytes"
    pairs = enumerate(zip_longest(before, after, fillvalue=""), start=1)
    differing = islice(((number, a, b) for number, (a, b) in pairs if a != b), LINES)
    return "".join(
        f"\n    {number}- {_excerpt(a, b)!r}\n    {number}+ {_excerpt(b, a)!r}" for number, a, b in differing
    )


def _excerpt(line: str, other: str) -> str:
    """The line around the first character that is another one there."""
    alike = next((n for n, (a, b) in enumerate(zip(line, other, strict=False)) if a != b), min(len(line), len(other)))
    start = max(0, alike - WIDTH // 4)
    return line[start : start + WIDTH]


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


# Products: an office's counts.

CARD = """id: office
title: Counts of an office
description: Counts of people by region, group and item, invented to compare products.
version: 1.0.0
released: 2026-11-22
licence: {name: CC0-1.0, title: Creative Commons Zero, path: "https://creativecommons.org/publicdomain/zero/1.0/"}
contributors: [{title: The test suite, roles: [publisher]}]
"""
AREAS = {"north": "", "n1": "north", "n2": "north", "n3": "north", "south": "", "s1": "south", "s2": "south"}
Codes = Mapping[str, str]  # category -> its parent


def flat(name: str, size: int) -> Codes:
    return {f"{name[0]}{i}": "" for i in range(size)}


@dataclass(frozen=True)
class Counted:
    dimensions: tuple[str, ...]
    has_totals: bool = True
    more: str = ""  # lines of tables.yml


@dataclass(frozen=True)
class Office:
    """As tests/publication/offices/office.py has it, with its numbers drawn by the standard library."""

    variables: Mapping[str, Codes]
    tables: Mapping[str, Counted]
    mean: float = 8
    settings: Mapping[str, int | str] = field(default_factory=dict)
    people: Mapping[tuple[str, ...], int] = field(default_factory=dict)  # in place of those that are drawn
    weights: Codes = field(default_factory=dict)
    spoil: tuple[str, str] = (r",,\[c\]", ",3,[c]")  # a number where none was, or another one than there was

    def files(self) -> dict[str, bytes]:
        settings = {"threshold": 5, "certainty_below": 0, "base_below": 0, **self.settings}
        variables = [(name, name.capitalize(), "", "categorical", "people", "", "", "") for name in self.variables]
        years = any("mean_of" in table.more for table in self.tables.values())
        variables += [("years", "Years", "", "numeric", "people", "", "", "")] * years
        categories = [
            (name, code, code.upper(), n, parent, "")
            for name, codes in self.variables.items()
            for n, (code, parent) in enumerate(codes.items())
        ]
        wanted = "".join(
            f"- id: {id}\n  kind: counts\n  title: People\n  description: People counted.\n  universe: people\n"
            f"  unit: people\n  dimensions: [{', '.join(table.dimensions)}]\n{table.more}"
            for id, table in self.tables.items()
        )
        reasons = "".join(f"  {name}: as the comparison asks\n" for name in settings)
        weights = [("by_region", f"region={code}", weight, "", "", "") for code, weight in self.weights.items()]
        drawn = self._drawn()
        texts = {
            "study/study.yml": CARD,
            "study/protection.yml": "".join(f"{k}: {v}\n" for k, v in settings.items()) + f"reasons:\n{reasons}",
            "study/universes.csv": "id,label,note\npeople,All people,\n",
            "study/variables.csv": as_csv("id,label,question,type,universe,source,locator,note", variables),
            "study/categories.csv": as_csv("variable,code,label,order,maps_to,note", categories),
            "study/weights.csv": as_csv("weighting,where,weight,source,locator,note", weights),
            "study/tables.yml": wanted,
            **{f"counts/{id}.csv": self._counts(table, drawn) for id, table in self.tables.items()},
        }
        return {path: text.encode() for path, text in texts.items()}

    def _drawn(self) -> dict[tuple[str, ...], list[int]]:
        """Codes of the finest categories -> a number of each of the people there."""
        lots = random.Random(20240101)
        leaves = [[code for code in codes if code not in codes.values()] for codes in self.variables.values()]
        drawn = {cell: max(0, round(lots.gauss(self.mean, self.mean**0.5))) for cell in combinations(*leaves)}
        return {cell: [lots.randint(1, 40) for _ in range(n)] for cell, n in {**drawn, **self.people}.items()}

    def _counts(self, table: Counted, people: Mapping[tuple[str, ...], list[int]]) -> str:
        codes = [self.variables[name] for name in table.dimensions]
        chosen = [
            [*of, "total"] if table.has_totals else [code for code in of if code not in of.values()] for of in codes
        ]
        rows = []
        for cell in combinations(*chosen):
            asked = dict(zip(table.dimensions, cell, strict=True))
            here = [
                value
                for own, values in people.items()
                if all(
                    asked.get(name, "total") in ("total", code, self.variables[name][code])
                    for name, code in zip(self.variables, own, strict=True)
                )
                for value in values
            ]
            largest, second = [*sorted(here, reverse=True), 0, 0][:2]
            rows.append((*cell, len(here), *((sum(here), largest, second) if "mean_of" in table.more else ())))
        more = ",sum,largest,second" if "mean_of" in table.more else ""
        return as_csv(f"{','.join(table.dimensions)},count{more}", rows)


def as_csv(header: str, rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header.split(","), *rows])
    return text.getvalue()


def crossed(*size: int) -> dict[str, Codes]:
    return {name: flat(name, n) for name, n in zip(("region", "group", "item"), size, strict=False)}


TWO = ("region", "group")
SHARES = "  shares_of: [region]\n"
PEOPLE = {"people": Counted(TWO)}
OFFICES = {
    "cubes": Office(crossed(4, 3, 4), {"people": Counted((*TWO, "item")), "shares": Counted(TWO, more=SHARES)}),
    "nested": Office(
        {"area": AREAS, "group": flat("group", 4)},
        {"people": Counted(("area", "group")), "areas": Counted(("area",))},
        mean=6,
    ),
    "linked": Office(crossed(5, 4, 4), {"groups": Counted(TWO), "items": Counted(("region", "item"))}, mean=4),
    "unlinked": Office(
        crossed(5, 4, 4), {"groups": Counted(TWO, False), "items": Counted(("region", "item"), False)}, mean=4
    ),
    "rounding": Office(
        crossed(4, 3),
        {"people": Counted(TWO), "shares": Counted(TWO, more=SHARES)},
        settings={"method": "rounding", "round_to": 10},
        spoil=("r0,g0,10", "r0,g0,13"),
    ),
    "certainty": Office(
        crossed(4, 3),
        PEOPLE,
        mean=40,
        settings={"certainty_below": 20, "width": 5},
        people={("r0", "g0"): 12, ("r0", "g1"): 0, ("r0", "g2"): 0},
    ),
    "means": Office(
        crossed(3, 3),
        {"people": Counted(TWO, more="  mean_of: years\n")},
        mean=18,
        settings={"mean_base_below": 12},
        people={("r0", "g0"): 11},
        spoil=("r0,g0,11,,", "r0,g0,11,18.0,"),
    ),
    "weights": Office(
        crossed(4, 3),
        {"people": Counted(TWO, more=f"{SHARES}  weighted_by: by_region\n")},
        mean=30,
        settings={"base_below": 10},
        people={("r0", "g0"): 2},
        spoil=(r",,,,(\d+),\[c\]", r",3,,,\1,[c]"),
        weights={"r0": "0.25", "r1": "1", "r2": "2.5", "r3": "0"},
    ),
}


def protect(folder: str = ".", *more: str, status: int | None = 0) -> Run:
    folders = ("--study", "study", "--counts", "counts", "--out", "package")
    return Run(("scripts/protect_tables.py", *folders, *more), folder, status)


CHECK = "scripts/check_release.py"


def offices(_: Path) -> Iterator[tuple[str, Product]]:
    for name, office in OFFICES.items():
        # The package is kept with what is spoilt in it.
        spoil = Replace(f"package/{next(iter(office.tables))}.csv", *office.spoil)
        steps = Write(office.files()), protect(), Run((CHECK, "package")), spoil, Run((CHECK, "package"), status=1)
        yield f"office-{name}", Product(steps, ("package",))
    first = Office(crossed(3, 3), PEOPLE, mean=40)
    moved = Office(crossed(3, 3), PEOPLE, mean=40, people={("r0", "g0"): 70, ("r1", "g0"): 3})
    files = {
        f"{folder}/{path}": content
        for folder, office in (("first", first), ("again", first), ("second", moved))
        for path, content in office.files().items()
    }
    earlier = "--earlier", "../first/package"
    yield (
        "office-releases",
        Product(
            (
                Write(files),
                protect("first"),
                protect("again", *earlier),
                protect("second", *earlier),
                Run((CHECK, "second/package", "--earlier", "first/package")),
                Run(("scripts/compare_releases.py", "first/package", "second/package")),
            ),
            ("first/package", "again/package", "second/package"),
        ),
    )


# Products: publications.

BUILD = ("-m", "mkdocs", "build")


def begun(tests: Path, study: str, more: Mapping[str, bytes] | None = None) -> tuple[Step, ...]:
    """A folder that the checkout begins, so that its mkdocs.yml is the checkout's own, with an invented study in it."""
    source = tests / study
    files = {f"home/docs/{path}": content for path, content in contents(source / "docs").items()}
    files |= {f"home/datapackage/study/{path}": content for path, content in contents(source / "study").items()}
    return Run(("scripts/start_survey.py", "home")), Write({**files, **(more or {})})


def answers(tests: Path, weights: Mapping[str, str] | None = None) -> bytes:
    """The gardeners' file; with weights, each owner's barrel has a whole number of litres too."""
    invented = runpy.run_path(str(tests / "publication/microdata/gardeners.py"))
    rows = invented["gardeners"]()
    header = (*invented["HEADER"], *(["Weight"] if weights else []))
    of = dict(zip(invented["SIDES"], [*(weights or {}).values()] * 2, strict=False))
    for row in rows if weights else []:
        row["Weight"] = of[row["Side"]]
        if row["Barrel"] in ("Yes", "Ja") and row["Litres"] in ("", "210.5"):
            row["Litres"] = "150"
    text: str = invented["as_csv"](rows, header=header)
    return text.encode()


def publications(tests: Path) -> Iterator[tuple[str, Product]]:
    published = "home/site", "home/datapackage", "home/CITATION.cff"
    yield "project", Product((CopyCheckout("home"), Run((*BUILD, "--strict"), "home")), published)
    # Not strict: the menu of a folder that is begun leaves some of its pages out.
    yield "tiny-study", Product((*begun(tests, "tiny_study"), Run(BUILD, "home")), published)
    counted = Run((*BUILD, "--strict"), "home", counts=FILE)
    yield "tiny-survey", Product((*begun(tests, "tiny_survey", {FILE: answers(tests)}), counted), published)
    yield "survey", Product((*survey(tests), counted, Run((*BUILD, "--strict"), "home")), published)
    written = Run(("scripts/start_survey.py", "home"))
    yield "begun", Product((written, Run((*BUILD, "--strict"), "home", None)), ("home",))


MEANS = """
- {id: weights, kind: records, file: weights, title: Weights, description: What each gardener counts for.}
- id: litres_by_side
  kind: counts
  title: Mean size of barrels by side
  description: Gardeners with a barrel by side, and what their barrels hold on average.
  universe: owners
  unit: gardeners
  dimensions: [side]
  mean_of: litres
"""


def survey(tests: Path) -> tuple[Step, ...]:
    """The tiny survey with weights, means and several answers, built from its file without and then with its pages."""
    weights = {"hill": "1.25", "wood": "0.5", "south": "1"}
    study = tests / "tiny_survey/study"
    tables = (study / "tables.yml").read_text(encoding="utf-8") + MEANS
    several = "  dimensions: [side, tools]\n"
    variables = (study / "variables.csv").read_text(encoding="utf-8")
    rows = [("by_side", f"side={side}", weight, "", "", "") for side, weight in weights.items()]
    texts = {
        "tables.yml": tables.replace(several, f"{several}  weighted_by: by_side\n"),
        "variables.csv": f"{variables}by_side,Weight,,weight,gardeners,,,,Weight\n",
        "weights.csv": as_csv("weighting,where,weight,source,locator,note", rows),
    }
    files = {f"home/datapackage/study/{path}": text.encode() for path, text in texts.items()}
    build = "scripts/build_release.py", "--study", "datapackage/study", "--respondents", f"../{FILE}"
    return *begun(tests, "tiny_survey", {**files, FILE: answers(tests, weights)}), Run(build, "home")


# Products: messages of builds that stop. Each fault is undone before the next.

STUDY = "home/datapackage/study"
SCRIPTS = "build_release", "check_release", "compare_releases", "make_release", "protect_tables", "start_survey"
HAND_WRITTEN = (
    "<table><thead><tr><th>Side of the allotment</th><th>Barrel</th><th>Gardeners</th></tr></thead>"
    "<tbody><tr><th>Hill</th><td>Would not say</td><td>few</td></tr></tbody></table>"
)


def messages(tests: Path) -> Iterator[tuple[str, Product]]:
    package = Run(("scripts/build_release.py", "--study", "datapackage/study"), "home", 1)
    _, tiny = steps = begun(tests, "tiny_study")
    faults = yaml.safe_load((tests / "publication/faults.yml").read_text(encoding="utf-8"))
    assert isinstance(tiny, Write)
    stops: list[Step] = [*steps]
    for fault in faults.values():
        is_page = fault["file"].startswith("docs/")
        path = f"home/{fault['file']}" if is_page else f"{STUDY}/{fault['file']}"
        stops += spoilt(tiny, path, fault["from"], fault["to"], Run(BUILD, "home", 1) if is_page else package)
    yield "faults", Product(tuple(stops))

    stops = [*steps, *spoilt(tiny, "home/docs/index.md", "[800]", "[801]", Run(BUILD, "home", 1))]
    stops += spoilt(tiny, f"{STUDY}/charts.yml", "- id: leaks", "- id: [leaks", package)
    stops += [Run(("scripts/start_survey.py", "home"), status=1), Run((CHECK, "nowhere"), status=1)]
    stops += [Run((f"scripts/{name}.py", "--help")) for name in SCRIPTS]
    stops += [Write(OFFICES["nested"].files()), Replace("counts/areas.csv", r"n1,\d+", "n1,7"), protect(status=1)]
    stops += [Replace("counts/areas.csv", "n1,", "n9,"), protect(status=1)]
    yield "messages", Product(tuple(stops))

    _, counted = steps = begun(tests, "tiny_survey", {FILE: answers(tests)})
    assert isinstance(counted, Write)
    build = Run((*BUILD, "--strict"), "home", 1, FILE)
    page, end = "home/docs/index.md", "![How much the barrels hold](chart:sizes)\n"
    stops = [*steps]
    for path, old, new in (
        (f"{STUDY}/tables.yml", "[side, barrel]", "[side, barrels]"),
        (FILE, "Litres", "Liters"),
        (FILE, ",Yes,", ",Yess,"),
        (page, end, f"{end}\nOnly 2 of the hill would not say.\n"),
        (page, end, f"{end}\n<table><tr><th>Hill</th><td>2</td></tr></table>\n"),
        (page, end, f"{end}\n{HAND_WRITTEN}\n"),
    ):
        stops += spoilt(counted, path, old, new, build)
    yield "messages-survey", Product(tuple(stops))


def spoilt(good: Write, path: str, old: str, new: str, build: Run) -> tuple[Step, ...]:
    text = good.files[path].decode()
    assert old in text, (path, old)
    return Write({path: text.replace(old, new, 1).encode()}), build, Write({path: good.files[path]})


# The comparison.


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("old", "new"):
        parser.add_argument(name, type=Path, help="a checkout")
        parser.add_argument(f"--python-{name}", type=Path, help="its interpreter; that of its .venv where left out")
    parser.add_argument(
        "--only", nargs="*", default=["*"], metavar="NAME", help="products, or patterns such as office-*"
    )
    parser.add_argument("--keep", type=Path, help="folder where OLD's products stay while its commit and inputs do")
    parser.add_argument("--out", type=Path, help="folder where NEW's products stay, to look at")
    parser.add_argument("--jobs", type=int, default=2, help="products made at once")
    given = parser.parse_args()
    tests = given.new.resolve() / "tests"
    makers: tuple[Callable[[Path], Iterator[tuple[str, Product]]], ...] = (publications, messages, offices)
    products = {name: made for maker in makers for name, made in maker(tests)}
    wanted = [name for name in products if any(fnmatch.fnmatch(name, pattern) for pattern in given.only)]
    if not wanted:
        parser.error(f"no such product; there are {', '.join(products)}")
    with tempfile.TemporaryDirectory() as work:
        return compare(given, {name: products[name] for name in wanted}, Path(work))


def compare(given: argparse.Namespace, products: Mapping[str, Product], work: Path) -> int:
    old, new = (checkout(given, name, work) for name in ("old", "new"))
    kept, out = given.keep or work / "kept", given.out or work / "out"
    commit = old.commit()
    missing = [name for name in products if not is_kept(kept / name, products[name].key(commit))]
    if missing:
        old.prepare()
    new.prepare()

    def made(name: str) -> list[str]:
        try:
            if name in missing:
                (kept / f"{name}.key").unlink(missing_ok=True)
                timed(old, name, products[name], kept / name)
                (kept / f"{name}.key").write_text(products[name].key(commit))
            timed(new, name, products[name], out / name)
        except Failed as failed:
            return [f"{name}: {failed}"]
        found = differences(contents(kept / name), contents(out / name))
        return [f"{name}: {path} {what}" for path, what in found if not is_allowed(name, path)]

    is_same = True
    with ThreadPoolExecutor(given.jobs) as pool:
        for lines in pool.map(made, products):
            is_same &= not lines
            print("\n".join(lines), end="\n" * bool(lines), flush=True)
    print("The same." if is_same else "Not the same.")
    return 0 if is_same else 1


def checkout(given: argparse.Namespace, name: str, work: Path) -> Checkout:
    root: Path = getattr(given, name).resolve()
    own = root / ".venv/bin/python"
    python: Path = getattr(given, f"python_{name}") or (own if own.exists() else Path(sys.executable))
    return Checkout(name.upper(), root, python.absolute(), work / name)


def is_kept(folder: Path, key: str) -> bool:
    written = folder.with_name(f"{folder.name}.key")
    return folder.is_dir() and written.is_file() and written.read_text() == key


def is_allowed(product: str, path: str) -> bool:
    return any(fnmatch.fnmatch(product, one) and fnmatch.fnmatch(path, other) for one, other in ALLOWED)


def timed(made_by: Checkout, name: str, product: Product, result: Path) -> None:
    start = time.monotonic()
    try:
        made_by.make(name, product, result)
    except Failed as failed:
        raise Failed(f"{made_by.name}: {failed}") from None
    print(f"{made_by.name} {name}: {time.monotonic() - start:.1f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())

"""Checks a data package from its own files: `python verify.py`, or `python verify.py FOLDER-OR-ZIP`.

Needs Python 3.9 or newer and nothing else, and calls no other computer. It says in words what holds, and where
something does not hold: where it is, what is wrong, and what to do. Exit status 0 if everything holds, else 1.

It shares no code with the program that made the package: it reads the files as any other reader would, and works
out checksums, types, keys, sums, shares, bounds and the proofs of protection once more. It says how much of each it
checked, trusts nothing that a file says of itself, and takes no more than a publication of a survey needs.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product
from math import floor, prod
from pathlib import Path
from typing import Any

DESCRIPTOR, REPORT, SUMS, WITNESSES = "datapackage.json", "disclosure.json", "SHA256SUMS", "witnesses.json"
# What may lie beside a package and is not its own: the study written by hand, other packages, hidden files.
FOREIGN = ("study/", "practice/", "releases/", ".", "__pycache__/")
# Who gave one of several answers, who did not, and who gave neither it nor one that excludes it.
TICKED, UNTICKED, NEITHER = "ticked", "unticked", "neither"
WHOLE, FRACTION = r"-?(?:0|[1-9][0-9]*)", r"(?:\.[0-9]+)?"
AGAIN = "download the package again, and tell its publisher if that does not help"
# No publication of a survey needs more: files, bytes of one and of all, digits of a number, categories of a variable,
# and cells with their margins times variables, which is how long the sums take.
MOST_FILES, MOST_BYTES, MOST_BYTES_IN_ALL = 20_000, 2**26, 2**29
MOST_DIGITS, MOST_CATEGORIES, MOST_SUMS = 30, 5_000, 10**7
MOST_LINES = 100  # of problems that are printed of one check
# The forms of columns that the program writes. One from a package is not run: some never end.
FORMS = {
    r"[a-z][a-z0-9_]*",
    r"[A-Za-z0-9_]+",
    r"[A-Z]{2}",
    r"\d{4}(-\d{2}(-\d{2})?)?",
    r"-?[0-9]{1,12}(\.[0-9]{1,6})?",
    r"[0-9]{1,15}(\.[0-9]{1,6})?|[0-9]{1,15}/[0-9]{1,15}",
    "SYNTHETIC-[0-9]+",
    r"https?://\S+",
    r"https?://[^\s\"<>\\^`{|}]+",
}
Row = dict[str, str]
Cell = frozenset[tuple[str, str]]
Problems = Iterator[tuple[str, str, str]]
FIGURE_COLUMNS = {"id", "measure", "printed_value", "value", "unit", "qualifier", "decimals", "wording", "universe"}
FIGURE_COLUMNS |= {"lower", "upper", "is_lower_open", "is_upper_open"}


class Unreadable(Exception):
    """The package cannot be read at all: where, what, what to do."""


class Package:
    """The files of a folder or a zip: path -> bytes, read when they are asked for and no further than their limit."""

    def __init__(self, place: Path) -> None:
        self.reading = str(place)
        self.checked: Counter[str] = Counter()
        if place.is_dir():
            self._sizes, self._open = folder_files(place)
        elif zipfile.is_zipfile(place):
            self._sizes, self._open = zip_files(place)
        else:
            raise Unreadable(f"{place}: neither a folder nor a zip file; name the package")
        self.names = [name for name in self._sizes if not name.startswith(FOREIGN)]
        if len(self.names) > MOST_FILES or sum(self._sizes[name] for name in self.names) > MOST_BYTES_IN_ALL:
            raise Unreadable(f"{place}: larger than any package of this kind; name another")
        self.about: dict[str, Any] = self.json(DESCRIPTOR)
        self.tables: dict[str, list[Row]] = {}
        for resource in self.about["resources"]:
            if resource["name"] in self.tables:
                raise Unreadable(f"{DESCRIPTOR}: {resource['name']}: two tables of one name; {AGAIN}")
            self.tables[resource["name"]] = self._rows(resource)

    def bytes(self, name: str) -> bytes:
        """The content of a file."""
        self.reading = name
        if name not in self._sizes:
            raise Unreadable(f"{name}: the file is missing; {AGAIN}")
        with self._open(name) as stream:
            # What a zip says of a size may be a lie.
            content: bytes = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise Unreadable(f"{name}: larger than any file of such a package; {AGAIN}")
        return content

    def json(self, name: str) -> Any:
        """A JSON file as Python has it."""
        try:
            return json.loads(self.bytes(name).decode("utf-8"), object_pairs_hook=once, parse_int=whole)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"{name}: no JSON ({error}); {AGAIN}") from None

    def _rows(self, resource: dict[str, Any]) -> list[Row]:
        try:
            text = self.bytes(resource["path"]).decode("utf-8")
            header, *rows = list(csv.reader(io.StringIO(text, newline=""), strict=True)) or [[]]
        except (UnicodeDecodeError, csv.Error):
            raise Unreadable(f"{resource['path']}: no CSV file in UTF-8; {AGAIN}") from None
        wanted = [field["name"] for field in resource["schema"]["fields"]]
        if header != wanted:
            raise Unreadable(f"{resource['path']}:1: the header is not the one that {DESCRIPTOR} describes; {AGAIN}")
        if len(set(header)) < len(header):
            raise Unreadable(f"{resource['path']}:1: two columns of one name; {AGAIN}")
        for number, row in enumerate(rows, start=2):
            if len(row) != len(header):
                raise Unreadable(f"{resource['path']}:{number}: {len(row)} cells under {len(header)} names; {AGAIN}")
        return [dict(zip(header, row)) for row in rows]


def folder_files(place: Path) -> tuple[dict[str, int], Callable[[str], Any]]:
    """The files below a folder with their sizes, and what opens one."""
    found = {path.relative_to(place).as_posix(): path for path in sorted(place.rglob("*")) if path.is_file()}
    return {name: path.stat().st_size for name, path in found.items()}, lambda name: found[name].open("rb")


def zip_files(place: Path) -> tuple[dict[str, int], Callable[[str], Any]]:
    """The files beside the description in a zip, or below it, with their sizes, and what opens one."""
    archive = zipfile.ZipFile(place)  # held open as long as the program runs
    found = {info.filename: info for info in archive.infolist() if not info.is_dir()}
    if len(found) < sum(not info.is_dir() for info in archive.infolist()):
        raise Unreadable(f"{place}: two files of one name; {AGAIN}")
    tops = [name[: -len(DESCRIPTOR)] for name in found if name.rpartition("/")[2] == DESCRIPTOR]
    top = min(tops, key=len) if tops else ""
    own = {name[len(top) :]: info for name, info in found.items() if name.startswith(top)}
    return {name: info.file_size for name, info in own.items()}, lambda name: archive.open(own[name])


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, no key of which stands twice: another reader would see the other value."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def whole(text: str) -> int:
    """A whole number of no more digits than any that counts people."""
    if len(text) > MOST_DIGITS:
        raise ValueError(f"a number of {len(text)} digits")
    return int(text)


def sha256(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def number(text: str) -> Fraction | None:
    """A decimal number as an exact fraction; None where the text is none."""
    return Fraction(text) if len(text) <= MOST_DIGITS and re.fullmatch(WHOLE + FRACTION, text) else None


def check_files(package: Package) -> Problems:
    """Every file is listed with its checksum, and every listed file is there."""
    listed = {}
    for line in package.bytes(SUMS).decode("utf-8").splitlines():
        checksum, _, name = line.partition("  ")
        listed[name] = checksum
    for name in sorted(set(listed) | set(package.names)):
        if name not in package.names:
            yield name, "listed and not there", AGAIN
        elif name not in listed:
            if name != SUMS:
                yield name, f"not listed in {SUMS}", "remove it: it does not belong to the package"
        elif sha256(package.bytes(name)) != listed[name]:
            yield name, f"other bytes than {SUMS} lists", AGAIN
    charts = [file for chart in package.about.get("charts", []) for file in chart["files"]]
    package.checked["files"] = len(listed)
    for file in [*package.about["resources"], *charts, *package.about.get("witnesses", [])]:
        package.checked["descriptions of files"] += 1
        if file["path"] not in package.names:
            yield file["path"], f"described in {DESCRIPTOR} and not there", AGAIN
            continue
        content = package.bytes(file["path"])
        if file["hash"] != "sha256:" + sha256(content) or file["bytes"] != len(content):
            yield file["path"], f"other bytes than {DESCRIPTOR} describes", AGAIN


def check_types(package: Package) -> Problems:
    """Every cell is of its column's type and within its limits, and every key and reference holds."""
    for resource in package.about["resources"]:
        rows, schema, path = package.tables[resource["name"]], resource["schema"], resource["path"]
        for field in schema["fields"]:
            for line, row in enumerate(rows, start=2):
                fault = cell_fault(row[field["name"]], field)
                if fault:
                    yield f"{path}:{line}:{field['name']}", fault, AGAIN
            values = [row[field["name"]] for row in rows]
            if field.get("constraints", {}).get("unique") and len(set(values)) < len(values):
                yield f"{path}: {field['name']}", "a value stands twice", AGAIN
        package.checked["cells"] += len(rows) * len(schema["fields"])
        keys = Counter(" + ".join(row[name] for name in schema["primaryKey"]) for row in rows)
        for name in (name for name, times in keys.items() if times > 1):
            yield f"{path}: {name}", "the row stands twice", AGAIN
        for key in schema.get("foreignKeys", []):
            other = key["reference"]["resource"] or resource["name"]
            package.checked["references"] += len(rows)
            known = {tuple(row[name] for name in key["reference"]["fields"]) for row in package.tables[other]}
            for line, row in enumerate(rows, start=2):
                wanted = tuple(row[name] for name in key["fields"])
                if any(wanted) and wanted not in known:
                    yield f"{path}:{line}:{key['fields'][0]}", f"names no row of {other}", AGAIN


def cell_fault(text: str, field: dict[str, Any]) -> str:
    """What is wrong with a cell; empty where nothing is."""
    limits = field.get("constraints", {})
    if text in {missing["value"] for missing in field.get("missingValues", [{"value": ""}])}:
        return "no value" if limits.get("required") else ""
    if field["type"] in ("integer", "number"):
        form = WHOLE if field["type"] == "integer" else WHOLE + FRACTION
        if len(text) > MOST_DIGITS or not re.fullmatch(form, text):
            return f"no {field['type']}, or not as the program writes one"
        if Fraction(text) < limits.get("minimum", -(10**30)) or Fraction(text) > limits.get("maximum", 10**30):
            return "outside the limits of its column"
    if field["type"] == "boolean" and text not in ("TRUE", "FALSE"):
        return "neither TRUE nor FALSE"
    if field["type"] == "date":
        try:
            date.fromisoformat(text)
        except ValueError:
            return "no date"
    if "pattern" in limits and limits["pattern"] not in FORMS:
        return "of a form that this program does not know, and does not try"
    if "pattern" in limits and not re.fullmatch(limits["pattern"], text):
        return "not of the form of its column"
    if "categories" in field and text not in {option["value"] for option in field["categories"]}:
        return "no code that its column describes"
    return ""


def check_bounds(package: Package) -> Problems:
    """The bounds of every figure follow from its value, its qualifier and its printed digits."""
    for name, rows in figure_tables(package):
        for row in rows:
            value, stated = number(row["printed_value"]), [number(row[end]) for end in ("lower", "upper")]
            is_open = [row["is_lower_open"], row["is_upper_open"]]
            if value is None:
                continue
            if row["value"] != (row["printed_value"] if row["qualifier"] == "exact" else ""):
                yield f"{name}: {row['id']}", "a value is given where the number has a qualifier, or none is", AGAIN
            package.checked["figures"] += 1
            *ends, is_lower_open, is_upper_open = bounds(row, value)
            opens = [
                "" if end is None else "TRUE" if is_end_open else "FALSE"
                for end, is_end_open in zip(ends, (is_lower_open, is_upper_open))
            ]
            if not all(map(same, ends, stated)) or opens != is_open:
                yield f"{name}: {row['id']}", "the bounds do not follow from the wording", AGAIN
            said = re.findall(r"\d[\d,]*(?:\.\d+)?(?![\d/]|\s?/)", row["wording"]) if "/" not in row["wording"] else []
            if any(Fraction(text.replace(",", "")) != value for text in said):
                yield f"{name}: {row['id']}", "the wording says another number than the value", AGAIN


def same(one: Fraction | None, other: Fraction | None) -> bool:
    """Whether two ends are the same, as exactly as they are written."""
    return one == other or (one is not None and other is not None and abs(one - other) < Fraction(1, 10**4))


def bounds(row: Row, value: Fraction) -> tuple[Fraction | None, Fraction | None, bool, bool]:
    """What a printed number leaves possible: lower, upper, whether either is excluded."""
    top = Fraction(100) if row["measure"] == "share" else None
    qualifier = row["qualifier"]
    if qualifier == "exact" and row["measure"] == "count":
        return value, value, False, False
    if qualifier == "exact" and row["decimals"]:
        half = Fraction(1, 2 * 10 ** min(int(row["decimals"]), MOST_DIGITS))
        upper = value + half
        return max(value - half, Fraction(0)), upper if top is None else min(upper, top), False, False
    if qualifier in ("over", "majority", "at_least"):
        return value, top, qualifier != "at_least", False
    if qualifier in ("under", "nearly"):
        return Fraction(0) if qualifier == "under" else None, value, False, True
    return None, None, False, False


def figure_tables(package: Package) -> list[tuple[str, list[Row]]]:
    """Tables with one row for each figure."""
    return [(name, rows) for name, rows in package.tables.items() if rows and set(rows[0]) >= FIGURE_COLUMNS]


def check_sums(package: Package) -> Problems:
    """Parts, and what is left over, make up the whole; every number is the figure that it says it is."""
    values = {row["id"]: number(row["value"]) for _, rows in figure_tables(package) for row in rows}
    for name, rows in package.tables.items():
        if not rows or not {"part", "figure", "derivation"} <= set(rows[0]):
            continue
        counts = [column for column in rows[0] if column.endswith("_count")]
        for column in counts:
            parts: defaultdict[str, Fraction] = defaultdict(Fraction)
            for row in rows:
                parts[row["part"]] += number(row[column]) or 0
            package.checked["columns of parts"] += 1
            if "remainder" in parts and parts["category"] + parts["remainder"] != parts["total"]:
                yield f"{name}: {column}", "the parts and what is left over do not make up the total", AGAIN
        for row in rows:
            key = " + ".join(list(row.values())[:1])
            links = [(column, row["figure"]) for column in counts] + [("share_pct", row.get("share_figure", ""))]
            for column, figure in links:
                package.checked["printed numbers"] += figure in values
                if row["derivation"] == "printed" and figure in values and values[figure] != number(row[column]):
                    yield f"{name}: {key}", f"{column} is not the value of the figure {figure}", AGAIN


def pair(dimension: dict[str, Any], code: str) -> tuple[str, str]:
    """Variable and category of a code; an answer that does not exclude others is a variable of its own."""
    return (f"{dimension['variable']}.{code}", TICKED) if dimension["is_multiple"] else (dimension["variable"], code)


def check_categories(table: str, dimension: dict[str, Any], total: str) -> None:
    """Refuses categories that are no trees: of one that is its own parent, no sum would be checked."""
    parents = {category["code"]: category["parent"] for category in dimension["categories"]}
    where = f"{DESCRIPTOR}: {table}: {dimension['variable']}"
    if len(parents) < len(dimension["categories"]) or not 0 < len(parents) <= MOST_CATEGORIES:
        raise Unreadable(f"{where}: no categories, some twice, or too many; {AGAIN}")
    below: dict[str, list[str]] = {}
    for code, parent in parents.items():
        below.setdefault(parent, []).append(code)
    reached = list(below.get("", []))
    for code in reached:
        reached += below.get(code, [])
    if len(reached) < len(parents) or {"", total} & set(parents) or not set(dimension["exclusive"]) <= set(parents):
        raise Unreadable(f"{where}: a category that is part of itself, or of none that there is; {AGAIN}")


class Counts:
    """All tables of counts as one system: a cell is the set of its (variable, category) pairs."""

    def __init__(self, package: Package) -> None:
        self.tables = [
            (resource["name"], resource["cube"], package.tables[resource["name"]])
            for resource in package.about["resources"]
            if "cube" in resource
        ]
        self.policy = package.about.get("protection", {})
        if self.tables and not all(type(self.policy.get(key)) is int for key in ("threshold", "width")):
            raise Unreadable(f"{DESCRIPTOR}: protection: counts, and no threshold or width that they keep; {AGAIN}")
        self.shown: dict[Cell, list[tuple[str, dict[str, Any], Row]]] = {}
        self.withheld: dict[Cell, list[tuple[str, dict[str, Any], Row]]] = {}
        # Variable -> category (empty for the whole) -> the ways in which it is the sum of others.
        self.families: dict[str, dict[str, set[tuple[str, ...]]]] = {}
        # One of several answers -> those that exclude it; of two that exclude each other, the first one names both.
        self.exclusive: dict[str, list[str]] = {}
        # Cells whose count a source prints, though no table of counts may show it.
        self.cited: dict[Cell, int] = {}
        for name, cube, rows in self.tables:
            for dimension in [*cube["dimensions"], *(cut["dimension"] for cut in cube["within"])]:
                check_categories(name, dimension, cube["total"])
                self.add_sums(dimension)
            if type(cube["rounded_to"]) is not int or cube["rounded_to"] < 1:
                raise Unreadable(f"{DESCRIPTOR}: {name}: rounded to nothing; {AGAIN}")
            for cut in cube["within"]:
                self.add_remainder(cut)
            for row in rows:
                place = self.withheld if row[cube["count"]] == "" else self.shown
                place.setdefault(self.cell(cube, row), []).append((name, cube, row))
        for name, cube, _ in self.tables:
            sizes = [2 * len(dimension["categories"]) + 1 for dimension in cube["dimensions"]]
            if prod(sizes) * 2 ** len(cube["within"]) * len(self.families) > MOST_SUMS:
                raise Unreadable(f"{DESCRIPTOR}: {name}: more sums than any table of such a package; {AGAIN}")
        self.add_printed(package)

    def add_printed(self, package: Package) -> None:
        """Notes the counts that sources print of people whom tables count, or of one category of them."""
        cubes = [cube for _, cube, _ in self.tables]
        universes: dict[str, Cell] = {cube["universe"]: frozenset() for cube in cubes}
        for cube in cubes:
            universes[cube["own"]] = frozenset(pair(cut["dimension"], cut["code"]) for cut in cube["within"])
        dimensions = [d for cube in cubes for d in [*cube["dimensions"], *(cut["dimension"] for cut in cube["within"])]]
        pairs = {(d["variable"], c["code"]): pair(d, c["code"]) for d in dimensions for c in d["categories"]}
        units = {cube["count"][: -len("_count")] for cube in cubes}
        for _, rows in figure_tables(package):
            for row in rows:
                key = row.get("variable", ""), row.get("category", "")
                is_count = (row["measure"], row["qualifier"]) == ("count", "exact") and row["universe"] in universes
                if is_count and (key in pairs or (not any(key) and row["unit"] in units)):
                    self.cited[universes[row["universe"]] | ({pairs[key]} if any(key) else set())] = int(row["value"])

    def add_sums(self, dimension: dict[str, Any]) -> None:
        """Notes what adds up: categories below one parent, and who gave one of several answers with who did not."""
        if dimension["is_multiple"]:
            codes = [category["code"] for category in dimension["categories"]]
            names = {code: pair(dimension, code)[0] for code in codes}
            others = [names[code] for code in codes if code in dimension["exclusive"]]
            self.families.update((name, {"": {(TICKED, UNTICKED)}}) for name in names.values())
            self.exclusive.update((name, others) for name in names.values() if others and name not in others)
            self.exclusive.update((name, others[n:]) for n, name in enumerate(others[:-1], start=1))
            return
        below: dict[str, list[str]] = {}
        for category in dimension["categories"]:
            below.setdefault(category["parent"], []).append(category["code"])
        for parent, codes in below.items():
            self.families.setdefault(dimension["variable"], {}).setdefault(parent, set()).add(tuple(codes))

    def add_remainder(self, cut: dict[str, Any]) -> None:
        """Notes that those in a category, and all others of its family together, add up too."""
        parent, code, others = self.family(cut)
        if len(others) > 1:
            ways = self.families[cut["dimension"]["variable"]]
            ways[parent].add((code, f"not {code}"))
            ways.setdefault(f"not {code}", set()).add(tuple(others))

    @staticmethod
    def family(cut: dict[str, Any]) -> tuple[str, str, list[str]]:
        """Parent, category and other categories of the family that a table is cut out by."""
        if cut["dimension"]["is_multiple"]:
            return "", TICKED, [UNTICKED]
        parents = {category["code"]: category["parent"] for category in cut["dimension"]["categories"]}
        parent = parents[cut["code"]]
        return parent, cut["code"], [c for c, above in parents.items() if above == parent and c != cut["code"]]

    @staticmethod
    def cell(cube: dict[str, Any], row: Row, keeps: list[str] | None = None) -> Cell:
        """The cell of a row, or the margin of it that keeps some dimensions; what cuts its table out is part of it."""
        own = [d for d in cube["dimensions"] if keeps is None or d["variable"] in keeps]
        pairs = [pair(d, row[d["variable"]]) for d in own if row[d["variable"]] != cube["total"]]
        return frozenset([*pairs, *(pair(cut["dimension"], cut["code"]) for cut in cube["within"])])

    def weighted_count(
        self, weighting: dict[str, Any], cube: dict[str, Any], row: Row, shown: dict[Cell, int], keeps: list[str] | None
    ) -> Fraction | None:
        """What the people of a row, or of a margin of it, count for; None where a count that it takes is not shown."""
        found = Fraction(0)
        for group in weighting["weights"]:
            codes = dict(zip(weighting["variables"], group["codes"]))
            held = {name: row[name] if keeps is None or name in keeps else cube["total"] for name in row}
            lines = [self.with_ancestors(cube, name, code) for name, code in codes.items()]
            if all(held[name] in line for name, line in zip(codes, lines)):
                count = shown.get(self.cell(cube, {**held, **codes}))
                if count is None:
                    return None
                found += Fraction(group["weight"]) * count
        return found

    @staticmethod
    def with_ancestors(cube: dict[str, Any], variable: str, code: str) -> list[str]:
        """A category, all that it is part of, and the whole."""
        (own,) = [dimension["categories"] for dimension in cube["dimensions"] if dimension["variable"] == variable]
        parents = {category["code"]: category["parent"] for category in own}
        line = [code]
        while parents[line[-1]]:
            line.append(parents[line[-1]])
        return [*line, cube["total"]]

    def margins(self) -> set[Cell]:
        """Every cell that follows from the tables: all their margins, printed or not, and who is outside a part."""
        places = [(cube, set(self.cells_of(cube))) for _, cube, _ in self.tables]
        cuts = [frozenset(pair(cut["dimension"], cut["code"]) for cut in cube["within"]) for cube, _ in places]
        found = {place | cut for (_, own), cut in zip(places, cuts) for place in own}
        for cube, own in places:
            ways = []
            for cut in cube["within"]:
                _, code, others = self.family(cut)
                name = pair(cut["dimension"], cut["code"])[0]
                ways.append([(name, code), (name, f"not {code}" if len(others) > 1 else others[0])])
            for place in own & found if ways else ():
                found |= {place | frozenset(chosen) for chosen in product(*ways)}
        return found

    def cells_of(self, cube: dict[str, Any]) -> Iterator[Cell]:
        """The cells of a table and all its margins, without what cuts it out."""
        pairs: list[list[Iterable[tuple[str, str]]]] = []
        for dimension in cube["dimensions"]:
            own = [pair(dimension, category["code"]) for category in dimension["categories"]]
            left_out = [(name, UNTICKED) for name, _ in own] if dimension["is_multiple"] else []
            left_out += [(name, NEITHER) for name, _ in own if self.has_neither(name)]
            pairs.append([(), *([one] for one in [*own, *left_out])])
        return (frozenset(one for part in parts for one in part) for parts in product(*pairs))

    def sums(self, cells: Iterable[Cell]) -> Iterator[tuple[Cell, list[Cell]]]:
        """Every sum of which all members are among `cells`: (whole, parts)."""
        for cell in cells:
            held = dict(cell)
            for variable, ways in self.families.items():
                rest = cell - {(variable, held.get(variable))}
                for codes in ways.get(held.get(variable, ""), ()):
                    members = [m for m in (rest | {(variable, code)} for code in codes) if self.is_possible(m)]
                    if members and all(member in cells for member in members):
                        yield cell, members
            for name in self.exclusive:
                members = [] if name in held else self.parts_by_exclusion(cell, held, name)
                if members and all(member in cells for member in members):
                    yield cell, members

    def is_possible(self, cell: Cell) -> bool:
        """Whether anybody can be in a cell: nobody gives an answer beside one that excludes it."""
        given = [(name, code) for name, code in cell if name in self.exclusive and code in (TICKED, NEITHER)]
        return not any((other, TICKED) in cell for name, _ in given for other in self.exclusive[name])

    def has_neither(self, name: str) -> bool:
        """Whether those who gave neither an answer nor one that excludes it are a cell of their own."""
        return name in self.exclusive and not any(name in others for others in self.exclusive.values())

    def parts_by_exclusion(self, cell: Cell, held: dict[str, str], name: str) -> list[Cell]:
        """The parts of a cell: who gave an answer, one that excludes it, or neither; none where that says no more."""
        excluding = self.exclusive[name]
        beside = {one for one in held if one in excluding or self.exclusive.get(one) == excluding}
        still = [one for one in excluding if one not in held]
        if not still or not self.has_neither(name) or any(held[one] == TICKED for one in beside):
            return []
        free = frozenset(one for one in cell if one[0] not in beside)
        return [*(free | {(one, TICKED)} for one in still), cell | {(name, TICKED)}, cell | {(name, NEITHER)}]

    def remainders(self, shown: dict[Cell, int]) -> Iterator[tuple[Cell, int]]:
        """What shown counts leave of a whole: a part of it, and how many people the parts that are not shown are."""
        known, before = dict(shown), -1
        sums = list(self.sums(self.margins()))
        while len(known) != before:
            before = len(known)
            for whole, parts in sums:
                hidden = [part for part in parts if part not in known]
                if whole not in known and not hidden:
                    known[whole] = sum(known[part] for part in parts)
                elif whole in known and hidden:
                    left = known[whole] - sum(known.get(part, 0) for part in parts)
                    if len(hidden) == 1:
                        known[hidden[0]] = left
                    yield hidden[0], left


def form_a_cycle(tables: Iterable[frozenset[str]]) -> bool:
    """Whether the margins of tables with these variables form a cycle: more follows from all than from each."""
    left, before = set(tables), None
    while left != before:
        before = set(left)
        shared = {name for one in left for other in left if one != other for name in one & other}
        left = {table & shared for table in left} - {frozenset()}
        left = {table for table in left if not any(table < other for other in left)}
    return len(left) > 1


def check_counts(package: Package) -> Problems:
    """Shown counts add up, none is small or leaves a small one, shares follow from them, and gaps are marked."""
    system = Counts(package)
    shown = {}
    for cell, places in system.shown.items():
        found = {int(row[cube["count"]]) for _, cube, row in places}
        shown[cell] = min(found)
        if len(found) > 1 or cell in system.withheld:
            yield f"{places[0][0]}: {worded(cell)}", "two tables do not show the same", AGAIN
    is_rounded = any(cube["rounded_to"] > 1 for _, cube, _ in system.tables)
    for whole, parts in system.sums(shown) if not is_rounded else ():
        package.checked["sums"] += 1
        if shown[whole] != sum(shown[part] for part in parts):
            yield f"{system.shown[whole][0][0]}: {worded(whole)}", "is not the sum of its parts", AGAIN
    for cell, left in system.remainders(shown) if not is_rounded else ():
        if left < 0 or 0 < left < system.policy.get("threshold", 0):
            yield f"all tables: {worded(cell)}", "what is shown leaves a count below the threshold", AGAIN
    for name, cube, rows in system.tables:
        for row in rows:
            package.checked["rows of counts"] += 1
            where = f"{name}: {worded(system.cell(cube, row))}"
            for what in row_faults(system, cube, row, shown):
                yield where, what, AGAIN


def row_faults(system: Counts, cube: dict[str, Any], row: Row, shown: dict[Cell, int]) -> Iterator[str]:
    """What is wrong with a row of a table of counts."""
    count = row[cube["count"]]
    if (count == "") != (row[cube["marker"]] != ""):
        yield "an empty count without a marker, or a marker beside a count"
    if count and cube["rounded_to"] == 1 and 0 < int(count) < system.policy.get("threshold", 0):
        yield "a count below the threshold is shown"
    if count and int(count) % cube["rounded_to"]:
        yield "a count that is not rounded as the package says"
    for share in cube["shares"]:
        base = shown.get(system.cell(cube, row, share["keeps"]))
        wanted = ""
        if count and base and base >= system.policy.get("base_below", 0):
            exact = Decimal(100 * int(count)) / Decimal(base)
            wanted = str(exact.quantize(Decimal(1).scaleb(-share["decimals"]), ROUND_HALF_UP))
        if row[share["column"]] != wanted:
            yield f"{share['column']} does not follow from the counts that are shown"
    for weighting in cube["weighted"]:
        base = shown.get(system.cell(cube, row, weighting["keeps"]))
        part, whole = (system.weighted_count(weighting, cube, row, shown, kept) for kept in (None, weighting["keeps"]))
        wanted = ""
        if base is not None and part is not None and whole and base >= system.policy.get("base_below", 0):
            steps = floor(100 * part / whole * 10 ** weighting["decimals"] + Fraction(1, 2))
            wanted = str(Decimal(steps).scaleb(-weighting["decimals"]))
        if row[weighting["column"]] != wanted:
            yield f"{weighting['column']} does not follow from the counts that are shown and the weights"
        if row[weighting["base"]] != ("" if base is None else str(base)):
            yield f"{weighting['base']} is not the count of those whom the share is of"


def worded(cell: Cell) -> str:
    """A cell as people read it."""
    return ", ".join(f"{name}={code}" for name, code in sorted(cell)) or "everybody"


def check_report(package: Package) -> Problems:
    """The report of the audit is about these files and this version, and found nothing."""
    report, about = package.json(REPORT), package.about
    if report["findings"]:
        yield REPORT, "the package says itself that its audit failed", "do not use it"
    if report["release"] != {"name": about["name"], "version": about["version"]}:
        yield REPORT, "about another release", AGAIN
    if report.get("policy") != about.get("protection"):
        yield REPORT, f"another rule of protection than in {DESCRIPTOR}", AGAIN
    audited = {table["name"]: table for table in report["tables"]}
    for resource in about["resources"]:
        table = audited.pop(resource["name"], {"sha256": ""})
        if table["sha256"] != sha256(package.bytes(resource["path"])):
            yield resource["path"], "not the file that was audited", AGAIN
        package.checked["audited tables"] += 1
        if resource.get("origin") == "microdata" and "cube" not in resource:
            yield resource["path"], "counts of people whose sums nothing describes", AGAIN
        rows = package.tables[resource["name"]] if "cube" in resource else []
        counts = [row[resource["cube"]["count"]] for row in rows]
        if counts and (table.get("cells"), table.get("withheld")) != (len(counts), counts.count("")):
            yield resource["path"], "other withheld cells than were audited", AGAIN
    for name in audited:
        yield name, "was audited and is not in the package", AGAIN
    proofs = [{"path": file["path"], "sha256": file["hash"][len("sha256:") :]} for file in about.get("witnesses", [])]
    if report.get("witnesses", []) != proofs or [file["path"] for file in proofs] not in ([], [WITNESSES]):
        yield REPORT, "names another proof than the package holds", AGAIN


def check_witnesses(package: Package) -> Problems:
    """Whole tables prove that no withheld count follows from others: each agrees with all that are shown or printed."""
    system = Counts(package)
    width = system.policy.get("width", 1)
    if not system.withheld:
        return
    if WITNESSES not in package.names:
        yield WITNESSES, "counts are withheld and nothing proves that they are safe", AGAIN
        return
    document = package.json(WITNESSES)
    cells = [frozenset(cell.items()) for cell in document["cells"]]
    margins = system.margins()
    table = {cell: count for cell, count in system.cited.items() if cell in margins}
    table.update({cell: int(places[0][2][places[0][1]["count"]]) for cell, places in system.shown.items()})
    is_whole = len(cells) == len(document["base"]) == len(set(cells)) and margins <= {*cells, *table}
    if set(cells) & set(table) or not is_whole:
        yield WITNESSES, "about other cells than those that have no count", AGAIN
        return
    if form_a_cycle(frozenset(name for name, _ in cell) for cell in [*cells, *table]):
        yield WITNESSES, "tables are tied in a circle, and it says of no population that it has all of them", AGAIN
    table.update(zip(cells, document["base"]))
    sums = list(system.sums(table))
    if min(document["base"]) < 0 or any(table[whole] != sum(table[part] for part in parts) for whole, parts in sums):
        yield WITNESSES, "its base does not agree with the published counts", AGAIN
    holding = defaultdict(list)
    for entry in sums:
        for cell in {entry[0], *entry[1]}:
            holding[cell].append(entry)
    moves = [{cells[place]: by for place, by in move} for move in document["moves"]]
    for index, move in enumerate(moves):
        package.checked["moves"] += 1
        touched = [entry for cell in move for entry in holding[cell]]
        is_sound = all(move.get(whole, 0) == sum(move.get(part, 0) for part in parts) for whole, parts in touched)
        if not is_sound or any(table[cell] + by < 0 for cell, by in move.items()):
            yield f"{WITNESSES}: move {index}", "leads to a table that does not agree with the published counts", AGAIN
    width_of = {}
    for place, low, high in document["pairs"]:
        width_of[cells[place]] = moves[high].get(cells[place], 0) - moves[low].get(cells[place], 0)
    for cell, places in system.withheld.items():
        package.checked["withheld counts"] += 1
        if width_of.get(cell, -1) < width:
            yield f"{places[0][0]}: {worded(cell)}", f"nothing proves that its count is open by {width}", AGAIN


CHECKS = (check_files, check_types, check_bounds, check_sums, check_counts, check_report, check_witnesses)


def say(text: str) -> None:
    """Prints a text from a package without what steers a terminal, as far as the terminal can show it."""
    shown = "".join(one if one.isprintable() or one == "\n" else "\ufffd" for one in text)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(shown.encode(encoding, "backslashreplace").decode(encoding))


def report_on(package: Package) -> int:
    """Says of each check what it looked at and whether it holds; returns the number of problems."""
    problems = 0
    say(f"{package.about['title']}, version {package.about['version']}: {len(package.names)} files\n")
    for check in CHECKS:
        package.checked, package.reading = Counter(), str(check.__doc__)
        found = sorted(set(check(package)))
        problems += len(found)
        looked_at = ", ".join(f"{number:,} {what}" for what, number in package.checked.items() if number)
        word = "DOES NOT HOLD" if found else "holds" if looked_at else "does not apply"
        say(f"{word + ':':15} {check.__doc__}" + (f" ({looked_at})" if looked_at else ""))
        for problem in found[:MOST_LINES]:
            say("    {}: {}; {}".format(*problem))
        if len(found) > MOST_LINES:
            say(f"    and {len(found) - MOST_LINES:,} more")
    return problems


def main(arguments: list[str]) -> int:
    """Checks the package that is named, or the one that this file lies in; returns the exit status."""
    place = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    package = None
    try:
        package = Package(place)
        problems = report_on(package)
    except Unreadable as refused:
        say(str(refused))
        problems = 1
    except Exception as error:  # the one place for whatever else a file may hold: every reader ends in a sentence
        where = package.reading if package else place
        say(f"{where}: not a package of this kind ({type(error).__name__}: {str(error)[:200]}); {AGAIN}")
        problems = 1
    ending = f"{problems} problem{'' if problems == 1 else 's'}; do not rely on this package."
    say(f"\n{ending if problems else 'All of it holds.'}")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

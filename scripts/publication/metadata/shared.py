"""What several descriptions say: who contributed, which files are offered where, and what the data come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..address import table_page
from ..files import sha256
from ..model import Release, StudyCard, Table
from ..package.exports import FORMATS, Format

JSON = dict[str, Any]
# Address below docs/ -> absolute address.
At = Callable[[str], str]

FOLDER = "data"
CATALOGUE = f"{FOLDER}/index.md"
DATASET = f"{FOLDER}/download.md"
DICTIONARY = f"{FOLDER}/dictionary.md"


@dataclass(frozen=True)
class Agent:
    """A person or a body that contributed; a text is empty where it is not known."""

    name: str
    given: str
    family: str
    address: str  # home page, ORCID or ROR

    @property
    def is_person(self) -> bool:
        """Whether it is known to be a person."""
        return bool(self.family)


def agents(card: StudyCard, role: str = "") -> tuple[Agent, ...]:
    """The contributors with a role, in the order of study.yml; everybody where nobody has it, or for no role."""
    if role == "publisher" and card.publisher:
        return (Agent(card.publisher, "", "", card.contact if card.contact.startswith("http") else ""),)
    chosen = [contributor for contributor in card.contributors if role in contributor["roles"]] or card.contributors
    return tuple(Agent(c["title"], c.get("givenName", ""), c.get("familyName", ""), c.get("path", "")) for c in chosen)


@dataclass(frozen=True)
class Download:
    """A file that the site offers: its name below the folder of the data, its absolute address, its size in bytes."""

    name: str
    address: str
    format: Format
    size: int
    sha256: str


@dataclass(frozen=True)
class Offer:
    """A release as the site offers it."""

    release: Release
    files: Mapping[str, bytes]  # address below docs/ -> content, of everything that is offered for download
    at: At

    @property
    def card(self) -> StudyCard:
        """What the study says of itself."""
        return self.release.study.card

    @property
    def id(self) -> str:
        """What names the whole package on the web."""
        return f"{self.at(DATASET)}#dataset"

    def page(self, table: Table) -> str:
        """The address of a table's page."""
        return self.at(table_page(table.id))

    def table_id(self, table: Table) -> str:
        """What names a table on the web."""
        return f"{self.page(table)}#dataset"

    def download(self, address: str) -> Download:
        """The file at an address below docs/."""
        name, content = address.removeprefix(f"{FOLDER}/"), self.files[address]
        return Download(name, self.at(address), FORMATS[name.rpartition(".")[2]], len(content), sha256(content))

    def package_downloads(self) -> list[Download]:
        """The files that hold all tables."""
        whole = [address for address in self.files if address.startswith(f"{FOLDER}/{self.card.id}.")]
        return [self.download(address) for address in sorted(whole)]

    def table_downloads(self, table: Table) -> list[Download]:
        """The files that hold a table alone."""
        return [self.download(f"{FOLDER}/{table.id}.{ending}") for ending in ("csv", "json")]


def own_publications(release: Release, tables: Iterable[Table]) -> list[str]:
    """Citations of the survey's own publications that tables rest on, in the order of the study's sources.

    No other work is cited as if it were about the tables; see the column `kind` of sources.csv.
    """
    ids = {id for table in tables for id in table.sources}
    records = release.study.file("sources").records
    return [record["citation"] for record in records if record["id"] in ids and record["kind"] == "primary"]

"""What study.yml and respondents.yml say: a field for each key; and the kinds of text that every YAML file uses."""

from __future__ import annotations

import codecs
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Annotated, Literal, NotRequired, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, with_config
from typing_extensions import TypedDict

from .tools import TOOLS

_T = TypeVar("_T", bound=Hashable)


def distinct(entries: tuple[_T, ...]) -> tuple[_T, ...]:
    """The entries of a list, which must differ."""
    if len(set(entries)) < len(entries):
        raise ValueError(f"{list(entries)} names something twice")
    return entries


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no date; write a day that exists") from None
    # The archive that readers download cannot hold an earlier one.
    if day.year < 1980:
        raise ValueError(f"{text!r} is before 1980; correct the year")
    return text


def _character(word: str) -> str:
    characters = {
        "comma": ",",
        "semicolon": ";",
        "tab": "\t",
        "bar": "|",
        "point": ".",
        "space": " ",
        "apostrophe": "'",
        "none": "",
    }
    return characters[word]


def _encoding(name: str) -> str:
    try:
        codec = codecs.lookup(name)
        "".encode(name)
    except LookupError:
        raise ValueError(
            f"{name!r} is no encoding of text; write utf-8, windows-1252 or utf-16, for instance"
        ) from None
    return codec.name


def _tool(name: str) -> str:
    if name and name not in TOOLS:
        raise ValueError(f"{name!r} is no survey tool that is known; write one of {', '.join(TOOLS)}, or leave it out")
    return name


# An address on the web, without what could end it where it stands in a page.
WEB_ADDRESS = r"https?://[^\s\"<>\\^`{|}]+"
_OTHER_ADDRESS = r"mailto:[^\s\"<>\\^`{|}:]+|[^\s\"<>\\^`{|}:/][^\s\"<>\\^`{|}:]*"


def web_address(text: str) -> str:
    """An address on the web.

    Raises:
        ValueError: it is none.
    """
    if not re.fullmatch(WEB_ADDRESS, text):
        raise ValueError(f"{text!r} is no address on the web; write https:// and the rest, without spaces or quotes")
    return text


def link(text: str) -> str:
    """What a reader may be led to: an address on the web or for mail, or a path below this site.

    Raises:
        ValueError: it is none of these, such as a script.
    """
    if not re.fullmatch(f"{WEB_ADDRESS}|{_OTHER_ADDRESS}", text):
        raise ValueError(f"{text!r} is no address; write one that begins with https:// or mailto:, or a path")
    return text


STRICT = ConfigDict(extra="forbid")
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]
Distinct = Annotated[Texts, AfterValidator(distinct)]
Id = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
Day = Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_day)]
Version = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
CountryCode = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Zone = Annotated[str, Field(pattern="^[A-Za-z]+([/_-][A-Za-z]+)*$")]
Address = Annotated[str, AfterValidator(web_address)]
Contact = Annotated[str, Field(pattern=rf"^({WEB_ADDRESS}|[^@\s\"<>:]+@[^@\s\"<>:]+\.[^@\s\"<>:]+)$")]
Link = Annotated[str, AfterValidator(link)]
Language = Annotated[str, Field(pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Natural = Annotated[int, Field(ge=0)]


@dataclass(frozen=True)
class Licence:
    """The licence of the data: its short name, its title and its address."""

    name: Text
    title: Text
    path: Link


@with_config(ConfigDict(extra="allow"))
class Contributor(TypedDict):
    """A contributor as Data Package describes one; what else it may say of one is passed on."""

    title: Text
    roles: Annotated[list[Text], Field(min_length=1)]
    path: NotRequired[Link]
    givenName: NotRequired[str]
    familyName: NotRequired[str]


@dataclass(frozen=True)
class Country:
    """A place that the study's files name by its code of ISO 3166-1.

    Attributes:
        within: how a sentence says to be there.
        language: code of the language in which its services are described a second time.
    """

    code: CountryCode
    name: Text
    alpha3: Annotated[str, Field(pattern="^[A-Z]{3}$")] = ""
    within: Text = ""
    zones: Annotated[tuple[Zone, ...], Field(min_length=1), AfterValidator(distinct)] = ()
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] = ""

    def __post_init__(self) -> None:
        if self.zones and not self.within:
            raise ValueError("'within' is a required property where there are zones")


@dataclass(frozen=True)
class Survey:
    """What is known of the survey: how answers were collected, and codes of the countries where it was done."""

    technique: Text = ""
    places: Annotated[tuple[CountryCode, ...], Field(min_length=1), AfterValidator(distinct)] = ()


@dataclass(frozen=True)
class Theme:
    """A term under which portals file a publication: its address, and its label in its own vocabulary."""

    path: Address
    label: Text


@with_config(STRICT)
@dataclass(frozen=True, kw_only=True)
class StudyCard:
    """study.yml: the publication as a whole.

    Attributes:
        survey_year: the year that every claim carries.
        synonyms: a word by which readers search -> words that mean the same in this study.
        independence: sentence that says for whom the publication does not speak.
        sources_terms: what is known and not known of the sources' own terms.
        publisher: who answers for the publication; where it is not set, pages say that nobody is named.
        contact: mail address, or address of a form, that reaches the publisher.
        repository: where the study and the program are kept, and errors can be reported.
    """

    id: Annotated[str, Field(pattern="^[a-z][a-z0-9-]*$")]
    title: Text
    short_title: Text = ""
    description: Annotated[str, StringConstraints(strip_whitespace=True, min_length=50, max_length=5000)]
    version: Version
    released: Day
    survey_year: int | None = None
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en",)
    keywords: Distinct = ()
    licence: Licence
    contributors: Annotated[tuple[Contributor, ...], Field(min_length=1)] = field(hash=False)
    countries: Annotated[tuple[Country, ...], Field(min_length=1)] = ()
    synonyms: Mapping[str, Distinct] = field(default_factory=dict, hash=False)
    independence: Text = ""
    sources_terms: Text = ""
    survey: Survey = Survey()
    themes: Annotated[tuple[Theme, ...], Field(min_length=1), AfterValidator(distinct)] = ()
    publisher: Text = ""
    contact: Contact = ""
    repository: Address = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "short_title", self.short_title or self.title)

    @property
    def places(self) -> tuple[Country, ...]:
        """The countries where the survey was done, in the order of `survey`."""
        by_code = {country.code: country for country in self.countries}
        return tuple(by_code[code] for code in self.survey.places)

    @property
    def publishers(self) -> tuple[str, ...]:
        """Who publishes it: by name, or the contributors whose role it is, or all of them."""
        named = [one["title"] for one in self.contributors if "publisher" in one["roles"]]
        return (self.publisher,) if self.publisher else tuple(named or [one["title"] for one in self.contributors])

    @property
    def unset_trust(self) -> tuple[str, ...]:
        """Settings that readers need to know whom to turn to, and that study.yml does not give."""
        return tuple(name for name in ("publisher", "contact", "repository") if not getattr(self, name))

    @property
    def is_unreleased(self) -> bool:
        """Whether its version is still in preparation, and so has no day of release that anybody may cite."""
        return False

    def as_unreleased(self) -> UnreleasedCard:
        """The card of a version that was not released."""
        return UnreleasedCard(**{one.name: getattr(self, one.name) for one in fields(self)})


@dataclass(frozen=True, kw_only=True)
class UnreleasedCard(StudyCard):
    """The card of a version that is still in preparation; `released` is the day that its files bear."""

    @property
    def is_unreleased(self) -> bool:
        """Always."""
        return True


@with_config(STRICT)
@dataclass(frozen=True)
class Condition:
    """Cells of a column of the respondents' file: its header, and the texts that are meant."""

    column: Text
    values: Distinct


@with_config(STRICT)
@dataclass(frozen=True)
class Reading:
    """respondents.yml: how the respondents' file is written; what is not given, `tool` says.

    Attributes:
        tool: the survey tool that wrote it.
        sheet: name of the sheet of a workbook; the first where none is given.
        quotes: which quotation marks surround cells, and how a cell holds one itself.
        names_row: the header row whose texts name the columns; where none is given, of two rows the first holds
            questions and the second the answers below them, and of three the first names the columns.
        ticked: texts that tick an answer, beside 1, true and the answer's own label.
        unticked: texts that do not, beside 0, false and an empty cell.
        not_asked: texts that say that the respondent was not asked.
        separator: what separates several answers in one cell.
        leave_out: rows that are no respondents, such as previews.
    """

    tool: Annotated[str, AfterValidator(_tool)] = ""
    encoding: Annotated[str, AfterValidator(_encoding)] = "utf-8"
    delimiter: Annotated[str, Field(pattern="^(comma|semicolon|tab|bar)$"), AfterValidator(_character)] = ","
    decimal_mark: Annotated[str, Field(pattern="^(point|comma)$"), AfterValidator(_character)] = "."
    thousands_mark: Annotated[
        str, Field(pattern="^(none|point|comma|space|apostrophe)$"), AfterValidator(_character)
    ] = ""
    quotes: Literal["double", "backslash", "single"] = "double"
    sheet: str = ""
    header_rows: Annotated[int, Field(ge=1, le=3)] = 1
    names_row: Annotated[int, Field(ge=1, le=3)] | None = None
    ticked: Annotated[tuple[Text, ...], AfterValidator(distinct)] = ()
    unticked: Annotated[tuple[Text, ...], AfterValidator(distinct)] = ()
    not_asked: Annotated[tuple[Text, ...], AfterValidator(distinct)] = ()
    separator: str = ""
    leave_out: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        if self.names_row is not None and self.names_row > self.header_rows:
            raise ValueError("names_row is none of the header rows; correct it, or header_rows")
        meanings = (self.ticked, self.unticked, self.not_asked)
        texts = [text for own in meanings for text in own]
        if len(set(texts)) < len(texts):
            what = "ticked, unticked and not_asked name one text twice"
            raise ValueError(f"{what}; let each text have one meaning")

    @property
    def has_questions_above(self) -> bool:
        """Whether a header row of questions stands above one of their answers."""
        return self.header_rows == 2 and self.names_row is None

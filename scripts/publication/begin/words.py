"""Turns texts of a file into ids, codes and labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from itertools import takewhile

# Names that the columns of every counted table have, or that the program gives a meaning of its own.
_RESERVED = {"count", "index", "marker", "no", "none", "null", "off", "on", "origin", "share", "total", "true", "yes"}
# A number before a question, stars that point to a filter, and what interviewers are told.
_NUMBERED = re.compile(r"\A\**(?:q(?:uestion)?[ ._]?)?\d+[a-z]?[ ]*[.:)][ ]+", re.IGNORECASE)
_INSTRUCTION = re.compile(
    r"[ ]*\((?:do not read|don.t read|read|vol\.?|volunteered|specify|insert[^)]*)\)[ ]*", re.IGNORECASE
)
_CODED = re.compile(r"[A-Za-z]{1,3}\d+[a-z]?[.:)]?")
LABEL_LENGTH = 70


def slug(text: str, taken: Collection[str] = (), *, most: int = 24) -> str:
    """A text as an id: small letters, digits and low lines, beginning with a letter; different from all `taken`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.split(r"[^a-z0-9]+", plain.replace("'", "")) if word]
    made = ""
    for word in words:
        if made and len(made) + len(word) >= most:
            break
        made += f"{'_' * bool(made)}{word[:most]}"
    made = made if made[:1].isalpha() else f"v{made}"
    made = f"{made}_" if made in _RESERVED else made
    number, found = 2, made
    while found in taken:
        number, found = number + 1, f"{made}_{number}"
    return found


def label_of(text: str) -> str:
    """A text as a label: without numbers and instructions, in small letters where it is all in capitals, not long."""
    text = " ".join(text.split())
    text = _NUMBERED.sub("", text) or text
    text = " ".join(_INSTRUCTION.sub(" ", text).split()).rstrip(" ,;:") or text
    if text.isupper() and len(text) > 3:
        text = text.capitalize()
    text = shortened(text, most=LABEL_LENGTH)
    return text[:1].upper() + text[1:]


def without_name(text: str, name: str) -> str:
    """A label without the name of its column before it: `AGE What is your age?`, `D1 Your sex`."""
    text = text.lstrip("* ")
    before, _, rest = text.partition(" ")
    is_name = before.rstrip(".:)") == name.upper() or _CODED.fullmatch(before)
    return rest.lstrip(" .:)*") if is_name and rest else text


def common_part(texts: Sequence[str]) -> tuple[str, str]:
    """What texts begin with, and what they end with, up to where a word begins."""
    shortest = min(texts, key=len)
    first = _common_start(texts)
    last = _common_start([text[::-1] for text in texts])[::-1]
    first = re.sub(r"[^\s:\-]*\Z", "", first) if first != shortest else ""
    last = re.sub(r"\A[^\s.]*", "", last) if last != shortest else ""
    return first, last


def _common_start(texts: Sequence[str]) -> str:
    return "".join(own[0] for own in takewhile(lambda own: len({*own}) == 1, zip(*texts, strict=False)))


def shortened(text: str, *, most: int) -> str:
    """A text of at most so many characters, cut between words."""
    return text if len(text) <= most else text[: most - 1].rpartition(" ")[0].rstrip(" ,;:-") + "…"


def humanised(name: str) -> str:
    """A name of a column as words: `rate_marriage` -> `Rate marriage`, `TVnews` as it is."""
    return label_of(re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", name.replace("_", " ").replace(".", " ")).strip())


def in_a_sentence(label: str) -> str:
    """A label within a sentence: its first letter small, but for names and abbreviations."""
    first, _, rest = label.partition(" ")
    is_name = not first[1:].islower() and len(first) > 1
    return label if is_name else f"{first.lower()}{' ' * bool(rest)}{rest}"


def listed(texts: Collection[str], last: str = "and") -> str:
    """Texts in a sentence: `a, b and c`."""
    *head, end = texts
    return f"{', '.join(head)} {last} {end}" if head else end

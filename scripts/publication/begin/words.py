"""Turns texts of a file into ids, codes and labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

# Names that the columns of every counted table have, or that the program gives a meaning of its own.
_RESERVED = {"count", "index", "marker", "no", "none", "null", "off", "on", "origin", "share", "total", "true", "yes"}
_NUMBERED = re.compile(r"\A(?:q(?:uestion)?[ ._]?)?\d+[a-z]?[ ]*[.:)][ ]+", re.IGNORECASE)
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
    """A text as a label: without a number before it, in small letters where it is all in capitals, and not long."""
    text = " ".join(text.split())
    text = _NUMBERED.sub("", text) or text
    if text.isupper() and len(text) > 4:
        text = text.capitalize()
    text = shortened(text, most=LABEL_LENGTH)
    return text[:1].upper() + text[1:]


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

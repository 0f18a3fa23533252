"""Writes texts that somebody typed into Markdown so that they appear as they were typed; the one place that does.

Into HTML, templates escape by themselves.
"""

from __future__ import annotations

import re

from markupsafe import Markup

# What Markdown, one of its usual extensions or HTML reads as more than a character: anywhere, before another
# character, and at the start of a line. A low line within a word is one.
_SPECIAL = re.compile(
    r"""[\\`*{}\[\]#|<>&~^$="]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\S)|-(?=-)|^(?:[-+:])|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d{3})[.)]"""
)
_PLAIN = re.compile(r"[A-Za-z0-9_./-]+")


def in_markdown(value: object) -> Markup:
    """A text as it may stand anywhere in Markdown, on one line; markup that the engine made stays as it is."""
    if isinstance(value, Markup):
        return value
    text = " ".join(str(value).split())
    return Markup(_SPECIAL.sub(lambda match: f"&#{ord(match[0])};", text))  # noqa: S704 - escaped


def address(text: object) -> Markup:
    """An identifier or a version as a part of an address or of code, where an entity would not be read.

    Raises:
        ValueError: something in it could be read as markup.
    """
    if not _PLAIN.fullmatch(str(text)):
        raise ValueError(f"{text!r} cannot be a part of an address")
    return Markup(str(text))  # noqa: S704 - nothing in it is markup


def slug(text: str) -> Markup:
    """A text as the id of a heading."""
    return address(re.sub(r"_*[^A-Za-z0-9_][^A-Za-z0-9]*", "-", text).strip("-_") or "-")

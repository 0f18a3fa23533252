"""Fills the templates of generated pages: Markdown with blocks of HTML in it."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ..wording import written_unit

_CODE = re.compile(r"`([^`]+)`")
_SPECIAL = re.compile(r"([\\`*_\[\]#|])")


@cache
def _environment() -> Environment:
    """The templates, compiled once, everything in them escaped unless it is markup that the engine made."""
    made = Environment(
        loader=PackageLoader("publication.pages"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"md": _in_markdown, "unit": written_unit, "code": _with_code, "breakable": _breakable}
    return made


def filled(template: str, **given: object) -> str:
    """A filled template."""
    return _environment().get_template(template).render(**given)


def block(template: str, **given: object) -> Markup:
    """A filled template on one line: Markdown must take it as one block of HTML, whatever it holds."""
    lines = (line.strip() for line in filled(template, **given).splitlines())
    return Markup(" ".join(line for line in lines if line))  # noqa: S704 - made by an escaping template


def _in_markdown(text: str) -> Markup:
    """A text that stands in Markdown as it is written, whatever signs it holds."""
    return Markup(_SPECIAL.sub(r"\\\1", str(escape(text))))  # noqa: S704 - escaped


def _breakable(text: str) -> Markup:
    """An address that may go on in the next line behind each stroke, and any other text as it is."""
    escaped = escape(text)
    return escaped if " " in text else escaped.replace("/", Markup("/<wbr>"))


def _with_code(text: str) -> Markup:
    """A text for HTML, with what it puts between grave accents set as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped

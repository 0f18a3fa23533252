"""Opens the parts of a zipped workbook as they are, and finds in the archive whatever no rule covers."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from ...model import Finding
from .sheets import hidden


def archive_findings(path: str, archive: zipfile.ZipFile, allowed: re.Pattern[str]) -> Iterator[Finding]:
    """Parts that no rule covers, twice the same, or with a remark."""
    names = archive.namelist()
    for entry in archive.infolist():
        if not allowed.fullmatch(entry.filename) or names.count(entry.filename) > 1:
            yield hidden(path, f"part {names.index(entry.filename) + 1}", "a part that no rule covers")
        if entry.comment or entry.extra or b"<!--" in archive.read(entry):
            yield hidden(path, f"part {names.index(entry.filename) + 1}", "a remark that no reader sees")
    if archive.comment:
        yield hidden(path, "the file", "a remark that no reader sees")


def root_of(part: bytes) -> ET.Element:
    """The outermost element of a part.

    Raises:
        ValueError: the part declares a type, and with it what it likes.
        xml.etree.ElementTree.ParseError: it is no XML.
    """
    if b"<!DOCTYPE" in part:
        raise ValueError("no part of ours declares a type")
    return ET.fromstring(part)  # noqa: S314 - our own bytes, without a declaration of entities


def name_of(node: ET.Element) -> str:
    """The name of an element, in whatever namespace."""
    return node.tag.rpartition("}")[2]


def attributes_of(node: ET.Element) -> dict[str, str]:
    """The attributes of an element by their names, in whatever namespace."""
    return {key.rpartition("}")[2]: value for key, value in node.attrib.items()}

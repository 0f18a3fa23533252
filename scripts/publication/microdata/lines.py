"""Turns a file of text into lines, block by block, in the encoding that is declared or that its first bytes say."""

from __future__ import annotations

import codecs
import io
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from ..model import Reading
from .source import refused

_BLOCK, _FIRST = 1 << 24, 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(path: Path, start: bytes, reading: Reading) -> str:
    """How the text is written: as declared, or as the mark at its beginning says."""
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding
    declared = codecs.lookup(reading.encoding).name
    if b"\0" in start and not declared.startswith(("utf-16", "utf-32")):
        what = "the file is no text, or UTF-16 without a mark"
        raise refused(path.name, what, "say `encoding: utf-16-le` in respondents.yml, or give a file of text")
    return declared


class Lines:
    """The lines of a file as they are asked for, decoded block by block.

    Attributes:
        waiting: lines of the last block that nobody has taken.
        n_taken: number of lines taken so far.
    """

    def __init__(self, path: Path, encoding: str) -> None:
        self.name = path.name
        self.encoding = encoding
        self.waiting: deque[str] = deque()
        self.n_taken = 0
        self._blocks = self._read(path)

    def block(self) -> bytes:
        """What waits, or the next block of whole lines, in UTF-8; empty at the end."""
        if self.waiting:
            text = "".join(self.waiting)
            self.waiting.clear()
            return text.encode()
        return next(self._blocks, b"")

    def split(self, content: bytes) -> None:
        """Lets the lines of a block wait."""
        self.waiting.extend(io.StringIO(content.decode(), newline=""))

    def peek(self) -> str:
        """The next line, which stays."""
        if not self.waiting:
            self.split(next(self._blocks, b""))
        return self.waiting[0] if self.waiting else ""

    def __iter__(self) -> Iterator[str]:
        while self.peek():
            self.n_taken += 1
            yield self.waiting.popleft()

    def _read(self, path: Path) -> Iterator[bytes]:
        kept = b""
        for decoded in self._decoded(path):
            content = kept + decoded
            end = content.rfind(b"\n") + 1
            if not end and b"\r" in content[:-1]:
                # Lines that end as on old Macintoshes; the last character may be half of an end.
                end = content.rfind(b"\r", 0, -1) + 1
            kept = content[end:]
            if end:
                yield content[:end]
        if kept.strip(b"\r\n"):
            yield kept

    def _decoded(self, path: Path) -> Iterator[bytes]:
        """The file in UTF-8, block by block, the first one small, since it is taken line by line."""
        decoder = codecs.getincrementaldecoder(self.encoding)()
        place, size, is_last = 0, _FIRST, False
        with path.open("rb") as file:
            while not is_last:
                content = file.read(size)
                size, is_last = _BLOCK, not content
                before = place - len(decoder.getstate()[0])
                fault, text = None, ""
                try:
                    text = decoder.decode(content, is_last)
                except UnicodeDecodeError as error:
                    # The exception holds the block, and must not be what another was raised from.
                    fault = before + error.start
                if fault is not None:
                    what = f"not {self.encoding.removesuffix('-sig').upper()} at byte {fault}"
                    raise refused(self.name, what, _other_encoding(path))
                if self.encoding == "iso8859-1" and any("\x80" <= letter <= "\x9f" for letter in set(text)):
                    what = "characters that Latin-1 does not have: it seems to be windows-1252"
                    raise refused(self.name, what, "say `encoding: windows-1252` in respondents.yml")
                place += len(content)
                yield content if self.encoding == "utf-8" else text.encode()


def _other_encoding(path: Path) -> str:
    """What to do about a file that is not written as declared, with the encoding that it seems to have."""
    with path.open("rb") as file:
        content = file.read(_BLOCK)
    for name in ("utf-8", "windows-1252"):
        try:
            codecs.getincrementaldecoder(name)().decode(content)
        except UnicodeDecodeError:
            continue
        return f"it seems to be {name}: say `encoding: {name}` in respondents.yml, or save the file as UTF-8"
    return "save the file as UTF-8, or say `encoding` in respondents.yml"

"""Turns a picture of few colours into one with a palette."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# PNG's types of colour, with and without transparency -> channels of eight bits.
_CHANNELS = {2: 3, 6: 4}
_OPAQUE = 255


def with_palette(png: bytes) -> bytes:
    """The picture in a fifth of its bytes: the same where it has at most 256 colours, else with near ones made one.

    It stays as it came where it is written in another way than vl-convert writes.

    By hand, because the bytes must not depend on a machine: Pillow compresses with the library that its wheel brings.
    """
    # A build without a new picture needs no arrays.
    import numpy as np  # noqa: PLC0415

    parts = list(_chunks(png))
    width, height, depth, colours, _, _, interlaced = struct.unpack(">IIBBBBB", parts[0][1])
    n_channels = _CHANNELS.get(colours, 0)
    if depth != 8 or not n_channels or interlaced:
        return png
    packed = b"".join(content for name, content in parts if name == b"IDAT")
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, width * n_channels + 1)
    # 1: each byte is a difference from the byte of the pixel to its left, as vl-convert writes every row.
    if (rows[:, 0] != 1).any():
        return png
    pixels = np.cumsum(rows[:, 1:].reshape(height, width, n_channels), axis=1, dtype=np.uint8)
    if n_channels == 4 and (pixels[..., 3] != _OPAQUE).any():
        return png
    red, green, blue = (pixels[..., channel].astype(np.uint32) for channel in range(3))
    found, places, times = np.unique(red << 16 | green << 8 | blue, return_inverse=True, return_counts=True)
    for bits in range(8):
        # Colours that differ in their last bits become the one of them that most pixels have.
        mask = (0xFF << bits & 0xFF) * 0x010101
        groups, group = np.unique(found & mask, return_inverse=True)
        if len(groups) <= 256:
            break
    often = np.lexsort((-times.astype(np.int64), group))
    found, places = found[often[np.unique(group[often], return_index=True)[1]]], group[places]
    palette = b"".join(int(colour).to_bytes(3, "big") for colour in found)
    indexed = np.zeros((height, width + 1), np.uint8)
    indexed[:, 1:] = places.reshape(height, width)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    body = [(b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(indexed.tobytes(), 9)), (b"IEND", b"")]
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in body
    )


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_SIGNATURE)
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += length + 12

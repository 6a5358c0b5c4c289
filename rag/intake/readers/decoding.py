"""Bytes -> text: which encoding a file is in, and a stream of text whose lines have a bound."""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO

LINE_LIMIT = 8_000_000
SAMPLE_BYTES = 32_768
BINARY_SHARE = 0.05
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ESCAPED = re.compile("[\ud800-\udfff]")
_CANDIDATES = (
    *("cp1252", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
)


class LineTooLong(ValueError):
    """A line of more than LINE_LIMIT characters; the stream stands at the line after it."""


class TextStream(io.TextIOWrapper):
    """A stream of text; `for line in stream` and `readline()` raise LineTooLong rather than fill the memory."""

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # bytes, by IOBase's stub
        if size is not None and size >= 0:
            return super().readline(size)
        line = part = super().readline(LINE_LIMIT)
        if len(line) < LINE_LIMIT or line.endswith("\n"):
            return line
        while part and not part.endswith("\n"):
            part = super().readline(LINE_LIMIT)
        raise LineTooLong(f"longer than {LINE_LIMIT:,} characters")

    def __next__(self) -> str:  # type: ignore[override]  # likewise
        if not (line := self.readline()):
            raise StopIteration
        return line


def plain(text: str) -> str:
    """The text without control characters, and with what was no UTF-8 in its file as cp1252: fit for strict parsers."""
    text = _CONTROL_CHARACTERS.sub(" ", text)
    return text if text.isascii() else _ESCAPED.sub(lambda found: _cp1252(found.group()), text)


def _cp1252(escaped: str) -> str:
    code = ord(escaped) - 0xDC00
    return bytes([code]).decode("cp1252", errors="replace") if 0x80 <= code <= 0xFF else "\N{REPLACEMENT CHARACTER}"


def decoded(stream: BinaryIO, encoding: str) -> TextStream:
    """The bytes as text with universal newlines; what is not UTF-8 in a file of it stays as surrogates."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return TextStream(stream, encoding, errors)


def encoding_of(head: bytes | bytearray) -> str | None:
    """The encoding of a file that starts so, as Python names it; None where it is no text."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head and (wide := _wide(head)):
        return wide
    if len(_CONTROLS.findall(head)) > BINARY_SHARE * len(head):
        return None
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(head)
    bad = len(_ESCAPED.findall(text))
    if not bad or bad <= sum(not character.isascii() for character in text) - bad:
        return "utf-8"
    return _legacy(head)


def _wide(head: bytes | bytearray) -> str | None:
    """UTF-16 or UTF-32 by where the zeros stand: in most scripts one half of every character is nearly always zero."""
    whole = head[: len(head) // 4 * 4]
    zeros = [whole[offset::4].count(0) / max(len(whole) // 4, 1) for offset in range(4)]
    odd, even = zeros[1] + zeros[3], zeros[0] + zeros[2]
    found = None
    if min(zeros[2:]) > 0.95:
        found = "utf-32-le"
    elif min(zeros[:2]) > 0.95:
        found = "utf-32-be"
    elif max(odd, even) > 0.2 and min(odd, even) < 0.05 * max(odd, even):
        found = "utf-16-le" if odd > even else "utf-16-be"
    text = whole.decode(found, errors="replace") if found else ""
    return found if len(_CONTROL_CHARACTERS.findall(text)) <= BINARY_SHARE * len(text) else None


def _legacy(head: bytes | bytearray) -> str:
    """The likeliest single- or double-byte encoding; cp1252, which reads Latin-1 too, where nothing speaks for another."""
    from charset_normalizer import from_bytes

    sample = b"\n".join(line for line in head.splitlines() if not line.isascii())[:SAMPLE_BYTES]
    best = from_bytes(sample, cp_isolation=list(_CANDIDATES), enable_fallback=False).best()
    return best.encoding if best else "cp1252"

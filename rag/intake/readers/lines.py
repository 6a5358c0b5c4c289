"""A text stream in pieces of bounded size: no line, however long, is whole in memory."""

from collections.abc import Iterator
from io import StringIO
from typing import TextIO

RECORD_CHARS = 8_000_000
"""The longest record that is read: papers of ten thousand authors have some millions."""

PIECE_CHARS = 1_000_000

TOO_LONG = f"longer than {RECORD_CHARS:,} characters"


def pieces(stream: TextIO, beginning: str = "") -> Iterator[tuple[int, str]]:
    """(line number from 1, text with its line end) of each line; a longer line than PIECE_CHARS in several pieces.

    `beginning` is what was read of the stream before.
    """
    number = 1
    for part in (StringIO(beginning), stream):
        while piece := part.readline(PIECE_CHARS):
            yield number, piece
            number += piece.endswith("\n")

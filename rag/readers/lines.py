"""A text stream in pieces of bounded size: no line, however long, is whole in memory."""

from collections.abc import Iterator
from typing import TextIO

RECORD_CHARS = 1_000_000
"""The longest record that is read, and the longest piece of a line."""

TOO_LONG = f"longer than {RECORD_CHARS:,} characters"


def pieces(stream: TextIO) -> Iterator[tuple[int, str]]:
    """(line number from 1, text with its line end) of each line; a longer line than RECORD_CHARS in several pieces."""
    number = 1
    while piece := stream.readline(RECORD_CHARS):
        yield number, piece
        number += piece.endswith("\n")

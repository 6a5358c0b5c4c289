"""What the tagged formats share (RIS, Web of Science, MEDLINE): a stream of lines -> the lines of one record each.

rispy parses a whole file at once, takes a record without an end for a part of the next, and loses the last one.
Here the file is cut into records first, so that memory does not grow with it and a broken record costs only itself.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from rag.intake.readers.lines import RECORD_CHARS, TOO_LONG, pieces
from rag.records import Paper, Skipped

if TYPE_CHECKING:
    from rispy import RisParser

_RETRACTED = re.compile(r"\W*retracted(?: (?:publication|article|paper))?\s*(?:$|[;:.,(])", re.I)
_POSITION_CHARS = 60


@dataclass(slots=True)
class Lines:
    """The lines of one record, and the number of its first; no lines when it is too long to be one."""

    number: int
    texts: list[str] = field(default_factory=list)
    chars: int = 0

    @property
    def too_long(self) -> bool:
        return self.chars > RECORD_CHARS

    def add(self, text: str) -> None:
        self.chars += len(text)
        if self.too_long:
            self.texts.clear()
        else:
            self.texts.append(text)


def read_each(
    stream: TextIO,
    source: str,
    parser: "RisParser",
    opening: Collection[str],
    read_one: Callable[[Lines], Paper | Skipped],
) -> Iterator[Paper | Skipped]:
    """What `read_one` makes of each record's lines, from the parser's start tag to its end tag, the next start, or the
    end of the file; a record that is too long to be one is skipped.

    Args:
        opening: tags that open a record of their own where none is open, for records without their start tag.
    """
    for lines in _records(stream, parser, opening):
        yield Skipped(source, f"line {lines.number}", TOO_LONG) if lines.too_long else read_one(lines)


def first(values: Mapping[str, Sequence[str]], *tags: str) -> str:
    """The first value that is not empty, of the tags in their order."""
    return next((text for tag in tags for text in values.get(tag, ()) if text), "")


def _records(stream: TextIO, parser: "RisParser", opening: Collection[str]) -> Iterator[Lines]:
    current: Lines | None = None
    last = 0
    for number, text in pieces(stream):
        tag = parser.parse_line(text)[0] if number != last else None
        last = number
        if tag == parser.START_TAG or (current is None and tag in opening):
            if current:
                yield current
            current = Lines(number)
        elif tag == parser.END_TAG:
            if current:
                yield current
            current = None
        if current:
            current.add(text)
    if current:
        yield current


def position(number: int, key: str, title: str) -> str:
    """Where a record stands, for people: its line, with its key or the start of its title."""
    name = (key or " ".join(title[: 2 * _POSITION_CHARS].split()))[:_POSITION_CHARS]
    name = "".join(character if character.isprintable() else "?" for character in name)
    return f"line {number} ({name})" if name else f"line {number}"


def call_retracted(notes: Iterable[str]) -> bool:
    """Whether a record's kinds or notes call it retracted; the notice of a retraction is none."""
    return any(_RETRACTED.match(note) for note in notes)


def unique(texts: Iterable[str]) -> list[str]:
    """The texts in order, each once, empty ones left out."""
    return list(dict.fromkeys(text for text in texts if text))

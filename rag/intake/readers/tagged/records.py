"""What the tagged formats share: a stream of lines -> the fields of one record each, in their order, no line lost.

No library does this: rispy, which reads two of the formats, takes a whole file at once, a record without an end for a
part of the next, tags before the first for nothing, and every second A1 for the only one. Here a record is told by
structure: by the tag that ends one, by the tag that begins one in this file, and where neither is, by a tag that comes
again though a record has it once. Numbers, rules and text between records are theirs, and are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TextIO

from rag.intake.readers.lines import PIECE_CHARS, RECORD_CHARS, TOO_LONG, pieces
from rag.intake.readers.tagged.blocks import Block, blocks, is_count, is_number
from rag.intake.readers.tagged.dialect import HEAD_CHARACTERS, Dialect, opener
from rag.intake.readers.unused import Unused
from rag.records import Paper, Skipped

OUTSIDE = "lines outside of records"

_POSITION_CHARS = 60


@dataclass(slots=True)
class Record:
    """The fields of one record in order: tag and lines of each. It remembers which tags were asked for."""

    line: int
    fields: list[tuple[str, list[str]]] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    chars: int = 0
    is_ended: bool = False
    _asked: set[str] = field(default_factory=set)

    @property
    def too_long(self) -> bool:
        return self.chars > RECORD_CHARS

    @property
    def unused(self) -> list[str]:
        """The tags that say something and were not asked for, each once."""
        return [tag for tag in dict.fromkeys(t for t, lines in self.fields if any(lines)) if tag not in self._asked]

    def go_on(self, block: Block) -> None:
        """Take in the lines of a block; text before its tags goes on with the last field, as a paragraph of its own."""
        self.chars += block.chars
        self.tags.update(block.tags)
        self.is_ended = block.is_ended
        if self.too_long:
            self.fields.clear()
            return
        if self.fields and block.is_text:
            self.fields[-1][1].append("")
        for tag, text in block.lines:
            if tag:
                self.fields.append((tag, [text]))
            elif self.fields:
                self.fields[-1][1].append(text)

    def each(self, *tags: str, joint: str = " ") -> list[str]:
        """The text of every field with one of the tags, in the record's order; lines that go on are joined."""
        self._asked.update(tags)
        if self.tags.isdisjoint(tags):
            return []
        texts = (joint.join(lines).strip() for tag, lines in self.fields if tag in tags)
        return [text for text in texts if text]

    def pairs(self, *tags: str) -> list[tuple[str, str]]:
        """The same with the tag before each."""
        self._asked.update(tags)
        return [(tag, text) for tag, lines in self.fields if tag in tags and (text := " ".join(lines).strip())]

    def lines(self, *tags: str) -> list[str]:
        """The lines of these fields, where each line is a value of its own."""
        self._asked.update(tags)
        if self.tags.isdisjoint(tags):
            return []
        return [line.strip() for tag, lines in self.fields if tag in tags for line in lines if line.strip()]

    def by_preference(self, *tags: str) -> list[str]:
        """The texts of the first tag, then those of the second, each once."""
        self._asked.update(tags)
        return unique(text for tag in tags if tag in self.tags for text in self.each(tag))

    def first(self, *tags: str) -> str:
        """The first text that says something, of the tags in their order."""
        self._asked.update(tags)
        return next((text for tag in tags if tag in self.tags for text in self.each(tag)), "")


def read_each(
    stream: TextIO,
    source: str,
    dialect_of: Callable[[str], Dialect],
    read_one: Callable[[Record], Paper | Skipped],
    unused: Unused,
) -> Iterator[Paper | Skipped]:
    """What `read_one` makes of each record; one that is too long to be one is skipped.

    Args:
        dialect_of: the dialect of a file that begins so.
    """
    beginning = stream.read(HEAD_CHARACTERS)
    if beginning and not beginning.endswith("\n"):
        beginning += stream.readline(PIECE_CHARS)
    dialect = dialect_of(beginning)
    first_tag = opener(beginning, dialect)
    for found in _records(blocks(pieces(stream, beginning), dialect, first_tag), dialect, first_tag, unused):
        if found.too_long:
            yield Skipped(source, f"line {found.line}", TOO_LONG)
            continue
        yield read_one(found)
        unused(found.unused)


def _records(found: Iterable[tuple[Block, bool]], dialect: Dialect, first_tag: str, unused: Unused) -> Iterator[Record]:
    """The blocks put together to records."""
    current: Record | None = None
    held: list[str] = []  # marks that may stand before a record, or be text
    for block, is_cut in found:
        if block.is_marks:
            held += (text for _, text in block.lines)
            if current and any(is_count(text) for _, text in block.lines):
                if _is_record(current, dialect, unused):
                    yield current
                current = None
            continue
        is_going_on = current is not None and not current.is_ended and block.is_text
        unused([OUTSIDE] * block.without_marks(is_cut))
        if held and is_going_on:
            block.lines[:0] = [(None, text) for text in held]
        elif held:
            block.is_numbered |= any(map(is_number, held))
            unused([OUTSIDE] * len(held))
        held = []
        if current and not _begins(block, current, dialect, first_tag):
            current.go_on(block)
        elif block.tags or block.too_long:
            if current and _is_record(current, dialect, unused):
                yield current
            current = _begun(block, unused)
        else:
            unused([OUTSIDE] * len(block.lines))
    if current and _is_record(current, dialect, unused):
        yield current


def _begins(block: Block, current: Record, dialect: Dialect, first_tag: str) -> bool:
    """Whether a block begins a record of its own, and does not go on with the one before it."""
    if current.is_ended:
        return True
    if not block.tags:
        return False
    if block.is_numbered:
        return True
    if next(iter(block.tags)) == first_tag:
        return not dialect.essential.isdisjoint(current.tags)
    return not dialect.single.intersection(block.tags).isdisjoint(current.tags)


def _begun(block: Block, unused: Unused) -> Record:
    """A record that begins with a block; text before its first tag is none of it."""
    unused([OUTSIDE] * block.without_text())
    record = Record(block.line)
    record.go_on(block)
    return record


def _is_record(record: Record, dialect: Dialect, unused: Unused) -> bool:
    """Whether there is a record at all: lines with tags that have neither title nor abstract nor start are none."""
    if record.too_long or (record.is_ended and record.fields):
        return True
    if not dialect.essential.isdisjoint(record.tags):
        return True
    unused(OUTSIDE for _, lines in record.fields for _ in lines)
    return False


def position(number: int, key: str, title: str) -> str:
    """Where a record stands, for people: its line, with its key or the start of its title."""
    name = (key or " ".join(title[: 2 * _POSITION_CHARS].split()))[:_POSITION_CHARS]
    name = "".join(character if character.isprintable() else "?" for character in name)
    return f"line {number} ({name})" if name else f"line {number}"


def unique(texts: Iterable[str]) -> list[str]:
    """The texts in order, each once, empty ones left out."""
    return list(dict.fromkeys(text for text in texts if text))

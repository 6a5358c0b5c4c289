"""What the tagged formats share: a stream of lines -> the fields of one record each, in their order, no line lost.

No library does this: rispy, which reads two of the formats, takes a whole file at once, a record without an end for a
part of the next, tags before the first for nothing, and every second A1 for the only one. Here a record is told by
structure: by the tag that ends one, by the tag that begins one in this file, and where neither is, by a tag that comes
again though a record has it once. Numbers, rules and text between records are theirs, and are counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TextIO

from rag.intake.readers.lines import PIECE_CHARS, RECORD_CHARS, TOO_LONG, pieces
from rag.intake.readers.tagged.dialect import HEAD_CHARACTERS, Dialect, opener
from rag.intake.readers.unused import Unused
from rag.records import Paper, Skipped

OUTSIDE = "lines outside of records"

_MARK = re.compile(
    r"\s*(?:(?P<number>\d+\.|<\d+>|\[\d+\]|Record:? #?\d+(?: of \d+)?|Document \d+ of \d+)|[-*=_#~+]{3,})\s*$", re.I
)
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

    def go_on(self, block: _Block) -> None:
        """Take in the lines of a block; text before its tags goes on with the last field, as a paragraph of its own."""
        self.chars += block.chars
        self.tags.update(block.tags)
        self.is_ended = block.is_ended
        if self.too_long:
            self.fields.clear()
            return
        if self.fields and block.lines and block.lines[0][0] is None:
            self.fields[-1][1].append("")
        for tag, text in block.lines:
            if tag:
                self.fields.append((tag, [text]))
            elif self.fields:
                self.fields[-1][1].append(text)

    def each(self, *tags: str, joint: str = " ") -> list[str]:
        """The text of every field with one of the tags, in the record's order; lines that go on are joined."""
        self._asked.update(tags)
        texts = (joint.join(lines).strip() for tag, lines in self.fields if tag in tags)
        return [text for text in texts if text]

    def pairs(self, *tags: str) -> list[tuple[str, str]]:
        """The same with the tag before each."""
        self._asked.update(tags)
        return [(tag, text) for tag, lines in self.fields if tag in tags and (text := " ".join(lines).strip())]

    def lines(self, *tags: str) -> list[str]:
        """The lines of these fields, where each line is a value of its own."""
        self._asked.update(tags)
        return [line.strip() for tag, lines in self.fields if tag in tags for line in lines if line.strip()]

    def by_preference(self, *tags: str) -> list[str]:
        """The texts of the first tag, then those of the second, each once."""
        return unique(text for tag in tags for text in self.each(tag))

    def first(self, *tags: str) -> str:
        """The first text that says something, of the tags in their order."""
        self._asked.update(tags)
        return next(iter(self.by_preference(*tags)), "")


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
    blocks = _blocks(pieces(stream, beginning), dialect, first_tag)
    for found in _records(blocks, dialect, first_tag, unused):
        if found.too_long:
            yield Skipped(source, f"line {found.line}", TOO_LONG)
            continue
        yield read_one(found)
        unused(found.unused)


@dataclass(slots=True)
class _Block:
    """A stretch of lines without an empty one: (tag or None, text) of each, from line `line` on.

    `is_cut` is one that ends where a tag begins the next record, `is_numbered` one that stands behind a number.
    """

    line: int = 0
    lines: list[tuple[str | None, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    chars: int = 0
    is_ended: bool = False
    is_cut: bool = False
    is_numbered: bool = False

    def add(self, number: int, tag: str | None, text: str) -> None:
        self.line = self.line or number
        self.chars += len(text)
        if tag and tag not in self.tags:
            self.tags.append(tag)
        if self.chars <= RECORD_CHARS:
            self.lines.append((tag, text))
        else:
            self.lines.clear()

    def go_on(self, text: str) -> None:
        """Add more of a line that is too long to be read at once."""
        self.chars += len(text)
        if self.chars <= RECORD_CHARS and self.lines:
            tag, begun = self.lines[-1]
            self.lines[-1] = (tag, begun + text.strip("\n"))
        else:
            self.lines.clear()

    def without_marks(self, unused: Unused) -> bool:
        """Takes rules and the number of a record from the edges; whether a number of the next record was there."""
        while self.lines and self.lines[0][0] is None and (found := _MARK.match(self.lines[0][1])):
            self.is_numbered |= found.group("number") is not None
            del self.lines[0]
            self.line += 1
            unused((OUTSIDE,))
        number = False
        while self.lines and self.lines[-1][0] is None and (found := _MARK.match(self.lines[-1][1])):
            if found.group("number") is not None and not self.is_cut:
                break
            number |= found.group("number") is not None
            del self.lines[-1]
            unused((OUTSIDE,))
        return number


def _blocks(lines: Iterable[tuple[int, str]], dialect: Dialect, first_tag: str) -> Iterator[_Block]:
    block, last = _Block(), 0
    for number, raw in lines:
        if number == last:
            block.go_on(raw)
            continue
        last, text = number, raw.lstrip("\f\ufeff")
        tag, said = dialect.tag_of(text) or (None, text.strip())
        if tag and tag == first_tag and not dialect.essential.isdisjoint(block.tags):
            block.is_cut = True
        if block.line and (block.is_cut or not text.strip() or tag in dialect.of_file):
            yield block
            block = _Block()
        if not text.strip() or tag in dialect.of_file:
            continue
        if tag and tag == dialect.end:
            block.line, block.is_ended = block.line or number, True
            yield block
            block = _Block()
        else:
            block.add(number, tag, said)
    if block.line:
        yield block


def _records(blocks: Iterable[_Block], dialect: Dialect, first_tag: str, unused: Unused) -> Iterator[Record]:
    """The blocks put together to records."""
    current: Record | None = None
    is_numbered = False
    for block in blocks:
        was_numbered, is_numbered = is_numbered, block.without_marks(unused)
        block.is_numbered |= was_numbered
        if not (block.lines or block.chars > RECORD_CHARS or block.is_ended):
            is_numbered |= block.is_numbered
        elif current and not _begins(block, current, dialect, first_tag):
            current.go_on(block)
        elif block.tags or block.chars > RECORD_CHARS:
            if current and _is_record(current, dialect, unused):
                yield current
            current = _begun(block, unused)
        else:
            unused([OUTSIDE] * len(block.lines))
    if current and _is_record(current, dialect, unused):
        yield current


def _begins(block: _Block, current: Record, dialect: Dialect, first_tag: str) -> bool:
    """Whether a block begins a record of its own, and does not go on with the one before it."""
    if current.is_ended:
        return True
    if not block.tags:
        return False
    if block.is_numbered:
        return True
    if block.tags[0] == first_tag:
        return not dialect.essential.isdisjoint(current.tags)
    return not dialect.single.intersection(block.tags).isdisjoint(current.tags)


def _begun(block: _Block, unused: Unused) -> Record:
    """A record that begins with a block; text before its first tag is none of it."""
    record = Record(block.line)
    while block.lines and block.lines[0][0] is None:
        del block.lines[0]
        record.line += 1
        unused((OUTSIDE,))
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

"""A tagged format as data: how its lines begin a field, and by which tags its records are told apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HEAD_CHARACTERS = 1_000_000  # of a file that tell how it is written: a search history may stand first

TagLine = Callable[[str], tuple[str, str] | None]
"""(tag, text) of a line that begins a field; None for one that goes on with the field before, or is none."""

_ENOUGH = 3  # tags of a format in one stretch of lines: fewer may be words of a text


@dataclass(frozen=True, slots=True)
class Dialect:
    """A tagged format.

    Args:
        tag_of: the grammar of its lines.
        starts: tags that only begin a record, mostly as its first line; `end` is the tag that closes one.
        titles: the tags of titles.
        once: tags, beside those, that one record has once: one that comes again is of the next record.
        texts: tags of abstracts; a stretch of lines without one of these, a title or a start is no record.
        of_file: tags that stand around records and belong to none.
    """

    tag_of: TagLine
    starts: frozenset[str]
    end: str
    titles: frozenset[str]
    once: frozenset[str]
    texts: frozenset[str]
    of_file: frozenset[str] = frozenset()

    @property
    def single(self) -> frozenset[str]:
        """The tags that one record has once."""
        return self.starts | self.titles | self.once

    @property
    def essential(self) -> frozenset[str]:
        """The tags one of which every record has."""
        return self.starts | self.titles | self.texts


def stretches(head: str, dialect: Dialect) -> Iterator[list[str]]:
    """The tags of each stretch of lines without an empty line, up to the end of a record."""
    tags: list[str] = []
    for line in head.split("\n"):
        found = dialect.tag_of(line.lstrip("\f\ufeff"))
        if found and found[0] not in dialect.of_file:
            tags.append(found[0])
        if tags and (not line.strip() or (found and found[0] == dialect.end)):
            yield tags
            tags = []
    if tags:
        yield tags


def is_written(head: str, dialect: Dialect, known: frozenset[str]) -> bool:
    """Whether a record of this format stands anywhere in the head: several known tags, of a title among them."""
    return any(
        len(of_format := known.intersection(tags)) >= _ENOUGH and of_format & dialect.titles
        for tags in stretches(head, dialect)
    )


def opener(head: str, dialect: Dialect) -> str:
    """The tag that begins each record of a file that begins so; "" where no tag does and another sign parts them.

    One program writes a file: what begins its first record begins all. A tag that is no start is one only where
    neither starts nor ends part the records.
    """
    tags = list(stretches(head, dialect))
    present = {tag for stretch in tags for tag in stretch}
    wanted = dialect.starts & present or dialect.single
    first = next((stretch[0] for stretch in tags if wanted.intersection(stretch)), "")
    if first in dialect.starts:
        return first
    parted = dialect.starts & present or dialect.end in present
    return first if first in dialect.single and not parted else ""


def tagged_line(pattern: str, flags: int = 0) -> TagLine:
    """The grammar of a pattern whose groups are the tag and the text after it."""
    compiled = re.compile(pattern, flags | re.S)

    def tag_of(line: str) -> tuple[str, str] | None:
        found = compiled.match(line)
        return (found.group(1).strip(), (found.group(2) or "").strip()) if found else None

    return tag_of

"""Lines of a tagged file -> blocks: stretches without an empty line, up to a tag that ends or begins a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rag.intake.readers.lines import RECORD_CHARS
from rag.intake.readers.tagged.dialect import Dialect

_COUNT = re.compile(r"(?:Record|Document|Result|Citation):? #?\d+ of \d+$", re.I)
_NUMBER = re.compile(rf"(?:\d+\.|<\d+>|\[\d+\]|Record:? #?\d+$|{_COUNT.pattern})$", re.I)
_RULE = re.compile(r"[-*=_#~+]{3,}$")


@dataclass(slots=True)
class Block:
    """(tag or None, text) of each line, from line `line` on; `chars` goes on where it is too long to be kept.

    `is_ended` is one whose last line ends a record, `is_numbered` one that stands behind the number of its record.
    """

    line: int = 0
    lines: list[tuple[str | None, str]] = field(default_factory=list)
    tags: dict[str, None] = field(default_factory=dict)  # in order
    chars: int = 0
    is_ended: bool = False
    is_numbered: bool = False

    @property
    def too_long(self) -> bool:
        return self.chars > RECORD_CHARS

    @property
    def is_text(self) -> bool:
        """Whether it begins with a line without a tag."""
        return bool(self.lines) and self.lines[0][0] is None

    @property
    def is_marks(self) -> bool:
        """Whether it is nothing but numbers and rules, as they stand between records."""
        return bool(self.lines) and not self.is_ended and all(tag is None and is_mark(text) for tag, text in self.lines)

    def add(self, number: int, tag: str | None, text: str) -> None:
        self.line = self.line or number
        self.chars += len(text)
        if tag:
            self.tags[tag] = None
        if self.too_long:
            self.lines.clear()
        else:
            self.lines.append((tag, text))

    def go_on(self, text: str) -> None:
        """Add more of a line that is too long to be read at once."""
        self.chars += len(text)
        if self.too_long or not self.lines:
            self.lines.clear()
        else:
            tag, begun = self.lines[-1]
            self.lines[-1] = (tag, begun + text.strip("\n"))

    def without_text(self) -> int:
        """Take off the lines before its first tag; how many these were."""
        first = next((at for at, (tag, _) in enumerate(self.lines) if tag), len(self.lines))
        del self.lines[:first]
        self.line += first
        return first

    def without_marks(self, is_cut: bool) -> int:
        """Take off the marks before its first tag, and rules, or before the next record numbers too, at its end; how many
        lines these were."""
        first = next((at for at, (tag, _) in enumerate(self.lines) if tag), 0)
        before = self.lines[:first]
        if before and all(is_mark(text) for _, text in before):
            self.is_numbered |= any(_NUMBER.match(text) for _, text in before)
            self.line += first
            del self.lines[:first]
        else:
            first = 0
        whole = len(self.lines)
        while self.tags and self.lines and _is_trailing(*self.lines[-1], is_cut):
            del self.lines[-1]
        return first + whole - len(self.lines)


def is_mark(text: str) -> bool:
    """Whether a line is only the number of a record, or a rule."""
    return bool(_NUMBER.match(text) or _RULE.match(text))


def is_number(text: str) -> bool:
    return _NUMBER.match(text) is not None


def is_count(text: str) -> bool:
    """Whether a line counts the records, and so is surely none of their text: "Document 2 of 9"."""
    return _COUNT.match(text) is not None


def _is_trailing(tag: str | None, text: str, is_cut: bool) -> bool:
    return tag is None and bool(_RULE.match(text) or (is_cut and _NUMBER.match(text)))


def _is_whole(block: Block, first_tag: str, is_fresh: bool, dialect: Dialect) -> bool:
    """Whether a block ends where the tag comes that begins records. Right behind an end, or behind an empty line where
    they are neither title nor abstract, the tags before it are of its record."""
    is_of_another = not is_fresh and (block.is_text or not dialect.essential.isdisjoint(block.tags))
    return first_tag in block.tags or is_of_another


def blocks(lines: Iterable[tuple[int, str]], dialect: Dialect, first_tag: str) -> Iterator[tuple[Block, bool]]:
    """Each block, and whether it was cut before the tag that begins each record of this file."""
    block, last, is_fresh = Block(), 0, True
    for number, raw in lines:
        if number == last:
            block.go_on(raw)
            continue
        last, text = number, raw.lstrip("\f\ufeff")
        tag, said = dialect.tag_of(text) or (None, text.strip())
        is_cut = bool(tag) and tag == first_tag and bool(block.tags) and _is_whole(block, tag, is_fresh, dialect)
        if block.line and (is_cut or not text.strip() or tag in dialect.of_file):
            yield block, is_cut
            block, is_fresh = Block(), False
        if not text.strip() or tag in dialect.of_file:
            continue
        if tag and tag == dialect.end:
            block.line, block.is_ended = block.line or number, True
            yield block, False
            block, is_fresh = Block(), True
        else:
            block.add(number, tag, said)
    if block.line:
        yield block, False

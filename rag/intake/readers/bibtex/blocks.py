"""A stream of BibTeX -> its blocks (`@article{...}`, `@string{...}`), cut by their braces, one at a time.

A block that does not end before the next begins is broken; so is one that ends before its fields do. Each costs
only itself. Backslashed braces do not count, as in bibtexparser.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

from rag.intake.readers.lines import RECORD_CHARS, TOO_LONG, pieces

_START = re.compile(r"[\s,;]*@[ \t]*([A-Za-z]+)\s*([{(])")
_NEXT = re.compile(
    r"[ \t]*@(?:(?:string|comment|preamble)[ \t]*[{(]|[a-z]+[ \t]*(?:\{[^{}\",=\n]*|\([^\s(){}\",=]*),|[a-z]+[ \t]*[{(][ \t]*\n)",
    re.I,
)
_MARK = {"}": re.compile(r"\\.|[{}]", re.S), ")": re.compile(r"\\.|[{})\"]", re.S)}
_REMAINS = re.compile(r"[\s,]*(?:\}|[A-Za-z][\w-]*\s*=\s*[\"{\w])")
_BETWEEN = " \t\r\n,;"
_START_CHARS = 200


@dataclass(slots=True)
class Block:
    """One block: the number of its first line, its kind in lower case, its text, and what is wrong with it."""

    line: int
    kind: str
    closer: str
    problem: str = ""
    pieces: list[str] = field(default_factory=list)
    chars: int = 0
    depth: int = 0
    quoted: bool = False

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def add(self, text: str) -> None:
        self.chars += len(text)
        if self.chars <= RECORD_CHARS:
            self.pieces.append(text)
        else:
            self.problem = TOO_LONG
            self.pieces = ["".join((*self.pieces, text[:_START_CHARS]))[:_START_CHARS]]

    def end(self, text: str, at: int) -> int | None:
        """Where the block ends in `text`, read on from `at`; None when it goes on after it."""
        for mark in _MARK[self.closer].finditer(text, at):
            sign = mark.group()
            if sign == self.closer and self.depth == 0 and not self.quoted:
                return mark.end()
            if sign == '"' and self.depth == 0:
                self.quoted = not self.quoted
            self.depth += (sign == "{") - (sign == "}" and self.depth > 0)
        return None


def blocks(stream: TextIO) -> Iterator[Block]:
    """The blocks of a stream in order; text between them is no part of BibTeX, and is passed over."""
    block: Block | None = None
    closed: Block | None = None
    rest = ""
    for number, text in pieces(stream):
        text, rest, at = rest + text, "", 0
        if block and _NEXT.match(text):
            block.problem = block.problem or "the braces are not balanced: the next entry begins before its end"
            yield block
            block = None
        while at < len(text):
            if block:
                end = block.end(text, at)
                block.add(text[at:end])
                at = len(text) if end is None else end
                closed, block = (None, block) if end is None else (block, None)
            elif start := _START.match(text, at):
                if closed:
                    yield closed
                closed, at = None, start.end()
                block = Block(number, start.group(1).lower(), "}" if start.group(2) == "{" else ")")
                block.add(start.group().lstrip(_BETWEEN))
            else:
                if closed and text[at:].strip(_BETWEEN):
                    if _REMAINS.match(text, at):
                        closed.problem = "the braces are not balanced: it ends before its fields do"
                    yield closed
                    closed = None
                rest = text[at:] if not text.endswith("\n") and len(text) - at < _START_CHARS else ""
                at = len(text)
    if closed:
        yield closed
    if block:
        block.problem = block.problem or "the file ends before its closing brace"
        yield block

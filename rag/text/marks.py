"""Citation marks in an answer's text: [1] is citation 1, [7?] a label that a model wrote and no paper has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.records import Span

KNOWN = r"\[\d{1,3}\]"  # a mark of a citation
MARK = r"\[(\d{1,3})(\??)\]"  # a mark as two groups: its number, and a question mark where no paper has it
_MARK = re.compile(MARK)
_SPACED = re.compile(rf"(?<!\s)\s*{MARK}")  # a run of white space is looked at once
_RUN = re.compile(rf"(?:\s*{MARK})*")
_GROUP = re.compile(rf"(?<!\s)\s*{KNOWN}(?:\s*{KNOWN})*")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a mark says: a citation's number, or a label that no paper has."""

    n: int
    is_known: bool


def written(n: int, is_known: bool = True) -> str:
    """A mark as it stands in a text."""
    return f"[{n}]" if is_known else f"[{n}?]"


def marks(text: str) -> tuple[Mark, ...]:
    """The marks of a text in their order."""
    return tuple(Mark(int(n), not unknown) for n, unknown in _MARK.findall(text))


def without_marks(text: str) -> str:
    """The text without its marks and the white space before each, and around the whole."""
    return _SPACED.sub("", text).strip()


def between_marks(text: str) -> Iterator[Span]:
    """The stretches of a text that its marks, each with the white space before it, leave."""
    start = 0
    for mark in _SPACED.finditer(text):
        yield Span(start, mark.start())
        start = mark.end()
    yield Span(start, len(text))


def escape_marks(text: str) -> str:
    """The text as Markdown in which nothing reads as a mark."""
    return _MARK.sub(lambda mark: f"{mark.group()[:-1]}\\]", text)


def end_of_marks(text: str, start: int, end: int | None = None) -> int:
    """Where the marks end that stand at `start`, one behind another or behind white space; `start` where none do."""
    run = _RUN.match(text, start, len(text) if end is None else end)
    return run.end() if run else start


def groups(text: str) -> Iterator[tuple[Span, tuple[int, ...]]]:
    """Known marks that stand together: their place, with the white space before them, and their numbers."""
    for group in _GROUP.finditer(text):
        yield Span(*group.span()), tuple(mark.n for mark in marks(group.group()))


def trimmed(text: str, span: Span) -> Span:
    """The part of a stretch of text that has no marks and no white space at its ends."""
    start, end = span.start, span.end
    inside = list(_MARK.finditer(text, start, end))
    for mark in inside:
        if text[start : mark.start()].strip():
            break
        start = mark.end()
    for mark in reversed(inside):
        if mark.start() < start or text[mark.end() : end].strip():
            break
        end = mark.start()
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), start + len(words.rstrip()))

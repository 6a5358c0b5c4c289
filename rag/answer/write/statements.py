"""A reply -> the sentences in it that state something, each with its place and its citation marks. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.records import Span
from rag.text.markdown import tokens
from rag.text.marks import Mark, end_of_marks, marks, trimmed, without_marks
from rag.text.rules import rule
from rag.text.sentences import sentences

_LIST_MARK = re.compile(r"\s*(?:[-*•#>]+|\d+[.)])\s+")
_LINE = re.compile(r"\r\n|\r|\n")  # as Markdown breaks lines
_OTHER_BREAK = re.compile(r"[\v\f\x1c-\x1e\x85\u2028\u2029]")
_WORDS = re.compile(r"[\w\s%'’.,;:-]*")
_ENDED = rule(
    "reply: ends as a sentence does",
    r"[^\W\d_]{2}[.!?][\"'”’)]*$",
    matches=("Bees dance.", "Does the lake freeze?", "He wrote “The treaty holds!”"),
    misses=("for x in range(10):", "x = 1.", "return None", "| 3. | 4. |"),
)
_WORDS_IN_A_ROW = rule(
    "reply: holds five words in a row",  # code has fewer, mostly
    r"(?:[^\W_][\w%'’.-]*[,;:]?\s+){4,}[^\W_][\w%'’.-]*",
    matches=("Glaciers grew by 12.5% in summer", "the rate fell, slowly; then it rose"),
    misses=("y = bees(x) + wasps(x)", "Year | Cases | Deaths", "from the front of"),
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a reply: `span` is its place, from its first word to its last, `text` what stands there without
    citation marks, and `marks` those in it, behind it, and before it where no sentence stands."""

    span: Span
    text: str
    marks: tuple[Mark, ...]


def statements(text: str) -> tuple[Statement, ...]:
    """The sentences of a reply that state something, in their order."""
    cut: list[tuple[Span, list[Mark]]] = []
    for line in _claiming(text):
        listed = _LIST_MARK.match(text, line.start, line.end)
        start = listed.end() if listed else line.start
        for sentence in sentences(text[start : line.end]):
            first, end = start + sentence.start, start + sentence.end
            if cut:  # marks that open a sentence belong to the one before it
                own = end_of_marks(text, first, end)
                cut[-1][1].extend(marks(text[first:own]))
                first = own
            if text[first:end].strip():
                cut.append((trimmed(text, Span(first, end)), list(marks(text[first:end]))))
    stated = (Statement(span, without_marks(span.of(text)), tuple(cited)) for span, cited in cut)
    return tuple(statement for statement in stated if any(c.isalnum() for c in statement.text))


def _claiming(text: str) -> Iterator[Span]:
    """The lines of a reply but for the heads of its tables and for code, which state nothing.

    What reads as prose is no head and no code, wherever it stands: a fence is no place to hide a sentence from being
    checked. In doubt a line counts, and code is taken for a claim rather than a claim for code.
    """
    lines, silent, head = _split(text, Span(0, len(text)), _LINE), set[int](), 0
    for token in tokens(text):
        first, end = token.map or (0, 0)
        if token.type == "thead_open":
            head = first
        elif token.type == "tbody_open" and not any(_prose([cell]) for cell in lines[head].of(text).split("|")):
            silent.add(head)  # a table without rows has no head either
        elif token.type == "fence":
            stated = _prose([line.of(text) for line in lines[first:end]])
            silent |= {line for line in range(first, end) if line - first not in stated}
    for number, line in enumerate(lines):
        if number not in silent:
            yield from _split(text, line, _OTHER_BREAK)


def _split(text: str, whole: Span, at: re.Pattern[str]) -> list[Span]:
    """The stretches of a part of a text between the matches of a pattern."""
    parts, start = [], whole.start
    for found in at.finditer(text, whole.start, whole.end):
        parts.append(Span(start, found.start()))
        start = found.end()
    return [*parts, Span(start, whole.end)]


def _prose(lines: Sequence[str]) -> set[int]:
    """Which of the lines end as a sentence does, or hold five words in a row, which may run over lines of words alone."""
    plain = [without_marks(line) for line in lines]
    stated = {number for number, line in enumerate(plain) if _ENDED.holds(line)}
    text = "\n".join(line if _WORDS.fullmatch(line) else f"\0{line}\0" for line in plain)
    for run in _WORDS_IN_A_ROW.finditer(text):
        stated |= set(range(text.count("\n", 0, run.start()), text.count("\n", 0, run.end()) + 1))
    return stated

"""A reply -> the sentences in it that state something, each with its place and its citation marks. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from rag.answer.write.outline import LIST_MARK, Role, outline
from rag.records import Span
from rag.text.absence import is_empty, says_absent
from rag.text.marks import MARK, Mark, end_of_marks, marks, trimmed, without_marks
from rag.text.sentences import sentences

_RUN = re.compile(rf"{MARK}(?:\s*{MARK})*")
_ENDS_WITH_MARK = re.compile(rf"{MARK}[\s.]*$")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a reply, or a row of a table in it: `span` is its place, from its first word to its last, `text` what
    stands there without citation marks, and `marks` those in it, behind it, and before it where no sentence stands; where
    it has none, those of the heading or the lead-in above it."""

    span: Span
    text: str
    marks: tuple[Mark, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """What is compared with a source: the sentence, or each cell of a row that states something, behind the first,
        which names the row."""
        if not self.text.startswith("|"):
            return (self.text,)
        name, *cells = (cell.strip() for cell in self.text.strip("| \t").split("|"))
        return tuple(f"{name} — {cell}" for cell in cells if not is_empty(cell)) or (name,)


@dataclass(slots=True)
class _Cut:
    span: Span
    marks: list[Mark]
    inherited: list[Mark] = field(default_factory=list)

    def stated(self, text: str) -> str:
        return without_marks(self.span.of(text))

    def says_absent(self, text: str, absences: Collection[int]) -> bool:
        """Whether it says no more than that the sources do not say something."""
        stated = self.stated(text)
        if stated.startswith("|"):
            cells = stated.strip("| \t").split("|")[1:]
            return bool(cells) and all(map(is_empty, cells))
        end = end_of_marks(text, self.span.end)
        is_signed = not self.marks and any(self.span.start < at <= end for at in absences)
        return is_signed or says_absent(stated, bool(self.marks))


def statements(text: str, absences: Collection[int] = ()) -> tuple[Statement, ...]:
    """The sentences of a reply that state something, in their order.

    Headings, lead-ins of lists, lists of references, code, and what only says what the sources do not say are none.

    Args:
        absences: places in the text at which the model signed that the sources do not say something.
    """
    return tuple(
        Statement(cut.span, cut.stated(text), tuple(cut.marks or cut.inherited))
        for cut in _cut(text)
        if not cut.says_absent(text, absences)
    )


def refuses(text: str, absences: Collection[int] = ()) -> bool:
    """Whether a reply gives no answer: the first that it says is that the sources do not say it."""
    return next((cut.says_absent(text, absences) for cut in _cut(text)), False)


def _cut(text: str) -> list[_Cut]:
    """All sentences and rows that have words, with the marks that stand at each and above it."""
    cuts: list[_Cut] = []
    heading: list[Mark] = []
    lead_in: list[Mark] = []
    for line in outline(text):
        listed = LIST_MARK.match(text, line.span.start, line.span.end)
        if line.role is Role.HEADING:
            heading, lead_in = list(marks(line.span.of(text))), []
        elif line.role is Role.LEAD_IN:
            lead_in = list(marks(line.span.of(text)))
        elif line.role is Role.ROW:
            cuts.append(_Cut(trimmed(text, line.span), list(marks(line.span.of(text))), lead_in or heading))
        else:
            if not listed and line.span.of(text).strip():
                lead_in = []
            start = listed.end() if listed else line.span.start
            _add_sentences(cuts, text, Span(start, line.span.end), lead_in or heading)
    return [cut for cut in cuts if any(c.isalnum() for c in cut.stated(text))]


def _add_sentences(cuts: list[_Cut], text: str, line: Span, inherited: list[Mark]) -> None:
    """Add those of a line; marks that open one belong to the one before it, but for those that open the line; where marks
    open the line and none ends it, each belongs to what stands behind it."""
    whole = line.of(text).strip()
    if end_of_marks(whole, 0) and not _ENDS_WITH_MARK.search(whole):
        for leading, part in _led(text, line):
            for sentence in sentences(part.of(text)):
                span = Span(part.start + sentence.start, part.start + sentence.end)
                cuts.append(_Cut(trimmed(text, span), list(leading), inherited))
        return
    for sentence in sentences(line.of(text)):
        first, end = line.start + sentence.start, line.start + sentence.end
        own = end_of_marks(text, first, end)
        opens_line = not text[line.start : first].strip()
        if own > first and cuts and not (opens_line and text[own:end].strip()):
            cuts[-1].marks.extend(marks(text[first:own]))
            first = own
        if text[first:end].strip():
            span = Span(first, end)
            cuts.append(_Cut(trimmed(text, span), list(marks(span.of(text))), inherited))


def _led(text: str, line: Span) -> Iterator[tuple[tuple[Mark, ...], Span]]:
    """The marks of a line, each run of them with the text behind it."""
    runs = [*(Span(line.start + run.start(), line.start + run.end()) for run in _RUN.finditer(line.of(text)))]
    for run, following in pairwise([*runs, Span(line.end, line.end)]):
        yield marks(run.of(text)), Span(run.end, following.start)

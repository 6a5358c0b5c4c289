"""Running text as a reader of a format meets it, piece by piece -> paragraphs -> sentences with their lines and citations."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from rag.checks.manuscript.manuscript import ManuscriptSentence, Mention
from rag.records import Span
from rag.text.sentences import sentences

Named = Callable[[str], str]
_FEW_WORDS = 4  # of a note that only cites: "See also ... and ..."
_SPACE = re.compile(r"\s+")
_BEGINS = re.compile(r"(?:^|[.!?][\"”)]?\s)$")  # a sentence begins there
_GOES_ON = re.compile(r"\s+[a-z]")
_STOP = re.compile(r"[.,;:!?)\]]")


@dataclass(frozen=True, slots=True)
class _Cited:
    keys: tuple[str, ...]
    shown: str | None  # the words in which it is written; None for one in brackets
    is_named: bool  # whether the names are a word of the sentence that is not written out


@dataclass(slots=True)
class Paragraph:
    """Pieces of text and citations between them, each with its file and the line on which it begins."""

    pieces: list[tuple[str | _Cited, str, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Level:
    """The paragraph that is open, what stood beside it, and the paragraphs before it."""

    open: Paragraph | None = None
    beside: list[Paragraph] = field(default_factory=list)
    is_note: bool = False
    ended: list[Paragraph] = field(default_factory=list)


class Flow:
    """Paragraphs as they are met. What stands beside a paragraph, such as a footnote, is a paragraph of its own behind it."""

    def __init__(self) -> None:
        self._levels = [_Level()]

    @property
    def paragraphs(self) -> list[Paragraph]:
        """Those that have ended."""
        return self._levels[0].ended

    def text(self, text: str, file: str, line: int) -> None:
        self._paragraph().pieces.append((text, file, line))

    def cite(self, keys: Sequence[str], file: str, line: int, shown: str | None = None, is_named: bool = False) -> None:
        """A citation. `shown` are its words where these stand in the sentence; where `is_named`, it stands for the names of
        the authors, as \\citet does."""
        if keys:
            self._paragraph().pieces.append((_Cited(tuple(keys), shown, is_named), file, line))

    def end(self) -> None:
        """The paragraph ends here, if one is open."""
        level = self._levels[-1]
        level.ended += [*([level.open] if level.open else []), *level.beside]
        level.open, level.beside = None, []

    def begin_aside(self, is_note: bool) -> None:
        """What follows stands beside the paragraph that is open, until `end_aside`; a note belongs to a place in it."""
        self._levels.append(_Level(is_note=is_note))

    def end_aside(self) -> None:
        """What stood beside is over. Where a note did no more than cite, the sentence that it belongs to does."""
        self.end()
        aside = self._levels.pop()
        for paragraph in aside.ended:
            cited = [(piece, file, line) for piece, file, line in paragraph.pieces if isinstance(piece, _Cited)]
            words = " ".join(piece for piece, *_ in paragraph.pieces if isinstance(piece, str)).split()
            if aside.is_note and cited and len(words) <= _FEW_WORDS:
                for piece, file, line in cited:
                    self.cite(piece.keys, file, line)
            else:
                self._levels[-1].beside.append(paragraph)

    def _paragraph(self) -> Paragraph:
        level = self._levels[-1]
        level.open = level.open or Paragraph()
        return level.open


def sentences_of(paragraphs: Sequence[Paragraph], named: Named) -> tuple[ManuscriptSentence, ...]:
    """The sentences of paragraphs in order.

    Args:
        named: key -> the names by which a sentence speaks of its authors.
    """
    return tuple(one for number, paragraph in enumerate(paragraphs) for one in _sentences(paragraph, number, named))


class _Flat:
    """A paragraph as one line of text, with where its lines begin and its citations stand: for each its place, and whether
    it follows right behind what is before it."""

    def __init__(self, paragraph: Paragraph, named: Named) -> None:
        self.text = ""
        self.cited: list[tuple[_Cited, Span, bool]] = []
        self._starts: list[int] = []
        self._at: list[tuple[str, int]] = []
        self._first = paragraph.pieces[0][1:]
        for place, (piece, file, line) in enumerate(paragraph.pieces):
            if isinstance(piece, str):
                for n, row in enumerate(piece.split("\n")):
                    self._append(f" {row}" if n else row, file, line + n)
            else:
                behind = "".join(
                    other for other, *_ in paragraph.pieces[place + 1 : place + 3] if isinstance(other, str)
                )
                self._cite(piece, file, line, named, behind)

    def at(self, place: int) -> tuple[str, int]:
        """The file and the line of a place in the text."""
        return self._at[max(bisect_right(self._starts, place) - 1, 0)] if self._at else self._first

    def _append(self, text: str, file: str, line: int) -> None:
        text = _SPACE.sub(" ", text)
        if self.text[-1:] in ("", " "):
            text = text.lstrip()
        if not text:
            return
        if self.text.endswith(" ") and self._ends_with_mark() and _STOP.match(text):
            cited, place, glued = self.cited[-1]
            self.text = self.text[:-1]  # the space before a citation of which nothing stays
            self.cited[-1] = (cited, Span(place.start - 1, place.end - 1), glued)
        self._starts.append(len(self.text) + (text[0] == " "))
        self._at.append((file, line))
        self.text += text

    def _ends_with_mark(self) -> bool:
        return bool(self.cited) and self.cited[-1][1] == Span(len(self.text), len(self.text))

    def _cite(self, cited: _Cited, file: str, line: int, named: Named, behind: str) -> None:
        is_glued = self.text[-1:] not in ("", " ")
        words = cited.shown or ""
        is_subject = cited.shown is None and _BEGINS.search(self.text[-3:]) and _GOES_ON.match(behind)
        if cited.is_named or is_subject:
            words = " and ".join(dict.fromkeys(map(named, cited.keys)))
            if is_glued and self.text[-1] not in "([“\"'-/":
                self._append(" ", file, line)
        start = len(self.text)
        self._append(words, file, line)
        self.cited.append((cited, Span(start, len(self.text)), is_glued))


def _sentences(paragraph: Paragraph, number: int, named: Named) -> Iterator[ManuscriptSentence]:
    flat = _Flat(paragraph, named)
    if not flat.text.strip() and not flat.cited:
        return
    spans = sentences(flat.text) or (Span(0, 0),)
    of_span: list[list[Mention]] = [[] for _ in spans]
    for cited, place, is_glued in flat.cited:
        n = _sentence_at(spans, place, is_glued)
        start, end = (
            min(max(at - spans[n].start, 0), spans[n].end - spans[n].start) for at in (place.start, place.end)
        )
        of_span[n] += [Mention(key, Span(start, end)) for key in cited.keys]
    for span, mentions in zip(spans, of_span, strict=True):
        yield ManuscriptSentence(span.of(flat.text), *flat.at(span.start), number, tuple(mentions))


def _sentence_at(spans: Sequence[Span], place: Span, glued: bool) -> int:
    """The sentence that a citation belongs to: one that stands apart behind a full stop opens the sentence that follows,
    unless none does."""
    for n, span in enumerate(spans):
        if place.start < span.end or (place.start == span.end and glued):
            return n
    return len(spans) - 1

"""Chosen sentences -> a draft: numbered citations, the claims they carry, and Markdown around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answer.extract.lead import Quoted
from rag.records import Abstained, Cell, Citation, Claim, Draft, Paper, Part, Row, Sentence, Span, Table
from rag.text.markdown import escape_abstract
from rag.text.marks import written
from rag.text.persons import credited

NOT_STATED = "The abstract does not state it."
NO_ABSTRACT = "Its abstract is not in the library."
VERBATIM = "the abstract's own sentence"  # why a quotation is supported


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a quotation stands in the text, and what it does there."""

    text: str
    span: Span
    n: int
    part: Part | None


class Composer:
    """Numbers sentences as they are first cited, and gathers what a draft needs."""

    def __init__(self, citations: Sequence[Citation] = ()) -> None:
        self._citations = {(c.paper.id, c.start, c.end): c for c in citations}
        self._pieces: list[str] = []
        self._length = 0  # of the pieces together
        self._places: list[_Place] = []  # of the quotations in the text, in its order
        self._table: Table | None = None

    def cite(self, sentence: Sentence, before: Sentence | None = None) -> int:
        """The number of a sentence, or of one together with the sentence before it."""
        start, end = (before or sentence).span.start, sentence.span.end
        place = (sentence.paper.id, start, end)
        if place not in self._citations:
            n = len(self._citations) + 1
            self._citations[place] = Citation(n, sentence.paper, sentence.paper.abstract[start:end], start, end)
        return self._citations[place].n

    def lead(self, text: str) -> None:
        """A few words of ours, which claim nothing."""
        self._part(text)

    def section(self, paper: Paper, sentences: Sequence[Sentence]) -> None:
        """A paper's title, and its sentences in their own order; a word on it where its abstract is not here."""
        self._part(f"**{_name(paper)}**\n\n")
        self._quote(paper, in_order(sentences))

    def answer(self, quoted: Quoted) -> None:
        """The lead by itself under its paper's title, then what adds to it, that of other papers under theirs."""
        lead = quoted.lead
        self._part(f"**{_name(lead.paper)}**\n\n")
        n = self.cite(lead, quoted.before)
        if quoted.before:
            self._say(quoted.before, n, "before")
            self._write(" ")
        self._say(lead, n, "lead")
        self._write(f" {written(n)}")
        for paper in dict.fromkeys((lead.paper, *(sentence.paper for sentence in quoted.more))):
            if more := [sentence for sentence in quoted.more if sentence.paper is paper]:
                self._part("" if paper is lead.paper else f"**{_name(paper)}**\n\n")
                self._quote(paper, in_order(more), "more")

    def line(self, paper: Paper, sentences: Sequence[Sentence], address: str = "", is_quoted: bool = True) -> None:
        """A paper as one item of a list: its title, authors and year, an address, each where there is one, and its
        sentences as they are given; nothing of its abstract where it is not to be quoted."""
        by = ", ".join(filter(None, (escape_abstract(credited(paper.names)), str(paper.year or ""))))
        self._part(f"- **{_name(paper)}**{by and f' ({by})'}{address and f' {address}'}{': ' * is_quoted}", gap="\n")
        if is_quoted:
            self._quote(paper, sentences)

    def table(self, columns: Sequence[str], rows: Sequence[tuple[Paper, Sequence[Sentence | None]]]) -> None:
        """Papers by aspects; a cell without a sentence says that the abstract does not state it, or is not here."""
        self._table = Table(
            tuple(columns),
            tuple(Row(paper, tuple(self._cell(paper, s) for s in sentences)) for paper, sentences in rows),
        )

    def draft(self, abstained: Abstained | None = None) -> Draft:
        citations = tuple(self._citations.values())
        placed = {place.n for place in self._places}
        claims = [_claim(place.text, place.n, place.span, place.part) for place in self._places]
        claims += [_claim(citation.quote, citation.n) for citation in citations if citation.n not in placed]
        return Draft("".join(self._pieces), citations, tuple(claims), abstained, self._table)

    def _part(self, text: str, gap: str = "\n\n") -> None:
        """Begin the next part of the text, with a gap before it where it is not the first."""
        self._write(gap + text if self._pieces else text)

    def _quote(self, paper: Paper, sentences: Sequence[Sentence], part: Part | None = None) -> None:
        if not paper.abstract:
            self._write(NO_ABSTRACT)
            return
        for number, sentence in enumerate(sentences):
            n = self.cite(sentence)
            self._write(" " if number else "")
            self._say(sentence, n, part)
            self._write(f" {written(n)}")

    def _say(self, sentence: Sentence, n: int, part: Part | None) -> None:
        start = self._length
        self._write(escape_abstract(sentence.text))
        self._places.append(_Place(sentence.text, Span(start, self._length), n, part))

    def _write(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _cell(self, paper: Paper, sentence: Sentence | None) -> Cell:
        if sentence:
            return Cell(sentence.text, self.cite(sentence))
        return Cell(NOT_STATED if paper.abstract else NO_ABSTRACT, None)


def in_order(sentences: Iterable[Sentence]) -> list[Sentence]:
    """Sentences of one abstract as they stand in it."""
    return sorted(sentences, key=lambda sentence: sentence.span.start)


def _claim(text: str, n: int, place: Span | None = None, part: Part | None = None) -> Claim:
    start, end = (place.start, place.end) if place else (None, None)
    return Claim(text, start, end, (n,), "supported", "verbatim", VERBATIM, part=part)


def _name(paper: Paper) -> str:
    return escape_abstract(paper.title or "Untitled")

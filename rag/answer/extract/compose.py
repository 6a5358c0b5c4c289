"""Chosen sentences -> a draft: numbered citations, the claims they carry, and Markdown around them."""

from __future__ import annotations

from collections.abc import Sequence

from rag.records import Abstained, Cell, Citation, Claim, Draft, Paper, Row, Sentence, Span, Table
from rag.text.markdown import escape_abstract
from rag.text.marks import written

NOT_STATED = "The abstract does not state it."
NO_ABSTRACT = "Its abstract is not in the library."
VERBATIM = "the abstract's own sentence"  # why a quotation is supported


class Composer:
    """Numbers sentences as they are first cited, and gathers what a draft needs."""

    def __init__(self, citations: Sequence[Citation] = ()) -> None:
        self._citations = {(c.paper.id, c.start): c for c in citations}
        self._pieces: list[str] = []
        self._length = 0  # of the pieces together
        self._places: dict[int, Span] = {}  # of each quotation in the text, by its number
        self._table: Table | None = None

    def cite(self, sentence: Sentence) -> int:
        """The number of a sentence."""
        place = (sentence.paper.id, sentence.span.start)
        if place not in self._citations:
            n = len(self._citations) + 1
            self._citations[place] = Citation(n, sentence.paper, sentence.text, sentence.span.start, sentence.span.end)
        return self._citations[place].n

    def lead(self, text: str) -> None:
        """A few words of ours, which claim nothing."""
        self._part(text)

    def section(self, paper: Paper, sentences: Sequence[Sentence]) -> None:
        """A paper's title, and its sentences in their own order; a word on it where its abstract is not here."""
        self._part(f"**{_name(paper)}**\n\n")
        self._quote(paper, sentences)

    def line(self, paper: Paper, sentences: Sequence[Sentence], address: str = "") -> None:
        """The same as one item of a list, with an address where there is one."""
        self._part(f"- **{_name(paper)}**{address and f' {address}'}: ", gap="\n")
        self._quote(paper, sentences)

    def table(self, columns: Sequence[str], rows: Sequence[tuple[Paper, Sequence[Sentence | None]]]) -> None:
        """Papers by aspects; a cell without a sentence says that the abstract does not state it, or is not here."""
        self._table = Table(
            tuple(columns),
            tuple(Row(paper, tuple(self._cell(paper, s) for s in sentences)) for paper, sentences in rows),
        )

    def draft(self, abstained: Abstained | None = None) -> Draft:
        citations = tuple(self._citations.values())
        return Draft("".join(self._pieces), citations, tuple(map(self._claim, citations)), abstained, self._table)

    def _claim(self, citation: Citation) -> Claim:
        place = self._places.get(citation.n)
        start, end = (place.start, place.end) if place else (None, None)
        return Claim(citation.quote, start, end, (citation.n,), "supported", "verbatim", VERBATIM)

    def _part(self, text: str, gap: str = "\n\n") -> None:
        """Begin the next part of the text, with a gap before it where it is not the first."""
        self._write(gap + text if self._pieces else text)

    def _quote(self, paper: Paper, sentences: Sequence[Sentence]) -> None:
        if not paper.abstract:
            self._write(NO_ABSTRACT)
            return
        for number, sentence in enumerate(sorted(sentences, key=lambda sentence: sentence.span.start)):
            n = self.cite(sentence)
            self._write(" " if number else "")
            start = self._length
            self._write(escape_abstract(sentence.text))
            self._places.setdefault(n, Span(start, self._length))
            self._write(f" {written(n)}")

    def _write(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _cell(self, paper: Paper, sentence: Sentence | None) -> Cell:
        if sentence:
            return Cell(sentence.text, self.cite(sentence))
        return Cell(NOT_STATED if paper.abstract else NO_ABSTRACT, None)


def _name(paper: Paper) -> str:
    return escape_abstract(paper.title or "Untitled")

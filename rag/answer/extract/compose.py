"""Chosen sentences -> a draft: numbered citations, the claims they carry, and Markdown around them."""

from __future__ import annotations

from collections.abc import Sequence

from rag.records import Abstained, Cell, Citation, Claim, Draft, Paper, Row, Sentence, Table
from rag.text.markdown import escape_abstract

NOT_STATED = "The abstract does not state it."
NO_ABSTRACT = "Its abstract is not in the library."


class Composer:
    """Numbers sentences as they are first cited, and gathers what a draft needs."""

    def __init__(self, citations: Sequence[Citation] = ()) -> None:
        self._citations = {(c.paper.id, c.start): c for c in citations}
        self._parts: list[str] = []
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
        self._parts.append(text)

    def section(self, paper: Paper, sentences: Sequence[Sentence]) -> None:
        """A paper's title, and its sentences in their own order; a word on it where its abstract is not here."""
        self._parts.append(f"**{_name(paper)}**\n\n{self._told(paper, sentences)}")

    def line(self, paper: Paper, sentences: Sequence[Sentence], address: str = "") -> None:
        """The same as one item of a list, with an address where there is one."""
        self._parts.append(f"- **{_name(paper)}**{address and f' {address}'}: {self._told(paper, sentences)}")

    def table(self, columns: Sequence[str], rows: Sequence[tuple[Paper, Sequence[Sentence | None]]]) -> None:
        """Papers by aspects; a cell without a sentence says that the abstract does not state it, or is not here."""
        self._table = Table(
            tuple(columns),
            tuple(Row(paper, tuple(self._cell(paper, s) for s in sentences)) for paper, sentences in rows),
        )

    def draft(self, abstained: Abstained | None = None) -> Draft:
        citations = tuple(self._citations.values())
        claims = tuple(Claim(c.quote, (c.n,), "supported", "the abstract's own sentence") for c in citations)
        text = "\n\n".join(self._parts).replace("\n\n- ", "\n- ")
        return Draft(text, citations, claims, abstained, self._table)

    def _told(self, paper: Paper, sentences: Sequence[Sentence]) -> str:
        if not paper.abstract:
            return NO_ABSTRACT
        ordered = sorted(sentences, key=lambda sentence: sentence.span.start)
        return " ".join(f"{escape_abstract(sentence.text)} [{self.cite(sentence)}]" for sentence in ordered)

    def _cell(self, paper: Paper, sentence: Sentence | None) -> Cell:
        if sentence:
            return Cell(sentence.text, self.cite(sentence))
        return Cell(NOT_STATED if paper.abstract else NO_ABSTRACT, None)


def _name(paper: Paper) -> str:
    return escape_abstract(paper.title or "Untitled")

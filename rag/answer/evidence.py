"""Papers -> the sentences of their abstracts, which are the unit of evidence."""

from __future__ import annotations

from rag.records import Paper, Sentence
from rag.text.sentences import sentences


def split(paper: Paper) -> tuple[Sentence, ...]:
    """The sentences of a paper's abstract, each with its span in it."""
    return tuple(Sentence(paper, span, span.of(paper.abstract)) for span in sentences(paper.abstract))

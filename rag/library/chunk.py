"""Paper -> passages, with exact character offsets into the abstract."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rag.records import Paper, Passage, Span
from rag.text.sentences import sentences

if TYPE_CHECKING:
    from semantic_text_splitter import TextSplitter

PASSAGE_TOKENS = 256
# Any tiktoken vocabulary does for a size bound; the splitter carries this one inside.
VOCABULARY = "gpt-4o"


def passages(paper: Paper) -> tuple[Passage, ...]:
    """Stretches of whole sentences, at most PASSAGE_TOKENS tokens each, in order, without overlap.

    A single sentence longer than that is cut at the best place inside it. A paper without an abstract has one empty
    passage, in which its title is found.
    """
    if not paper.abstract.strip():
        return (Passage(f"{paper.id}:0", paper.id, Span(0, 0), ""),)
    text = paper.abstract
    whole = Span(len(text) - len(text.lstrip()), len(text.rstrip()))
    # Most abstracts are one passage: that is looked at first, as cutting and measuring tokens takes time.
    spans: list[Span] = [whole] if len(_pieces(whole, text)) == 1 else []
    for sentence in () if spans else sentences(text):
        longer = Span(spans[-1].start, sentence.end) if spans else sentence
        if spans and len(_pieces(longer, text)) == 1:
            spans[-1] = longer
        else:
            spans += _pieces(sentence, text)
    return tuple(Passage(f"{paper.id}:{i}", paper.id, s, s.of(text)) for i, s in enumerate(spans))


def paper_of(passage_id: str) -> str:
    """The id of the paper that a passage is of."""
    return passage_id.rpartition(":")[0]


def _pieces(span: Span, text: str) -> list[Span]:
    """The span in pieces of at most PASSAGE_TOKENS tokens: itself when it is short enough."""
    chunks = _splitter().chunk_indices(span.of(text))
    return [Span(span.start + start, span.start + start + len(chunk)) for start, chunk in chunks]


@lru_cache(maxsize=1)
def _splitter() -> TextSplitter:
    from semantic_text_splitter import TextSplitter

    return TextSplitter.from_tiktoken_model(VOCABULARY, PASSAGE_TOKENS)

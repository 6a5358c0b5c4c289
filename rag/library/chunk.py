"""Paper -> passages, with exact character offsets into the abstract."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rag.records import Paper, Passage, Span
from rag.text.sentences import sentences

if TYPE_CHECKING:
    from semantic_text_splitter import TextSplitter

PASSAGE_TOKENS = 256
_AT_ONCE = 4_000  # characters: more than so many tokens have in any text
_MOST_SENTENCES = 30  # looked at together: hardly more have room
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
    # Most abstracts are one passage: that is looked at first, as sentences and tokens take time.
    pieces = _pieces(whole, text)
    spans = pieces if len(pieces) < 2 else _of_sentences(text)
    return tuple(Passage(f"{paper.id}:{i}", paper.id, s, s.of(paper.abstract)) for i, s in enumerate(spans))


def _of_sentences(text: str) -> list[Span]:
    """The sentences of a text, as many in one span as it has room for."""
    parts = sentences(text)
    spans: list[Span] = []
    at = 0
    while at < len(parts):
        start, following = parts[at].start, parts[at : at + _MOST_SENTENCES]
        # What the splitter takes of the next ones has room; whether one more has, is to be seen.
        first = _pieces(Span(start, following[-1].end), text)[0]
        end = at + max(sum(part.end <= first.end for part in following), 1)
        while end < len(parts) and len(_pieces(Span(start, parts[end].end), text)) == 1:
            end += 1
        taken = Span(start, parts[end - 1].end)
        spans += _pieces(taken, text) if end == at + 1 else [taken]
        at = end
    return spans


def paper_of(passage_id: str) -> str:
    """The id of the paper that a passage is of."""
    return passage_id.rpartition(":")[0]


def _pieces(span: Span, text: str) -> list[Span]:
    """The span in pieces of at most PASSAGE_TOKENS tokens: itself when it is short enough."""
    pieces: list[Span] = []
    start = span.start
    while start < span.end:
        end = _end_of_stretch(text, start, span.end)
        chunks = _splitter().chunk_indices(text[start:end])
        pieces += [Span(start + at, start + at + len(chunk)) for at, chunk in chunks]
        start = end
    return pieces


def _end_of_stretch(text: str, start: int, end: int) -> int:
    """How far the splitter is to look at once, to the end of a word: it takes the square of what it cannot divide."""
    if end - start <= _AT_ONCE:
        return end
    space = text.rfind(" ", start + 1, start + _AT_ONCE)
    return start + _AT_ONCE if space < 0 else space


@lru_cache(maxsize=1)
def _splitter() -> TextSplitter:
    from semantic_text_splitter import TextSplitter

    return TextSplitter.from_tiktoken_model(VOCABULARY, PASSAGE_TOKENS)

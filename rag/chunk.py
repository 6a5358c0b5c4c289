"""Paper -> passages and sentences, both with exact character offsets into the abstract."""

from functools import lru_cache

from rag.records import Paper, Passage, Span

PASSAGE_TOKENS = 256
# Any tiktoken vocabulary does for a size bound; the splitter carries this one inside.
VOCABULARY = "gpt-4o"


def passages(paper: Paper) -> tuple[Passage, ...]:
    """Whole-sentence stretches of the abstract, at most PASSAGE_TOKENS tokens each, in order, without overlap.

    A single sentence longer than that is cut at the best place inside it.
    """
    chunks = _splitter().chunk_indices(paper.abstract)
    return tuple(
        Passage(f"{paper.id}:{i}", paper.id, Span(start, start + len(text)), text)
        for i, (start, text) in enumerate(chunks)
    )


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text, white space around them left out."""
    from sentencex import get_sentence_boundaries

    spans = []
    for boundary in get_sentence_boundaries("en", text):
        raw = text[boundary["start_index"] : boundary["end_index"]]
        start = boundary["start_index"] + len(raw) - len(raw.lstrip())
        end = boundary["start_index"] + len(raw.rstrip())
        if start < end:
            spans.append(Span(start, end))
    return tuple(spans)


@lru_cache(maxsize=1)
def _splitter():
    from semantic_text_splitter import TextSplitter

    return TextSplitter.from_tiktoken_model(VOCABULARY, PASSAGE_TOKENS)

"""Text -> its sentences, with exact character offsets."""

from __future__ import annotations

from rag.records import Span


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

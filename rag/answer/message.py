"""An answer as a LangChain message: its text, with each citation as an annotation of the sentence that it stands behind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.messages import AIMessageChunk
from langchain_core.messages.ai import UsageMetadata
from langchain_core.runnables import RunnableGenerator

from rag.records import Answer, Citation, Claim


def _messages(pieces: Iterator[str | Answer]) -> Iterator[AIMessageChunk]:
    is_told = False
    for piece in pieces:
        yield _last(piece, is_told) if isinstance(piece, Answer) else _chunk(piece)
        is_told = True


async def _amessages(pieces: AsyncIterator[str | Answer]) -> AsyncIterator[AIMessageChunk]:
    is_told = False
    async for piece in pieces:
        yield _last(piece, is_told) if isinstance(piece, Answer) else _chunk(piece)
        is_told = True


answer_message = RunnableGenerator[str | Answer, AIMessageChunk](_messages, _amessages, name="answer message")
"""What `AssistantRunnable` gives -> a message, piece by piece where it streams: for `StrOutputParser`, a conversation's
state, or whatever else takes messages."""


def _chunk(text: str, **fields: Any) -> AIMessageChunk:
    return AIMessageChunk(content=[{"type": "text", "text": text, "index": 0} | fields])


def _last(answer: Answer, is_told: bool) -> AIMessageChunk:
    """What comes with the end of an answer: its citations, and its text where that was not told in pieces."""
    papers = {citation.n: citation for citation in answer.citations}
    marks = [_mark(papers[n], claim) for claim in answer.claims for n in claim.citations if n in papers]
    message = _chunk("" if is_told else answer.text, annotations=marks)
    used = answer.usage
    message.usage_metadata = UsageMetadata(
        input_tokens=used.input_tokens,
        output_tokens=used.output_tokens,
        total_tokens=used.input_tokens + used.output_tokens,
    )
    message.response_metadata = {
        "model_name": answer.model,
        "kind": answer.kind,
        "abstained": answer.abstained,
        "warnings": list(answer.warnings),
    }
    return message


def _mark(citation: Citation, claim: Claim) -> dict[str, Any]:
    """The annotation, as `langchain_core.messages.content.Citation` has it."""
    paper = citation.paper
    place = {} if claim.start is None or claim.end is None else {"start_index": claim.start, "end_index": claim.end}
    beside = {
        "n": citation.n,
        "paper": paper.id,
        "start": citation.start,
        "end": citation.end,
        "verdict": claim.verdict,
    }
    mark: dict[str, Any] = {"type": "citation", "title": paper.title, "cited_text": citation.quote, "extras": beside}
    return mark | place | ({"url": paper.link} if paper.link else {})

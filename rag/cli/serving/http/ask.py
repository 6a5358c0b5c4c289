"""/v1/ask: a question -> one cited answer, whole or as it is written."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from rag.answer.run import Run
from rag.cli.output import defect
from rag.cli.serving.http import events
from rag.cli.serving.http.errors import body_of
from rag.cli.serving.http.service import Service, json_reply, scope_from, service_of
from rag.cli.serving.http.shapes import AskRequest
from rag.cli.serving.http.writing import Begin, Writing
from rag.cli.serving.records import AnswerRecord
from rag.errors import ColloquyError
from rag.records import Turn, as_json
from rag.search.scope import known
from rag.text.cleaning import plain_text

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

router = APIRouter(tags=["answers"])
_STREAM = "`piece`, a text, as they are written; then `answer`, whole, or `error`; `data` is JSON."


@router.post(
    "/v1/ask",
    summary="One cited answer",
    responses={200: {"model": AnswerRecord, "content": events.described(_STREAM)}},
)
async def ask(request: Request, asked: AskRequest) -> Response:
    """Answers a question with citations: each quote stands in its abstract letter for letter.

    With `"stream": true`, or the header `Accept: text/event-stream`, come server-sent events: `piece` with a `text`, as
    they are written, and at the end `answer` with the whole answer, or `error`.
    """
    service = service_of(request)
    writing = Writing(service, _beginning(service, asked))
    if asked.stream or events.MEDIA_TYPE in request.headers.get("accept", ""):
        return events.streamed(_events(writing))
    return json_reply(as_json(await writing.whole(request)))


def _beginning(service: Service, asked: AskRequest) -> Begin:
    def begin(config: RunnableConfig | None) -> Run:
        return service.assistant(asked.judge).begin(
            asked.question,
            [Turn(turn.role, turn.content) for turn in asked.history],
            config,
            known(service.library, scope_from(asked.where, asked.only, asked.pin, asked.exclude)),
            None if asked.standalone is None else plain_text(asked.standalone),
        )

    return begin


async def _events(writing: Writing) -> AsyncGenerator[bytes]:
    try:
        async with aclosing(writing.pieces()) as pieces:
            async for piece in pieces:
                yield events.event({"text": piece}, "piece") if piece else events.WAITING
        yield events.event(as_json(writing.answer), "answer")
    except Exception as error:  # the reply has begun: what is wrong can only be told in it
        yield events.event(body_of("", error if isinstance(error, ColloquyError) else defect(error)), "error")

"""/v1/chat/completions and /v1/models: the library as a chat model, for any client of OpenAI's."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fastapi import APIRouter, Request, Response

from rag.answer.run import Run
from rag.cli.output import defect
from rag.cli.serving.http import events
from rag.cli.serving.http.errors import Refused, body_of
from rag.cli.serving.http.message import below, conversation, noted
from rag.cli.serving.http.openai_shapes import CompletionReply, CompletionRequest, ModelShape, ModelsReply, OpenAiError
from rag.cli.serving.http.service import Service, json_reply, service_of
from rag.cli.serving.http.writing import Begin, Writing
from rag.errors import ColloquyError
from rag.records import Answer

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

router = APIRouter(
    tags=["OpenAI"],
    responses={status: {"model": OpenAiError} for status in (400, 401, 403, 413, 429, 500, 502, 503, 504)},
)
MODEL, EXTRACTS = "colloquy", "colloquy-extracts"
_STARTED = int(time.time())


@router.get("/v1/models", summary="What can be asked", responses={200: {"model": ModelsReply}})
async def models(request: Request) -> Response:
    """`colloquy` answers with the chat model that is set, `colloquy-extracts` with the abstracts' own sentences."""
    return json_reply({"object": "list", "data": [_model(name) for name in _offered(service_of(request))]})


@router.get(
    "/v1/models/{name}",
    summary="One of them",
    responses={200: {"model": ModelShape}, 404: {"model": OpenAiError}},
)
async def model(request: Request, name: str) -> Response:
    return json_reply(_model(_known(service_of(request), name)))


@router.post(
    "/v1/chat/completions",
    summary="An answer as a chat completion",
    responses={
        200: {
            "model": CompletionReply,
            "content": events.described("`data` is a chat.completion.chunk, at the end [DONE]."),
        },
        404: {"model": OpenAiError},
    },
)
async def complete(request: Request, asked: CompletionRequest) -> Response:
    """Answers the last message of the user's; those before it are the conversation, and instructions of the system are not
    followed. The content has [n] and a list of references; `annotations` has each [n] with its place, address and sentence.
    """
    service = service_of(request)
    name = _known(service, asked.model)
    writing = Writing(service, _beginning(service, asked, name))
    completion = Completion(name, str(request.base_url))
    if asked.stream:
        wants_usage = bool(asked.stream_options and asked.stream_options.include_usage)
        return events.streamed(_chunks(writing, completion, request.url.path, wants_usage))
    return json_reply(completion.whole(await writing.whole(request)))


class Completion:
    """One completion, in the shape that OpenAI gives it, whole or in chunks."""

    def __init__(self, name: str, links: str) -> None:
        self._links = links
        self._common = {"id": f"chatcmpl-{uuid4().hex}", "created": int(time.time()), "model": name}

    def whole(self, answer: Answer) -> dict[str, Any]:
        content = answer.text + self.below(answer)
        notes = noted(content, answer, self._links)
        message = {"role": "assistant", "content": content, "refusal": None, "annotations": notes}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        told = {"choices": [choice], "usage": _usage(answer), "colloquy": _about(answer)}
        return self._common | {"object": "chat.completion"} | told

    def below(self, answer: Answer) -> str:
        return below(answer, self._links)

    def chunk(self, delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
        return self._common | {"object": "chat.completion.chunk", "choices": [choice]}

    def end(self, content: str, answer: Answer) -> dict[str, Any]:
        """The last chunk: what is known only when all is written."""
        told = {"annotations": noted(content, answer, self._links)}
        return self.chunk(told, "stop") | {"colloquy": _about(answer)}

    def usage(self, answer: Answer) -> dict[str, Any]:
        return self._common | {"object": "chat.completion.chunk", "choices": [], "usage": _usage(answer)}


async def _chunks(writing: Writing, completion: Completion, path: str, wants_usage: bool) -> AsyncGenerator[bytes]:
    content = ""
    try:
        yield events.event(completion.chunk({"role": "assistant", "content": ""}))
        async with aclosing(writing.pieces()) as pieces:
            async for piece in pieces:
                content += piece
                yield events.event(completion.chunk({"content": piece})) if piece else events.WAITING
        if rest := completion.below(writing.answer):
            content += rest
            yield events.event(completion.chunk({"content": rest}))
        yield events.event(completion.end(content, writing.answer))
        if wants_usage:
            yield events.event(completion.usage(writing.answer))
    except Exception as error:  # the reply has begun: what is wrong can only be told in it
        yield events.event(body_of(path, error if isinstance(error, ColloquyError) else defect(error)))
    yield b"data: [DONE]\n\n"


def _beginning(service: Service, asked: CompletionRequest, name: str) -> Begin:
    def begin(config: RunnableConfig | None) -> Run:
        question, history = conversation(asked.messages)
        return service.assistant(with_model=name == MODEL).begin(question, history, config)

    return begin


def _usage(answer: Answer) -> dict[str, int]:
    """What the chat model used: nothing, where the abstracts are quoted."""
    read, wrote = answer.usage.input_tokens, answer.usage.output_tokens
    return {"prompt_tokens": read, "completion_tokens": wrote, "total_tokens": read + wrote}


def _about(answer: Answer) -> dict[str, Any]:
    return {
        "kind": answer.kind,
        "abstained": answer.abstained,
        "standalone": answer.standalone,
        "warnings": list(answer.warnings),
    }


def _offered(service: Service) -> list[str]:
    return [MODEL, EXTRACTS] if service.library.settings.model else [MODEL]


def _known(service: Service, name: str) -> str:
    """
    Raises:
        Refused: no model of that name is offered.
    """
    if name in _offered(service):
        return name
    raise Refused(404, f"there is no model {name!r} here", f"ask for {MODEL}", "model_not_found")


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": _STARTED, "owned_by": "colloquy"}

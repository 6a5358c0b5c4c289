"""LangChain's model for OpenAI's protocol, as the servers that speak it really are.

What a server refuses is left out and the request made again; what it says beside the text (thinking, refusals) is
kept, in the message's `additional_kwargs`; usage comes as LangChain wants it, to be added up, however the server counts.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import openai
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI
from pydantic import PrivateAttr

from rag.setup.retry import may_pass, pause
from rag.setup.servers.dialect import STREAM, Place, known, learn, refused, sent_names, spoken
from rag.setup.servers.failure import Asked, call_failed, causes_of

_T = TypeVar("_T")
_BESIDE = ("reasoning_content", "reasoning", "refusal")
_MOST = 8  # things that one server may refuse
_LEFT_OUT = "left_out"
_IN_STREAM = 400  # the status of a refusal that comes as the first event of a stream
# Content in blocks, which some servers send, is more than OpenAI's own types foresee.
warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)


class ServedChat(ChatOpenAI):
    """A chat model behind an address, or at OpenAI.

    Args:
        place: under which what its server refuses is kept.
        asked: what errors say of it.
        tries: further tries of a call that was not taken.
    """

    place: Place
    asked: Asked
    tries: int = 0
    _sent: set[str] = PrivateAttr(default_factory=set)  # what the last request's server may refuse of it

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        def streamed(left_out: frozenset[str]) -> Iterator[ChatGenerationChunk]:
            if STREAM in left_out:
                yield _in_one(super(ServedChat, self)._generate(*args, **kwargs | {_LEFT_OUT: left_out}))
                return
            counted = Counted()
            chunks = super(ServedChat, self)._stream(*args, **kwargs | {_LEFT_OUT: left_out})
            first = next(chunks, None)
            if first is None:
                raise _NotStreamed
            yield counted(first)
            yield from map(counted, chunks)

        return self._adapted(streamed)

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        def generated(left_out: frozenset[str]) -> Iterator[ChatResult]:
            yield super(ServedChat, self)._generate(*args, **kwargs | {_LEFT_OUT: left_out})

        return next(self._adapted(generated))

    def _adapted(self, request: Callable[[frozenset[str]], Iterator[_T]]) -> Iterator[_T]:
        """What a request gives, made anew without what the server refuses, and where it was not taken.

        Raises:
            ModelError: it fails, before anything came or in the middle.
        """
        left_out = known(self.place).refused
        before, tried, has_begun = left_out, 0, False
        while True:
            try:
                for piece in request(left_out):
                    if not has_begun and left_out != before:
                        learn(self.place, refused=left_out)
                    has_begun = True
                    yield piece
                return
            except Exception as error:
                more = None if has_begun else self._left_out_too(error, left_out)
                if more and len(left_out) < _MOST:
                    left_out |= {more}
                elif not has_begun and tried < self.tries and may_be_asked_again(error):
                    tried += 1
                    time.sleep(pause(error, tried))
                else:
                    raise call_failed(error, self.asked) from error

    def _left_out_too(self, error: Exception, left_out: frozenset[str]) -> str | None:
        if isinstance(error, _NotStreamed):
            return None if STREAM in left_out else STREAM
        if not isinstance(error, openai.APIError) or isinstance(error, openai.APIConnectionError):
            return None
        body = error.body if isinstance(error.body, dict) else {}
        status = getattr(error, "status_code", _IN_STREAM)
        return refused(status, f"{error.message} {error.body}", body.get("param"), self._sent - left_out)

    def _get_request_payload(self, input_: Any, *, stop: list[str] | None = None, **kwargs: Any) -> dict[str, Any]:
        left_out = kwargs.pop(_LEFT_OUT, frozenset())
        payload = super()._get_request_payload(input_, stop=stop, **kwargs)
        payload = spoken(payload, left_out, is_openai=self.openai_api_base is None)
        self._sent = sent_names(payload)
        return payload

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        choices = chunk.get("choices") or []
        for choice in choices:
            if not choice.get("delta"):  # the last of some servers' chunks has none, or is a whole message
                choice["delta"] = choice.get("message") or {"content": ""}
            choice["delta"]["role"] = "assistant"
        made = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        if made and choices:
            made.message.additional_kwargs |= _beside(choices[0]["delta"])
        return made

    def _create_chat_result(self, response: Any, generation_info: dict[str, Any] | None = None) -> ChatResult:
        result = super()._create_chat_result(response, generation_info)
        values = response if isinstance(response, dict) else response.model_dump(warnings=False)
        for generation, choice in zip(result.generations, values.get("choices") or (), strict=False):
            generation.message.additional_kwargs |= _beside(choice.get("message") or {})
        return result


class Counted:
    """Chunks with usage that is to be added up, whether the server tells it once, twice, or grown with each chunk."""

    def __init__(self) -> None:
        self._read = self._written = 0

    def __call__(self, chunk: ChatGenerationChunk) -> ChatGenerationChunk:
        message = chunk.message
        if isinstance(message, AIMessageChunk) and message.usage_metadata:
            usage = message.usage_metadata
            read = max(usage["input_tokens"] - self._read, 0)
            written = max(usage["output_tokens"] - self._written, 0)
            self._read, self._written = self._read + read, self._written + written
            message.usage_metadata = UsageMetadata(
                input_tokens=read, output_tokens=written, total_tokens=read + written
            )
        return chunk


class _NotStreamed(Exception):
    """A reply in pieces was asked for, and nothing came."""


def may_be_asked_again(error: Exception) -> bool:
    """Whether a request was not taken, so that it may be made again: a prompt that is being read is not sent anew."""
    if isinstance(error, openai.APIStatusError):
        return may_pass(error)
    return any(type(cause).__name__ == "ConnectError" for cause in causes_of(error))


def _in_one(result: ChatResult) -> ChatGenerationChunk:
    """A whole reply as the one chunk of a stream."""
    generation = result.generations[0]
    message = generation.message
    usage = message.usage_metadata if isinstance(message, AIMessage) else None
    made = AIMessageChunk(
        content=message.content,
        additional_kwargs=message.additional_kwargs,
        usage_metadata=usage,
        response_metadata={"model_provider": "openai"},
    )
    return ChatGenerationChunk(message=made, generation_info=generation.generation_info)


def _beside(message: dict[str, Any]) -> dict[str, Any]:
    return {name: message[name] for name in _BESIDE if message.get(name)}

"""What all paths share: the library, who answers over it, and the threads in which that is done."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import orjson
from anyio import CapacityLimiter, to_thread
from fastapi import Request, Response

from rag.answer.assistant import Assistant
from rag.cli.serving.http.metrics import Metrics
from rag.cli.serving.http.terms import Terms
from rag.errors import InputError
from rag.library.library import Library
from rag.records import Scope
from rag.text.cleaning import plain_text

# At once. Searches keep the processor busy: more threads than it has cores are each other in the way. What waits for a model
# takes a thread, and no time of it.
_SEARCHES, _ANSWERS = max(os.cpu_count() or 1, 2), 16
_T = TypeVar("_T")


class Service:
    """One library, served on some terms."""

    def __init__(self, library: Library, terms: Terms, metrics: Metrics) -> None:
        self.library = library
        self.terms = terms
        self.metrics = metrics
        self.searches = CapacityLimiter(_SEARCHES)
        self.answers = CapacityLimiter(_ANSWERS)
        self._assistant = lru_cache(maxsize=8)(self._new_assistant)

    def assistant(self, judge: bool | None = None, with_model: bool = True) -> Assistant:
        """Who answers: with the model that is set, or by extracts; judging as it is set, or as is asked for."""
        return self._assistant(judge, with_model)

    def _new_assistant(self, judge: bool | None, with_model: bool) -> Assistant:
        change = ({} if judge is None else {"judge": judge}) | ({} if with_model else {"model": None})
        return Assistant(self.library.settings.model_copy(update=change), self.library)

    async def quickly(self, work: Callable[[], _T]) -> _T:
        """The result of what takes some milliseconds, and would hold up all others in the loop."""
        return await to_thread.run_sync(work, limiter=self.searches, abandon_on_cancel=True)

    async def answering(self, work: Callable[[], _T]) -> _T:
        """The result of what writes an answer: by a model, which is waited for, or by searching alone."""
        return await (self.slowly if self.library.settings.model else self.quickly)(work)

    async def slowly(self, work: Callable[[], _T]) -> _T:
        """The result of what may take long, or wait for others."""
        return await to_thread.run_sync(work, limiter=self.answers, abandon_on_cancel=True)


def service_of(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def scope_from(
    where: Sequence[str], only: Sequence[str] = (), pin: Sequence[str] = (), exclude: Sequence[str] = ()
) -> Scope:
    """
    Raises:
        InputError: a condition cannot be read.
    """
    from rag.library.conditions import conditions

    pinned, excluded, chosen = (tuple(map(plain_text, names)) for names in (pin, exclude, only))
    return Scope(pinned, excluded, chosen, conditions(map(plain_text, where)))


def json_reply(value: Any) -> Response:
    """A value as JSON, of what `rag.records.as_json` gives."""
    return Response(json_bytes(value), media_type="application/json")


def json_bytes(value: Any) -> bytes:
    """
    Raises:
        InputError: a number in it has no JSON, or a text in it no UTF-8.
    """
    try:
        return orjson.dumps(value)
    except TypeError as error:
        raise InputError(f"the reply cannot be written as JSON: {error}", "report this with what you asked") from None

"""An answer on its way: a thread writes it, its reader has the pieces, and a reader who goes away stops the writing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, closing
from threading import Event
from typing import TYPE_CHECKING, Any

from fastapi import Request
from starlette.requests import ClientDisconnect

from rag.answer.run import Run
from rag.cli.serving.http.service import Service
from rag.records import Answer

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

SILENCE = 10.0  # seconds, after which a reader is told that there is nothing yet
Begin = Callable[["RunnableConfig | None"], Run]


class Writing:
    """One answer: read its `pieces`, then its `answer`.

    Args:
        begin: begins the run, given what LangChain calls back; called in the thread that writes.
    """

    def __init__(self, service: Service, begin: Begin) -> None:
        self._service = service
        self._begin = begin
        self._stopped = Event()
        self._answer: Answer | None = None

    async def pieces(self) -> AsyncGenerator[str]:
        """The text as it comes; "" where nothing came for a while. Closed before its end, the writing stops.

        Raises:
            ColloquyError: as the run does.
        """
        loop, queue = asyncio.get_running_loop(), asyncio.Queue[str | None]()
        writing = asyncio.ensure_future(
            self._service.answering(
                lambda: self._write(lambda piece: loop.call_soon_threadsafe(queue.put_nowait, piece))
            )
        )
        writing.add_done_callback(lambda _: queue.put_nowait(None))
        try:
            while True:
                try:
                    piece = await asyncio.wait_for(queue.get(), SILENCE)
                except TimeoutError:
                    yield ""
                    continue
                if piece is None:
                    await writing
                    return
                yield piece
        finally:
            if not writing.done():
                self._stopped.set()
                self._service.metrics.stopped.inc()
                writing.cancel()

    def _write(self, give: Callable[[str], Any]) -> None:
        run = self._begin(_stopped_by(self._stopped) if self._service.library.settings.model else None)
        try:
            with closing(run.pieces()) as pieces:
                for piece in pieces:
                    if self._stopped.is_set():
                        return
                    if piece:
                        give(piece)
        except _NobodyReads:
            return
        self._answer = run.answer()
        self._service.metrics.count(self._answer)

    @property
    def answer(self) -> Answer:
        """The whole answer, once all pieces were read."""
        if self._answer is None:
            raise RuntimeError("the pieces were not read to their end")
        return self._answer

    async def whole(self, request: Request) -> Answer:
        """The answer at once.

        Raises:
            ClientDisconnect: nobody waits for it any more; the writing is stopped.
        """

        async def read() -> None:
            async with aclosing(self.pieces()) as pieces:
                async for _ in pieces:
                    pass

        reading, gone = asyncio.ensure_future(read()), asyncio.ensure_future(_gone(request))
        try:
            await asyncio.wait({reading, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                raise ClientDisconnect
            await reading
        finally:
            for task in (reading, gone):
                task.cancel()
        return self.answer


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


class _NobodyReads(BaseException):
    """Ends an answer from within its model: no error that anything on the way would make another answer of."""


def _stopped_by(stopped: Event) -> RunnableConfig:
    """LangChain's callbacks that end a model's reply with its next word, thought or written, and let no other begin."""
    from langchain_core.callbacks import BaseCallbackHandler

    class Stop(BaseCallbackHandler):
        raise_error = True
        run_inline = True

        def on_chat_model_start(self, *given: Any, **named: Any) -> None:
            self.on_llm_new_token()

        def on_llm_new_token(self, *given: Any, **named: Any) -> None:
            if stopped.is_set():
                raise _NobodyReads

    return {"callbacks": [Stop()]}

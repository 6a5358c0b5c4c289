"""What takes its time, read in a thread of its own while the event loop goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import suppress
from contextvars import copy_context
from threading import Thread
from typing import TypeVar

_T = TypeVar("_T")


class _End:
    """Nothing more comes; or the error with which it ended."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


async def read_aside(pieces: Iterator[_T], stop: Callable[[], None]) -> AsyncGenerator[_T]:
    """The pieces as they come, and the error with which they end.

    The thread is none of the event loop's own, for which it would wait at its end: a server may be silent for minutes
    before it is known that nobody waits for it.

    Args:
        stop: called when nobody reads on: has the pieces end.
    """
    loop, read = asyncio.get_running_loop(), asyncio.Queue[_T | _End]()

    def tell(piece: _T | _End) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(read.put_nowait, piece)

    def read_all() -> None:
        try:
            for piece in pieces:
                tell(piece)
        except BaseException as error:  # whoever waits has to hear of it
            tell(_End(error))
        else:
            tell(_End())

    Thread(target=copy_context().run, args=(read_all,), name="answer", daemon=True).start()
    try:
        while not isinstance(piece := await read.get(), _End):
            yield piece
        if piece.error:
            raise piece.error
    finally:
        stop()

"""One call on its way: its work in a thread, its progress told, and stopped where nobody waits for it any more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from threading import Event, Thread
from typing import NamedTuple, TypeVar

T = TypeVar("T")
Report = Callable[[float, float | None, str | None], Awaitable[None]]  # progress, of how much in all, in words
_SELDOM = 0.2  # seconds between two reports at least
_SILENCE = 5.0  # seconds after which what was told last is told again: clients give up a call that is silent


class Stopped(BaseException):
    """A call's work ends here, as nobody waits for it. No error: nothing on the way is to catch it."""


class Progress(NamedTuple):
    message: str
    done: float | None
    total: float | None


class Call:
    """What the work of a call is given, in its own thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.told: asyncio.Queue[Progress | None] = asyncio.Queue()  # None: nothing more is
        self._loop = loop
        self._stopped = Event()
        self._last = 0.0

    def stop(self) -> None:
        self._stopped.set()

    def check(self) -> None:
        """
        Raises:
            Stopped: the call was cancelled.
        """
        if self._stopped.is_set():
            raise Stopped

    def tell(self, message: str, done: float | None = None, total: float | None = None) -> None:
        """What is being done, and how much of it is; of what is told in quick succession, only some.

        Raises:
            Stopped: the call was cancelled.
        """
        self.check()
        now = time.monotonic()
        if now - self._last >= _SELDOM:
            self._last = now
            with suppress(RuntimeError):  # the server has ended
                self._loop.call_soon_threadsafe(self.told.put_nowait, Progress(message, done, total))


async def answered(work: Callable[[Call], T], report: Report) -> T:
    """What the work gives. It is done in a thread: others are answered meanwhile.

    Cancelled, it does not wait for the work, which stops by itself at its next step.
    """
    call = Call(asyncio.get_running_loop())
    reporting = asyncio.create_task(_reported(call, report))
    try:
        result = await _in_thread(partial(work, call))
        call.told.put_nowait(None)
        await asyncio.wait([reporting], timeout=_SILENCE)  # what was told goes ahead of the answer
        return result
    finally:
        call.stop()
        reporting.cancel()


async def _reported(call: Call, report: Report) -> None:
    """Report what is told; again, with the time that has gone by, where nothing new is."""
    started, last, count = time.monotonic(), Progress("working", None, None), 0
    while True:
        try:
            told, seconds = await asyncio.wait_for(call.told.get(), _SILENCE), ""
            if told is None:
                return
            last = told
        except TimeoutError:
            seconds = f" ({time.monotonic() - started:.0f} s)"
            if last.done is not None:  # it may only grow
                continue
        count += 1
        await report(last.done if last.done is not None else count, last.total, last.message + seconds)


async def _in_thread(work: Callable[[], T]) -> T:
    """What the work gives, in a thread that no end of the server waits for, as one of a pool would be."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(outcome: Callable[[], None]) -> None:
        if not future.done():
            outcome()

    def run() -> None:
        try:
            outcome = partial(future.set_result, work())
        except BaseException as error:  # each is the caller's
            outcome = partial(future.set_exception, error)
        with suppress(RuntimeError):  # the server has ended
            loop.call_soon_threadsafe(settle, outcome)

    Thread(target=run, name="call", daemon=True).start()
    return await future

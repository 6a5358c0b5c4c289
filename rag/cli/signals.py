"""Being told to end: by Ctrl-C, or by SIGTERM, as a service manager sends it.

Both are listened to even where they were ignored at the start, as a shell does with Ctrl-C for a job in the background.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event
from types import FrameType

from rag.cli.output import say

_ENDING = (signal.SIGINT, signal.SIGTERM)
_NOTICE = b"stopping; once more stops at once\n"


@contextmanager
def until_interrupted(last_line: str) -> Iterator[None]:
    """Either signal raises KeyboardInterrupt, wherever the main thread is: that ends what runs here, with a last line."""
    with _handled_by(signal.default_int_handler):
        with suppress(KeyboardInterrupt):
            yield
        say(last_line)


@contextmanager
def end_asked_for() -> Iterator[Event]:
    """An event that the first of the signals sets; the next one raises KeyboardInterrupt."""
    asked = Event()

    def note(_signal: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        with suppress(OSError):  # not by print, in the middle of which a signal may come
            os.write(2, _NOTICE)

    with _handled_by(note):
        yield asked


@contextmanager
def _handled_by(handler: Callable[[int, FrameType | None], object]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in _ENDING}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)

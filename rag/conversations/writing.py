"""An answer on its way, stored as it is written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from rag.answer.run import Run
from rag.conversations.store import Conversations
from rag.errors import ColloquyError, LibraryError
from rag.records import Answer, Citation

_SECONDS = 1.0  # at most so much of the writing is lost with the process


@contextmanager
def heartbeat(conversations: Conversations, turn: int) -> Iterator[None]:
    """Others can see meanwhile that an answer is being written, however long its model is silent."""
    done = Event()

    def beat() -> None:
        while not done.wait(_SECONDS):
            with suppress(LibraryError):  # the next second may do better, or the end
                conversations.heartbeat(turn)

    Thread(target=beat, name="heartbeat", daemon=True).start()
    try:
        yield
    finally:
        done.set()


class Writing:
    """A run whose answer is stored for its turn: while its `pieces` come, and when they end in whatever way."""

    def __init__(self, run: Run, conversations: Conversations, turn: int) -> None:
        self._run = run
        self._conversations = conversations
        self._turn = turn

    def pieces(self) -> Iterator[str]:
        """The answer's text as it is written.

        Raises:
            ColloquyError: as the run does; the turn is kept with it. Or the answer cannot be kept.
        """
        problem, saved = None, time.monotonic()
        try:
            for piece in self._run.pieces():
                yield piece
                if time.monotonic() - saved > _SECONDS:
                    with suppress(LibraryError):  # the end, which is stored too, tells
                        self._conversations.write(self._turn, self._run.answer())
                    saved = time.monotonic()
        except ColloquyError as error:
            problem = error
            raise
        finally:
            if problem:
                self._conversations.fail(self._turn, problem)
            else:
                self.stop()

    def stop(self) -> None:
        """Keep what is written so far as the answer. One that goes on by itself keeps more when it ends.

        Raises:
            LibraryError: the file cannot be written.
        """
        try:
            self._conversations.end(self._turn, self._run.answer())
        except LibraryError as error:  # of the answer, such as half of a character in it, or of the file
            self._conversations.fail(self._turn, error)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Those of what is written so far."""
        return self._run.citations

    def answer(self) -> Answer:
        return self._run.answer()

"""The library and the assistant that all calls of a server share, opened when they are first needed."""

from __future__ import annotations

import gc
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from rag.errors import LibraryError

if TYPE_CHECKING:
    from rag.answer.assistant import Assistant
    from rag.library.library import Library


class ServedLibrary:
    """The library in a folder. What other processes change in it is seen, and so are settings that change.

    Args:
        home: the folder; None for the one that the settings name.
    """

    def __init__(self, home: Path | None) -> None:
        self._home = home
        self._opening = Lock()
        self._library: Library | None = None
        self._assistant: Assistant | None = None
        self._is_called = False

    def library(self) -> Library:
        """
        Raises:
            ColloquyError: it cannot be opened. The next call tries again.
        """
        from rag.library.library import Library
        from rag.setup.settings import load_settings

        with self._opening:
            settings = load_settings(home=self._home)
            if self._library is None:
                self._library = Library(settings)
            self._library.use(settings)
            return self._library

    def filled(self) -> Library:
        """The same, as it is now.

        Raises:
            ColloquyError: it cannot be opened, or has no papers.
        """
        self._is_called = True
        library = self.library()
        library.refresh()
        if not len(library):
            raise LibraryError("the library is empty", "add papers: colloquy add PATH, or colloquy add --sample")
        return library

    def assistant(self) -> Assistant:
        """
        Raises:
            ColloquyError: the library cannot be opened, or has no papers.
        """
        from rag.answer.assistant import Assistant

        library = self.filled()
        with self._opening:
            if self._assistant is None or self._assistant.settings != library.settings:
                self._assistant = Assistant(library.settings, library)
            return self._assistant

    def warm_up(self) -> None:
        """Load what the first call needs: by a search, then by a question that no model is asked. Nobody is told of either."""
        with suppress(Exception):  # what fails here fails in a call too, which says so
            from rag.search.retrieve import retrieve

            library = self.library()
            for paper in library.papers(1):
                retrieve(library, paper.title, 1)
                if not self._is_called:  # or else that call loads the rest, and is not to wait for this one
                    self._ask_without_model(library, f"What is found on {paper.title}?")
        gc.freeze()  # all this stays: the collector need not go through it again and again
        gc.enable()

    @staticmethod
    def _ask_without_model(library: Library, question: str) -> None:
        from rag.answer.assistant import Assistant

        Assistant(library.settings.model_copy(update={"model": None}), library).ask(question)

    def close(self) -> None:
        with self._opening:
            if self._library:
                self._library.close()

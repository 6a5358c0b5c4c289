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
        """Load what the first call needs, by asking something that is told nobody; no model is asked."""
        with suppress(Exception):  # what fails here fails in a call too, which says so
            from rag.answer.assistant import Assistant

            library = self.library()
            for paper in library.papers(1):
                without_model = library.settings.model_copy(update={"model": None})
                Assistant(without_model, library).ask(f"What is found on {paper.title}?")
        gc.freeze()  # all this stays: the collector need not go through it again and again
        gc.enable()

    def close(self) -> None:
        with self._opening:
            if self._library:
                self._library.close()

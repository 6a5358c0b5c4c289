"""The embedder of one library: the one that built it, or for a new one what the settings name."""

from __future__ import annotations

import threading

import numpy as np

from rag.errors import LibraryError
from rag.library.catalog import Catalog
from rag.setup.embedders import EMBEDDED, Embedder, WordLlamaEmbedder, embedder, word_embedder
from rag.setup.settings import Settings


class OwnEmbedder:
    """Set up when it is first used, with the server and the key of the settings that hold then.

    `name` is that of the embedder, as of the last `settle`.

    Raises (on opening):
        LibraryError: the settings name another embedder than the one that built the library.
    """

    def __init__(self, place: str, catalog: Catalog, settings: Settings) -> None:
        self.settings = settings
        self._place = place
        self._catalog = catalog
        self._set_up: Embedder | None = None
        self._setting_up = threading.Lock()
        self.settle()

    def settle(self) -> None:
        """Take up which one it is; another process may have changed it."""
        built_with, wanted = self._catalog.manifest("embedding"), self.settings.embedding
        if built_with and wanted not in (None, built_with):
            raise LibraryError(
                f"{self._place} was built with the embedder {built_with}, but COLLOQUY_EMBEDDING is {wanted}",
                f"take COLLOQUY_EMBEDDING out, or build the vectors anew: {how_to_reindex(wanted)}",
            )
        self.name = built_with or wanted or EMBEDDED

    def use(self, settings: Settings) -> None:
        """Take up other settings, such as another key or address of the embedder's server."""
        if settings != self.settings:
            self.settings = settings
            if self.name != EMBEDDED:
                self._set_up = None

    def get(self) -> Embedder:
        """
        Raises:
            ModelError: it cannot be set up.
        """
        with self._setting_up:  # it takes a while: once, however many ask at the start
            used = self._set_up
            if used is None or used.name != self.name:
                used = self._set_up = embedder(self.name, self.settings)
            return used

    def words(self) -> WordLlamaEmbedder:
        """The one on this machine, whatever the library's own is."""
        with self._setting_up:
            return word_embedder()

    def question(self, text: str) -> np.ndarray:
        """The unit vector of a question, shape (dimensions,).

        Raises:
            ModelError: the embedder does not answer.
        """
        while True:
            used = self.get()
            vector = used.question(text)
            if used.name == self.name:  # or else another thread has taken up another one meanwhile
                return vector


def how_to_reindex(name: str) -> str:
    """The command that builds all vectors anew with that embedder."""
    return f"colloquy reindex --embedding {name}"

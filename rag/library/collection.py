"""Where a library's Chroma collection lies: in its folder, or on a server that a group shares.

Both hold the same collection: whole documents, their vectors and metadata, with the generation of the catalogue that it has
reached noted last, in a file beside the one and in the metadata of the other.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from rag.errors import LibraryError, one_line
from rag.library.chroma_server import GENERATION, Server
from rag.library.generation import clear, reached, set_reached, unset_reached
from rag.setup.settings import Settings

if TYPE_CHECKING:
    import chromadb
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client

_log = logging.getLogger(__name__)

COLLECTION = "colloquy"  # in a folder; on a server each library's has a name of its own, see `Catalog.name`
_BATCH = 2_000  # below Chroma's largest batch, 5,461
_EF_SEARCH = 200
_PAUSE = 5.0  # seconds in which a server that did not answer is not asked again
_LONGER = 10  # times what it took to fail, which are added
_HINT = "check COLLOQUY_CHROMA and that the server runs: it is taken up again when it is back"


class Away(LibraryError):
    """The Chroma server does not answer, or not as it should: what it holds is done without until it does."""


class Place(Protocol):
    """Where a collection is kept."""

    is_shared: bool  # whether other machines write it too
    batch: int  # passages that it takes at once

    def reached(self) -> int:
        """The catalogue's generation that the collection has reached; 0 where there is none."""

    def is_at(self, generation: int) -> bool:
        """Whether it has reached that generation."""

    def is_known_at(self, generation: int) -> bool:
        """The same, as far as that is known without asking anyone."""

    def set_reached(self, generation: int) -> None:
        """Note what it has reached; done last."""

    def start_over(self) -> None:
        """Have it made anew when it is next brought in step."""

    def clear(self) -> None:
        """Remove it."""

    def open(self) -> chromadb.Collection:
        """The collection as it is now; made, where it is not there."""

    def close(self) -> None: ...

    def problem(self) -> str | None:
        """Why it is not to be had just now, in a line for people."""

    def failed(self, error: Exception) -> LibraryError:
        """An error for people, of one that chromadb raised."""


class Folder:
    """A collection in the files of a folder."""

    is_shared = False
    batch = _BATCH

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opening = threading.RLock()
        self._client: Client | None = None
        self._collection: chromadb.Collection | None = None
        self._opened_at = -1  # the generation that the open collection is at

    def reached(self) -> int:
        return reached(self._folder)

    def is_at(self, generation: int) -> bool:
        now = self.reached()
        if self._opened_at != now:
            self.close()  # Chroma serves deleted entries and misses new ones until it is opened anew
        return now == generation

    def is_known_at(self, generation: int) -> bool:
        return self.is_at(generation)

    def set_reached(self, generation: int) -> None:
        set_reached(self._folder, generation)
        self._opened_at = generation

    def start_over(self) -> None:
        unset_reached(self._folder)

    def clear(self) -> None:
        self.close()
        if self._folder.exists() or self._folder.is_symlink():
            from chromadb.api.shared_system_client import SharedSystemClient

            clear(self._folder)
            SharedSystemClient.clear_system_cache()  # or it goes on with the files that are no more

    def open(self) -> chromadb.Collection:
        with self._opening:  # two clients of one folder share what they have read, until both are closed
            if self._collection is None:
                self._opened_at = self.reached()
                self._client = self._client or chroma_client(self._folder)
                if self._opened_at:
                    self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
                else:
                    self._collection = self._client.create_collection(
                        COLLECTION, embedding_function=None, configuration=_HNSW
                    )
            return self._collection

    def close(self) -> None:
        with self._opening:
            if self._client is not None:
                self._client.close()
                self._client = self._collection = None

    def problem(self) -> str | None:
        return None

    def failed(self, error: Exception) -> LibraryError:
        return LibraryError(
            f"the Chroma collection cannot be written: {one_line(error)}", "rebuild it: colloquy doctor --repair"
        )


class OnServer:
    """A collection on a server. Where that does not answer, it is left alone for some seconds, and then asked again.

    Args:
        name: what the collection is called there.
        pause: seconds for which it is left alone, at least.
    """

    is_shared = True

    def __init__(self, server: Server, name: str, pause: float = _PAUSE) -> None:
        self._pause = pause
        self._server = server
        self._name = name
        self._opening = threading.RLock()
        self._client: ClientAPI | None = None
        self._collection: chromadb.Collection | None = None
        self._known = 0  # a generation that it has reached: whoever writes a later one tells the catalogue first
        self._away_until = 0.0
        self._why: str | None = None
        self.batch = _BATCH

    def reached(self) -> int:
        with self._asking():
            self._known = self._server.generation_of(self._name)
            self._collection = None  # another process may have made it anew
            return self._known

    def is_at(self, generation: int) -> bool:
        if self.is_known_at(generation):
            return True
        try:
            return self.reached() == generation
        except Away:
            return False

    def is_known_at(self, generation: int) -> bool:
        return self._known == generation and not self._why

    def set_reached(self, generation: int) -> None:
        with self._asking():
            self.open().modify(metadata={GENERATION: generation})
            self._known = generation

    def start_over(self) -> None:
        with self._asking():
            self.open().modify(metadata={GENERATION: 0})
            self._known = 0

    def clear(self) -> None:
        from chromadb.errors import NotFoundError

        with self._asking():
            self._known, self._collection = 0, None
            try:
                self._connected().delete_collection(self._name)
            except NotFoundError:
                return

    def open(self) -> chromadb.Collection:
        with self._asking():
            if self._collection is None:
                self._collection = self._connected().get_or_create_collection(
                    self._name,
                    embedding_function=None,
                    configuration=_SPANN if self._server.is_cloud else _HNSW,
                    metadata=None,
                )
            return self._collection

    def close(self) -> None:
        with self._opening:
            if self._client is not None:
                cast("Client", self._client).close()
            self._client = self._collection = None

    def problem(self) -> str | None:
        return self._why

    def failed(self, error: Exception) -> Away:
        """That it did not answer, noted: it is told once, and not asked again for a while."""
        why = f"the Chroma server at {self._server.address} does not answer as it should ({one_line(error)})"
        if not self._why:
            _log.warning("%s: passages are compared in memory until it does", why)
        self._why, self._known, self._away_until = why, 0, time.monotonic() + self._pause
        self.close()
        return Away(why, _HINT)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """
        Raises:
            Away: it does not answer, or did not a moment ago.
        """
        with self._opening:
            if (began := time.monotonic()) < self._away_until:
                raise Away(self._why or "", _HINT)
            try:
                yield
            except LibraryError:
                raise
            except Exception as error:  # chromadb's own, of its client for HTTP, and of the server's answer
                failed = self.failed(error)
                # One that lets everybody wait before it fails is asked less often.
                self._away_until += _LONGER * (time.monotonic() - began)
                raise failed from None
            self._why = None

    def _connected(self) -> ClientAPI:
        if self._client is None:
            self._client = self._server.client()
            self.batch = min(_BATCH, self._client.get_max_batch_size())
        return self._client


def place(folder: Path, settings: Settings, name: Callable[[], str]) -> Place:
    """Where a library's collection lies: on the server that the settings name, else in a folder.

    Args:
        name: gives what it is called on a server.
    """
    server = Server.of(settings)
    return Folder(folder) if server is None else OnServer(server, name())


def chroma_client(folder: Path) -> Client:
    """Chroma on a folder's files, to be closed after use."""
    import chromadb

    return cast("Client", chromadb.PersistentClient(str(folder)))  # declared as what all its clients have in common


_HNSW: Any = {"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}}
_SPANN: Any = {"spann": {"space": "cosine"}}  # the index of Chroma Cloud

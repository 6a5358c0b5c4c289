"""The embedder from a "provider:model" string: the one inside, or any that LangChain knows."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from rag.errors import ModelError, one_line
from rag.setup.chat_model import server_key
from rag.setup.keys import server_of
from rag.setup.retry import may_pass, pause
from rag.setup.servers.failure import in_words
from rag.setup.settings import Settings

if TYPE_CHECKING:
    from tenacity import RetryCallState

EMBEDDED = "wordllama"
_MOST_TOKENS = 8_192  # of a text that count in its vector: a passage has far fewer
_WORDS = 20_000  # whose tokens are kept
# Where a token may reach over a blank, or the text has the tokenizer's own signs.
_IN_ONE = re.compile(r"^$|^ |  | $|▁|<s>|</s>|<unk>")
_REQUEST = 32  # texts a request: the least that common servers take at most
_LONGEST_SILENCE = 60.0  # seconds: a vector is no answer that is thought about
_PATIENCE = 3  # times as many tries for passages as for a question, for which somebody waits


class Embedder(Protocol):
    """Texts -> unit vectors. `batch` is how many texts a call takes best."""

    name: str
    batch: int

    def embed(self, texts: list[str]) -> np.ndarray:
        """The vectors of passages: float32 rows of length 1, one a text, shape (len(texts), dimensions)."""
        ...

    def question(self, text: str) -> np.ndarray:
        """The vector of a question, shape (dimensions,): some embedders treat the two differently."""
        ...


class WordLlamaEmbedder:
    """Static word vectors whose weights travel in their package: no download, no GPU, 256 dimensions."""

    name = EMBEDDED
    batch = 1_000

    def __init__(self) -> None:
        with _no_logging_set_up():
            import wordllama

        # Its own folder as cache: it looks for its tokenizer elsewhere otherwise, and then on the network.
        model = wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)
        self._embedding, self._tokenizer = model.embedding, model.tokenizer
        self._tokenizer.no_padding()  # or one long text among many makes all of them as long
        self._pieces = lru_cache(maxsize=_WORDS)(self._encoded)

    def embed(self, texts: list[str]) -> np.ndarray:
        return self.read(texts)[0]

    def tokens(self, texts: list[str]) -> list[np.ndarray]:
        """The distinct token numbers of each text, uint16."""
        return [_distinct(ids) for ids in self._ids(texts)]

    def read(self, texts: list[str]) -> tuple[np.ndarray, list[np.ndarray]]:
        """What `embed` and `tokens` give, for the cost of one of them."""
        means = np.zeros((len(texts), self._embedding.shape[1]), dtype=np.float32)
        tokens = []
        for row, ids in enumerate(self._ids(texts)):
            if ids:
                means[row] = self._embedding.take(ids[:_MOST_TOKENS], axis=0).mean(axis=0)
            tokens.append(_distinct(ids))
        return _unit_rows(means), tokens

    def _ids(self, texts: list[str]) -> Iterator[list[int]]:
        """The token numbers of each text. No token reaches from one word into the next, and texts share most of their words:
        put together from these they are there in a tenth of the time."""
        for text in texts:
            if _IN_ONE.search(text):
                yield self._encoded(text)
            else:
                yield list(chain.from_iterable(map(self._pieces, text.split(" "))))

    def _encoded(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    @cached_property
    def token_vectors(self) -> np.ndarray:
        """Unit vectors of the tokens, float32 of shape (vocabulary, dimensions)."""
        return _unit_rows(self._embedding)

    def question(self, text: str) -> np.ndarray:
        vector: np.ndarray = self.embed([text])[0]
        return vector


class LangChainEmbedder:
    """Any embedder that LangChain's `init_embeddings` knows, such as openai:text-embedding-3-small.

    Raises (on being called):
        ModelError: no answer after the tries that the settings allow, or one that is no list of vectors.
    """

    batch = _REQUEST

    def __init__(self, name: str, settings: Settings) -> None:
        from langchain.embeddings import init_embeddings

        self.name = name
        self._tries = settings.retries
        options: dict[str, Any] = {}
        if name.startswith("openai:"):
            # Without the check texts go out as they are: no vocabulary download, and any compatible server will do.
            silence = min(settings.timeout, _LONGEST_SILENCE)
            options = {"check_embedding_ctx_length": False, "timeout": silence, "max_retries": 0}
            if settings.base_url:
                from rag.setup.servers.http import client

                options["http_client"] = client(settings.base_url, silence)
                options |= {"base_url": settings.base_url, "api_key": server_key(settings)}
            elif settings.api_key and server_of(settings.model, None) == "openai":
                options["api_key"] = settings.api_key.get_secret_value()
        elif name.startswith("ollama:"):
            options = {"client_kwargs": {"timeout": min(settings.timeout, _LONGEST_SILENCE)}}
        try:
            self._model = init_embeddings(name, **options)
        except Exception as error:  # each provider's package raises its own
            raise ModelError(
                f"the embedder {name} cannot be set up: {one_line(error)}",
                f"take {EMBEDDED}, or a name such as openai:text-embedding-3-small with its key",
            ) from None

    def embed(self, texts: list[str]) -> np.ndarray:
        return self._called(lambda: self._model.embed_documents(texts), len(texts), _PATIENCE * self._tries)

    def question(self, text: str) -> np.ndarray:
        vector: np.ndarray = self._called(lambda: [self._model.embed_query(text)], 1, self._tries)[0]
        return vector

    def _called(self, call: Callable[[], list[list[float]]], texts: int, tries: int) -> np.ndarray:
        """The rows that a call gives, after at most `tries` further tries, with growing waits between them."""
        from tenacity import Retrying, retry_if_exception, stop_after_attempt

        again = Retrying(
            retry=retry_if_exception(may_pass), wait=_pause, stop=stop_after_attempt(tries + 1), reraise=True
        )
        try:
            rows = again(lambda: np.asarray(call(), dtype=np.float32))
        except Exception as error:  # each provider's package raises its own
            raise ModelError(
                f"the embedder {self.name} does not answer: {in_words(error)}",
                "check its address and key with: colloquy doctor",
            ) from None
        if rows.ndim != 2 or len(rows) != texts or not np.isfinite(rows).all():
            raise ModelError(
                f"the embedder {self.name} gave no vector for each of {texts} texts",
                "check that this model embeds texts, and look at its server's log",
            )
        return _unit_rows(rows)


def embedder(name: str, settings: Settings) -> Embedder:
    """The embedder of that name, at the server and with the patience that the settings give.

    Raises:
        ModelError: an unknown string, or a provider that is not installed or has no key.
    """
    return word_embedder() if name == EMBEDDED else LangChainEmbedder(name, settings)


@cache
def word_embedder() -> WordLlamaEmbedder:
    """The embedded one. Reading its weights takes longer than opening a library: all of a process share them."""
    return WordLlamaEmbedder()


@contextmanager
def _no_logging_set_up() -> Iterator[None]:
    """While a package is imported that sets up the whole program's logging: it does so only where nothing is set up."""
    root, handler = logging.getLogger(), logging.NullHandler()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)


def _pause(state: RetryCallState) -> float:
    return pause(state.outcome.exception() if state.outcome else None, state.attempt_number)


def _distinct(ids: list[int]) -> np.ndarray:
    return np.array(sorted(set(ids)), dtype=np.uint16)


def _unit_rows(rows: np.ndarray) -> np.ndarray:
    rows = np.asarray(rows, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units: np.ndarray = rows / np.where(lengths > 0, lengths, 1)
    return units

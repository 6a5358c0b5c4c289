"""Chat model and embedder from a "provider:model" string. The only file that names a provider."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from rag.errors import ModelError, one_line
from rag.keys import server_of, without_key
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EMBEDDED = "wordllama"
INSTALL_HINT = "for example openai:gpt-5-mini with OPENAI_API_KEY set, or pip install the provider's langchain package"


# OpenAI's embedders: dollars a million tokens, as of PRICED.
EMBEDDING_PRICES = {
    "openai:text-embedding-3-small": 0.02,
    "openai:text-embedding-3-large": 0.13,
    "openai:text-embedding-ada-002": 0.10,
}
PRICED = "May 2026"
_REQUEST = 32  # texts a request: the least that common servers take at most
_LONGEST_WAIT = 60.0  # seconds between two tries
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
        import wordllama

        # Its own folder as cache: it looks for its tokenizer elsewhere otherwise, and then on the network.
        self._model = wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)

    def embed(self, texts: list[str]) -> np.ndarray:
        return self.read(texts)[0]

    def tokens(self, texts: list[str]) -> list[np.ndarray]:
        """The distinct token numbers of each text, uint16."""
        return [np.unique(ids).astype(np.uint16) for ids in self._ids(texts)]

    def read(self, texts: list[str]) -> tuple[np.ndarray, list[np.ndarray]]:
        """What `embed` and `tokens` give, for the cost of one of them."""
        means = np.zeros((len(texts), self._model.embedding.shape[1]), dtype=np.float32)
        tokens = []
        for row, ids in enumerate(self._ids(texts)):
            if len(ids):
                means[row] = self._model.embedding[ids].mean(axis=0)
            tokens.append(np.unique(ids).astype(np.uint16))
        return _unit_rows(means), tokens

    def _ids(self, texts: list[str]) -> Iterator[np.ndarray]:
        for found in self._model.tokenize(texts):
            yield np.array(found.ids, dtype=np.int64)[np.array(found.attention_mask, dtype=bool)]

    @cached_property
    def token_vectors(self) -> np.ndarray:
        """Unit vectors of the tokens, float32 of shape (vocabulary, dimensions)."""
        return _unit_rows(self._model.embedding)

    def question(self, text: str) -> np.ndarray:
        return self.embed([text])[0]


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
        options: dict[str, object] = {}
        if name.startswith("openai:"):
            # Without the check texts go out as they are: no vocabulary download, and any compatible server will do.
            options = {"check_embedding_ctx_length": False, "timeout": settings.timeout, "max_retries": 0}
            if settings.base_url:
                options |= {"base_url": settings.base_url, "api_key": _server_key(settings)}
            elif settings.api_key and server_of(settings.model, None) == "openai":
                options["api_key"] = settings.api_key.get_secret_value()
        elif name.startswith("ollama:"):
            options = {"client_kwargs": {"timeout": settings.timeout}}
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
        return self._called(lambda: [self._model.embed_query(text)], 1, self._tries)[0]

    def _called(self, call: Callable[[], list[list[float]]], texts: int, tries: int) -> np.ndarray:
        """The rows that a call gives, after at most `tries` further tries, with growing waits between them."""
        for tried in range(tries + 1):
            try:
                rows = np.asarray(call(), dtype=np.float32)
                break
            except Exception as error:  # each provider's package raises its own
                wait = _worth_waiting(error, tried)
                if wait is None or tried == tries:
                    raise ModelError(
                        f"the embedder {self.name} does not answer: {_in_words(error)}",
                        "check its address and key with: colloquy doctor",
                    ) from None
                time.sleep(wait)
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
    return WordLlamaEmbedder() if name == EMBEDDED else LangChainEmbedder(name, settings)


def embedding_price(name: str, settings: Settings) -> float | None:
    """Dollars a million tokens, as of PRICED; None where it is not known."""
    return None if settings.base_url else EMBEDDING_PRICES.get(name)


def chat_model(settings: Settings) -> BaseChatModel:
    """The chat model that the settings name, with explicit timeout, retries with back-off, and usage in streams.

    A name without a provider goes to the OpenAI-compatible server at `base_url`.

    Raises:
        ModelError: no model set, an unknown string, or a provider that is not installed or has no key.
    """
    from langchain.chat_models import init_chat_model

    name = settings.model or ""
    if settings.base_url and not _has_provider(name):
        name = f"openai:{name}"
    options: dict[str, object] = {
        "timeout": settings.timeout,
        "max_retries": settings.retries,
        "max_tokens": settings.answer_tokens,
    }
    if name.startswith("openai:"):
        options["stream_usage"] = True
    if settings.base_url:
        options |= {"base_url": settings.base_url, "api_key": _server_key(settings)}
    elif settings.api_key:
        options["api_key"] = settings.api_key.get_secret_value()
    try:
        return init_chat_model(name, **options)
    except Exception as error:  # each provider's package raises its own
        raise ModelError(f"the model {settings.model} cannot be set up: {one_line(error)}", INSTALL_HINT) from None


def offered(settings: Settings) -> list[str]:
    """The models that an OpenAI-compatible server says it has, in its order; none where it does not tell."""
    import openai

    key = settings.api_key.get_secret_value() if settings.api_key else None
    try:
        client = openai.OpenAI(
            base_url=settings.base_url,
            api_key=_server_key(settings) if settings.base_url else key,
            timeout=settings.timeout,
            max_retries=0,
        )
        with client:
            return [model.id for model in client.models.list() if isinstance(model.id, str)]
    except Exception:  # it has failed already: this only adds to what is told
        return []


def call_failed(error: Exception) -> ModelError:
    """What a failed model call means, in words, and what to do about it.

    Every provider's package raises errors of its own; those of OpenAI's protocol, which most servers speak, are known.
    """
    import openai

    known = (
        (openai.APITimeoutError, "it timed out", "raise COLLOQUY_TIMEOUT, or check that the server is not overloaded"),
        (openai.APIConnectionError, "no connection to its server", "start the server, or check COLLOQUY_BASE_URL"),
        (openai.AuthenticationError, "its server refused the key (401)", "check the key"),
        (openai.PermissionDeniedError, "its server does not allow this (403)", "check the key and the account"),
        (openai.NotFoundError, "its server does not know it (404)", "check COLLOQUY_MODEL and COLLOQUY_BASE_URL"),
        (openai.RateLimitError, "too many requests, or no credit left (429)", "wait, or check the account"),
    )
    for kind, reason, hint in known:
        if isinstance(error, kind):
            return ModelError(reason, hint)
    if isinstance(error, openai.APIError):
        return ModelError(_in_words(error), "try again, or look at the server's log")
    return ModelError(
        f"its reply cannot be read: {_in_words(error)}", "check that the server speaks OpenAI's chat protocol"
    )


def _in_words(error: Exception) -> str:
    """Its first line, without the key: looked for before the line is cut."""
    text = without_key(str(error), error)
    return one_line(RuntimeError(text)) if text.strip() else one_line(error)


def _has_provider(name: str) -> bool:
    """Whether the part before the colon is a provider whose LangChain package is installed."""
    prefix, colon, _ = name.partition(":")
    return bool(colon) and prefix.isidentifier() and find_spec(f"langchain_{prefix}") is not None


def _server_key(settings: Settings) -> str:
    """The key for a server at `base_url`. Never OPENAI_API_KEY: that one is not this server's to see."""
    return settings.api_key.get_secret_value() if settings.api_key else "none"


def _worth_waiting(error: Exception, tried: int) -> float | None:
    """Seconds to wait before a failed call is tried again; None when it would fail again.

    Known by what the providers' errors have in common: a `status_code`, and a `response` with headers.
    """
    status = getattr(error, "status_code", None)
    passing = not isinstance(status, int) or status >= 500 or status in (408, 409, 429)
    if not passing or getattr(error, "code", None) == "insufficient_quota":
        return None
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        wait = float(headers["retry-after"])
    except (KeyError, ValueError):
        wait = 0.5 * 2**tried
    return min(max(wait, 0.0), _LONGEST_WAIT)


def _unit_rows(rows: np.ndarray) -> np.ndarray:
    rows = np.asarray(rows, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1)

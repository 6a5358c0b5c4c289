"""Chat model and embedder from a "provider:model" string. The only file that names a provider."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from rag.errors import ModelError
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EMBEDDED = "wordllama"
INSTALL_HINT = "for example openai:gpt-5-mini with OPENAI_API_KEY set, or pip install the provider's langchain package"


class Embedder(Protocol):
    """Texts -> unit vectors."""

    name: str

    def embed(self, texts: list[str]) -> np.ndarray:
        """float32 rows of length 1, one a text, shape (len(texts), dimensions)."""
        ...


class WordLlamaEmbedder:
    """Static word vectors whose weights travel in their package: no download, no GPU, 256 dimensions."""

    name = EMBEDDED

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


class LangChainEmbedder:
    """Any embedder that LangChain's `init_embeddings` knows, such as openai:text-embedding-3-small."""

    def __init__(self, settings: Settings) -> None:
        from langchain.embeddings import init_embeddings

        self.name = settings.embedding
        options: dict[str, object] = {}
        if settings.embedding.startswith("openai:"):
            # Without the check texts go out as they are: no vocabulary download, and any compatible server will do.
            options = {
                "check_embedding_ctx_length": False,
                "timeout": settings.timeout,
                "max_retries": settings.retries,
            }
            if settings.base_url:
                options |= {"base_url": settings.base_url, "api_key": _server_key(settings)}
        try:
            self._model = init_embeddings(settings.embedding, **options)
        except Exception as error:  # each provider's package raises its own
            raise ModelError(
                f"the embedder {settings.embedding} cannot be set up: {one_line(error)}",
                f"set COLLOQUY_EMBEDDING={EMBEDDED}, or a name such as openai:text-embedding-3-small with its key",
            ) from None

    def embed(self, texts: list[str]) -> np.ndarray:
        try:
            return _unit_rows(np.asarray(self._model.embed_documents(texts), dtype=np.float32))
        except Exception as error:  # each provider's package raises its own
            raise ModelError(
                f"the embedder {self.name} does not answer: {one_line(error)}",
                "check its address and key with: colloquy doctor",
            ) from None


def embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name.

    Raises:
        ModelError: an unknown string, or a provider that is not installed or has no key.
    """
    return WordLlamaEmbedder() if settings.embedding == EMBEDDED else LangChainEmbedder(settings)


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


def call_failed(error: Exception) -> ModelError:
    """What a failed model call means, in words, and what to do about it.

    Every provider's package raises errors of its own; those of OpenAI's protocol, which most servers speak, are known.
    """
    import openai

    known = (
        (openai.APITimeoutError, "it timed out", "raise COLLOQUY_TIMEOUT, or check that the server is not overloaded"),
        (openai.APIConnectionError, "no connection to its server", "start the server, or check COLLOQUY_BASE_URL"),
        (openai.AuthenticationError, "its server refused the key (401)", "check the key"),
        (openai.NotFoundError, "its server does not know it (404)", "check COLLOQUY_MODEL and COLLOQUY_BASE_URL"),
        (openai.RateLimitError, "too many requests, or no credit left (429)", "wait, or check the account"),
    )
    for kind, reason, hint in known:
        if isinstance(error, kind):
            return ModelError(reason, hint)
    if isinstance(error, openai.APIError):
        return ModelError(one_line(error), "try again, or look at the server's log")
    return ModelError(
        f"its reply cannot be read: {one_line(error)}", "check that the server speaks OpenAI's chat protocol"
    )


def one_line(error: BaseException) -> str:
    """The first line of an error's text, at most 300 characters, with its type where it has no text."""
    text = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    return (text or type(error).__name__)[:300]


def _has_provider(name: str) -> bool:
    """Whether the part before the colon is a provider whose LangChain package is installed."""
    prefix, colon, _ = name.partition(":")
    return bool(colon) and prefix.isidentifier() and find_spec(f"langchain_{prefix}") is not None


def _server_key(settings: Settings) -> str:
    """The key for a server at `base_url`. Never OPENAI_API_KEY: that one is not this server's to see."""
    return settings.api_key.get_secret_value() if settings.api_key else "none"


def _unit_rows(rows: np.ndarray) -> np.ndarray:
    rows = np.asarray(rows, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1)

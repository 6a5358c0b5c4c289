"""The chat model from a "provider:model" string, and what its server's errors mean. Here and in `rag.setup.embedders` alone
providers differ."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from rag.errors import ModelError, one_line
from rag.setup.keys import without_key
from rag.setup.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

INSTALL_HINT = "for example openai:gpt-5-mini with OPENAI_API_KEY set, or pip install the provider's langchain package"


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
    options: dict[str, Any] = {
        "timeout": settings.timeout,
        "max_retries": settings.retries,
        "max_tokens": settings.answer_tokens,
    }
    if name.startswith("openai:"):
        options["stream_usage"] = True
    if settings.base_url:
        options |= {"base_url": settings.base_url, "api_key": server_key(settings)}
    elif settings.api_key:
        options["api_key"] = settings.api_key.get_secret_value()
    try:
        model: BaseChatModel = init_chat_model(name, **options)
        return model
    except Exception as error:  # each provider's package raises its own
        raise ModelError(f"the model {settings.model} cannot be set up: {one_line(error)}", INSTALL_HINT) from None


def offered(settings: Settings) -> list[str]:
    """The models that an OpenAI-compatible server says it has, in its order; none where it does not tell."""
    import openai

    key = settings.api_key.get_secret_value() if settings.api_key else None
    try:
        client = openai.OpenAI(
            base_url=settings.base_url,
            api_key=server_key(settings) if settings.base_url else key,
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
        return ModelError(in_words(error), "try again, or look at the server's log")
    return ModelError(
        f"its reply cannot be read: {in_words(error)}", "check that the server speaks OpenAI's chat protocol"
    )


def server_key(settings: Settings) -> str:
    """The key for a server at `base_url`. Never OPENAI_API_KEY: that one is not this server's to see."""
    return settings.api_key.get_secret_value() if settings.api_key else "none"


def in_words(error: Exception) -> str:
    """An error's first line, without the key: looked for before the line is cut."""
    text = without_key(str(error), error)
    return one_line(RuntimeError(text)) if text.strip() else one_line(error)


def _has_provider(name: str) -> bool:
    """Whether the part before the colon is a provider whose LangChain package is installed."""
    prefix, colon, _ = name.partition(":")
    return bool(colon) and prefix.isidentifier() and find_spec(f"langchain_{prefix}") is not None

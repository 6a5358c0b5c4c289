"""The chat model from a "provider:model" string. Here and in `rag.setup.embedders` alone providers differ."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from rag.errors import ModelError, one_line
from rag.setup.servers.dialect import place_of
from rag.setup.servers.failure import Asked, unusable_key
from rag.setup.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_LISTING = 5.0  # seconds that a list of models may take
INSTALL_HINT = "for example openai:gpt-5-mini with OPENAI_API_KEY set, or pip install the provider's langchain package"


def chat_model(settings: Settings) -> BaseChatModel:
    """The chat model that the settings name, with usage in streams. A server that is silent for `timeout` seconds is given
    up; a request that it did not take is made again.

    A name without a provider goes to the OpenAI-compatible server at `base_url`.

    Raises:
        ModelError: no model set, an unknown string, a provider that is not installed or has no key, or a key that cannot
            be sent.
    """
    name = settings.model or ""
    key = settings.api_key.get_secret_value() if settings.api_key else None
    if key and (why := unusable_key(key)):
        raise ModelError(f"the model {name} cannot be asked: {why}", "set COLLOQUY_API_KEY to the key alone")
    if settings.base_url and not _has_provider(name):
        name = f"openai:{name}"
    try:
        return _openai(name.removeprefix("openai:"), settings) if name.startswith("openai:") else _other(name, settings)
    except ModelError:
        raise
    except Exception as error:  # each provider's package raises its own
        raise ModelError(f"the model {settings.model} cannot be set up: {one_line(error)}", INSTALL_HINT) from None


def _openai(name: str, settings: Settings) -> BaseChatModel:
    """A model of OpenAI's, or of a server that speaks its protocol."""
    from rag.setup.servers.http import awaited, client, patience
    from rag.setup.servers.protocol import ServedChat

    key = server_key(settings)
    options: dict[str, Any] = {"base_url": settings.base_url} if settings.base_url else {}
    if settings.base_url or settings.api_key:
        options["api_key"] = key
    return ServedChat(
        model=name,
        place=place_of(settings),
        asked=Asked(settings.base_url, settings.model, key, settings.timeout, partial(offered, settings)),
        tries=settings.retries,
        timeout=patience(settings.timeout),
        http_client=client(settings.base_url, settings.timeout),
        http_async_client=awaited(),
        max_retries=0,
        max_completion_tokens=settings.answer_tokens,
        stream_usage=True,
        **options,
    )


def _other(name: str, settings: Settings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {
        "timeout": settings.timeout,
        "max_retries": settings.retries,
        "max_tokens": settings.answer_tokens,
    }
    if settings.base_url:
        options |= {"base_url": settings.base_url, "api_key": server_key(settings)}
    elif settings.api_key:
        options["api_key"] = settings.api_key.get_secret_value()
    model: BaseChatModel = init_chat_model(name, **options)
    return model


def offered(settings: Settings) -> list[str]:
    """The models that an OpenAI-compatible server says it has, in its order; none where it does not tell."""
    import openai

    from rag.setup.servers.http import client

    key = settings.api_key.get_secret_value() if settings.api_key else None
    try:
        asked = openai.OpenAI(
            base_url=settings.base_url,
            api_key=server_key(settings) if settings.base_url else key,
            http_client=client(settings.base_url, min(settings.timeout, _LISTING)),
            max_retries=0,
        )
        return [model.id for model in asked.models.list() if isinstance(model.id, str)]
    except Exception:  # the list only adds to what is told
        return []


def server_key(settings: Settings) -> str:
    """The key for a server at `base_url`. Never OPENAI_API_KEY: that one is not this server's to see."""
    return settings.api_key.get_secret_value() if settings.api_key else "none"


def _has_provider(name: str) -> bool:
    """Whether the part before the colon is a provider whose LangChain package is installed."""
    prefix, colon, _ = name.partition(":")
    return bool(colon) and prefix.isidentifier() and find_spec(f"langchain_{prefix}") is not None

"""Whether the chat model and the embedder answer: one small call each, told in words with what to do."""

from __future__ import annotations

import time
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

from rag.errors import ModelError
from rag.library.library import Library
from rag.setup.chat_model import call_failed, chat_model, offered
from rag.setup.embedders import EMBEDDED, embedder
from rag.setup.settings import Settings

PATIENCE = 20.0  # seconds that a trial call may take
_NAMES, _NAME_CHARS = 12, 60  # of a server's models that are named


def model_answers(settings: Settings) -> str:
    """That the model answers, or that none is set.

    Raises:
        ModelError: it does not: why, and what to do.
    """
    if not settings.model:
        return "none set: answers are extracts; COLLOQUY_MODEL=openai:... or a local server gives written ones"
    trial = _trial(settings)
    model = chat_model(trial)
    started = time.perf_counter()
    try:
        reply = model.invoke("Reply with the word: yes")
    except Exception as error:  # each provider's package raises its own
        raise _failure(error, trial) from None
    took = time.perf_counter() - started
    at = f" at {settings.base_url}" if settings.base_url else ""
    return f"{settings.model} answers{at} in {took:.1f} s" + ("" if reply.text else ", but with an empty reply")


def embedder_answers(library: Library) -> str:
    """That the library's embedder answers, with vectors of the library's length.

    Raises:
        ModelError: it does not answer.
        LibraryError: it gives other vectors than the library's.
    """
    name = library.embedding
    started = time.perf_counter()
    if name != EMBEDDED:
        embedder(name, _trial(library.settings)).question("test")
    took = time.perf_counter() - started
    dimensions = len(library.embed("test"))
    if name == EMBEDDED:
        return f"{name}, {dimensions} dimensions, on this machine"
    return f"{name} answers in {took:.1f} s, {dimensions} dimensions"


def is_this_machine(address: str) -> bool:
    """Whether a URL leads to this machine itself."""
    host = urlsplit(address).hostname or ""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def unencrypted(settings: Settings) -> bool:
    """Whether the key and the questions would be readable on their way to another machine."""
    address = settings.base_url or ""
    return address.startswith("http://") and not is_this_machine(address)


def _trial(settings: Settings) -> Settings:
    return settings.model_copy(update={"timeout": min(settings.timeout, PATIENCE), "retries": 0})


def _failure(error: Exception, trial: Settings) -> ModelError:
    """What a trial call's error means, with what can be said of it because it was a trial."""
    import openai

    meaning = call_failed(error)
    reason, hint = meaning.message, meaning.hint
    if isinstance(error, openai.APITimeoutError):
        reason = f"it took longer than {trial.timeout:.0f} s"
        if trial.timeout >= PATIENCE:
            hint = "check that the server is up and not overloaded; a trial waits no longer than this"
    elif isinstance(error, openai.APIConnectionError):
        reason += f" at {trial.base_url}" if trial.base_url else ""
    elif isinstance(error, openai.NotFoundError):
        hint = _choice(trial) or hint
    return ModelError(f"{trial.model} does not answer: {reason}", hint)


def _choice(trial: Settings) -> str:
    """What the server has in place of a model that it does not know; empty where it does not tell."""
    names = offered(trial)
    if not names:
        return ""
    shown = ", ".join("".join(c if c.isprintable() else "?" for c in name)[:_NAME_CHARS] for name in names[:_NAMES])
    return f"set one that its server has: {shown}" + (" ..." if len(names) > _NAMES else "")

"""What a failed call of a model means, in words, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from rag.errors import ModelError, one_line
from rag.setup.address import is_this_machine
from rag.setup.keys import without_key

# How the keys of those who sell models begin, and where they belong.
_ISSUERS = (
    ("sk-ant-", "Anthropic", "anthropic.com"),
    ("sk-or-", "OpenRouter", "openrouter.ai"),
    ("sk-proj-", "OpenAI", "openai.com"),
    ("gsk_", "Groq", "groq.com"),
    ("hf_", "Hugging Face", "huggingface.co"),
    ("AIza", "Google", "googleapis.com"),
    ("xai-", "xAI", "x.ai"),
    ("pplx-", "Perplexity", "perplexity.ai"),
    ("nvapi-", "NVIDIA", "nvidia.com"),
)
_TOO_LONG = re.compile(
    r"context[ _](?:length|size|window)|(?:prompt|input|request) (?:is )?(?:too long|exceeds)|exceed_context|too many (?:input )?tokens",
    re.I,
)
_WINDOW = re.compile(r"(?:maximum|context|limit|n_ctx|window)\D{0,40}?(\d{3,7})\b", re.I)
_NO_CREDIT = ("insufficient_quota", "insufficient balance", "credit balance", "exceeded your current quota")
_NAMES, _NAME_CHARS = 12, 60  # of a server's models that are named


class PromptTooLong(ModelError):
    """The model's context does not hold the prompt; `window` is how many tokens it holds, where its server says so."""

    def __init__(self, window: int | None) -> None:
        holds = f", which holds {window:,} tokens" if window else ""
        super().__init__(
            f"the prompt is longer than the model's context{holds}",
            "give the server a longer context, or set COLLOQUY_EVIDENCE_TOKENS lower",
        )
        self.window = window


class TimedOut(ModelError):
    """The server took the connection, and nothing came in the time that it was given."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked: the address, where it is known, the model and the key; `models` tells what the server has."""

    address: str | None = None
    model: str | None = None
    key: str | None = None
    silence: float | None = None
    models: Callable[[], list[str]] = list

    @property
    def place(self) -> str:
        return f" at {self.address}" if self.address else ""


def call_failed(error: Exception, asked: Asked | None = None) -> ModelError:
    """What a failed model call means. What was told before stays as it is.

    Every provider's package raises errors of its own; those of OpenAI's protocol, which most servers speak, are known.
    """
    import openai

    if isinstance(error, ModelError):
        return error
    asked = asked or Asked()
    if isinstance(error, openai.APITimeoutError):
        return _timed_out(error, asked)
    if isinstance(error, openai.APIConnectionError):
        return _not_connected(error, asked)
    if isinstance(error, openai.APIStatusError):
        return _refused(error, asked)
    if isinstance(error, openai.APIError):
        if too_long := _too_long(f"{error} {error.body}"):
            return too_long
        return ModelError(in_words(error), "try again, or look at the server's log")
    return ModelError(
        f"its reply cannot be read: {in_words(error)}",
        "check that the server speaks OpenAI's chat protocol, and that its address is whole: it often ends in /v1",
    )


def in_words(error: Exception) -> str:
    """An error's first line, without the key: looked for before the line is cut."""
    text = without_key(str(error), error)
    return one_line(RuntimeError(text)) if text.strip() else one_line(error)


def unusable_key(key: str) -> str | None:
    """Why a key cannot be sent as it is; None for one that can."""
    if any(c in "\r\n" for c in key):
        return "the key has a line break in it"
    if any(c.isspace() for c in key):
        return "the key has a blank in it"
    if not key.isascii() or not key.isprintable():
        return "the key has a character in it that no key has"
    return None


def choice(names: list[str]) -> str:
    """What a server has, as it is named to people; empty where it does not tell."""
    return f"set one that its server has: {listed(names)}" if names else ""


def listed(names: list[str]) -> str:
    """The first names of models, as far as they can be printed."""
    shown = ", ".join("".join(c if c.isprintable() else "?" for c in name)[:_NAME_CHARS] for name in names[:_NAMES])
    return shown + (" ..." if len(names) > _NAMES else "")


def _timed_out(error: Exception, asked: Asked) -> ModelError:
    if any(type(cause).__name__ == "ConnectTimeout" for cause in causes_of(error)):
        return ModelError(
            f"no connection to its server{asked.place}: it does not take one",
            _route(asked) or "check COLLOQUY_BASE_URL",
        )
    silent = f"it timed out: nothing came for {asked.silence:g} s" if asked.silence else "it timed out"
    return TimedOut(silent, "raise COLLOQUY_TIMEOUT, or check that the server is not overloaded")


def _not_connected(error: Exception, asked: Asked) -> ModelError:
    import ssl
    from socket import gaierror

    causes = list(causes_of(error))
    said = " ".join(map(str, causes))
    if any(type(cause).__name__ in ("RemoteProtocolError", "ReadError") for cause in causes):
        return ModelError("the connection ended before the answer did", "look at the server's log, or ask again")
    where = f"no connection to its server{asked.place}"
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes) or "CERTIFICATE_VERIFY_FAILED" in said:
        hint = "have the certificate's authority known to this machine: set SSL_CERT_FILE to a file with it"
        return ModelError(f"{where}: its certificate is not trusted ({_last(causes)})", hint)
    if any(isinstance(cause, ssl.SSLError) for cause in causes) or "SSL:" in said:
        return ModelError(
            f"{where}: it does not speak https", "check COLLOQUY_BASE_URL: a server on this machine mostly has http"
        )
    if any(type(cause).__name__ == "LocalProtocolError" for cause in causes):
        return ModelError("the key cannot be sent: it has a blank or a line break in it", "set it to the key alone")
    if any(type(cause).__name__ == "ProxyError" for cause in causes):
        return ModelError(f"{where}: the proxy does not let it through ({_last(causes)})", _route(asked) or _PROXY)
    if proxy := _route(asked):
        return ModelError(f"{where} through the proxy of the environment: {_last(causes)}", proxy)
    if any(isinstance(cause, gaierror) for cause in causes) or "getaddrinfo" in said:
        host = urlsplit(asked.address or "").hostname
        named = f"the name {host} is not known" if host else "its name is not known"
        return ModelError(f"{where}: {named} (DNS)", "check COLLOQUY_BASE_URL and the network")
    if "refused" in said:
        return ModelError(f"{where}: nothing listens there", "start the server, or check COLLOQUY_BASE_URL")
    if "unreachable" in said or "No route" in said:
        return ModelError(f"{where}: there is no route to it", "check the network, and COLLOQUY_BASE_URL")
    return ModelError(f"{where}: {_last(causes)}", "start the server, or check COLLOQUY_BASE_URL")


def _refused(error: Exception, asked: Asked) -> ModelError:
    status, said = int(getattr(error, "status_code", 0)), in_words(error)
    whole = f"{error} {getattr(error, 'body', '')}"
    if status in (400, 413, 422, 500) and (too_long := _too_long(whole)):
        return too_long
    if status == 413:
        return PromptTooLong(None)
    if status == 401:
        return ModelError("its server refused the key (401)", _whose(asked))
    if status == 403:
        return ModelError("its server does not allow this (403)", "check the key and the account")
    if status == 404 or (status == 400 and re.search(r"\bmodel\b.*\b(?:not|no such|unknown|invalid)\b", whole, re.I)):
        return _not_there(status, asked)
    if status == 405:
        return ModelError(
            "its server has no chat at this address (405)", "check COLLOQUY_BASE_URL: it often ends in /v1"
        )
    if status == 402 or any(sign in whole.lower() for sign in _NO_CREDIT):
        return ModelError(f"no credit left ({status})", "check the account")
    if status == 407:
        return ModelError("the proxy wants a name and password (407)", _route(asked) or _PROXY)
    if status == 429:
        return ModelError("too many requests, or no credit left (429)", "wait, or check the account")
    if status == 503 and "loading" in whole.lower():
        return ModelError("its server is still loading the model (503)", "ask again in a minute")
    return ModelError(said, "try again, or look at the server's log")


def _too_long(said: str) -> PromptTooLong | None:
    if not _TOO_LONG.search(said):
        return None
    window = _WINDOW.search(said)
    return PromptTooLong(int(window[1]) if window else None)


def _not_there(status: int, asked: Asked) -> ModelError:
    names = asked.models()
    address = urlsplit(asked.address or "")
    if asked.address and not names and not address.path.strip("/"):
        hint = f"check COLLOQUY_BASE_URL: it may have to be {asked.address.rstrip('/')}/v1"
    else:
        hint = choice(names) or "check COLLOQUY_MODEL and COLLOQUY_BASE_URL"
    return ModelError(f"its server does not know it ({status})", hint)


def _whose(asked: Asked) -> str:
    """What to do about a key that is refused."""
    key, host = asked.key or "", urlsplit(asked.address or "").hostname or ""
    if not key or key == "none":
        return "the server wants a key: set COLLOQUY_API_KEY, or enter one on the page Settings"
    for beginning, name, domain in _ISSUERS:
        if key.startswith(beginning) and asked.address and host != domain and not host.endswith(f".{domain}"):
            return f"check the key: it looks like one of {name}'s, and this is {host}"
    return "check the key: it may be one for another server, or not valid any more"


_PROXY = "check the proxy, or name the server in NO_PROXY"


def _route(asked: Asked) -> str:
    """What to do about a proxy, where there is one on the way; empty where there is none."""
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(asked.address or "https://api.openai.com")
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    host = parts.hostname or ""
    if not proxy or is_this_machine(parts.geturl()) or proxy_bypass(host):
        return ""
    return f"check the proxy {urlsplit(proxy).hostname or 'of the environment'}, or name {host} in NO_PROXY"


def causes_of(error: BaseException) -> Iterator[BaseException]:
    """An error and what it came of."""
    seen: BaseException | None = error
    for _ in range(12):  # a chain may lead back into itself
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or seen.__context__


def _last(causes: list[BaseException]) -> str:
    return one_line(causes[-1])

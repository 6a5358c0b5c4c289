"""Keys of chat models: each belongs to the server that it was given for, and is sent nowhere else.

A key that is entered on the page is held in the memory of this process, and written nowhere.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import SecretStr

_PORTS = {"http": 80, "https": 443}
_CARRIERS = ("authorization", "api-key", "x-api-key")  # headers that hold a key
_held: dict[str, SecretStr] = {}


def server_of(model: str | None, base_url: str | None) -> str:
    """Who would get a key: scheme, host and port of `base_url`, or without one the provider that the model names."""
    if not base_url:
        return (model or "").partition(":")[0].casefold()
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.hostname or ''}:{parts.port or _PORTS.get(parts.scheme, '')}"


def hold(server: str, key: SecretStr) -> None:
    """Hold a key for that server until this process ends."""
    _held[server] = key


def let_go(server: str) -> None:
    _held.pop(server, None)


def held(server: str) -> SecretStr | None:
    return _held.get(server)


def without_key(text: str, error: object) -> str:
    """A server's words with the key taken out that the failed request carried: some servers repeat it."""
    headers = getattr(getattr(error, "request", None), "headers", {})
    for name in _CARRIERS:
        if key := headers.get(name, "").removeprefix("Bearer ").strip():
            text = text.replace(key, "(the key)")
    return text

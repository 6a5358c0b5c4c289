"""What each request has to pass before anything is done for it: name, origin, key, rate, size, time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.cli.serving.http.errors import Refused, reply
from rag.cli.serving.http.terms import JSON_BYTES, Terms

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OPEN = frozenset({"/health", "/docs", "/openapi.json"})  # they tell nothing of the library
_AT_ONCE = 500  # requests that are being served or wait for their turn
_ADDRESSES = 10_000  # that are remembered, for the rate


class Gate:
    """Lets requests through that meet the terms, and tells the others why not."""

    def __init__(self, app: ASGIApp, terms: Terms) -> None:
        self._app = app
        self._terms = terms
        self._key = _digest(terms.key.encode()) if terms.key else None
        self._rate = Rate(terms.rate)
        self._served = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            self._check(scope, headers)
            limited = _limited(receive, _most_bytes(headers, self._terms))
        except Refused as refused:
            await reply(scope["path"], refused)(scope, receive, send)
            return
        self._served += 1
        try:
            await self._in_time(scope, limited, send)
        finally:
            self._served -= 1

    async def _in_time(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def noted(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            async with asyncio.timeout(self._terms.seconds):
                await self._app(scope, receive, noted)
        except TimeoutError:
            if not has_begun:
                seconds = self._terms.seconds
                late = Refused(504, f"not done within {seconds:g} seconds", "ask for less, or serve with --timeout")
                await reply(scope["path"], late)(scope, receive, send)

    def _check(self, scope: Scope, headers: Mapping[str, str]) -> None:
        """
        Raises:
            Refused: the request does not meet the terms.
        """
        host = headers.get("host", "")
        if not self._terms.is_called(urlsplit(f"//{host}").hostname or "" if _is_plain(host) else ""):
            raise Refused(403, f"this server is not called {host!r}", "serve with --allow-host and that name")
        self._check_origin(headers.get("origin"), host)
        if self._key and scope["path"] not in _OPEN and not self._is_key(headers.get("authorization", "")):
            hint = "send the header Authorization: Bearer KEY, with the key that the server was started with"
            code, challenge = "invalid_api_key", {"WWW-Authenticate": "Bearer"}
            raise Refused(401, "the key is missing or is another one", hint, code, challenge)
        if self._served >= _AT_ONCE:
            raise Refused(503, "too many requests are being served", "try again", headers={"Retry-After": "1"})
        if (wait := self._rate.wait((scope.get("client") or ("", 0))[0])) > 0:
            later = {"Retry-After": str(int(wait) + 1)}
            hint = f"at most {self._terms.rate:,} requests a minute are served"
            raise Refused(429, "too many requests", hint, "rate_limit_exceeded", later)

    def _check_origin(self, origin: str | None, host: str) -> None:
        """A page of another server may not have a browser ask here, whatever it can read of the reply."""
        if not origin or origin in self._terms.origins or urlsplit(origin).netloc == host:
            return
        raise Refused(403, f"pages of {origin} may not ask here", "serve with --allow-origin and that origin")

    def _is_key(self, given: str) -> bool:
        scheme, _, key = given.partition(" ")
        is_same = compare_digest(_digest(key.strip().encode("latin-1")), self._key or b"")
        return is_same and scheme.lower() == "bearer"


class Rate:
    """How soon an address may ask again: as many requests at once as it may make in a minute, which fill up evenly."""

    def __init__(self, a_minute: int) -> None:
        self._a_minute = a_minute
        self._left: dict[str, tuple[float, float]] = {}  # requests, and when that was

    def wait(self, address: str, now: float | None = None) -> float:
        """Take one request; seconds until the next may come where none is left, else 0."""
        if not self._a_minute:
            return 0.0
        now = time.monotonic() if now is None else now
        left, before = self._left.pop(address, (float(self._a_minute), now))
        left = min(self._a_minute, left + (now - before) * self._a_minute / 60)
        if len(self._left) >= _ADDRESSES:
            self._left.pop(next(iter(self._left)))  # the one that asked longest ago
        self._left[address] = (left - 1 if left >= 1 else left, now)
        return 0.0 if left >= 1 else (1 - left) * 60 / self._a_minute


def _most_bytes(headers: Mapping[str, str], terms: Terms) -> int:
    """
    Raises:
        Refused: the request says that it has more.
    """
    is_upload = headers.get("content-type", "").lower().startswith("multipart/form-data")
    most = terms.upload_bytes if is_upload else JSON_BYTES
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise Refused(400, "the length of the request cannot be read", "leave the header Content-Length to the client")
    if int(length) > most:
        raise _too_large(most)
    return most


def _limited(receive: Receive, most: int) -> Receive:
    """What gives the request's body, up to so many bytes, whatever its header says."""
    had = 0

    async def limited() -> Message:
        nonlocal had
        message = await receive()
        had += len(message.get("body", b""))
        if had > most:
            from starlette.exceptions import HTTPException

            raise HTTPException(413, _too_large(most).message)
        return message

    return limited


def _too_large(most: int) -> Refused:
    hint = "send less at once; for uploads, serve with a larger --max-upload"
    return Refused(413, f"the request is larger than {most:,} bytes", hint)


def _is_plain(host: str) -> bool:
    """Whether a Host header is a name and a port, and nothing that an address could hold beside them."""
    return bool(host) and not set(host) & set("/?#@\\ ")


def _digest(key: bytes) -> bytes:
    return sha256(key).digest()  # of one length, so that comparing them tells nothing of it

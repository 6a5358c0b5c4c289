"""The HTTP client of a chat model's server: no proxy to this machine, and a stream that breaks off is told from its end."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import httpx2

from rag.errors import ModelError
from rag.setup.address import is_this_machine

_CONNECTING = 10.0  # seconds that a connection may take: a server that is there takes it at once
# What ends a stream: its own sign, or the reason why a reply ended.
_END = re.compile(
    rb'^data:\s*\[DONE\]|"finish_reason"\s*:\s*"|^data:.*"type"\s*:\s*"response\.(?:completed|incomplete|failed)"', re.M
)
_KEPT = 4_096  # bytes of a stream that are looked through again with the next ones


@lru_cache(maxsize=8)
def client(address: str | None, silence: float) -> httpx2.Client:
    """A client for a server at that address, or at one that is not known; all of a process share it, as making one takes
    longer than most calls.

    Args:
        silence: seconds without a byte after which a server that took the connection is given up.
    """
    here = address is not None and is_this_machine(address)
    return _Client(timeout=patience(silence), trust_env=not here, follow_redirects=True, verify=_certificates())


@lru_cache(maxsize=1)
def awaited() -> httpx2.AsyncClient:
    """A client for calls that are awaited. An answer makes none; where none is given, each model makes one for itself."""
    return httpx2.AsyncClient(verify=_certificates())


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """Whom a server's certificate may be signed by: a file that takes some 20 ms to read.

    Raises:
        ModelError: it cannot be read.
    """
    try:
        return httpx2.create_ssl_context()
    except OSError as error:  # no certificate in it is one, too
        named = os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR")
        raise ModelError(
            f"the certificates in {named or 'this system'} cannot be read: {error.strerror or error}",
            "have SSL_CERT_FILE name a file of certificates, or unset it",
        ) from None


def patience(silence: float) -> httpx2.Timeout:
    return httpx2.Timeout(silence, connect=min(silence, _CONNECTING))


class _Client(httpx2.Client):
    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        response = super().send(request, **options)
        headers = response.headers
        is_plain = headers.get("content-type", "").startswith("text/event-stream") and "content-encoding" not in headers
        if is_plain and isinstance(response.stream, httpx2.SyncByteStream):
            response.stream = _Watched(response.stream, request)
        return response


class _Watched(httpx2.SyncByteStream):
    """A stream of events. Where its server closes the connection before the end, which looks like one, it raises.

    Raises (on being read):
        RemoteProtocolError: it ended with neither `[DONE]` nor a reason why.
    """

    def __init__(self, stream: httpx2.SyncByteStream, request: httpx2.Request) -> None:
        self._stream = stream
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        tail, has_ended, is_empty = b"", False, True
        for piece in self._stream:
            if not has_ended:
                tail += piece
                has_ended = _END.search(tail) is not None
                tail = tail[-_KEPT:]
            is_empty = is_empty and not piece.strip()
            yield piece
        if not has_ended and not is_empty:
            raise httpx2.RemoteProtocolError("the connection ended before the answer did", request=self._request)

    def close(self) -> None:
        self._stream.close()

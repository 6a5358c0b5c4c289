"""One polite way to ask a service: spaced, named, within limits of time and size, and again where that may help.

Why not the services' own packages (arxiv, pyalex, semanticscholar, habanero): each has a transport of its own, none
keeps the reply as it came and goes on from it, and they ask without time limits or do not heed Retry-After.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from rag.errors import FetchError, one_line
from rag.intake.fetch.service import Parsed, Service, Unexpected
from rag.setup.retry import seconds_to_wait
from rag.setup.settings import Settings

_CONNECTED = 10.0  # seconds to be connected within: who is offline is told so soon
_LONGEST_WAIT = 120.0  # seconds that a service may ask for before it is better to come back later
_LARGEST = 64 * 1024 * 1024  # bytes of a reply, unpacked
_AGAIN = {429, 500, 502, 503, 504}
_NOT_REACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.UnsupportedProtocol, httpx.InvalidURL)
_NOT_SHOWN = re.compile(r"<[^>]*>|[^\w\s.,:;/()'\"-]+")


class _Again(Exception):
    """A failure that may be over in a moment; `wait` are the seconds that the service asks for, if it does."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class Client:
    """Asks one service.

    Args:
        pace: a file whose time of change tells all processes when the service was last asked.
        url: in place of the service's own address.
        interval: seconds between two requests, in place of what the service asks for.
        backoff: seconds before the second try, doubled for each one after it.
        say: told in a line what it waits for.
    """

    def __init__(
        self,
        service: Service,
        settings: Settings,
        pace: Path,
        *,
        url: str | None = None,
        interval: float | None = None,
        backoff: float = 1.0,
        say: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.service = service
        self.email = settings.email
        self.key = next((key for name in service.keys if (key := os.environ.get(name, "").strip())), None)
        self._interval = self._usual_interval() if interval is None else interval
        self._tries = settings.retries + 1
        self._backoff, self._pace, self._say = backoff, pace, say
        self._url = (url or service.url).rstrip("/")
        self._http = self._connection(settings.timeout)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._http.close()

    def ask(
        self,
        path: str,
        parse: Callable[[bytes], Parsed],
        params: Mapping[str, str | int] | None = None,
        form: Mapping[str, str | int] | None = None,
    ) -> Parsed:
        """What `parse` makes of a reply; it raises Unexpected where that is not what was asked for.

        Args:
            params: go into the address, `form` into the body of a POST request.

        Raises:
            FetchError: the service cannot be reached, refuses, or does not answer as it should, try after try.
        """
        tries = Retrying(
            stop=stop_after_attempt(self._tries),
            retry=retry_if_exception_type(_Again),
            wait=self._pause,
            reraise=True,
        )
        try:
            return tries(lambda: self._once(path, parse, params, form))
        except _Again as error:
            hint = "try again later" + self._key_hint()
            raise FetchError(f"{self.service.name} {error}", hint) from None

    def _usual_interval(self) -> float:
        allowed = (self.key and self.service.with_key, self.email and self.service.with_email, self.service.interval)
        return next(seconds for seconds in allowed if seconds)

    def _connection(self, timeout: float) -> httpx.Client:
        headers = {"User-Agent": _user_agent(self.email)}
        if self.key and not (self.key.isascii() and self.key.isprintable()):
            raise FetchError(f"the API key of {self.service.name} holds letters that no key has", self._keys())
        if self.key and self.service.header:
            headers[self.service.header] = self.service.scheme + self.key
        try:
            return httpx.Client(
                headers=headers,
                timeout=httpx.Timeout(timeout, connect=min(_CONNECTED, timeout)),
                # A key goes nowhere but to the address that it is for.
                follow_redirects=self.key is None,
            )
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            raise FetchError(
                f"the proxy that the environment names cannot be used: {one_line(error)}",
                "check http_proxy, https_proxy and all_proxy",
            ) from None

    def _once(
        self,
        path: str,
        parse: Callable[[bytes], Parsed],
        params: Mapping[str, str | int] | None,
        form: Mapping[str, str | int] | None,
    ) -> Parsed:
        self._wait_for_turn()
        method = "GET" if form is None else "POST"
        try:
            with self._http.stream(method, f"{self._url}/{path}", params=params, data=form) as reply:
                body = self._body(reply)
        except _NOT_REACHED as error:
            raise FetchError(
                f"{self.service.name} cannot be reached: {one_line(error)}",
                "check the network and the proxy; papers from files need neither: colloquy add",
            ) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            self._pace.touch()
            raise _Again(f"broke off: {one_line(error)}") from None
        except httpx.TooManyRedirects:
            raise FetchError(f"{self.service.name} leads in circles", "try again later") from None
        if not body.strip():
            raise _Again("sent an empty reply")
        if _is_web_page(reply, body):
            raise FetchError(
                f"{self.service.name} sent a web page in place of data",
                "a network with a log-in page, or a fault of the service: look at its address in a browser",
            )
        try:
            return parse(body)
        except Unexpected as error:
            raise _Again(f"sent what cannot be read: {error}") from None

    def _body(self, reply: httpx.Response) -> bytes:
        """The whole of a good reply."""
        self._pace.touch()
        if reply.status_code in _AGAIN:
            wait = seconds_to_wait(reply.headers.get("Retry-After"))
            message = f"answers {reply.status_code} {reply.reason_phrase}"
            if wait is not None and wait > _LONGEST_WAIT:
                hint = f"it asks to wait for {wait / 60:,.0f} minutes" + self._key_hint()
                raise FetchError(f"{self.service.name} {message}", hint)
            raise _Again(message, wait)
        body = bytearray()
        for piece in reply.iter_bytes():
            body += piece
            if len(body) > _LARGEST:
                raise FetchError(f"{self.service.name} sent more than 64 MB at once", "ask for something narrower")
        if reply.status_code != 200:
            said = "" if _is_web_page(reply, body) else self._said(bytes(body))
            raise FetchError(
                f"{self.service.name} answers {reply.status_code} {reply.reason_phrase}{said}",
                self._keys() if reply.status_code in (401, 403) and self.service.keys else "check the query",
            )
        return bytes(body)

    def _said(self, body: bytes) -> str:
        """What a service says of its refusal, as plain words, without the key."""
        text = body[:2_000].decode("utf-8", errors="replace")
        words = _NOT_SHOWN.sub(" ", text.replace(self.key, "") if self.key else text).split()
        return f": {' '.join(words)[:200]}" if words else ""

    def _wait_for_turn(self) -> None:
        try:
            passed = time.time() - self._pace.stat().st_mtime
        except FileNotFoundError:
            passed = self._interval
        if 0 <= passed < self._interval:
            time.sleep(self._interval - passed)

    def _pause(self, state: RetryCallState) -> float:
        """Seconds before the next try: what the service asks for, or else more each time."""
        failure = state.outcome.exception() if state.outcome else None
        asked = failure.wait if isinstance(failure, _Again) else None
        seconds = self._backoff * 2 ** (state.attempt_number - 1) if asked is None else asked
        self._say(f"{self.service.name} {failure}: trying again in {seconds:.0f} s")
        return seconds

    def _keys(self) -> str:
        names = " or ".join(self.service.keys)
        return f"check {names} in the environment" if self.key else f"set an API key in the environment: {names}"

    def _key_hint(self) -> str:
        return (
            f"; with an API key in {self.service.keys[0]} it allows more" if self.service.keys and not self.key else ""
        )


def _user_agent(email: str | None) -> str:
    try:
        name = f"Colloquy/{version('colloquy')}"
    except PackageNotFoundError:  # a checkout that is not installed
        name = "Colloquy"
    return f"{name} (mailto:{email})" if email else name


def _is_web_page(reply: httpx.Response, body: bytes | bytearray) -> bool:
    start = bytes(body[:200]).lstrip().lower()
    return "html" in reply.headers.get("Content-Type", "") or start.startswith((b"<!doctype html", b"<html"))

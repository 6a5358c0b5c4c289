"""Zotero's local API (https://www.zotero.org/support/dev/web_api/v3/local_api), asked over loopback.

Why httpx and not pyzotero: what is needed is a few GET requests with their headers, and pyzotero keeps these in state
of its own, follows pages without a look at the version that each of them is of, and has, in the version that goes beside
our other packages, no way to write to a Zotero on this machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from rag.errors import FetchError, one_line

PAGE = 1_000  # items of one reply; each page costs Zotero a search and a sort of them all
_CONNECTED = 5.0  # seconds to be connected within: it is on this machine
HOW_TO_OPEN = (
    'open Zotero, and switch on "Allow other applications on this computer to communicate with Zotero" in Settings > '
    "Advanced"
)
_HEADERS = {"Zotero-API-Version": "3", "Zotero-Allowed-Request": "1", "User-Agent": "Colloquy"}


class NotThere(FetchError):
    """Zotero has nothing at that address."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: its text, the version of the library that it is of, how many objects there are in all, and the address
    of the next page, None on the last one."""

    text: str
    version: int
    total: int
    next: str | None = None

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The objects of a list in JSON.

        Raises:
            FetchError: it is none.
        """
        try:
            found = json.loads(self.text)
        except ValueError:
            found = None
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise FetchError("Zotero sent what cannot be read", "look at its address in a browser")
        return found

    @property
    def keys(self) -> list[str]:
        """The keys of a list of these, one a line."""
        return self.text.split()


class Api:
    """One Zotero.

    Args:
        timeout: seconds of silence after which it is given up.
        page: items of one reply.

    `server` is what it calls its database: Zotero 10 and later, whose versions grow with each change. Earlier ones call
    it nothing, and their versions grow when they are synchronised.

    Raises (whenever it is asked):
        FetchError: Zotero is not open, its local API is off, or it breaks off.
    """

    def __init__(self, url: str, timeout: float, page: int = PAGE) -> None:
        self.url, self._page = url.rstrip("/"), page
        # What goes to this machine goes by no proxy; and a connection that Zotero closed meanwhile is not used again.
        self._http = httpx.Client(
            headers=_HEADERS,
            timeout=httpx.Timeout(timeout, connect=_CONNECTED),
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
        )
        self.server: str | None = None

    def __enter__(self) -> Api:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._http.close()

    def meet(self) -> None:
        """Ask which Zotero it is; `server` tells it then."""
        try:
            self.server = self.sent("GET", f"{self.url}/api/").headers.get("Zotero-Server-ID") or None
        except NotThere:
            raise FetchError(
                f"what answers at {self.url} has no local API", "install Zotero 7 or a later version"
            ) from None

    def ask(self, path: str, params: Mapping[str, str | int] | None = None, unless: int | None = None) -> Reply | None:
        """A reply; None where the library is still at the version `unless`."""
        headers = {} if unless is None else {"If-Modified-Since-Version": str(unless)}
        sent = self.sent("GET", f"{self.url}/api/{path}", params=dict(params or {}), headers=headers)
        return None if sent.status_code == httpx.codes.NOT_MODIFIED else _reply(sent)

    def all_of(self, path: str, params: Mapping[str, str | int] | None = None) -> Reply:
        """A reply with all that is there: Zotero has no limit of its own."""
        reply = self.ask(path, params)
        assert reply is not None  # noqa: S101  # only where a version was given
        return reply

    def pages(self, path: str, params: Mapping[str, str | int] | None = None) -> Iterator[Reply]:
        """What is there page by page, each as soon as it has come."""
        reply = self.all_of(path, {**(params or {}), "limit": self._page})
        yield reply
        while reply.next:
            reply = _reply(self.sent("GET", reply.next))
            yield reply

    def sent(self, method: str, url: str, **request: Any) -> httpx.Response:
        """A good reply, or 304."""
        try:
            reply = self._http.request(method, url, **request)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise FetchError(f"Zotero does not answer at {self.url}: it must be open", HOW_TO_OPEN) from None
        except httpx.HTTPError as error:
            raise FetchError(f"Zotero broke off: {one_line(error)}", "try again when Zotero is open") from None
        if reply.status_code in (httpx.codes.OK, httpx.codes.NO_CONTENT, httpx.codes.NOT_MODIFIED):
            return reply
        raise _refusal(reply)


def _reply(sent: httpx.Response) -> Reply:
    version, total = (sent.headers.get(name, "") for name in ("Last-Modified-Version", "Total-Results"))
    following = sent.links.get("next", {}).get("url")
    return Reply(sent.text, _number(version), _number(total), following)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _refusal(reply: httpx.Response) -> FetchError:
    said = " ".join(reply.text[:200].split())
    match reply.status_code:
        case httpx.codes.FORBIDDEN if "not enabled" in said:
            return FetchError("Zotero's local API is switched off", HOW_TO_OPEN)
        case httpx.codes.NOT_FOUND:
            return NotThere(f"Zotero has nothing at {reply.request.url.path}", "look whether it was deleted there")
    return Refused(reply.status_code, said)


class Refused(FetchError):
    """Zotero refuses; `status` is that of HTTP."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"Zotero answers {status}: {said}", "try again; a restart of Zotero may help")
        self.status = status

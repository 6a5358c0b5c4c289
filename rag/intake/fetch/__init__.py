"""Fetch papers from the services that have them, only when asked: replies are kept as files, and read by the readers.

To add a service, write a module with `SERVICE` and name it in SERVICES.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import filelock

from rag.errors import FetchError, InputError, LibraryError
from rag.intake.fetch import arxiv, crossref, openalex, pubmed, semanticscholar
from rag.intake.fetch.client import Client
from rag.intake.fetch.replies import FOLDER, FetchState, Replies
from rag.intake.fetch.service import Page, Service
from rag.setup.settings import Settings

SERVICES: dict[str, Service] = {
    "arxiv": arxiv.SERVICE,
    "openalex": openalex.SERVICE,
    "pubmed": pubmed.SERVICE,
    "semanticscholar": semanticscholar.SERVICE,
    "doi": crossref.SERVICE,
}
_EXAMPLE = 'such as colloquy fetch "arxiv: graph neural networks"'


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of which service: words, or for `doi` DOIs divided by blanks."""

    scheme: str
    query: str

    @property
    def service(self) -> Service:
        return SERVICES[self.scheme]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What has come: `files` hold the replies, of which the first `wanted` records count, or all."""

    request: Request
    state: FetchState
    files: tuple[Path, ...]
    wanted: int | None


def request(text: str) -> Request:
    """The request in a text such as "arxiv: graph neural networks".

    Raises:
        InputError: no service is named, or nothing is asked for.
    """
    scheme, colon, query = text.partition(":")
    scheme, query = scheme.strip().lower(), " ".join(query.split())
    if not colon or scheme not in SERVICES:
        raise InputError("that names no service", f"begin with {', '.join(f'{s}:' for s in SERVICES)} {_EXAMPLE}")
    if not query or not query.isprintable():
        raise InputError(f"nothing to ask {SERVICES[scheme].name} for", f"write words after {scheme}: {_EXAMPLE}")
    return Request(scheme, query)


def fetch(
    asked: Request,
    limit: int | None,
    settings: Settings,
    *,
    again: bool = False,
    address: str | None = None,
    interval: float | None = None,
    backoff: float = 1.0,
    progress: Callable[[int], None] = lambda records: None,
    say: Callable[[str], None] = lambda line: None,
) -> Fetched:
    """Bring the records of a request into the library's folder, as far as they are not there yet.

    Args:
        limit: most records, None for all.
        again: ask anew for what is there.
        address: of a server to ask in place of the service.
        interval, backoff: seconds between requests and before a second try, in place of what the service asks for.
        progress: called with the number of records that are there.
        say: told in a line what is waited for, and where a limit is met.

    Raises:
        FetchError: the service cannot be reached or does not answer as it should; what has come is kept.
        LibraryError: the folder cannot be written.
    """
    service = asked.service
    wanted = _within(service, limit, say)
    home = settings.home.expanduser().absolute()
    replies = Replies(home, asked.scheme, asked.query, address, service.suffix)
    with _turn(home / FOLDER, asked, say) as pace:
        earlier = None if again else replies.read()
        if earlier:
            _say_what_is_there(earlier, wanted, service, say)
        state = earlier or replies.start(service.first)
        if _next(state, wanted):
            with Client(service, settings, pace, url=address, interval=interval, backoff=backoff, say=say) as client:
                while start := _next(state, wanted):
                    state = replies.keep(state, _page(client, state, start, wanted))
                    progress(state.records)
    return Fetched(asked, state, tuple(replies.paths(state)), wanted)


def _next(state: FetchState, wanted: int | None) -> str | None:
    """Where the next page starts that is wanted."""
    return state.next if wanted is None or state.records < wanted else None


def _page(client: Client, state: FetchState, start: str, wanted: int | None) -> Page:
    service, size = client.service, client.service.page_size
    try:
        return service.page(client, state.query, start, size if wanted is None else min(size, wanted - state.records))
    except FetchError as error:
        if not state.files:
            raise
        hint = f"the {state.records:,} records that came are kept, the same command goes on after them"
        raise FetchError(error.message, f"{error.hint}; {hint}") from None


def _within(service: Service, limit: int | None, say: Callable[[str], None]) -> int | None:
    """The limit, or the service's own where that is lower."""
    if service.most is None or (limit is not None and limit <= service.most):
        return limit
    if limit is not None:
        say(f"{service.name} gives at most {service.most:,} of one search")
    return service.most


def _say_what_is_there(state: FetchState, wanted: int | None, service: Service, say: Callable[[str], None]) -> None:
    if _next(state, wanted):
        say(f"{state.records:,} records from {service.name} are there since {state.day}: going on after them")
    else:
        say(f"taken from what {service.name} gave on {state.day}; --again asks it anew")


@contextmanager
def _turn(folder: Path, asked: Request, say: Callable[[str], None]) -> Iterator[Path]:
    """One process at a time asks a service; the file whose time of change tells when one last did."""
    lock = filelock.FileLock(folder / f".{asked.scheme}.lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except filelock.Timeout:
        say(f"another process is asking {asked.service.name}: waiting")
        lock.acquire()
    except OSError as error:
        raise LibraryError(f"{folder}: cannot be written: {error.strerror}", "choose another --home") from None
    try:
        yield folder / f".{asked.scheme}.asked"
    finally:
        lock.release()

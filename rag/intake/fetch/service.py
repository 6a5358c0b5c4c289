"""What the rest knows of a service that has papers: how it is called, paced and asked for one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

Parsed = TypeVar("Parsed")


class Unexpected(ValueError):
    """A reply that does not hold what was asked for."""


class Asks(Protocol):
    """What a service's own module asks it through: a `Client`."""

    @property
    def email(self) -> str | None: ...

    @property
    def key(self) -> str | None: ...

    def ask(
        self,
        path: str,
        parse: Callable[[bytes], Parsed],
        params: Mapping[str, str | int] | None = None,
        form: Mapping[str, str | int] | None = None,
    ) -> Parsed:
        """What `parse` makes of a reply; it raises Unexpected where that is not what was asked for."""


@dataclass(frozen=True, slots=True)
class Page:
    """One reply: `body` as it came, `records` papers in it, of `found` in all.

    `next` is where the page after it starts, None where there is none. `missing` are the identifiers of those asked
    for that the service does not have.
    """

    body: bytes
    records: int
    found: int
    next: str | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """A service, with the limits that its documentation asks callers to keep.

    Args:
        url: its address, which another one can stand in for.
        interval: seconds between two requests, `with_email` and `with_key` those for callers who have one, where that
            makes a difference.
        keys: environment variables that may hold an API key, the first that is set counts.
        header: the request header in which the key goes, and `scheme` what stands before it there.
        first: where the first page starts.
        page_size: most records of one page, and `most` those of one search.
        page: asks for the page of a query that starts at `start`, with `size` records or more.
    """

    name: str
    url: str
    interval: float
    page_size: int
    suffix: str
    page: Callable[[Asks, str, str, int], Page]
    first: str = "0"
    with_email: float | None = None
    with_key: float | None = None
    most: int | None = None
    keys: tuple[str, ...] = ()
    header: str | None = None
    scheme: str = ""

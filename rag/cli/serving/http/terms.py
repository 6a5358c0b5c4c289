"""On what terms the library is served: to whom, how much, how often, how long."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address

from rag.setup.address import is_loopback

JSON_BYTES = 2_000_000  # of a request that is no upload: a question with a long conversation has some ten thousand


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked of each request.

    Attributes:
        host: the address that is served on.
        key: what requests have to bring, where one is set.
        may_write: whether files may be added to the library.
        names: further names of this server, as a proxy before it has them.
        origins: web pages of other servers that may ask, such as "https://chat.example.org".
        upload_bytes: the most of an upload.
        rate: the most requests a minute of one address; 0 is any number.
        seconds: after so many a request is given up.
    """

    host: str = "127.0.0.1"
    key: str | None = field(default=None, repr=False)
    may_write: bool = False
    names: frozenset[str] = frozenset()
    origins: tuple[str, ...] = ()
    upload_bytes: int = 50_000_000
    rate: int = 0
    seconds: float = 600.0

    def is_called(self, name: str) -> bool:
        """Whether this server goes by that name, without a port. A web page can have its own name lead to an address of
        this machine; it cannot make a number of that address, nor a name that it does not own."""
        name = name.strip("[]").lower()
        if name == self.host.lower() or name in self.names or is_loopback(name):
            return True
        return not is_loopback(self.host) and _is_number(name)


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True

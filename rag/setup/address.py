"""Addresses of servers: which of them are this machine's own."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit


def is_this_machine(address: str) -> bool:
    """Whether a URL leads to this machine itself."""
    return is_loopback(urlsplit(address).hostname or "")


def is_loopback(host: str) -> bool:
    """Whether a host's name or number is this machine's own, which nobody else can reach."""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost" or host.endswith(".localhost")
